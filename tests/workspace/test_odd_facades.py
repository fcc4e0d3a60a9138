"""Every public verb of the workspace and of its facades answers a None or a value of another type with an InputError.

The verbs are found here, not listed: one that is added is tried too.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any, get_type_hints

import pytest

from tests.workspace.office import Office
from workflow import InputError
from workflow.workspace.session import Session

FITTING: tuple[tuple[str, Any], ...] = (
    ("Sequence", []),
    ("Iterable", []),
    ("Mapping", {}),
    ("Moment", None),
    ("datetime", datetime(2025, 11, 25, tzinfo=UTC)),
    ("date", date(2025, 11, 25)),
    ("bool", True),
    ("bytes", b""),
    ("str", "x"),
    ("int", 1),
)


def verbs(facade: Any) -> Iterator[Callable[..., Any]]:
    """The public verbs of a facade, but for those that hand around what only the program has."""
    for name in dir(type(facade)):
        found = inspect.getattr_static(type(facade), name)
        if name.startswith("_") or not inspect.isfunction(found) or name == "close":
            continue
        if "Reader" not in map(str, inspect.get_annotations(inspect.unwrap(found)).values()):
            yield getattr(facade, name)


def fitting(kind: str, hint: Any) -> Any:
    """A value of the type that an annotation names."""
    if isinstance(hint, type) and hint.__module__.startswith("workflow."):
        return object.__new__(hint)
    return next((value for word, value in FITTING if word in kind), "x")


@pytest.mark.parametrize("subject", ["", *sorted(Session._FACADES)])
def test_every_argument_of_every_verb_is_held_against_its_type(office: Office, subject: str) -> None:
    facade, tried = getattr(office.ws, subject) if subject else office.ws, 0
    before = office.ws.store.position()
    for verb in verbs(facade):
        asked, hints = inspect.signature(verb).parameters.values(), get_type_hints(inspect.unwrap(verb))
        needed = {
            one.name: fitting(str(one.annotation), hints[one.name])
            for one in asked
            if one.default is one.empty
        }
        for one in asked:
            kind = str(one.annotation)
            if kind.startswith(("Any", "Callable")):
                continue
            optional = one.default is None or "None" in kind or kind == "Moment"
            for odd in (object(), *(() if optional else (None,))):
                tried += 1
                with pytest.raises(InputError, match=re.escape(f"“{one.name}”")):
                    verb(**{**needed, one.name: odd})
    assert tried
    assert office.ws.store.position() == before


def test_a_record_that_is_none_is_told(office: Office) -> None:
    odd: Any = [7]
    with pytest.raises(InputError, match="7"):
        office.ws.registry.put(odd, actor="admin")
