"""What the engine thinks about and what it answers: case, act, event, decision. Plain frozen values.

`fields` hold JSON values only: text, whole or decimal numbers, yes/no, lists, and dates as ISO text (`2025-11-25`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Literal, Self

from workflow.engine.altered import made_of
from workflow.errors import Reason

Vote = Literal["refuse", "abstain", "withdraw"]


def personal(person: str) -> str:
    """What everybody holds by being who they are, and nobody else: by it the work that a case gives to a person is found.

    Example:
        >>> personal("P-0001")
        '@P-0001'
    """
    return f"@{person}"


@dataclass(frozen=True, slots=True)
class Signature:
    """One person's mark in an open sign-off. `leaf` is the place in the tree that it fills; `person` whom it counts for.

    `also` is the stand-in who really signed, when somebody signed on `person`'s behalf. `kind` is `initial` where the place
    asks for an initial and not for a signature.
    """

    leaf: str
    role: str
    person: str
    actor: str
    at: str
    vote: Literal["sign", "refuse", "abstain"] = "sign"
    also: str | None = None
    kind: Literal["initial"] | None = None


@dataclass(frozen=True, slots=True)
class WorkItem:
    """What a case waits for: `action` by a holder of `role` (in `unit` or above it, when one is named), except `barred`.

    `only` (when not empty) names the people whom a binding of duties leaves. Where the case itself names the people of the
    role, there is an item for each `person` of them.
    """

    action: str
    role: str
    unit: str | None = None
    barred: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    person: str | None = None

    @property
    def held_as(self) -> str:
        """What somebody must hold for it: the role, or to be the person whom the case names."""
        return self.role if self.person is None else personal(self.person)

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document; `role` is what it is found by."""
        doc: dict[str, Any] = {"action": self.action, "role": self.role}
        if self.unit is not None:
            doc["unit"] = self.unit
        if self.barred:
            doc["barred"] = self.barred
        if self.only:
            doc["only"] = self.only
        if self.person is not None:
            doc |= {"person": self.person, "role": self.held_as, "as": self.role}
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        return cls(
            doc["action"],
            doc.get("as", doc["role"]),
            doc.get("unit"),
            tuple(doc.get("barred", ())),
            tuple(doc.get("only", ())),
            doc.get("person"),
        )


@dataclass(frozen=True, slots=True)
class FileFault:
    """What was found wrong with one part of a case when it was sent back.

    Args:
        part: the field or document.
        kind: `BTS`, it does not conform, or `BTL`, it is missing.
        note: in words, what is wrong with it.
        by: the role of who found it.
        mended: whether it was given anew since.
    """

    part: str
    kind: str
    note: str = ""
    by: str = ""
    mended: bool = False


@dataclass(frozen=True, slots=True)
class Claim:
    """A work item that somebody has taken up, so that nobody else does it at the same time.

    Args:
        action: what they mean to do.
        role: the place of a sign-off that they mean to sign; None where the action needs no signatures.
        person: whom it counts for; `also` is the stand-in who claimed it for them.
        actor, name: the account that claimed it (or that it was given to), and its name.
        since: the moment, as ISO text.
        until: the last day on which it counts, as ISO text.
    """

    action: str
    role: str | None
    person: str
    actor: str
    name: str
    since: str
    until: str
    also: str | None = None

    @property
    def people(self) -> tuple[str, ...]:
        """Who may go on with it."""
        return (self.person, self.also) if self.also else (self.person,)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to somebody whose advice is wanted; the words stand in the event, and the answer counts as no vote.

    Args:
        number: which event of the case asked.
        to, name: the account that is asked, and its name.
        by: who asked.
        since: the moment, as ISO text.
    """

    number: int
    to: str
    name: str
    by: str
    since: str


@dataclass(frozen=True)
class Case:
    """One filling of one position (or one run of any other workflow) under one version.

    Args:
        id: plain text, unique in the store.
        definition, version: which published definition it runs under.
        subject: what it is about: a position's id, or any text.
        unit: the unit that unit-scoped roles are judged against; None when there is no registry.
        state, phase: where it is.
        revision: one up a commit that changes it.
        seq: the number of its last event; `hash` is that event's.
        fields, documents: what was given so far.
        opened, entered, changed: when it was opened, when it came into this state, its last event.
        due: the day by which this state should be left, or None; `left` keeps the working days that were left while
            the clock is stopped.
        came_from: the way that led here, newest last: going back to a state of it cuts it off there.
        done: who did what, for the duties: action → the people whom it counts for (stand-in and principal both), once for
            each time.
        signatures: those of the open sign-off of `signing`.
        needs: for the sign-offs of this state, what their definition leaves open: action → place → how many votes a majority
            is, 0 for a branch that is not asked, -1 for a quorum that can no longer be reached.
        work: what it waits for now.
        steps: how many overdue steps of this state have been taken; `escalated` names the roles that they added.
        batches: the decree, ceremony, … that it is part of: kind → `{"id", "number", "date"}`.
        returned: whether it was sent back and is not resubmitted yet.
        final: whether its state is a final one.
        claims: which of its work items somebody has taken up.
        reminded: which reminders of this state have been sent, by their number.
        letters: what outside decisions say of it, newest last (`engine/letters.py`).
        named: the people of the roles for which the case itself names them: role → people.
        heirs: person → who may finish in their place what a binding of duties leaves to them.
        asked: whose advice has been asked and is not there yet.
        pending: what happened (`on`) and nothing has followed yet, by its name: an external event that no state has answered
            to, or one of which the action is refused so far.
        answered: what of `on` was answered in this stay in the state.
        taken: who has taken an action that each takes once (`each`): action → people, while the case is where it is open.
        returns: how often it was sent back; None: never, or under a Lantik that did not count.
        faults: what was found wrong with which part when it was sent back, until it comes forward again.
        own: what may still be withdrawn: action → the people who took it, as long as nobody else has acted.
        stood: whose signatures carried it out of a state behind it: state → accounts.
    """

    id: str
    definition: str
    version: int
    subject: str
    state: str
    phase: str
    revision: int = 0
    seq: int = 0
    hash: str = ""
    unit: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    opened: datetime | None = None
    entered: datetime | None = None
    changed: datetime | None = None
    due: date | None = None
    left: int | None = None
    came_from: tuple[str, ...] = ()
    done: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signing: str | None = None
    signatures: tuple[Signature, ...] = ()
    work: tuple[WorkItem, ...] = ()
    steps: int = 0
    escalated: tuple[str, ...] = ()
    batches: Mapping[str, Any] = field(default_factory=dict)
    returned: bool = False
    final: bool = False
    claims: tuple[Claim, ...] = ()
    reminded: tuple[int, ...] = ()
    letters: tuple[Mapping[str, Any], ...] = ()
    needs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    named: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    heirs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    asked: tuple[Asked, ...] = ()
    pending: tuple[str, ...] = ()
    answered: tuple[str, ...] = ()
    taken: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    returns: int | None = None
    faults: tuple[FileFault, ...] = ()
    own: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    stood: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document, empty parts left out."""
        doc = {
            name: value
            for name, value in vars(self).items()
            if value or (value is not None and value is not False and value != () and value != {})
        }
        _dates_as_text(doc, _CASE_DATES)
        doc["signatures"] = [_plain(one) for one in self.signatures]
        doc["work"] = [one.as_doc() for one in self.work]
        for name in _OF_VALUES:
            if name in doc:
                doc[name] = [_plain(one) for one in doc[name]]
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        given = {}
        for name, value in doc.items():
            if name in _CASE_READS:
                read = _CASE_READS[name]
                given[name] = value if read is None else read(value)
        return made_of(cls, given)


def work_items(doc: Mapping[str, Any]) -> tuple[WorkItem, ...]:
    """The work items that a case's document holds."""
    return _work(doc.get("work", ()))


def claims_of(doc: Mapping[str, Any]) -> tuple[Claim, ...]:
    """The claims that a case's document, or what an event says of them, holds."""
    return _claims(doc.get("claims", ()))


#: dates that were told lately, by identity, each with its text
_TOLD: dict[int, tuple[date, str]] = {}


def _dates_as_text(doc: dict[str, Any], names: tuple[str, ...]) -> None:
    """Dates as ISO text; one moment stands in several fields of an event and its case, and a zone makes it slow to tell."""
    for name in names:
        day = doc.get(name)
        if day is not None:
            told = _TOLD.get(id(day))
            if told is None:
                if len(_TOLD) > 50:
                    _TOLD.clear()
                told = _TOLD[id(day)] = (day, day.isoformat())
            doc[name] = told[1]


def _plain(value: Signature | Claim | Asked | FileFault) -> dict[str, Any]:
    pairs = ((name, getattr(value, name)) for name in value.__slots__)
    return {name: given for name, given in pairs if given is not None and given != () and given is not False}


def _people(doc: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(people) for name, people in doc.items()}


def _work(docs: Sequence[Mapping[str, Any]]) -> tuple[WorkItem, ...]:
    return tuple([WorkItem.from_doc(one) for one in docs])


def _claims(docs: Sequence[Mapping[str, Any]]) -> tuple[Claim, ...]:
    return tuple([Claim(**{"role": None, **one}) for one in docs])


Read = Callable[[Any], Any]
_CASE_DATES = ("opened", "entered", "changed", "due")
#: the fields that are lists of values of their own
_OF_VALUES = ("claims", "asked", "faults")
#: field → how it is read from a document; None: as it is
_CASE_READS: dict[str, Read | None] = {
    **dict.fromkeys((one.name for one in fields(Case)), None),
    **dict.fromkeys(("opened", "entered", "changed"), datetime.fromisoformat),
    "due": date.fromisoformat,
    **dict.fromkeys(("came_from", "escalated", "reminded", "letters", "pending", "answered"), tuple),
    **dict.fromkeys(("done", "taken", "own", "stood", "named", "heirs"), _people),
    "signatures": lambda docs: tuple([Signature(**one) for one in docs]),
    "work": _work,
    "claims": _claims,
    "asked": lambda docs: tuple([Asked(**one) for one in docs]),
    "faults": lambda docs: tuple([FileFault(**one) for one in docs]),
}


@dataclass(frozen=True)
class Act:
    """What somebody wants to do to a case; the arguments of `Workspace.act` as a value.

    `letter` is what is told of the letter from outside that an action records, beside its number and date (`ws.letters`).

    Example:
        >>> Act("JF-2025-0001", "nominate", fields={"nominee": "P-0001"}).action
        'nominate'
    """

    case: str
    action: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    to: str | None = None
    on_behalf_of: str | None = None
    vote: Vote | None = None
    expected: int | None = None
    at: datetime | None = None
    actor: str = ""
    role: str | None = None
    faults: Sequence[Mapping[str, Any]] = ()
    letter: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Event:
    """One entry of the record: who, when, which action, from, to, what was given, what followed.

    `hash` covers everything else here and `before`, the hash of the case's event before. `at` is when it took effect,
    `recorded` the store's clock. `vote` is there for a signature, `kind` for an initial. `due` and `work` are what followed
    for the case, `needs` what the sign-offs of its state leave open, `named` whom it names (as in `Case`). `faults` is the
    list with which it was sent back (`part`, `kind`, `note` each), `stood` the accounts whose signatures made it fire.
    `on_behalf_of` is the account for which somebody stood in, `principal` its name then, `mandate` what that rests on: a
    delegation, absence or acting holding.
    `personal` names the values that the hash covers through a salted digest (`engine.personal`).
    """

    case: str
    seq: int
    action: str
    actor: str
    at: datetime
    recorded: datetime
    source: str | None
    target: str
    definition: str
    version: int
    on_behalf_of: str | None = None
    principal: str | None = None
    mandate: str | None = None
    people: tuple[str, ...] = ()
    name: str | None = None
    role: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    documents: Mapping[str, Any] = field(default_factory=dict)
    reason: str | None = None
    vote: str | None = None
    signed: bool = False
    fired: bool = True
    followed: Sequence[Mapping[str, Any]] = ()
    subject: str | None = None
    unit: str | None = None
    due: date | None = None
    left: int | None = None
    leaf: str | None = None
    kind: str | None = None
    needs: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)
    faults: Sequence[Mapping[str, Any]] = ()
    stood: tuple[str, ...] = ()
    personal: Mapping[str, Sequence[str]] = field(default_factory=dict)
    before: str = ""
    hash: str = ""

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document, empty parts left out."""
        doc = {
            name: value
            for name, value in vars(self).items()
            if value or (value is not None and value != () and value != {} and value != "")
        }
        _dates_as_text(doc, _EVENT_DATES)
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        given = {}
        for name, value in doc.items():
            if name in _EVENT_READS:
                read = _EVENT_READS[name]
                given[name] = value if read is None else read(value)
        return made_of(cls, given)


_EVENT_DATES = ("at", "recorded", "due")
_EVENT_READS: dict[str, Read | None] = {
    **dict.fromkeys((one.name for one in fields(Event)), None),
    **dict.fromkeys(("at", "recorded"), datetime.fromisoformat),
    "due": date.fromisoformat,
    **dict.fromkeys(("people", "followed", "faults", "stood"), tuple),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A document of the registry that an effect writes in the same commit as the case."""

    table: str
    doc: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Refusal:
    """The answer “no”, with every reason. Nothing is written."""

    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer “yes”: the events to write, the case as they leave it, and what changes in the registry."""

    events: tuple[Event, ...]
    case: Case
    changes: tuple[Change, ...] = ()
