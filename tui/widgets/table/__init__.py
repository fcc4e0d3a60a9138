"""The one list of the terminal: `VirtualTable` shows 100,000 rows as it shows 100.

source = ListSource(cases, key=lambda case: case.id, cells=cells, fields=["due", "case", "position"])
table = VirtualTable([Column("due", "Due", width=8), Column("case", "Case", width=12),
                      Column("position", "Position")], source, empty="Nothing waits for you.")
"""

from .cell import Cell
from .column import Column
from .list_source import ListSource
from .query import Term, parse
from .source import EmptySource, RowSource
from .table import VirtualTable

__all__ = ["Cell", "Column", "EmptySource", "ListSource", "RowSource", "Term", "VirtualTable", "parse"]
