"""A small office for the workflow patterns: a definition written in the test, a store, users by their roles, a clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.workspace.office import Clock, Office
from workflow import Workspace

#: what every definition here begins with; a role is declared by its bare name
_HEAD = """\
format: lantik/1
id: {id}
title: {{id: Surat, en: Letter}}
"""
_STATES = ("draft", "sent", "checked", "done")


def label(word: str) -> str:
    """A label in both languages."""
    return f"{{id: {word}, en: {word}}}"


def written(
    roles: Mapping[str, str],
    actions: Mapping[str, str],
    *,
    fields: Mapping[str, str] | None = None,
    states: Mapping[str, str] | None = None,
    more: str = "",
    subject: str = "",
) -> str:
    """A definition as text: the states draft, sent, checked and done, and what is given.

    Args:
        roles: role → what it says beside its label (`scope: unit`, `who: …`, or nothing).
        actions: action → what it says beside its label.
        fields: field → what it says beside its label.
        states: state → what it says beside its label and phase, for the usual states.
        more: further sections, such as `duties`.
        subject: `position`, or nothing.
    """
    inside = lambda says: f", {says}" if says else ""  # noqa: E731
    phases = "vacant", "filled"
    lines = [_HEAD.format(id="letter")]
    if subject:
        lines.append(f"subject: {subject}\n")
    else:
        phases = "open", "over"
        lines.append(f"phases: {{open: {label('Open')}, over: {label('Over')}}}\n")
    lines.append("roles:\n")
    lines += [f"  {name}: {{label: {label(name.title())}{inside(says)}}}\n" for name, says in roles.items()]
    if fields:
        lines.append("fields:\n")
        lines += [f"  {name}: {{label: {label(name)}{inside(says)}}}\n" for name, says in fields.items()]
    lines.append("initial: draft\nstates:\n")
    for name in _STATES:
        final = name == "done"
        says = inside("final: true" if final else (states or {}).get(name, ""))
        lines.append(f"  {name}: {{phase: {phases[final]}, label: {label(name.title())}{says}}}\n")
    lines.append("actions:\n")
    lines += [f"  {name}: {{label: {label(name.title())}{inside(says)}}}\n" for name, says in actions.items()]
    return "".join([*lines, more])


#: the usual way: a clerk sends, a checker checks, a head signs
ROLES = {"clerk": "", "checker": "", "head": ""}
ACTIONS = {
    "send": "from: draft, to: sent, by: clerk",
    "check": "from: sent, to: checked, by: checker",
    "sign": "from: checked, to: done, by: head",
}
BACK = {"back": "from: [sent, checked], to: {any_of: [draft, sent]}, by: head, side: true, reason: required"}
USERS: Mapping[str, Sequence[Any]] = {
    "cora": ["clerk"],
    "carl": ["checker"],
    "cleo": ["checker"],
    "hans": ["head"],
    "guest": [],
}


class Bureau(Office):
    """The office, and how tests speak of it."""

    def sent(self, subject: str = "a letter", **fields: Any) -> str:
        """A letter that the clerk has sent; its id."""
        case = self.ws.open_case("letter", subject, actor="cora").id
        self.ws.act(case, "send", actor="cora", fields=fields)
        return case

    def waits(self, user: str, **wanted: Any) -> list[str]:
        """The cases of somebody's inbox."""
        return [one.case for one in self.ws.inbox(user, **wanted)]

    def may(self, case: str, user: str, action: str) -> bool:
        """What `explain` says of an action."""
        return any(one.name == action and one.allowed for one in self.ws.explain(case, actor=user))

    def has(self, case: str) -> list[str]:
        """The accounts that have taken up something of a case."""
        return [one.actor for one in self.ws.case(case).claims]

    def last(self, case: str) -> Any:
        """The last event of a case."""
        return self.ws.history(case)[-1]

    def republish(self, source: str) -> None:
        """Another version of the definition."""
        path = self.path.parent / "letter.yaml"
        path.write_text(source, encoding="utf-8")
        self.ws.publish(path, actor="admin")


def bureau(
    folder: Path,
    source: str | None = None,
    users: Mapping[str, Sequence[Any]] = USERS,
    people: Mapping[str, str] | None = None,
    city: str | None = None,
    records: Sequence[Any] = (),
) -> Bureau:
    """The office in a new store of this folder.

    Args:
        folder: of the test.
        source: its definition; the usual way where left out.
        users: user → roles.
        people: user → the person behind the account.
        city: what `city.yaml` says beside the shipped one.
        records: records of the registry.
    """
    if city is not None:
        from workflow.shipped import shipped_definitions

        shipped = (shipped_definitions() / "city.yaml").read_text(encoding="utf-8")
        (folder / "definitions").mkdir(exist_ok=True)
        (folder / "definitions" / "city.yaml").write_text(_without(shipped, city) + city, encoding="utf-8")
    clock = Clock("2025-11-25T08:00")
    made = Bureau(Workspace.open(folder / "store.json", clock=clock), clock, folder / "store.json")
    if records:
        made.ws.registry.put(records, actor="admin")
    made.republish(source or written(ROLES, ACTIONS))
    for user, roles in users.items():
        made.ws.add_user(user, name=user.title(), roles=roles, actor="admin", person=(people or {}).get(user))
    return made


def _without(city: str, more: str) -> str:
    """A city's settings without the sections that are written anew."""
    heads = {line.split(":")[0] for line in more.splitlines() if line and line[0].isalpha()}
    kept, skip = [], False
    for line in city.splitlines(keepends=True):
        if line[:1].isalpha():
            skip = line.split(":")[0] in heads
        if not skip:
            kept.append(line)
    return "".join(kept)
