"""The city that a store belongs to: its languages, zone, days off and reference tables, from its definitions folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import tzinfo
from functools import cached_property
from pathlib import Path
from typing import Any

from workflow.definition.subject import Subject
from workflow.engine.calendar import Calendar
from workflow.registry.reference import Reference
from workflow.registry.settings import CitySettings, load_city
from workflow.registry.vocabulary import position_subject
from workflow.shipped import shipped_definitions
from workflow.store.protocol import Store
from workflow.workspace.clock import zone


class City:
    """Settings and tables, read from `definitions/` beside the store where there are such, else from the shipped ones.

    Args:
        store: the store, for the published settings (`meta/city`).
        beside: the folder in which the store lies; None for a store with no folder.

    Attributes:
        own: where the store's own definitions lie, or would.
        folder: where those in use lie.
    """

    def __init__(self, store: Store, beside: Path | None) -> None:
        self._store = store
        self.own = beside / "definitions" if beside else None
        self.folder = self.own if self.own is not None and self.own.is_dir() else shipped_definitions()

    @cached_property
    def settings(self) -> CitySettings:
        """What `city.yaml` says."""
        own = self.folder / "city.yaml"
        return load_city(own if own.exists() else shipped_definitions() / "city.yaml")

    def in_term(self, days: Mapping[str, Any]) -> City:
        """The same city with other days of the mayor's term, by the names that they have in `city.yaml`."""
        other = copy(self)
        other.__dict__["settings"] = replace(self.settings, **days)
        return other

    @property
    def languages(self) -> Sequence[str]:
        """The languages in which every label must stand."""
        return self.settings.languages

    @cached_property
    def zone(self) -> tzinfo:
        """The city's time zone."""
        return zone(self.settings.time_zone)

    @cached_property
    def calendar(self) -> Calendar:
        """The city's working days."""
        return Calendar(self.settings.holidays, self.settings.working_days)

    @cached_property
    def reference(self) -> Reference:
        """The reference tables of the civil service."""
        own = self.folder / "reference"
        return Reference.load(own if own.is_dir() else shipped_definitions() / "reference")

    @cached_property
    def subjects(self) -> Mapping[str, Subject]:
        """What `subject:` names bring to rules and effects."""
        return {"position": position_subject(self.reference)}
