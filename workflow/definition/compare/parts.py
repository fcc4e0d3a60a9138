"""Differences between the two forms of one thing: value against value, list against list, tree against tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from difflib import SequenceMatcher
from typing import Any

from workflow.definition.compare.difference import Difference
from workflow.definition.compare.words import Named, plain, quoted, rule
from workflow.definition.model import InOrder, Place, Rule, SignOff
from workflow.language import N_, Phrase


@dataclass(frozen=True, slots=True)
class Thing:
    """What is compared: which kind of thing, its name, its label."""

    what: str
    name: str
    label: Any = None

    def value(self, part: str | Phrase, key: str, before: Any, after: Any) -> Difference:
        """A part that was one thing and is another."""
        return Difference("changed", self.what, self.name, self.label, part, key, before, after)

    def added(self, part: str | Phrase, key: str, after: Any) -> Difference:
        """A part that is new."""
        return Difference("added", self.what, self.name, self.label, part, key, None, after)

    def removed(self, part: str | Phrase, key: str, before: Any) -> Difference:
        """A part that is gone."""
        return Difference("removed", self.what, self.name, self.label, part, key, before)


def placeless(value: Any) -> Any:
    """A value without the places in the file, so that what says the same is the same wherever it stands."""
    if is_dataclass(value) and not isinstance(value, type):
        changes: dict[str, Any] = {
            one.name: Place() if one.name == "place" else placeless(getattr(value, one.name))
            for one in fields(value)
        }
        return replace(value, **changes)
    if isinstance(value, Mapping):
        return {name: placeless(one) for name, one in value.items()}
    if isinstance(value, tuple):
        return tuple(placeless(one) for one in value)
    return value


def value(
    thing: Thing, part: str, key: str, before: Any, after: Any, word: Callable[[Any], Any] = plain
) -> Iterator[Difference]:
    """One value against another."""
    if placeless(before) != placeless(after):
        yield thing.value(part, key, word(before), word(after))


def members(
    thing: Thing,
    part: str,
    key: str,
    before: Sequence[Any],
    after: Sequence[Any],
    old: Callable[[Any], Any],
    new: Callable[[Any], Any],
) -> Iterator[Difference]:
    """One list against another whose order says nothing: what is new, what is gone; one for one where each is one."""
    lost = [one for one in before if one not in after]
    won = [one for one in after if one not in before]
    if len(lost) == len(won) == 1:
        yield thing.value(part, key, old(lost[0]), new(won[0]))
        return
    yield from (thing.removed(part, key, old(one)) for one in lost)
    yield from (thing.added(part, key, new(one)) for one in won)


def rules(thing: Thing, before: Sequence[Rule], after: Sequence[Rule]) -> Iterator[Difference]:
    """Rules by what they say: new ones, gone ones, and those whose sentence or legal basis is another."""
    olds, news = {one.source: one for one in before}, {one.source: one for one in after}
    yield from members(
        thing, N_("rule"), "only_if", list(olds), list(news), lambda one: rule(olds[one]), lambda one: rule(news[one])
    )  # fmt: skip
    for source in (one for one in olds if one in news):
        one, other = olds[source], news[source]
        if one.otherwise != other.otherwise:
            said = Phrase(N_("what rule `{rule}` says"), rule=source)
            yield thing.value(said, "only_if", one.otherwise or plain(None), other.otherwise or plain(None))
        if one.basis != other.basis:
            said = Phrase(N_("legal basis of rule `{rule}`"), rule=source)
            yield thing.value(said, "only_if", plain(one.basis), plain(other.basis))


def filled_in(
    thing: Thing, before: Mapping[str, Rule], after: Mapping[str, Rule], labels: Mapping[str, Any]
) -> Iterator[Difference]:
    """What is filled in by itself: field (or column) → expression."""
    for name in dict.fromkeys([*before, *after]):
        one, other = before.get(name), after.get(name)
        part = Phrase(N_("fills in {field}"), field=quoted(labels, name))
        if one is None and other is not None:
            yield thing.added(part, "sets", f"`{other.source}`")
        elif one is not None and other is None:
            yield thing.removed(part, "sets", f"`{one.source}`")
        elif one is not None and other is not None and one.source != other.source:
            yield thing.value(part, "sets", f"`{one.source}`", f"`{other.source}`")


def sign_off(
    thing: Thing, before: SignOff | None, after: SignOff | None, old: Named, new: Named
) -> Iterator[Difference]:
    """One tree of signatures against another; two that go step by step are told apart step by step."""
    one, other = placeless(before), placeless(after)
    if one == other:
        return
    if isinstance(one, InOrder) and isinstance(other, InOrder):
        yield from _steps(thing, one.of, other.of, old, new)
    elif one is None:
        yield thing.added(N_("sign-off"), "signoff", new.sign_off(other))
    elif other is None:
        yield thing.removed(N_("sign-off"), "signoff", old.sign_off(one))
    else:
        yield thing.value(N_("sign-off"), "signoff", old.sign_off(one), new.sign_off(other))


def _steps(
    thing: Thing, before: Sequence[SignOff], after: Sequence[SignOff], old: Named, new: Named
) -> Iterator[Difference]:
    marks = [repr(one) for one in before], [repr(one) for one in after]
    for change, start, end, begin, stop in SequenceMatcher(None, *marks, autojunk=False).get_opcodes():
        if change == "equal":
            continue
        shared = min(end - start, stop - begin)
        for n in range(shared):
            part = Phrase(N_("approver of step {number}"), number=begin + n + 1)
            was, now = old.sign_off(before[start + n], True), new.sign_off(after[begin + n], True)
            yield thing.value(part, "signoff", was, now)
        for n in range(start + shared, end):
            part = Phrase(N_("step {number} of the sign-off"), number=n + 1)
            yield thing.removed(part, "signoff", old.sign_off(before[n], True))
        for n in range(begin + shared, stop):
            part = Phrase(N_("step {number} of the sign-off"), number=n + 1)
            yield thing.added(part, "signoff", new.sign_off(after[n], True))


def rest(
    thing: Thing, before: Any, after: Any, known: Iterable[str], word: Callable[[Any], Any] = plain
) -> Iterator[Difference]:
    """Every other key of a thing, by its name in the file."""
    skip = {*known, "name", "place"}
    for one in fields(before):
        if one.name not in skip:
            yield from value(
                thing, f"`{one.name}`", one.name, getattr(before, one.name), getattr(after, one.name), word
            )
