"""Reads the values of fields as a scenario writes them, each by its field's type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import Field
from workflow.definition.scenario.model import NOTHING
from workflow.definition.values import blank, plain
from workflow.definition.yaml import Broken, Node, Scalar, Series, Table
from workflow.language import N_, Words

_READ_AS_WRITTEN = ("number", "yes_no")


class Written:
    """Reads `with` and the expected `fields`.

    Args:
        form: takes what is wrong.
        fields: the definition's fields.
    """

    def __init__(self, form: Form, fields: Mapping[str, Field]) -> None:
        self.form, self.fields = form, fields

    def given(self, node: Node | None, what: Words) -> dict[str, Any]:
        """`with`: field → value, as `Workspace.act` takes it."""
        return {
            name: value for name, value in self._values(node, what, self.fields).items() if value is not None
        }

    def expected(self, node: Node, what: Words) -> dict[str, Any]:
        """`fields` of `then`: field → value; None where no value is expected."""
        return self._values(node, what, self.fields, nothing=True)

    def _values(
        self, node: Node | None, what: Words, fields: Mapping[str, Field], nothing: bool = False
    ) -> dict[str, Any]:
        table = self.form.table(node, what) if node is not None else None
        found: dict[str, Any] = {}
        for name, (key, value) in table.entries.items() if table else ():
            field = fields.get(name)
            if field is None:
                meant = self.form.findings.unknown(
                    "E110",
                    key.place,
                    N_("{what} names a field that is not declared: “{word}”"),
                    fields,
                    name,
                    what=what,
                )
                if meant is None:
                    continue
                field = fields[meant]
            found[field.name] = self._value(value, field, of(field.name, what), nothing)
        return found

    def _value(self, node: Node, field: Field, what: Words, nothing: bool) -> Any:
        if isinstance(node, Broken) or blank(node):
            return None
        if field.type == "group":
            return self._rows(node, field, what, nothing)
        if not isinstance(node, Scalar):
            self.form.wrong(node, N_("{what} must be one value, not {found}"), what=what)
            return None
        if nothing and node.plain and node.text == NOTHING[0]:
            return None
        return plain(node.text) if node.plain and field.type in _READ_AS_WRITTEN else node.text

    def _rows(self, node: Node, field: Field, what: Words, nothing: bool) -> list[dict[str, Any]] | None:
        if nothing and isinstance(node, Scalar) and node.text == NOTHING[0]:
            return None
        if not isinstance(node, Series):
            self.form.wrong(node, N_("{what} must be a list of rows, not {found}"), what=what)
            return None
        return [
            self._values(row, what, field.fields, nothing)
            for row in node.items
            if isinstance(row, Table) or self.form.table(row, what)
        ]
