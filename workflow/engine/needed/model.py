"""The answer to “what is needed?” as values: the steps that are left, and for each who, what and not before when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from workflow.errors import Reason

Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Able:
    """Somebody who could take a step as things stand: `principal` is for whom they would stand in."""

    user: str
    name: str
    role: str
    principal: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Whose hand a step needs.

    Args:
        roles: the labels of the roles of which one is enough.
        needed: how many votes or signatures of them are still missing; None: that is counted when the time has come.
        kind: `act`, or in a sign-off `signature` or `initial`.
        people: who could today, each once.
        either: whether another place of the same step may take its stead.
        named: whether the case itself names the people, which may be told only when the time has come.
    """

    roles: tuple[Label, ...]
    needed: int | None = 1
    kind: Literal["act", "signature", "initial"] = "act"
    people: tuple[Able, ...] = ()
    either: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """Something that is still to be given with a step.

    Args:
        name: the field, document or group.
        label: as people call it.
        kind: `field`, `document`, `rows`, or `reason`.
        certain: False where it cannot be told yet whether it is needed.
        supposed: the values with which the way holds, as words; empty: any.
        columns: of rows, the columns that are asked for.
    """

    name: str
    label: Label
    kind: Literal["field", "document", "rows", "reason"]
    certain: bool = True
    supposed: tuple[Label | str, ...] = ()
    columns: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenRule:
    """A rule that cannot be told yet, and the labels (or names) of the facts on which it hangs."""

    rule: str
    says: Label | None
    basis: str | None
    hangs_on: tuple[Label | str, ...]


@dataclass(frozen=True, slots=True)
class Wait:
    """A wait for somebody outside.

    Args:
        whom: for whom.
        expected: how long it is expected to take, as the definition's deadline has it: a duration, or None.
        parameter: the parameter in which that number stands.
        basis, note: what the definition says of that number.
    """

    whom: Label
    expected: str | None = None
    parameter: str | None = None
    basis: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NeededStep:
    """One step of the way that is left.

    Args:
        action, label: what is to be done.
        source, target: from where to where, as states; `source_label`, `target_label` their labels.
        side: whether it is no part of the usual way.
        by_itself: whether it fires by itself, once a deadline has passed.
        places: who has to take it.
        given: what is still to be given.
        against: rules that already say no today; the step is not possible before they say otherwise.
        open: rules that cannot be told yet.
        waits: whom outside it waits for.
        earliest: no earlier day is possible, as far as rules can be told now.
        working_day: the first working day from `earliest` on.
        rests_on: why not earlier: rules that say no on the days before.
        deadline: the day after whose passing it fires by itself, where it does.
        planned: the first day on which the rules allow it where all that is asked for is given at once, with dates of the
            day on which it is given (or the next that the rules allow); None: none was found.
        expected: as `planned`, with the waits for others as long as expected.
        latest: by when the deadlines want it done; None: a state on the way has none.
    """

    action: str
    label: Label
    source: str
    source_label: Label
    target: str
    target_label: Label
    side: bool
    by_itself: bool
    places: tuple[Place, ...]
    given: tuple[Given, ...]
    against: tuple[Reason, ...]
    open: tuple[OpenRule, ...]
    waits: Wait | None
    earliest: date
    working_day: date
    rests_on: tuple[Reason, ...]
    deadline: date | None
    planned: date | None
    expected: date | None
    latest: date | None

    @property
    def title(self) -> str:
        """The step in short, in the current language."""
        from workflow.engine.needed import words

        return words.title(self)

    def details(self) -> list[tuple[str, str]]:
        """What is to be said of it, as pairs of a word and what belongs to it, in the current language."""
        from workflow.engine.needed import words

        return list(words.details(self))


@dataclass(frozen=True, slots=True)
class Needed:
    """What is needed for a case to come to its end.

    Args:
        case, state: which, and where it is.
        today: the day on which it was asked.
        ends: the states that count as its end: name → label.
        reached: whether it is there already.
        steps: the shortest way that is left; empty where there is none.
        obstacles: what stands in the way: of the straight way where the steps make a detour, or of every way where there are
            no steps. Each says who could mend it.
        undecided: the ways are too many to look at each.
        until: the last day that was looked at.
    """

    case: str
    state: str
    today: date
    ends: Mapping[str, Label]
    reached: bool = False
    steps: tuple[NeededStep, ...] = ()
    obstacles: tuple[Reason, ...] = ()
    undecided: bool = False
    until: date | None = None

    @property
    def possible(self) -> bool:
        """Whether a way is left, or it is there already."""
        return self.reached or bool(self.steps)

    @property
    def earliest(self) -> date | None:
        """The day before which the case cannot be at its end."""
        return self.steps[-1].earliest if self.steps else None

    def summary(self) -> list[str]:
        """The answer as a whole, in sentences of the current language."""
        from workflow.engine.needed import words

        return list(words.summary(self))
