"""What a definition says, as frozen values: the result of reading one file, and the input of the engine.

Nothing here reads, checks or decides. Labels are mappings of language to words. Each part knows its place in the file,
so that a later check can point at it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

Label = Mapping[str, str]
FieldType = Literal["text", "number", "date", "yes_no", "choice", "person", "position", "unit", "group"]
FIELD_TYPES: tuple[FieldType, ...] = (
    "text",
    "number",
    "date",
    "yes_no",
    "choice",
    "person",
    "position",
    "unit",
    "group",
)

#: the type of a field's value in rules
RULE_TYPES: Mapping[FieldType, str] = {
    "text": "string",
    "number": "double",
    "date": "timestamp",
    "yes_no": "bool",
    "choice": "string",
    "person": "string",
    "position": "string",
    "unit": "string",
    "group": "list(map(string, dyn))",
}

#: the type of an expression that names people: one (text), or a list of them
PEOPLE = "people"

PHASES: Mapping[str, Label] = {
    "vacant": {"id": "Lowong", "en": "Vacant"},
    "nomination": {"id": "Pencalonan", "en": "Nomination"},
    "approval": {"id": "Persetujuan", "en": "Approval"},
    "inauguration": {"id": "Pelantikan", "en": "Inauguration"},
    "filled": {"id": "Terisi", "en": "Filled"},
    "closed": {"id": "Ditutup", "en": "Closed"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; line and column count from 1."""

    file: str = "<memory>"
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number (or table, text, date) that an admin changes, with its source."""

    name: str
    value: Any
    basis: str | None = None
    note: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Rule:
    """A CEL expression. `place` is where its text begins.

    Args:
        source: the expression.
        otherwise: what a refusal says where it answers no.
        basis: the law behind it.
        gives: the type of its answer, as `Vocabulary` writes types; a rule that decides answers yes or no.
        group: the group over whose single row it speaks (`row.COLUMN`), one row at a time.
    """

    source: str
    otherwise: Label | None = None
    basis: str | None = None
    place: Place = Place()
    gives: str = "bool"
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Role:
    """Who may do something. `scope == "unit"`: held in the unit of the case's subject, or above it.

    A role with `who` is given to nobody: the expression names the people of each case, one (text) or several (a list).
    """

    name: str
    label: Label
    scope: Literal["unit"] | None = None
    place: Place = Place()
    who: Rule | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that an action may ask for.

    `unique` names what the value must be unique within (`[issuer, year]`); an empty tuple asks for nothing.
    `shared_in` names a batch whose cases may hold one and the same value (80 cases, one decree number). `unique_while` names
    states: while a case is in one of them no other case may come into one of theirs with the same value.
    `least` and `most` bound a number, both included. A group has columns (`fields`), and with a `key` its rows are known
    by that column; a column that is `computed` is worked out from the others. A `personal` value can be erased later.
    """

    name: str
    type: FieldType
    label: Label
    options: Mapping[str, Label] = field(default_factory=dict)
    unique: tuple[str, ...] = ()
    shared_in: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    help: Label | None = None
    place: Place = Place()
    least: float | None = None
    most: float | None = None
    key: str | None = None
    computed: Rule | None = None
    personal: bool = False
    unique_while: tuple[str, ...] = ()

    @property
    def names_people(self) -> bool:
        """Whether it holds a person, or its rows are known by one."""
        column = self.fields.get(self.key or "")
        return self.type == "person" or (column is not None and column.type == "person")


@dataclass(frozen=True, slots=True)
class Document:
    """A paper that belongs to a case; `needed_if` absent means always, where an action asks for it."""

    name: str
    label: Label
    needed_if: Rule | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class OverdueStep:
    """What happens once a deadline has passed: `after` more time (None: at once), notify, escalate or act."""

    after: str | None = None
    notify: str | None = None
    escalate: str | None = None
    act: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Reminder:
    """A notice so long `before` a deadline, to a role; without `notify`, to whomever the case waits for."""

    before: str
    notify: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Within:
    """A deadline: a duration (`5 wd`, `30 d`, `3 months`, `params.NAME wd`) from entering the state or from `since`.

    With `until` it is the date of that fact itself, and `time` is empty. `place` is where `since` or `until` stands, or
    else the duration.
    """

    time: str
    since: str | None = None
    place: Place = Place()
    until: str | None = None

    @property
    def fact(self) -> str | None:
        """The recorded date that it hangs on, as rules name it; None where it counts from entering the state."""
        return self.until or self.since


@dataclass(frozen=True, slots=True)
class State:
    """Where a case can be. `clock == "stopped"`: deadlines rest while a case is here."""

    name: str
    phase: str
    label: Label
    final: bool = False
    within: Within | None = None
    overdue: tuple[OverdueStep, ...] = ()
    clock: Literal["stopped"] | None = None
    waits_for: Label | None = None
    place: Place = Place()
    remind: tuple[Reminder, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """A leaf of a sign-off: one signature, or with `initial` one initial, by a holder of `role`.

    A branch with `when` is asked only where that rule says yes.
    """

    role: str
    place: Place = Place()
    initial: bool = False
    when: Rule | None = None


@dataclass(frozen=True, slots=True)
class All:
    """Every branch that is asked, in any order; with `alone` one at a time: who takes up one holds off the others."""

    of: tuple[SignOff, ...]
    place: Place = Place()
    when: Rule | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One branch is enough."""

    of: tuple[SignOff, ...]
    place: Place = Place()
    when: Rule | None = None


@dataclass(frozen=True, slots=True)
class InOrder:
    """Every branch that is asked, one after the other as written."""

    of: tuple[SignOff, ...]
    place: Place = Place()
    when: Rule | None = None


@dataclass(frozen=True, slots=True)
class Quorum:
    """So many votes of different people who hold `of`, or one of the roles `beside`.

    Args:
        of: the role.
        at_least: how many votes; `majority`: more than half of those that all holders have together; `all`: every one;
            a rule: what it works out, from `voters` (all votes that there are) and `abstained` too.
        beside: further roles.
        weights: how many votes a holder of each of `roles` has, in their order; empty: one each.
        when: the rule under which it is asked.
    """

    of: str
    at_least: int | Literal["majority", "all"] | Rule
    place: Place = Place()
    beside: tuple[str, ...] = ()
    weights: tuple[int, ...] = ()
    when: Rule | None = None

    @property
    def counted(self) -> bool:
        """Whether the number of votes follows from how many voters there are."""
        return not isinstance(self.at_least, int)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role whose holders may vote."""
        return (self.of, *self.beside)

    def weight(self, role: str) -> int:
        """How many votes a holder of a role has."""
        return dict(zip(self.roles, self.weights, strict=False)).get(role, 1)


SignOff = Signer | All | AnyOf | InOrder | Quorum


def branches(tree: SignOff) -> Iterator[SignOff]:
    """A tree and every branch in it, in written order."""
    yield tree
    if isinstance(tree, (All, AnyOf, InOrder)):
        for one in tree.of:
            yield from branches(one)


def signers(tree: SignOff) -> Iterator[str]:
    """The roles that stand in a sign-off, in written order.

    Example:
        >>> list(signers(InOrder((Signer("head"), Quorum("committee", 3)))))
        ['head', 'committee']
    """
    for one in branches(tree):
        if isinstance(one, Signer):
            yield one.role
        elif isinstance(one, Quorum):
            yield from one.roles


@dataclass(frozen=True, slots=True)
class Rows:
    """What an action takes for single rows of a group with a key.

    Args:
        group: the group.
        adds: whether rows of a new key may come.
        drops: whether the rows that are named are struck off.
        asks, may_ask: the columns that must, and that may, be given for each row; the key always is.
        sets: column → the expression that fills it in, for each row given.
        only_if: rules that must hold for each row given.
    """

    group: str
    adds: bool = False
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    sets: Mapping[str, Rule] = field(default_factory=dict)
    only_if: tuple[Rule, ...] = ()
    place: Place = Place()
    drops: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """What an action, once it fires, writes into every row of a group for which `where` holds (all, without one)."""

    group: str
    where: Rule | None = None
    sets: Mapping[str, Rule] = field(default_factory=dict)
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Action:
    """What a person may do to a case.

    `to` has one state, or several of which the actor picks one (`any_of`); `to_previous` leads back to the state that
    the case came from. `by` is empty where `signoff` or a deadline says who. `sets` fills in fields by itself when the
    action fires, `rows` takes rows of groups, `marks` writes into them. `resets_on` names the fields and documents whose
    change makes the signatures of its open sign-off void. `distribute` gives the work to one of those who may, by turns or
    to whoever has the least. `closes` names an action whose open vote it ends: who has not voted is recorded as
    abstaining. With `each` everybody in `by` takes it once for themselves, wherever in `source` the case is; it holds
    nothing up and leads nowhere. With `faults` it takes a list of what is wrong with which part; `withdraws` names the
    action that whoever took it may so take back until somebody else has acted.
    """

    name: str
    label: Label
    source: tuple[str, ...]
    to: tuple[str, ...]
    to_previous: bool = False
    by: tuple[str, ...] = ()
    signoff: SignOff | None = None
    refused: str | None = None
    veto: str | None = None
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    only_if: tuple[Rule, ...] = ()
    does: tuple[str, ...] = ()
    batch: str | None = None
    side: bool = False
    reopens: bool = False
    reason: Literal["required", "optional"] | None = None
    automatic: bool = False
    external: Label | None = None
    basis: tuple[str, ...] = ()
    place: Place = Place()
    rows: tuple[Rows, ...] = ()
    sets: Mapping[str, Rule] = field(default_factory=dict)
    marks: tuple[Mark, ...] = ()
    resets_on: tuple[str, ...] = ()
    distribute: Literal["round_robin", "least_open"] | None = None
    closes: str | None = None
    each: bool = False
    faults: Literal["required", "optional"] | None = None
    withdraws: str | None = None

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of which it takes single rows."""
        return tuple(one.group for one in self.rows)

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role that can have a hand in it, each once, in written order."""
        named = (
            *self.by,
            *(signers(self.signoff) if self.signoff else ()),
            *((self.veto,) if self.veto else ()),
        )
        return tuple(dict.fromkeys(named))


@dataclass(frozen=True, slots=True)
class Duty:
    """A separation or binding: `different` or `same` people for `actions`, or `never` those in `field`.

    `field` holds a person, or is a group of which a person is the key; then `never` bars everybody in its rows. For `never`,
    no `actions` means: from every action.
    """

    kind: Literal["different", "same", "never"]
    actions: tuple[str, ...] = ()
    field: str | None = None
    place: Place = Place()


@dataclass(frozen=True, slots=True)
class Trigger:
    """What follows by itself when something happens around a case (`on`).

    One of three things happens: an external event, which a holder of one of the roles `by` records and which concerns the
    cases that have it in their field `about` (without one: their subject); `nobody` is there for the work; the rule
    `unless` says no. What follows in the states of `source`: `notify` and `escalate` name roles, `reoffer` ends what was
    taken up, `act` fires an action.
    """

    name: str
    label: Label
    source: tuple[str, ...]
    by: tuple[str, ...] = ()
    about: str | None = None
    nobody: bool = False
    unless: Rule | None = None
    notify: str | None = None
    escalate: str | None = None
    reoffer: bool = False
    act: str | None = None
    place: Place = Place()


@dataclass(frozen=True)
class Definition:
    """One pathway. `source` is the file's text as read, `parts` those of the files that it includes, by their path.

    `hash` is the SHA-256 of the file in hexadecimal; with parts, of the list of all their hashes (`content_hash`).
    """

    id: str
    title: Label
    initial: str
    states: Mapping[str, State]
    actions: Mapping[str, Action]
    roles: Mapping[str, Role]
    fields: Mapping[str, Field] = field(default_factory=dict)
    documents: Mapping[str, Document] = field(default_factory=dict)
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    duties: tuple[Duty, ...] = ()
    phases: Mapping[str, Label] = field(default_factory=lambda: PHASES)
    subject: str | None = None
    opens_for: Rule | None = None
    basis: tuple[str, ...] = ()
    number: str | None = None
    source: str = ""
    hash: str = ""
    place: Place = Place()
    parts: Mapping[str, str] = field(default_factory=dict)
    on: Mapping[str, Trigger] = field(default_factory=dict)

    @cached_property
    def named_roles(self) -> tuple[Role, ...]:
        """The roles whose people each case names."""
        return tuple(role for role in self.roles.values() if role.who is not None)

    def leaving(self, state: str) -> tuple[Action, ...]:
        """The actions that can be taken in a state, as written."""
        return self._leaving.get(state, ())

    @cached_property
    def _leaving(self) -> Mapping[str, tuple[Action, ...]]:
        found: dict[str, tuple[Action, ...]] = {}
        for action in self.actions.values():
            for state in dict.fromkeys(action.source):
                found[state] = (*found.get(state, ()), action)
        return found

    def duties_of(self, action: str) -> tuple[Duty, ...]:
        """The duties that have a say in an action, as written; a `never` without actions has it in all."""
        found = self._duties.get(action)
        if found is None:
            found = tuple(
                one
                for one in self.duties
                if action in one.actions or (one.kind == "never" and not one.actions)
            )
            self._duties[action] = found
        return found

    @cached_property
    def _duties(self) -> dict[str, tuple[Duty, ...]]:
        return {}

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """The actions that others take back."""
        return frozenset(one.withdraws for one in self.actions.values() if one.withdraws)

    @cached_property
    def unique(self) -> tuple[Field, ...]:
        """The fields of which two cases may not have the same value."""
        return tuple(one for one in self.fields.values() if one.unique)


@dataclass(frozen=True, slots=True)
class Version:
    """A published definition: immutable, numbered from 1, known by the hash of its content."""

    definition: Definition
    number: int
    published_at: str = ""
    published_by: str = ""

    @property
    def id(self) -> str:
        """The definition's id."""
        return self.definition.id

    @property
    def hash(self) -> str:
        """The SHA-256 of the file's text."""
        return self.definition.hash
