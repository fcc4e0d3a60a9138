"""The city in sight of a folder of definitions: its settings, calendar and reference tables."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

from workflow.errors import LantikError
from workflow.registry.settings import CitySettings, load_city
from workflow.shipped import shipped_definitions
from workflow.store.memory import MemoryStore
from workflow.workspace.city import City


def trial_city(folder: Path, languages: Sequence[str]) -> City:
    """The city in sight of a folder, as `lantik check` sees it: its settings and tables, else the shipped ones.

    Args:
        folder: where a definition lies.
        languages: those in which labels must stand.
    """
    for one in (folder, Path("definitions"), Path()):
        if (one / "city.yaml").exists() or (one / "reference").is_dir():
            return SightedCity(one, languages)
    return SightedCity(None, languages)


class SightedCity(City):
    """The city of a folder; settings that cannot be used are as if they were not there."""

    def __init__(self, folder: Path | None, languages: Sequence[str]) -> None:
        super().__init__(MemoryStore(), None)
        self.folder = folder or self.folder
        self._languages = languages

    @property
    def languages(self) -> Sequence[str]:
        """The languages in which every label must stand."""
        return self._languages

    @cached_property
    def settings(self) -> CitySettings:
        """What `city.yaml` says, or the shipped one."""
        own = self.folder / "city.yaml"
        with suppress(LantikError):
            if own.exists():
                return load_city(own)
        return load_city(shipped_definitions() / "city.yaml")
