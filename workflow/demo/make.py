"""Making the demonstration: registry, users, definitions, then weeks of work replayed through the engine."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle, groupby
from pathlib import Path
from random import Random
from typing import TypeVar

from workflow.access.users import User
from workflow.demo.plan import TUESDAY, Plan, Planner, Step
from workflow.demo.posts import OtherPosts
from workflow.demo.staff import Staff
from workflow.engine.case import Act
from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.city import ROUTES, City, build_city, candidates
from workflow.registry.model import Position
from workflow.setup import make_empty
from workflow.store.protocol import Transaction
from workflow.workspace.core import Workspace

T = TypeVar("T")
Progress = Callable[[int, int, str], None]
#: the founding ceremony, and the smaller one of eleven days before
NOMINEES, EARLIER = 80, 24
BACKLOG = 260
DEFINITION = "jabatan-fungsional"
DECREE_DAY, EARLIER_DECREE, EARLIER_DAY = date(2025, 11, 17), date(2025, 11, 6), date(2025, 11, 14)
#: how the backlog is spread: where cases stand, how many in a hundred, and working days since they came there
SPREAD: tuple[tuple[str, int, int, int], ...] = (
    ("open", 30, 1, 34),
    ("nominate", 18, 0, 9),
    ("verify", 10, 0, 9),
    ("signing", 8, 0, 8),
    ("assess", 7, 0, 8),
    ("endorse", 6, 0, 5),
    ("request_pertek", 12, 1, 19),
    ("grant_pertek", 5, 0, 6),
    ("decree", 4, 0, 5),
)
TAILS: tuple[tuple[str, str, str, str, str | None], ...] = (
    ("verify", "return", "verifikator-01", "BTS: nama pada ijazah berbeda dengan SK pangkat", "vacant"),
    ("nominate", "return", "verifikator-02", "BTL: SKP 2023 belum dilampirkan", "vacant"),
    ("verify", "suspend", "kabid-mutasi", "Menunggu hasil pemeriksaan kesehatan", None),
    ("nominate", "reject", "kabid-mutasi", "Calon menarik diri", None),
    ("endorse", "cancel", "kepala-bkpsdm", "Formasi dialihkan ke tahun 2026", None),
)  # fmt: skip


def make_demo(
    path: str | Path,
    *,
    seed: int = 25,
    cases: int = BACKLOG,
    start: datetime | None = None,
    progress: Progress | None = None,
) -> Workspace:
    """Make the demonstration city in a new store.

    Args:
        path: where `store.json` is to lie; nothing may be there yet.
        seed: another number makes other people in the same posts.
        cases: how many cases of the backlog, beside the 80 nominees, an earlier ceremony and a handful of the other
            pathways; 0 leaves only the city and
            its users, with every seat of the backlog vacant and no case at all.
        start: where its clock begins, the city's zone where it names none; Tuesday 25 November 2025, 07:30 when left
            out. Earlier than that only a city without cases can begin, so that the weeks before can be lived day by day.
        progress: told how many of how many steps are done, and in a word what is being made.

    Returns:
        The open workspace; its clock stands at Tuesday 25 November 2025, 07:30, or at `start`.

    Raises:
        InputError: there is a store already, or the start lies before what the city's cases have lived through.
        StoreError: the folder cannot be written.
    """
    if start is not None and cases and start.date() < TUESDAY:
        raise InputError(
            N_(
                "The cases of the demonstration have a history until {day}; its clock cannot begin before that."
            ),
            N_("Make it without cases (`lantik demo --cases 0`), or begin later."),
            day=TUESDAY,
        )
    return _Making(path, seed, cases, start, progress or (lambda done, total, what: None)).run()


class _Making:
    """One demonstration while it is being made."""

    def __init__(
        self, path: str | Path, seed: int, cases: int, start: datetime | None, progress: Progress
    ) -> None:
        self._path, self._seed, self._cases, self._progress = Path(path), seed, cases, progress
        self._start = start or datetime.combine(TUESDAY, time(7, 30))
        self._now = datetime(2025, 8, 25, 8, tzinfo=UTC)
        self._ids: dict[int, str] = {}
        self._done = self._total = 0

    def run(self) -> Workspace:
        self._tell("registry")
        workspace = make_empty(self._path, clock=lambda: self._now)
        self._city = build_city(self._seed, reference=workspace.reference)
        self._staff = Staff(self._city)
        workspace.store.transact(self._registry)
        if self._cases:
            self._work(workspace)
        tz = workspace.clock.tz
        self._now = self._start if self._start.tzinfo else self._start.replace(tzinfo=tz)
        workspace.tick()
        workspace.store.transact(lambda tx: tx.put("meta", {
            "id": "clock", "story": self._now.isoformat(), "real": datetime.now(UTC).isoformat(),
        }))  # fmt: skip
        workspace.store.checkpoint()
        workspace.close()
        return Workspace.open(self._path)

    def _registry(self, tx: Transaction) -> None:
        tables = (
            ("units", self._city.units),
            ("positions", self._city.positions),
            ("people", self._city.people),
            ("holdings", self._city.holdings),
        )
        for table, records in tables:
            for record in records:
                tx.put(table, record.as_doc())
        for account in self._staff.accounts:
            roles = ((account.role, account.unit),)
            tx.put("users", User(account.id, account.name, roles, account.person).as_doc())

    def _work(self, workspace: Workspace) -> None:
        planner = Planner(self._staff, workspace.calendar, workspace.clock.tz, self._seed)
        acting = {one.person for one in self._staff.accounts}
        beyond = workspace.definitions.newest(DEFINITION).definition.parameters["presidential_levels"].value
        seats = _Seats(self._city, acting, beyond)
        founding = seats.take(NOMINEES)
        earlier = seats.take(EARLIER)
        plans = [
            Plan(n, position, person, route, "decree", DECREE_DAY)
            for n, (person, position, route) in enumerate(founding)
        ]
        plans += [
            Plan(NOMINEES + n, position, person, route, "decree", EARLIER_DECREE)
            for n, (person, position, route) in enumerate(earlier)
        ]
        plans += self._backlog(workspace, seats, len(plans))
        steps = sorted(
            (step for plan in plans for step in planner.steps(plan)), key=lambda one: (one.when, one.plan)
        )
        self._total = len(steps)
        self._plans = {plan.number: plan for plan in plans}
        meetings: dict[date, Callable[[], None]] = {
            EARLIER_DECREE + timedelta(days=1): lambda: self._plan_ceremony(
                workspace, EARLIER_DAY, NOMINEES, EARLIER
            ),
            EARLIER_DAY: lambda: self._hold_earlier(workspace),
            DECREE_DAY + timedelta(days=1): lambda: self._plan_ceremony(workspace, TUESDAY, 0, NOMINEES),
        }
        taken = acting | {plan.person for plan in plans}
        others = OtherPosts(workspace, self._city, self._staff, taken, self._set_clock)
        meetings = dict(sorted({**others.meetings(), **meetings}.items()))
        for day, group in groupby(steps, key=lambda one: one.when.date()):
            for meeting in [one for one in meetings if one <= day]:
                meetings.pop(meeting)()
            self._day(workspace, list(group))
        for meet in meetings.values():
            meet()

    def _set_clock(self, moment: datetime) -> None:
        self._now = moment

    def _day(self, workspace: Workspace, steps: Sequence[Step]) -> None:
        """The work of one day, in one commit."""

        def think(tx: Transaction) -> None:
            for step in steps:
                self._now = step.when
                self._take(workspace, tx, step)

        workspace.store.transact(think)
        self._done += len(steps)
        self._tell("cases")

    def _take(self, workspace: Workspace, tx: Transaction, step: Step) -> None:
        if step.action == "open":
            subject = self._plans[step.plan].position.id
            self._ids[step.plan] = workspace.acting.open_in(tx, DEFINITION, subject, step.user, {}, None).id
            return
        workspace.acting.act_in(tx, Act(
            self._ids[step.plan], step.action, step.fields, step.documents, step.reason, step.to, actor=step.user,
        ))  # fmt: skip

    def _plan_ceremony(self, workspace: Workspace, day: date, first: int, count: int) -> None:
        decreed = DECREE_DAY if day == TUESDAY else EARLIER_DECREE
        self._now = datetime.combine(decreed + timedelta(days=1), time(8, 5), workspace.clock.tz)
        made = workspace.ceremonies.create(
            "Pelantikan Pejabat Fungsional",
            day,
            place="Aula Rumah Jabatan Wali Kota Kupang",
            actor="upacara-01",
        )
        workspace.ceremonies.add(
            made.id, [self._ids[n] for n in range(first, first + count)], actor="upacara-01"
        )

    def _hold_earlier(self, workspace: Workspace) -> None:
        """The earlier ceremony, and what followed it for some of those inaugurated."""
        tz = workspace.clock.tz
        held = next(one for one in workspace.ceremonies.all() if one.date == EARLIER_DAY)
        self._now = datetime.combine(EARLIER_DAY, time(7, 40), tz)
        cases = [line.case for line in held.lines]
        workspace.ceremonies.attend(held.id, cases, "present", actor="upacara-01")
        workspace.ceremonies.hold(held.id, actor="upacara-01")
        self._now = datetime.combine(EARLIER_DAY + timedelta(days=3), time(7, 45), tz)
        for n, case in enumerate(cases[: EARLIER * 3 // 4]):
            fields = {
                "spmt_number": f"821/{n + 1:03}/SPMT/XI/2025",
                "spmt_date": self._now.date().isoformat(),
            }
            workspace.act(case, "report_duty", actor="kepala-bkpsdm", fields=fields)
            if n % 2:
                workspace.act(
                    case, "finish", actor="hr-02", fields={"siasn_updated": True, "payroll_notified": True}
                )

    def _backlog(self, workspace: Workspace, seats: _Seats, first: int) -> Iterator[Plan]:
        """Cases in every phase: some in time, some overdue, some returned, suspended, rejected or cancelled."""
        random = Random(self._seed + 1)
        weights = [weight for _, weight, _, _ in SPREAD]
        tails = cycle(TAILS)
        for n in range(self._cases):
            number = first + n
            last, _, least, most = random.choices(SPREAD, weights)[0]
            tail: tuple[str, str, str, str | None] | None = None
            if n % 12 == 5:
                last, *way_off = next(tails)
                tail = (str(way_off[0]), str(way_off[1]), str(way_off[2]), way_off[3])
            found = seats.next_pair() if last != "open" else None
            position = found[1] if found else seats.next_vacant()
            if position is None:
                return
            since = random.randint(least, most) if tail is None else random.randint(0, 4)
            day = workspace.calendar.add_working(TUESDAY, -since - 1)
            if found is None:
                yield Plan(number, position, None, None, "open", day)
            else:
                step = "assess" if last == "signing" else last
                signatures = random.randint(1, 3) if last == "signing" else 0
                yield Plan(number, position, found[0], found[2], step, day, tail, signatures)

    def _tell(self, what: str) -> None:
        self._progress(self._done, max(self._total, 1), what)


class _Seats:
    """Vacant functional seats with the people who could be nominated for them, each handed out once.

    Args:
        city: the city.
        acting: the people behind accounts; nobody acts on their own case, so none of them is nominated.
        beyond: levels that the mayor does not appoint to.
    """

    def __init__(self, city: City, acting: Collection[str | None], beyond: Collection[str]) -> None:
        positions = {one.id: one for one in city.positions}
        by_route = [
            [
                (person, positions[place], route)
                for person, place in candidates(city, route)
                if person not in acting and positions[place].level not in beyond
            ]
            for route in ROUTES
        ]
        self._pairs = [pair for row in _by_turns(by_route) for pair in row]
        held: dict[str, int] = {}
        for one in city.holdings:
            if one.status == "definitif" and one.until is None:
                held[one.position] = held.get(one.position, 0) + 1
        wanted: dict[str, int] = {}
        for _, position, _ in self._pairs:
            wanted[position.id] = wanted.get(position.id, 0) + 1
        self._vacant = [
            one for one in city.positions if one.kind == "functional"
            for _ in range(one.need - held.get(one.id, 0) - wanted.get(one.id, 0))
        ]  # fmt: skip

    def take(self, count: int) -> list[tuple[str, Position, str]]:
        """The next pairs."""
        taken, self._pairs = self._pairs[:count], self._pairs[count:]
        return taken

    def next_pair(self) -> tuple[str, Position, str] | None:
        """The next pair, or None when they are used up."""
        return self._pairs.pop(0) if self._pairs else None

    def next_vacant(self) -> Position | None:
        """The next vacant seat that nobody is matched with; when they are used up, one from the pairs."""
        if self._vacant:
            return self._vacant.pop(len(self._vacant) // 2)
        return self._pairs.pop()[1] if self._pairs else None


def _by_turns(rows: Sequence[Sequence[T]]) -> Iterator[list[T]]:
    """One of each row in turn, until all are used up."""
    for i in range(max(map(len, rows), default=0)):
        yield [row[i] for row in rows if i < len(row)]
