"""What a filter of a list may name: a word that nothing can have is told with the near ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from workflow.definition.model import PHASES, Definition
from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Reader
from workflow.workspace.versions import Versions

#: a name → by what else people may call it
Known = Mapping[str, tuple[str, ...]]

#: so many names at most are listed where none is near
_FEW = 12
#: so many signs of what people call a thing make it a near one
_WORD = 3


def hold_filter(
    reader: Reader,
    versions: Versions,
    *,
    state: str | None = None,
    phase: str | None = None,
    definition: str | None = None,
    unit: str | None = None,
) -> None:
    """Refuse what no case can have.

    Where nothing is published, any state and definition may come yet; where the store has no units, any unit may.

    Args:
        reader: one moment of the store.
        versions: what is published; running cases may stand under any of it.
        state: of a case; None: any.
        phase: of a case.
        definition: under which it runs.
        unit: to which it belongs.

    Raises:
        InputError: there is no such thing; names the near ones.
    """
    published = [one.definition for one in versions.all()] if state or phase or definition else []
    if state and published:
        _hold(state, _joined(_states(one) for one in published), N_("There is no state “{name}”."))
    if phase:
        known = _joined([_called(PHASES), *(_called(one.phases) for one in published)])
        _hold(phase, known, N_("There is no phase “{name}”."))
    if definition and published:
        ids = {one.id: tuple(one.title.values()) for one in published}
        _hold(definition, ids, N_("No definition “{name}” is published."))
    if unit and reader.get("units", unit) is None and reader.count("units"):
        units = {doc["id"]: (doc["name"],) for doc in reader.all("units")}
        _hold(unit, units, N_("There is no unit “{name}”."))


def _hold(name: str, known: Known, said: str) -> None:
    if name in known:
        return
    near = list(_near(name, known))[:3]
    raise InputError(
        said,
        N_("Did you mean: {near}?") if near else N_("There are: {known}.") if len(known) <= _FEW else None,
        name=name,
        near=", ".join(near),
        known=", ".join(known),
    )


def _near(name: str, known: Known) -> Iterator[str]:
    """Names that are nearly it, then those that people call so."""
    close = get_close_matches(name, list(known), n=3)
    yield from close
    word = name.casefold().strip()
    for one, calls in known.items():
        if one not in close and len(word) >= _WORD and any(word in call.casefold() for call in (one, *calls)):
            yield one


def _states(definition: Definition) -> Known:
    return _called({name: one.label for name, one in definition.states.items()})


def _called(labels: Mapping[str, Mapping[str, str]]) -> Known:
    return {name: tuple(label.values()) for name, label in labels.items()}


def _joined(parts: Iterator[Known] | list[Known]) -> Known:
    found: dict[str, tuple[str, ...]] = {}
    for one in parts:
        for name, calls in one.items():
            found[name] = (*found.get(name, ()), *calls)
    return found
