"""What the functions of rules are handed, and how they read a person's file: what it does not say cannot be told yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Protocol

from workflow.definition.subject import Unknown
from workflow.registry.facts import Doc, Reader, in_force
from workflow.registry.term import Term


class RegistryLookup(Protocol):
    """What the functions are handed by the one who runs the rules."""

    @property
    def reader(self) -> Reader:
        """The registry's documents."""

    @property
    def today(self) -> date | datetime:
        """The day on which the rule is judged."""

    @property
    def term(self) -> Term:
        """The mayor's term."""


def today(lookup: RegistryLookup) -> date:
    """The day on which the rule is judged."""
    day = lookup.today
    return day.date() if isinstance(day, datetime) else day


def person_doc(lookup: RegistryLookup, person: str) -> Doc:
    """The file of a person.

    Raises:
        Unknown: there is none.
    """
    doc = lookup.reader.get("people", person)
    if doc is None:
        raise Unknown("nominee")
    return doc


def value_of(
    lookup: RegistryLookup, person: str, name: str, known: Mapping[str, object] | None = None
) -> Any:
    """What a person's file says; a word that no table knows says nothing.

    Raises:
        Unknown: the file does not say it.
    """
    value = person_doc(lookup, person).get(name)
    if value is None or (known is not None and value not in known):
        raise Unknown(f"nominee.{name}")
    return value


def born(lookup: RegistryLookup, person: str) -> date:
    """The birth date of a person."""
    return date.fromisoformat(str(value_of(lookup, person, "birth_date"))[:10])


def position_doc(lookup: RegistryLookup, position: str) -> Doc:
    """The file of a position.

    Raises:
        Unknown: there is none.
    """
    doc = lookup.reader.get("positions", position)
    if doc is None:
        raise Unknown("position")
    return doc


def present_post(lookup: RegistryLookup, person: str) -> Doc:
    """The definitive post that a person holds today.

    Raises:
        Unknown: they hold none.
    """
    person_doc(lookup, person)
    held = in_force(lookup.reader, "person", person, today(lookup))
    if not held:
        raise Unknown("nominee.position")
    return position_doc(lookup, held[0]["position"])
