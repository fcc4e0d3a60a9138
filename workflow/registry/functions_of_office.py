"""The functions of rules that find people by their place in the city: the head of a unit, the superior of a person.

Who holds a role is no matter of the registry: whoever runs the rules answers that (`OfficeLookup`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from workflow.definition.subject import Function
from workflow.registry.lookup import RegistryLookup, present_post


class OfficeLookup(RegistryLookup, Protocol):
    """A lookup that also knows who holds which role where."""

    def nearest(self, role: str, unit: str, but: str | None = None) -> Sequence[str]:
        """The people who hold a role in a unit; where nobody does (but `but`), in the one above it, and so on."""


def functions_of_office() -> tuple[Function, ...]:
    """The functions about who stands above whom.

    Example:
        >>> [one.name for one in functions_of_office()]
        ['head_of', 'superior_of']
    """
    return (
        Function("head_of", ("string", "string"), "list(string)", _head_of),
        Function("superior_of", ("string", "string"), "list(string)", _superior_of),
    )


def _head_of(lookup: OfficeLookup, unit: str, role: str) -> list[str]:
    return list(lookup.nearest(role, unit))


def _superior_of(lookup: OfficeLookup, person: str, role: str) -> list[str]:
    return list(lookup.nearest(role, str(present_post(lookup, person)["unit"]), but=person))
