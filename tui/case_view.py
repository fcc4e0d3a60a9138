"""A case with all that a screen says of it, read at one moment: for the case screen and the inbox's preview."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.errors import InputError
from workflow.language import plural
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import Answer, Case, Claim, Event, Recordable, Session, SignOffView, TimeToFill

Declared = Any
"""Something that a definition declares: a field, a column, the rows of an action. Its type is not of the public API."""

AWAY = "closed"
"""The phase of cases that ended elsewhere than in a filled post."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """What is known of a case.

    Args:
        case, definition: the case, and the definition of its version.
        answers: what each action says to this user.
        sign_offs: the trees of the state's sign-offs.
        history: its events, oldest first.
        position, unit, nominee: from the registry, where they are in it.
        names: id of a user, person, position or unit → name.
        today: the store's day; `left` the working days until the deadline, negative when it has passed.
        user, me: the user's id, and the person (or account) that they count as.
        letters: what letters from outside say of it, the newest first.
        elsewhere: candidate → the other cases in which they stand, each with the label of their status there.
        filling: the time to fill, where the case is to fill a seat.
        erased: number of an event → what was erased from it.
        recordable: what happened outside that this user may record with it.
        drafts: action → what this user typed for it and did not send.
    """

    case: Case
    definition: Any
    answers: Sequence[Answer]
    sign_offs: Sequence[SignOffView]
    history: Sequence[Event]
    position: Any
    unit: str
    nominee: Any
    names: Mapping[str, str]
    today: date
    left: int | None
    user: str
    me: str
    elsewhere: Mapping[str, Sequence[tuple[str, Any]]] = field(default_factory=dict)
    letters: Sequence[tuple[Any, Any]] = ()
    filling: TimeToFill | None = None
    erased: Mapping[int, Sequence[Any]] = field(default_factory=dict)
    recordable: Sequence[Recordable] = ()
    drafts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    @property
    def overdue(self) -> bool:
        """Whether the deadline has passed."""
        return self.case.due is not None and self.case.due < self.today

    @property
    def title(self) -> str:
        """What it is about: the position, or any text."""
        return str(self.position.name) if self.position is not None else self.case.subject

    @property
    def state(self) -> Any:
        """The state's label."""
        return self.definition.states[self.case.state].label

    @property
    def phases(self) -> list[tuple[Any, str]]:
        """The timeline: each phase's label with `done`, `here` or `ahead`. A case that ended early ends in `closed`."""
        names = [name for name in self.definition.phases if name != AWAY]
        if self.case.phase not in names:
            reached = self._reached(names)
            way = [
                (self.definition.phases[name], "done" if place <= reached else "ahead")
                for place, name in enumerate(names)
            ]
            return [*way[: reached + 1], (self.state, "away")]
        here = names.index(self.case.phase)
        return [
            (
                self.definition.phases[name],
                "done" if place < here or self.case.final else "here" if place == here else "ahead",
            )
            for place, name in enumerate(names)
        ]

    def _reached(self, names: list[str]) -> int:
        states = self.definition.states
        been = [states[event.target].phase for event in self.history if event.target in states]
        return max((names.index(phase) for phase in been if phase in names), default=0)

    @property
    def waits_for(self) -> list[tuple[Any, Any]]:
        """Whom the case waits for: role and action labels."""
        roles, actions = self.definition.roles, self.definition.actions
        return [(roles[item.role].label, actions[item.action].label) for item in self.case.work]

    @property
    def signed(self) -> bool:
        """Whether this user has a signature in the open sign-off, which may be taken back."""
        return any(self.me in (one.person, one.also) for one in self.case.signatures)

    @property
    def claims(self) -> list[Claim]:
        """Who has taken it up, as far as that counts today; each once."""
        found = {one.actor: one for one in self.case.claims if one.until >= self.today.isoformat()}
        return list(found.values())

    @property
    def held_by_me(self) -> bool:
        """Whether this user has taken it up."""
        return any(self.me in one.people or one.actor == self.user for one in self.claims)

    def answer(self, action: str) -> Answer | None:
        """What one action says."""
        return next((one for one in self.answers if one.name == action), None)

    @property
    def age(self) -> int | None:
        """The nominee's age today."""
        born = getattr(self.nominee, "birth_date", None)
        if born is None:
            return None
        return int(
            self.today.year - born.year - ((self.today.month, self.today.day) < (born.month, born.day))
        )

    def value(self, name: str) -> Any:
        """The value of a field as it is to be shown: a label, a name, a date."""
        field, value = self.definition.fields.get(name), self.case.fields.get(name)
        return shown(field, value, self.names)


def shown(field: Any, value: Any, names: Mapping[str, str]) -> Any:
    """A field's value as it is to be shown; still to be worded with `text`. Of a group: how many rows it has."""
    if field is None or value is None:
        return value
    if isinstance(value, (list, tuple)):
        return plural("{n} row", "{n} rows", len(value)).format(n=len(value))
    if field.type == "choice":
        return field.options.get(value, value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, float):
        return f"{value:.10g}"
    if field.type == "date":
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            return value
    return (
        names.get(value, value)
        if isinstance(value, str) and field.type in ("person", "position", "unit")
        else value
    )


def read_case(session: Session, id: str) -> CaseView:
    """Read a case with all that belongs to it.

    Raises:
        InputError: there is no such case.
    """
    workspace = session.workspace
    case = workspace.case(id)
    definition = workspace.definitions.get(case.definition, case.version).definition
    history = workspace.history(id)
    position, unit = _position(session, case)
    nominee = _person(session, case.fields.get("nominee"))
    today = workspace.now().date()
    return CaseView(
        case, definition, session.explain(id), workspace.sign_offs(id), history, position, unit, nominee,
        _names(session, case, definition, history), today,
        workspace.calendar.working_days_between(today, case.due) if case.due else None, session.id, session.user.identity,
        _elsewhere(session, case, definition), session.letters.of(id) if case.letters else (),
        workspace.time_to_fill(id), workspace.persons.erased(id),
        session.recordable(id) if any(one.by for one in definition.on.values()) else (), session.desk.drafts(id),
    )  # fmt: skip


def _position(session: Session, case: Case) -> tuple[Any, str]:
    try:
        position = session.workspace.registry.position(case.subject)
    except InputError:
        return None, ""
    try:
        return position, session.workspace.registry.unit(position.unit).name
    except InputError:
        return position, position.unit


def _person(session: Session, id: Any) -> Any:
    if not isinstance(id, str):
        return None
    try:
        return session.workspace.registry.person(id)
    except InputError:
        return None


def _names(session: Session, case: Case, definition: Any, history: Sequence[Event]) -> dict[str, str]:
    names: dict[str, str] = {}
    users = {event.actor for event in history} | {
        event.on_behalf_of for event in history if event.on_behalf_of
    }
    users |= {user for event in history for one in event.followed for user in one.get("fell", ())}
    for user in users:
        try:
            names[user] = session.workspace.access.user(user).name
        except InputError:
            names[user] = user
    for kind, value in _references(case, definition, history):
        if value not in names and (name := named(session, kind, value)) is not None:
            names[value] = name
    return names


def named(session: Session, kind: str, id: str) -> str | None:
    """The name of a person, position or unit; None where the registry does not know it."""
    registry = session.workspace.registry
    try:
        if kind == "person":
            return registry.person(id).full_name
        return registry.position(id).name if kind == "position" else registry.unit(id).name
    except InputError:
        return None


def _references(case: Case, definition: Any, history: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """What of the registry stands in the case's fields, in their rows, and stood there before: kind and id."""
    for given in (case.fields, *(event.fields for event in history)):
        for name, value in given.items():
            declared = definition.fields.get(name)
            if declared is None:
                continue  # an earlier version asked for it
            cells = [(declared, value)]
            if isinstance(value, (list, tuple)):
                rows = [row for row in value if isinstance(row, Mapping)]
                cells = [(one, row.get(one.name)) for row in rows for one in declared.fields.values()]
            for column, cell in cells:
                if column.type in ("person", "position", "unit") and isinstance(cell, str):
                    yield column.type, cell


def _elsewhere(session: Session, case: Case, definition: Any) -> dict[str, Sequence[tuple[str, Any]]]:
    """In which other cases the candidates of this one stand."""
    found: dict[str, Sequence[tuple[str, Any]]] = {}
    for group in definition.fields.values():
        if group.key is None or group.fields[group.key].type != "person":
            continue
        for row in case.fields.get(group.name) or ():
            person = row.get(group.key)
            others = session.registry.candidacies(person, besides=case.id) if isinstance(person, str) else ()
            if others:
                found[person] = [(one.case, _status(session, one)) for one in others]
    return found


def _status(session: Session, one: Any) -> Any:
    """The status of a candidate in another case, as the definition of that case calls it."""
    if one.status is None:
        return ""
    other = session.workspace.case(one.case)
    group = session.definitions.get(other.definition, other.version).definition.fields.get(one.field)
    column = group.fields.get("status") if group is not None else None
    return column.options.get(one.status, one.status) if column is not None else one.status
