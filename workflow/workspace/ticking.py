"""What is due by itself, case by case: reminders, overdue steps, claims that are over, signatures counted anew.

Some cases are one commit, so that a thousand do not cost a thousand syncs, and no more than an officer who acts meanwhile
can wait for. A clock that was killed half-way has lost nothing and done nothing twice: what it did is written, and what it
did not is still due. A case that cannot be read or judged holds up no other one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from time import monotonic
from typing import Any

from workflow.definition.duration import Duration
from workflow.engine.case import Case, Decision, Event
from workflow.engine.claiming import expired
from workflow.engine.overdue import overdue_event, reminder_event
from workflow.engine.triggers import answer
from workflow.errors import InputError, LantikError, StoreError
from workflow.language import N_
from workflow.registry.settings import TWO_DAYS
from workflow.store.protocol import Doc, Reader, Transaction
from workflow.workspace.acting import moment, write
from workflow.workspace.ahead import fetched
from workflow.workspace.distributing import comes_up, give_out
from workflow.workspace.facts import StoreFacts
from workflow.workspace.paging import ENDLESS
from workflow.workspace.recounting import counting, naming, people_changed
from workflow.workspace.versions import Versions
from workflow.workspace.waiting import Ranged

#: up to so many cases are one commit, and after so many seconds it takes no further one: for so long others wait
AT_ONCE, LONGEST = 100, 0.1
#: how a case shows that is not as it should be; the others must not wait for it
BROKEN = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, AssertionError)


@dataclass(frozen=True, slots=True)
class Due:
    """What became of one case for which something was due: the events that were written, or the error that it met."""

    case: str
    events: tuple[Event, ...] = ()
    error: LantikError | None = None


class _Spoiled(Exception):
    """A case met an error when a part of what was due for it was put already: its commit is given up."""


class Ticked(list[Event]):
    """The events that were written, in order; `cases` tells them case by case, with the cases that could not be done.

    Example:
        >>> Ticked([Due("C-1"), Due("C-2", error=InputError("It is broken."))]).failed[0].case
        'C-2'
    """

    def __init__(self, cases: Iterable[Due] = ()) -> None:
        self.cases = tuple(cases)
        super().__init__(event for one in self.cases for event in one.events)

    @property
    def failed(self) -> tuple[Due, ...]:
        """The cases that met an error; they are tried again the next time."""
        return tuple(one for one in self.cases if one.error is not None)


class Ticking:
    """The store's clockwork.

    Args:
        transact: the store's `transact`.
        read: the store's `read`.
        facts: makes the engine's facts from a reader.
        versions: makes the published versions from a reader.
        now: the store's clock.
        claims_last: how long somebody has what is given out to them.

    Attributes:
        at_once, longest: up to so many cases are one commit, which takes no further one after so many seconds.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        read: Callable[[], Reader],
        facts: Callable[[Reader], StoreFacts],
        versions: Callable[[Reader], Versions],
        now: Callable[[Reader], datetime],
        claims_last: Callable[[], Duration] = lambda: TWO_DAYS,
    ) -> None:
        self._claims_last = claims_last
        self.at_once, self.longest = AT_ONCE, LONGEST
        self._transact, self._read, self._facts, self._versions, self._now = (
            transact,
            read,
            facts,
            versions,
            now,
        )

    def tick(self, at: datetime | None) -> Ticked:
        """Do all that is due by `at`; see `Workspace.tick`."""
        reader = self._read()
        now = self._now(reader)
        when = moment(at, now, None)
        found: list[Due] = []
        due = self._due(reader, when, now)
        while cases := list(islice(due, self.at_once)):
            found += self._done(cases, when)
        return Ticked(found)

    def _done(self, cases: Sequence[str], when: datetime) -> Iterator[Due]:
        """What became of some cases, done in as few commits as may be."""
        most = len(cases)
        while cases:
            some = cases[:most]
            try:
                done = self._commit(some, when)
            except _Spoiled:
                most = 1  # what holds for one of them alone is found out by itself
                continue
            except StoreError:
                raise
            except (LantikError, *BROKEN) as error:
                done = [Due(some[0], error=_told(some[0], error))]
            yield from (one for one in done if one.events or one.error is not None)
            cases = cases[len(done) :]

    def _commit(self, cases: Sequence[str], when: datetime) -> list[Due]:
        """The first of some cases in one commit; fewer each time that others were quicker."""
        tries = 0

        def think(tx: Transaction) -> list[Due]:
            nonlocal tries
            some, tries = cases[: max(1, len(cases) >> tries)], tries + 1
            return self._in(tx, some, when)

        done: list[Due] = self._transact(think)
        return done

    def anything(self, reader: Reader, when: datetime) -> bool:
        """Whether anything is due by a moment."""
        return next(self._due(reader, when, when), None) is not None

    def _due(self, reader: Reader, when: datetime, now: datetime) -> Iterator[str]:
        """The cases for which something is due, looked up without the lock."""
        facts, versions = self._facts(reader), self._versions(reader)
        for doc in list(candidates(reader, versions, when.date().isoformat())):
            try:
                if self._next(Case.from_doc(doc), facts, versions, when, now) is None:
                    continue
            except StoreError:
                raise
            except (LantikError, *BROKEN):
                pass  # told by the case's own commit, which meets it again
            yield str(doc["id"])

    def _in(self, tx: Transaction, cases: Sequence[str], when: datetime) -> list[Due]:
        """Everything that is due for some cases, one after the other, inside their transaction; at least for the first."""
        fetched(tx, cases=cases)
        done: list[Due] = []
        until, facts = monotonic() + self.longest, self._facts(tx)
        for case in cases:
            events: list[Event] = []
            try:
                if self._one(tx, case, when, facts, events):
                    facts = self._facts(tx)  # the registry is another now
            except StoreError:
                raise
            except (LantikError, *BROKEN) as error:
                if len(cases) == 1:
                    raise
                if events:
                    raise _Spoiled from error
                done.append(Due(case, error=_told(case, error)))
            else:
                done.append(Due(case, tuple(events)))
            if monotonic() > until:
                break
        return done

    def _one(self, tx: Transaction, id: str, when: datetime, facts: StoreFacts, events: list[Event]) -> bool:
        """Everything that is due for one case; adds its events, each before it is put. Whether the registry changed."""
        doc = tx.get("cases", id)
        if doc is None:
            return False
        case, versions, now = Case.from_doc(doc), self._versions(tx), self._now(tx)
        before, changed = case.revision, False
        while (answer := self._next(case, facts, versions, when, now)) is not None:
            version = versions.get(case.definition, case.version)
            events += answer.events
            case = write(tx, version.definition, answer, before + 1)
            if answer.changes:
                facts, changed = self._facts(tx), True
            if comes_up(version, case, answer.events):
                given = give_out(tx, version, case, self._claims_last(), facts, max(now, case.changed or now))
                if given is not None:
                    events += given.events
                    case = write(tx, version.definition, given, before + 1)
        return changed

    def _next(
        self, case: Case, facts: StoreFacts, versions: Versions, when: datetime, now: datetime
    ) -> Decision | None:
        """The next thing that is due for a case by a moment; what was done to it later is not undone."""
        if case.final or (case.changed is not None and case.changed > when):
            return None
        version = versions.get(case.definition, case.version)
        return (
            expired(version, case, when, now)
            or reminder_event(version, case, facts, when, now)
            or overdue_event(version, case, facts, when, now)
            or people_changed(version, case, facts, now)
            or answer(version, case, facts, when, now)
        )


def candidates(reader: Reader, versions: Versions, day: str) -> Iterator[Doc]:
    """The open cases to which something may be due.

    Their deadline or claim is over, their state says `remind`, their signatures are being gathered, or something may have
    happened (`on`). By an index, where the store has one.
    """
    reminding, gathering = _reminding(reader, versions), counting(reader, versions)
    watched, hearing = _watched(reader, versions)
    reminding |= watched
    named = {doc["id"]: doc for doc in naming(reader, versions)}
    if not isinstance(reader, Ranged):
        for doc in reader.all("cases"):
            if not doc.get("final") and (
                _late(doc, day)
                or doc["state"] in reminding
                or _gathers(doc, gathering)
                or doc.get("pending")
                or doc["id"] in named
            ):
                yield doc
        return
    seen = named
    for docs in (
        reader.before("cases", "due", day),
        reader.before("cases", "claims.until", ENDLESS),
        *(reader.find("cases", "state", state) for state in sorted(reminding)),
        *(_gathered(reader, state) for state in sorted(gathering)),
        *(_pending(reader, state) for state in sorted(hearing)),
    ):
        seen |= {doc["id"]: doc for doc in docs if not doc.get("final")}
    yield from seen.values()


def _gathers(doc: Doc, gathering: set[str]) -> bool:
    return bool(doc.get("signing")) and doc["state"] in gathering


def _gathered(reader: Reader, state: str) -> Iterator[Doc]:
    return (doc for doc in reader.find("cases", "state", state) if doc.get("signing"))


def _pending(reader: Reader, state: str) -> Iterator[Doc]:
    return (doc for doc in reader.find("cases", "state", state) if doc.get("pending"))


def _watched(reader: Reader, versions: Versions) -> tuple[set[str], set[str]]:
    """The states in which something is looked at by itself, and those that answer to external events, in any version."""
    watched, hearing = set[str](), set[str]()
    for doc in reader.all("versions"):
        try:
            triggers = versions.get(doc["definition"], doc["number"]).definition.on.values()
        except LantikError:
            continue  # its cases tell it themselves
        for one in triggers:
            (hearing if one.by else watched).update(one.source)
    return watched, hearing


def _late(doc: Doc, day: str) -> bool:
    """Whether a deadline of a case is over, or somebody has taken it up who may not do it any more by now."""
    return bool((doc.get("due") and doc["due"] < day) or doc.get("claims"))


def _reminding(reader: Reader, versions: Versions) -> set[str]:
    """The states that say `remind` in any version."""
    found: set[str] = set()
    for doc in reader.all("versions"):
        try:
            states = versions.get(doc["definition"], doc["number"]).definition.states.values()
        except LantikError:
            continue  # its cases tell it themselves
        found.update(one.name for one in states if one.remind)
    return found


def _told(case: str, error: Exception) -> LantikError:
    """An error of one case; one that is none of the family, told as one."""
    if isinstance(error, LantikError):
        return error
    return InputError(
        N_("What is due for case {case} cannot be done: {error}."),
        N_("`lantik verify` tells what is wrong with it; the other cases were done."),
        case=case,
        error=f"{type(error).__name__}: {error}",
    )
