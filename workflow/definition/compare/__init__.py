"""Two definitions told apart in words: what was added, removed, changed, renamed."""

from workflow.definition.compare.difference import Difference
from workflow.definition.compare.whole import compare, renamings

__all__ = ["Difference", "compare", "renamings"]
