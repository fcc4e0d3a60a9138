"""The roll of a ceremony in words: who is on it, by religion, who came, and what stands in the way of holding it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.errors import LantikError
from workflow.language import N_, plural, text
from workflow.language import translate as _

from .day import short, weekday

if TYPE_CHECKING:
    from workflow import Session

#: the oath groups in the order in which the oath is read; others follow by name
ORDER = ("Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Khonghucu")
WORDS: Mapping[str | None, str] = {
    "present": N_("present"),
    "absent": N_("absent"),
    None: N_("not recorded"),
    "inaugurated": N_("inaugurated"),
    "postponed": N_("postponed"),
}
MARKS: Mapping[str | None, str] = {
    "present": "✓", "absent": "✗", None: "·", "inaugurated": "★", "postponed": "↷",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line of the roll is about: the case and its nominee. It does not change with attendance.

    `ready` says whether the case can be inaugurated from the state that it is in; `due` is the last day for it.
    """

    case: str
    name: str
    religion: str
    position: str
    unit: str
    state: Any
    ready: bool
    due: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the roll: an entry and what the ceremony says of it."""

    entry: Entry
    attendance: str | None
    reason: str | None
    outcome: str | None
    new_date: date | None

    @property
    def key(self) -> str:
        """The row's name."""
        return self.entry.case

    @property
    def status(self) -> str | None:
        """What became of it, or else whether the nominee came."""
        return self.outcome or self.attendance

    @property
    def words(self) -> str:
        """The status in words, with the reason and the new day where there are such."""
        said = _(WORDS.get(self.status, str(self.status)))
        if self.new_date:
            said = _("{what} to {day}").format(what=said, day=short(self.new_date))
        return f"{said}: {self.reason}" if self.reason else said


@dataclass(frozen=True, slots=True)
class Group:
    """The heading of an oath group."""

    religion: str
    lines: tuple[Line, ...]

    @property
    def key(self) -> str:
        """The row's name."""
        return f"group:{self.religion}"

    @property
    def came(self) -> int:
        """How many of them are present."""
        return sum(line.attendance == "present" for line in self.lines)


Row = Group | Line


@dataclass(frozen=True, slots=True)
class Roll:
    """A ceremony with its people.

    Args:
        ceremony: as the store has it.
        today: the store's day.
        calendar: the city's working days.
        entries: by case.
    """

    ceremony: Any
    today: date
    calendar: Any
    entries: Mapping[str, Entry] = field(default_factory=dict)

    def with_ceremony(self, ceremony: Any) -> Roll:
        """The same people under a newer state of the ceremony."""
        return Roll(ceremony, self.today, self.calendar, self.entries)

    def lines(self) -> list[Line]:
        """Every line, by religion and name."""
        found = [
            Line(self.entries[one.case], one.attendance, one.reason, one.outcome, one.new_date)
            for one in self.ceremony.lines if one.case in self.entries
        ]  # fmt: skip
        return sorted(
            found, key=lambda one: (_place(one.entry.religion), one.entry.name.casefold(), one.entry.case)
        )

    def groups(self) -> list[Group]:
        """The oath groups."""
        members: dict[str, list[Line]] = {}
        for line in self.lines():
            members.setdefault(line.entry.religion, []).append(line)
        return [Group(religion, tuple(lines)) for religion, lines in members.items()]

    def rows(self) -> list[Row]:
        """What the table shows: each group's heading, then its people."""
        rows: list[Row] = []
        for group in self.groups():
            rows += [group, *group.lines]
        return rows

    def absent(self) -> list[Line]:
        """Those who would be postponed."""
        return [line for line in self.lines() if line.attendance == "absent"]

    def last_day(self) -> date | None:
        """The last day to which all who are absent may be postponed; None when no deadline binds them."""
        return min((line.entry.due for line in self.absent() if line.entry.due), default=None)

    def proposed_day(self, after: int) -> date:
        """Some working days after the ceremony, or the last day that is left when that is earlier."""
        later: date = self.calendar.add_working(self.ceremony.date, after)
        last = self.last_day()
        return min(later, last) if last else later

    def against(self) -> list[str]:
        """What stands in the way of holding it, in words."""
        ceremony = self.ceremony
        if ceremony.held:
            return []
        found: list[str] = []
        if not ceremony.lines:
            found.append(_("Nobody is on the roll yet; + adds decreed cases."))
        if ceremony.unknown:
            said = plural(
                "Attendance is not recorded for {count} person.", "Attendance is not recorded for {count} people.",
                ceremony.unknown,
            )  # fmt: skip
            found.append(said.format(count=ceremony.unknown))
        if ceremony.date != self.today:
            found.append(
                _("Today is not the day of the ceremony ({day}).").format(day=weekday(ceremony.date))
            )
        elsewhere = Counter(text(line.entry.state) for line in self.lines() if not line.entry.ready)
        for state, count in elsewhere.items():
            said = plural(
                "{count} case is not scheduled but “{state}”.",
                "{count} cases are not scheduled but “{state}”.",
                count,
            )
            found.append(said.format(count=count, state=state))
        last = self.last_day()
        if last is not None and last <= self.today:
            found.append(
                _("Somebody absent cannot be postponed: their last day was {day}.").format(day=text(last))
            )
        return found


def _place(religion: str) -> tuple[int, str]:
    return (ORDER.index(religion), "") if religion in ORDER else (len(ORDER), religion)


def gather(session: Session, id: str) -> Roll:
    """Read a ceremony with everybody on it; runs in a thread."""
    ceremony = session.ceremonies.get(id)
    entries = read_entries(session, [line.case for line in ceremony.lines])
    return Roll(ceremony, session.now().date(), session.calendar, {one.case: one for one in entries})


def read_entries(session: Session, cases: Iterable[str]) -> list[Entry]:
    """The people behind cases; runs in a thread. A case that cannot be read says so in its line."""
    load, registry, definitions = session.case, session.registry, session.definitions
    units: dict[str, str] = {one.id: one.name for one in registry.units()}
    known: dict[tuple[str, int], Any] = {}
    found: list[Entry] = []
    for name in cases:
        try:
            case = load(name)
            under = (case.definition, case.version)
            if under not in known:
                known[under] = definitions.get(*under).definition
            definition = known[under]
            ready = any(action.batch == "ceremony" for action in definition.leaving(case.state))
            person, religion = _person(registry, case.fields.get("nominee"))
            title, unit = _position(registry, case.subject)
            found.append(
                Entry(
                    name,
                    person,
                    religion,
                    title,
                    units.get(unit, unit),
                    definition.states[case.state].label,
                    ready,
                    case.due,
                )
            )
        except LantikError as error:
            found.append(Entry(name, error.message, _("not known"), "", "", "?", False, None))
    return found


def _person(registry: Any, id: object) -> tuple[str, str]:
    if not isinstance(id, str):
        return _("no nominee"), _("not known")
    try:
        person = registry.person(id)
    except LantikError:
        return id, _("not known")
    return str(person.name), str(person.religion)


def _position(registry: Any, id: str) -> tuple[str, str]:
    try:
        position = registry.position(id)
    except LantikError:
        return id, ""
    return str(position.name), str(position.unit)


def candidates(session: Session) -> list[Entry]:
    """The cases that could be put on a roll: decreed ones, and those whose ceremony was held without them.

    That is every case in a state that an action leaves which sets the ceremony and its day, and that stands on no roll yet.
    """
    taken = {line.case for one in session.ceremonies.all() if not one.held for line in one.lines}
    wanted: dict[tuple[str, str], None] = {}
    for version in session.definitions.all():
        for action in version.definition.actions.values():
            if "ceremony" in (*action.asks, *action.may_ask) and "ceremony_date" in action.asks:
                wanted |= {(version.id, state): None for state in action.source}
    cases: dict[str, None] = {}
    for definition, state in wanted:
        after: str | None = None
        while True:
            page = session.cases(definition=definition, state=state, after=after, limit=5000)
            cases |= {case.id: None for case in page if case.id not in taken}
            after = page.next
            if after is None:
                break
    found = read_entries(session, cases)
    return sorted(found, key=lambda one: (one.due or date.max, one.unit, one.position, one.name))


def targets(rows: Sequence[Row], marked: frozenset[str], cursor: str | None) -> list[str]:
    """The cases that a key is for: the marked ones, else the one under the cursor; a heading stands for its group."""
    wanted = marked or ({cursor} if cursor else frozenset())
    found: dict[str, None] = {}
    for row in rows:
        if row.key in wanted:
            found |= {line.key: None for line in row.lines} if isinstance(row, Group) else {row.key: None}
    return list(found)
