"""A world for the engine with no registry and no store: a few users in memory, a permit, and a desk at which one acts.

desk = Desk()
desk.open()
desk.act("send", "clerk", amount=50, day="2025-11-28")
desk.codes("check", "clerk")            # ["role"]
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

from workflow.definition.model import Definition, SignOff, Version
from workflow.definition.reader import read
from workflow.engine.calendar import Calendar
from workflow.engine.case import Act, Case, Claim, Decision, Event, Refusal, WorkItem
from workflow.engine.decide import decide
from workflow.engine.demands import unique_keys, unique_mark
from workflow.engine.facts import Actor, Mandate, Outcome, Place
from workflow.engine.machine import RunningVersion
from workflow.engine.opening import open_case
from workflow.engine.overdue import overdue_event
from workflow.engine.replay import replay
from workflow.engine.work import takes
from workflow.errors import InputError, Reason

ZONE = timezone(timedelta(hours=8))
#: a working day; the five working days of a draft end on Tuesday 2 December
TUESDAY = datetime(2025, 11, 25, 8, tzinfo=ZONE)

PERMIT = """\
format: lantik/1
id: permit
title: {id: Izin, en: Permit}
phases:
  asking:  {id: Permohonan, en: Asking}
  closed:  {id: Selesai, en: Closed}
parameters:
  most: {value: 1000}
roles:
  clerk:    {label: {id: Petugas, en: Clerk}}
  reviewer: {label: {id: Pemeriksa, en: Reviewer}}
  head:     {label: {id: Kepala, en: Head}, scope: unit}
  legal:    {label: {id: Bagian hukum, en: Legal}}
  board:    {label: {id: Dewan, en: Board}}
  boss:     {label: {id: Pimpinan, en: Boss}}
fields:
  holder:  {type: person, label: {id: Pemegang, en: Holder}}
  amount:  {type: number, label: {id: Nilai, en: Amount}}
  day:     {type: date, label: {id: Hari, en: Day}}
  note:    {type: text, label: {id: Catatan, en: Note}}
  urgent:  {type: yes_no, label: {id: Mendesak, en: Urgent}}
  kind:
    type: choice
    label: {id: Jenis, en: Kind}
    options: {small: {id: Kecil, en: Small}, large: {id: Besar, en: Large}}
  number:  {type: text, unique: [year], label: {id: Nomor, en: Number}}
  trips:
    type: group
    label: {id: Perjalanan, en: Trips}
    fields: {town: {type: text, label: {id: Kota, en: Town}}, nights: {type: number, label: {id: Malam, en: Nights}}}
documents:
  plan:  {label: {id: Rencana, en: Plan}, needed_if: case.amount > 100}
  photo: {label: {id: Foto, en: Photo}}
initial: draft
states:
  draft:
    phase: asking
    label: {id: Konsep, en: Draft}
    within: 5 wd
    overdue: [{notify: boss}, {after: 2 wd, escalate: boss}, {after: 2 wd, act: lapse}]
  sent:     {phase: asking, label: {id: Terkirim, en: Sent}, within: 3 wd}
  checked:  {phase: asking, label: {id: Diperiksa, en: Checked}, within: {time: 10 wd, since: case.day}}
  held:     {phase: asking, label: {id: Ditahan, en: Held}, clock: stopped}
  granted:  {phase: closed, label: {id: Diberikan, en: Granted}, final: true}
  refused:  {phase: closed, label: {id: Ditolak, en: Refused}, final: true}
  lapsed:   {phase: closed, label: {id: Gugur, en: Lapsed}, final: true}
actions:
  send:
    label: {id: Kirim, en: Send}
    from: draft
    to: sent
    by: clerk
    asks: [amount, day]
    may_ask: [holder, note, urgent, kind, trips]
    documents: [plan]
    only_if:
      - {rule: case.amount > 0, else: {id: Nilai nol, en: The amount is nothing}}
      - {rule: case.amount <= params.most, else: {id: Terlalu banyak, en: The amount is too much}, basis: Law 7}
      - {rule: case.day >= today, else: {id: Lewat, en: The day has passed}, basis: Law 8}
  check:
    label: {id: Periksa, en: Check}
    from: sent
    to: checked
    by: [reviewer, boss]
    may_ask: [holder]
  recheck:
    label: {id: Periksa ulang, en: Check again}
    from: checked
    to: checked
    by: [reviewer, boss]
    side: true
  label:
    label: {id: Beri nomor, en: Number}
    from: checked
    to: checked
    by: clerk
    side: true
    asks: [number]
  weigh:
    label: {id: Timbang, en: Weigh}
    from: checked
    to: checked
    by: clerk
    side: true
    may_ask: [note]
    only_if:
      - {rule: case.kind == "large", basis: Law 9}
  sign:
    label: {id: Tandatangani, en: Sign}
    from: checked
    to: granted
    signoff: {in_order: [head, {quorum: {of: board, at_least: 2}}]}
    refused: fail
    veto: boss
    asks: [note]
    only_if:
      - {rule: case.note != "no", else: {id: Bukan itu, en: Not that note}}
  fail: {label: {id: Gagal, en: Fail}, from: checked, to: refused, automatic: true}
  lapse: {label: {id: Gugur, en: Lapse}, from: draft, to: lapsed, automatic: true}
  back:
    label: {id: Kembalikan, en: Send back}
    from: [sent, checked]
    to: {any_of: [draft, sent]}
    by: [head, boss]
    side: true
    reason: required
  hold:   {label: {id: Tahan, en: Hold}, from: [draft, sent, checked], to: held, by: boss, side: true, reason: required}
  resume: {label: {id: Lanjutkan, en: Resume}, from: held, to: previous, by: boss}
duties:
  - different: [send, check, sign]
  - same: [check, recheck]
  - never: holder
"""

#: user → (person, roles): `twin` is the second account of the person behind `board1`
USERS: Mapping[str, tuple[str, tuple[tuple[str, str | None], ...]]] = {
    "clerk": ("C", (("clerk", None),)),
    "reviewer": ("R", (("reviewer", None),)),
    "reviewer2": ("R2", (("reviewer", None),)),
    "head": ("H", (("head", "unit-a"),)),
    "head_b": ("HB", (("head", "unit-b"),)),
    "mayor": ("M", (("head", "city"),)),
    "board1": ("B1", (("board", None),)),
    "board2": ("B2", (("board", None),)),
    "board3": ("B3", (("board", None),)),
    "twin": ("B1", (("board", None),)),
    "legal": ("L", (("legal", None),)),
    "boss": ("X", (("boss", None),)),
    "guest": ("G", ()),
    "all": ("A", (("clerk", None), ("reviewer", None), ("head", None), ("board", None))),
}


@dataclass
class World:
    """`engine.facts.Facts` in memory."""

    calendar: Calendar = field(default_factory=Calendar)
    users: dict[str, tuple[str, tuple[tuple[str, str | None], ...]]] = field(
        default_factory=lambda: dict(USERS)
    )
    parents: dict[str, str] = field(default_factory=lambda: {"unit-a": "city", "unit-b": "city"})
    #: (principal, stand-in, role or None)
    stand_ins: list[tuple[str, str, str | None]] = field(default_factory=list)
    people: tuple[str, ...] = ("P-1", "P-2", "C", "R", "H", "B1", "G")
    uniques: dict[str, dict[str, Any]] = field(default_factory=dict)
    batches: dict[str, int] = field(default_factory=dict)
    against: list[Reason] = field(default_factory=list)
    seed: bytes = b"a seed of the tests"

    def actor(self, user: str) -> Actor:
        if user not in self.users:
            raise InputError("There is no user “{user}”.", user=user)
        person, roles = self.users[user]
        return Actor(user, user.title(), person, roles)

    def mandates(self, actor: Actor, when: datetime) -> Sequence[Mandate]:
        return [Mandate(self.actor(one), role) for one, to, role in self.stand_ins if to == actor.id]

    def above(self, unit: str | None) -> Sequence[str]:
        path: list[str] = []
        while unit is not None:
            path.append(unit)
            unit = self.parents.get(unit)
        return path

    def holders(self, role: str, unit: str | None) -> frozenset[str]:
        return frozenset(
            person
            for person, roles in self.users.values()
            for held, where in roles
            if held == role and (unit is None or where is None or where in self.above(unit))
        )

    def anyone(self, item: WorkItem, at: Place, claims: Sequence[Claim], when: datetime) -> bool:
        return any(
            takes(item, self.actor(user), tuple(self.mandates(self.actor(user), when)), self.above)
            for user in self.users
        )

    def state_of(self, case: str) -> str | None:
        return None

    def subject(self, case: Case, given: Mapping[str, Any], day: date) -> Mapping[str, Any]:
        return {}

    def lookup(self, day: date) -> Any:
        return self

    def exists(self, kind: str, id: str) -> bool | Sequence[str]:
        return True if id in self.people else [one for one in self.people if one[0] == id[:1]]

    def taken(self, key: str) -> Mapping[str, Any] | None:
        return self.uniques.get(key)

    def called(self, kind: str, id: str) -> str:
        return id

    def lines(self, batch: str) -> int:
        return self.batches.get(batch, 0)

    def told(self, case: str, given: Mapping[str, Any] | None = None) -> str:
        return case

    def constraints(self, case: Case, action: str, given: Mapping[str, Any]) -> Sequence[Reason]:
        return self.against

    def outcome(self, effect: str, case: Case, given: Mapping[str, Any], day: date) -> Outcome:
        return Outcome()


def definition(source: str = PERMIT) -> Definition:
    """A definition from its text."""
    reading = read(source.encode())
    assert reading.definition is not None, [str(one) for one in reading.diagnostics]
    return reading.definition


def with_tree(tree: SignOff, source: str = PERMIT) -> RunningVersion:
    """The permit with another tree of signatures."""
    found = definition(source)
    sign = replace(found.actions["sign"], signoff=tree)
    return RunningVersion(Version(replace(found, actions={**found.actions, "sign": sign}), 1))


_PERMIT = RunningVersion(Version(definition(), 1))


class Desk:
    """One case and those who act on it; what is decided is kept in `events` and `case`."""

    def __init__(
        self, version: RunningVersion = _PERMIT, world: World | None = None, unit: str | None = "unit-a"
    ) -> None:
        self.version, self.world, self.now, self.unit = version, world or World(), TUESDAY, unit
        self.events: list[Event] = []
        self.case: Case

    def open(self, actor: str = "clerk", id: str = "C-1", **fields: Any) -> Case:
        """Open a case."""
        answer = self.opening(actor, id, **fields)
        assert isinstance(answer, Decision), said(answer)
        return self.keep(answer)

    def opening(self, actor: str = "clerk", id: str = "C-1", **fields: Any) -> Decision | Refusal:
        """The answer to opening a case."""
        return open_case(
            self.version, id, "a shop", self.unit, actor, fields, self.world, self.now, self.now,
        )  # fmt: skip

    def answer(self, action: str, actor: str, **given: Any) -> Decision | Refusal:
        """What `decide` says; the names in `_OWN` are the act's own, all others are fields."""
        own = {name: given.pop(name) for name in _OWN if name in given}
        act = Act(self.case.id, action, fields=given, actor=actor, **own)
        return decide(self.version, self.case, act, self.world, self.now)

    def act(self, action: str, actor: str, **given: Any) -> Case:
        """Act, and keep what comes of it."""
        answer = self.answer(action, actor, **given)
        assert isinstance(answer, Decision), said(answer)
        return self.keep(answer)

    def reasons(self, action: str, actor: str, **given: Any) -> list[Reason]:
        """Every reason against an act."""
        answer = self.answer(action, actor, **given)
        return list(answer.reasons) if isinstance(answer, Refusal) else []

    def codes(self, action: str, actor: str, **given: Any) -> list[str]:
        """The codes of every reason against an act, in order."""
        return [one.code for one in self.reasons(action, actor, **given)]

    def tick(self, when: datetime) -> list[Event]:
        """Take every overdue step that has come."""
        self.now, before = max(self.now, when), len(self.events)
        while not self.case.final:
            answer = overdue_event(self.version, self.case, self.world, when, self.now)
            if answer is None:
                break
            self.keep(answer)
        return self.events[before:]

    def replayed(self) -> Case:
        """The case that the events lead to."""
        return replay(self.events, lambda name, number: self.version.definition)

    # ── the usual way ───────────────────────────────────────────────────────────────────────────────────────────────

    def sent(self, **given: Any) -> Desk:
        """Opened and sent by the clerk."""
        self.open()
        self.act("send", "clerk", **{"amount": 50, "day": "2025-11-28", **given})
        return self

    def checked(self, **given: Any) -> Desk:
        """Sent, and checked by the reviewer: the next thing is to sign."""
        self.sent(**given).act("check", "reviewer")
        return self

    def keep(self, answer: Decision) -> Case:
        """Take over what was decided."""
        held: Mapping[str, Any] = self.case.fields if self.events else {}
        for event in answer.events:
            for name, key in unique_keys(self.version.definition, event.fields, held, event.at).items():
                mark = unique_mark(self.version.definition, name, {**held, **event.fields})
                self.world.uniques.setdefault(key, {"case": event.case, "mark": mark})
        self.events += answer.events
        self.case = answer.case
        return answer.case


_OWN = ("reason", "to", "vote", "on_behalf_of", "at", "documents")


def said(answer: Decision | Refusal) -> str:
    """A refusal in words."""
    return (
        " ".join(f"[{one.code}] {one.message}" for one in answer.reasons)
        if isinstance(answer, Refusal)
        else "yes"
    )
