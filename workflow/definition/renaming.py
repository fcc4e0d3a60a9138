"""What became of the states and actions of one version in a later one: old name → new name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, Literal, Self

from workflow.definition.model import Definition
from workflow.errors import InputError
from workflow.language import N_, Phrase

#: in place of a new name: the action was dropped on purpose (`action:check=-`)
DROPPED = "-"
Kind = Literal["state", "action"]
_KINDS: Mapping[Kind, str] = {"state": N_("state"), "action": N_("action")}


@dataclass(frozen=True, slots=True)
class Renaming:
    """States and actions by their old names, with their new ones; what is not named keeps its name.

    Example:
        >>> first, later = Renaming({"sent": "filed"}), Renaming({"filed": "received"}, {"check": "-"})
        >>> both = first.then(later)
        >>> both.state("sent"), both.state("draft"), both.action("check"), both.action("sign")
        ('received', 'draft', None, 'sign')
    """

    states: Mapping[str, str] = field(default_factory=dict)
    actions: Mapping[str, str] = field(default_factory=dict)

    def state(self, name: str) -> str:
        """What a state is called now."""
        return self.states.get(name, name)

    def action(self, name: str) -> str | None:
        """What an action is called now; None where it was dropped on purpose."""
        found = self.actions.get(name, name)
        return None if found == DROPPED else found

    def then(self, later: Self) -> Self:
        """This one and then a later one, as one."""
        return type(self)(_joined(self.states, later.states), _joined(self.actions, later.actions))

    def back(self, before: Definition) -> Self:
        """The way back: what is called otherwise now gets the name that it had in the version before.

        States that became one keep their name: nobody can tell which of them it was.

        Example:
            >>> from workflow.definition.model import State
            >>> old = Definition("x", {}, "a", {one: State(one, "vacant", {}) for one in "abc"}, {}, {})
            >>> Renaming({"a": "b", "b": "a", "c": "z"}).back(old).states
            {'b': 'a', 'a': 'b', 'z': 'c'}
            >>> Renaming({"a": "b"}).back(old).states
            {}
        """
        return type(self)(_turned(self.states, before.states), _turned(self.actions, before.actions))

    def over(self, given: Self) -> Self:
        """This one, where `given` has the last word on the names that it names."""
        return type(self)({**self.states, **given.states}, {**self.actions, **given.actions})

    def as_doc(self) -> dict[str, dict[str, str]]:
        """As a plain JSON document; empty parts are left out."""
        parts = {"states": dict(self.states), "actions": dict(self.actions)}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        return cls(dict(doc.get("states", {})), dict(doc.get("actions", {})))

    def __bool__(self) -> bool:
        return bool(self.states or self.actions)


def _joined(first: Mapping[str, str], later: Mapping[str, str]) -> dict[str, str]:
    return {**later, **{old: later.get(new, new) for old, new in first.items()}}


def _turned(names: Mapping[str, str], before: Iterable[str]) -> dict[str, str]:
    now = [names.get(name, name) for name in before]
    return {new: old for old, new in names.items() if new != DROPPED and now.count(new) == 1}


def read_renaming(given: Mapping[Any, Any], olds: Iterable[Definition], new: Definition) -> Renaming:
    """A renaming as somebody wrote it, held against the versions that it is between.

    Args:
        given: old name → new name. A name that is both a state's and an action's is written `state:NAME` or `action:NAME`;
            the new name `-` says that an action was dropped on purpose.
        olds: the versions from which cases come.
        new: the version to which they go.

    Raises:
        InputError: a name that no such version has, or one that could be either; names the near ones.

    Example:
        >>> from workflow.definition.model import State
        >>> old = Definition("x", {}, "a", {"a": State("a", "vacant", {})}, {}, {})
        >>> new = Definition("x", {}, "b", {"b": State("b", "vacant", {})}, {}, {})
        >>> read_renaming({"a": "b"}, [old], new)
        Renaming(states={'a': 'b'}, actions={})
    """
    before: dict[Kind, dict[str, None]] = {"state": {}, "action": {}}
    for one in olds:
        before["state"] |= dict.fromkeys(one.states)
        before["action"] |= dict.fromkeys(one.actions)
    after: dict[Kind, Iterable[str]] = {"state": new.states, "action": new.actions}
    found: dict[Kind, dict[str, str]] = {"state": {}, "action": {}}
    for key, target in given.items():
        if not (isinstance(key, str) and isinstance(target, str)):
            raise InputError(
                N_("{value} is no name of a state or an action."),
                N_("Write the map as old name → new name."),
                value=repr((key, target))[:60],
            )
        kind, name = _kind(key.strip(), before)
        target = target.strip().removeprefix(f"{kind}:")
        if target not in after[kind] and not (kind == "action" and target == DROPPED):
            raise _unknown(
                target, kind, after[kind], N_("The new version does not know the {kind} “{name}”.")
            )
        found[kind][name] = target
    return Renaming(found["state"], found["action"])


def _kind(key: str, before: Mapping[Kind, Mapping[str, None]]) -> tuple[Kind, str]:
    """Whether a name is a state's or an action's."""
    for kind in _KINDS:
        if key.startswith(f"{kind}:"):
            name = key.removeprefix(f"{kind}:")
            if name not in before[kind]:
                raise _unknown(name, kind, before[kind], N_("No earlier version knows the {kind} “{name}”."))
            return kind, name
    kinds = [kind for kind in _KINDS if key in before[kind]]
    if len(kinds) == 2:
        raise InputError(
            N_("“{name}” is a state and an action."),
            N_("Write state:{name}=… or action:{name}=…."),
            name=key,
        )
    if not kinds:
        known = [*before["state"], *before["action"]]
        raise InputError(
            N_("No earlier version has a state or an action “{name}”."),
            (N_("Did you mean: {near}?") if get_close_matches(key, known) else N_("There are: {known}."))
            if known
            else N_("This is the first version: leave the map out."),
            name=key,
            near=", ".join(get_close_matches(key, known, n=3)),
            known=", ".join(known),
        )
    return kinds[0], key


def _unknown(name: str, kind: Kind, known: Iterable[str], said: str) -> InputError:
    near = get_close_matches(name, list(known), n=3)
    return InputError(
        said,
        N_("Did you mean: {near}?") if near else N_("There are: {known}."),
        kind=Phrase(_KINDS[kind]),
        name=name,
        near=", ".join(near),
        known=", ".join(known),
    )
