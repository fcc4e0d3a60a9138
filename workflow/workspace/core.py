"""`Workspace`: an open store and everything that may be done with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from workflow.access.delegation import Delegation
from workflow.access.directory import Directory
from workflow.access.users import User
from workflow.ceremony.ceremonies import Ceremonies
from workflow.definition.duration import Duration
from workflow.definition.model import Version
from workflow.engine.calendar import Calendar
from workflow.engine.case import Act, Case, Event, Vote
from workflow.engine.needed.model import Needed
from workflow.engine.stays import CaseClock, case_clock
from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.constraints import purpose
from workflow.registry.filling import TimeToFill
from workflow.registry.reference import Reference
from workflow.store.protocol import Reader, Store, Transaction
from workflow.workspace.access import Access
from workflow.workspace.acting import Acting, Result, load, moment
from workflow.workspace.advice import Advice
from workflow.workspace.audit import Audit
from workflow.workspace.city import City
from workflow.workspace.claiming import Claiming
from workflow.workspace.clock import Clock
from workflow.workspace.decrees import Decrees
from workflow.workspace.desk import Desk
from workflow.workspace.facts import StoreFacts
from workflow.workspace.files import Files
from workflow.workspace.filling import filling_of
from workflow.workspace.happening import Happening, Recordable
from workflow.workspace.letters import Letters
from workflow.workspace.many import Common, common_actions
from workflow.workspace.notices import mark_read, notices_for
from workflow.workspace.noticing import Notice
from workflow.workspace.office import Office
from workflow.workspace.queues import Followed, Queues
from workflow.workspace.reading import Reading
from workflow.workspace.recounting import recount_all
from workflow.workspace.registry import Registry
from workflow.workspace.session import Session
from workflow.workspace.sign_offs import SignOffView, sign_offs
from workflow.workspace.standing_in import Moment
from workflow.workspace.ticking import Ticked, Ticking
from workflow.workspace.typed import typed, typed_verbs
from workflow.workspace.versions import Versions
from workflow.workspace.views import Answer, InboxItem, Page, Preview, Report, Signing

if TYPE_CHECKING:
    from workflow.workspace.persons import Persons
    from workflow.workspace.publishing import Definitions


class Workspace:
    """An open store. Use it as a context manager, or call `close`.

    The verbs stand here; the rest hangs on it by subject: `definitions`, `registry`, `ceremonies`, `letters`,
    `decrees`, `access`, `audit`.

    Example:
        >>> import tempfile
        >>> folder = tempfile.TemporaryDirectory()
        >>> with Workspace.open(f"{folder.name}/store.json") as ws:
        ...     [user.id for user in ws.access.users()]
        ['admin']
        >>> folder.cleanup()
    """

    def __init__(
        self,
        store: Store,
        clock: Callable[[], datetime] | None = None,
        folder: Path | None = None,
        files: Files | None = None,
        city: City | None = None,
    ) -> None:
        self.store = store
        self.files = files
        self.city = city or City(store, folder)
        self.clock = Clock(store, self.city.zone, clock)
        self.queues = Queues()
        self.acting = Acting(
            store.transact,
            self.facts,
            self.versions,
            self.clock.now,
            lambda: self.city.settings.entered_later,
            self._kept_for_the_same,
            self._recount,
            lambda: self.city.settings.claims_expire,
        )
        self.claiming = Claiming(
            store.transact, self.facts, self.versions, self.clock.now, lambda: self.city.settings
        )
        self.happening = Happening(
            store.transact, self.facts, self.versions, self.clock.now, self.acting.given_out
        )
        self.ticking = Ticking(
            store.transact,
            store.read,
            self.facts,
            self.versions,
            self.clock.now,
            lambda: self.city.settings.claims_expire,
        )

    @classmethod
    @typed
    def open(
        cls,
        target: str | Path = "store.json",
        *,
        clock: Callable[[], datetime] | None = None,
        create: bool = True,
    ) -> Self:
        """Open a store, making it when it is absent.

        Args:
            target: the path of `store.json`, or a database URL.
            clock: tells the time (with a zone) instead of the system; for tests.
            create: False: an absent store is an error instead.

        Raises:
            StoreError: it is damaged, locked, or cannot be reached.
        """
        from workflow.workspace.target import (  # late: it loads what a store needs
            open_store,
            refuse_unfinished,
        )

        store, folder, files = open_store(target, create=create)
        try:
            refuse_unfinished(store, target)
            workspace = cls(store, clock, folder, files)
            workspace.access.ensure_admin()
        except BaseException:
            store.close()
            raise
        return workspace

    def close(self) -> None:
        """Let go of the store; what was acknowledged is safe without it."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    # ── the parts ───────────────────────────────────────────────────────────────────────────────────────────────────

    def facts(self, reader: Reader, now: datetime | None = None) -> StoreFacts:
        """The engine's facts over one moment of the store; `now` where its clock was read already."""
        versions = self.versions(reader)
        return StoreFacts(
            reader,
            self.calendar,
            self.reference,
            self.city.settings.term,
            lambda definition, number: purpose(versions.get(definition, number).definition),
            (now or self.clock.now(reader)).date(),
        )

    def versions(self, reader: Reader) -> Versions:
        """The published versions in one moment of the store."""
        return Versions(reader, self.city.subjects)

    @property
    def calendar(self) -> Calendar:
        """The city's working days."""
        return self.city.calendar

    @property
    def reference(self) -> Reference:
        """The reference tables of the civil service."""
        return self.city.reference

    @cached_property
    def definitions(self) -> Definitions:
        """Published definitions: check, publish, list."""
        from workflow.workspace.publishing import (
            Definitions,
        )  # late: what checks and compares is much to load

        return Definitions(self.store, self.city, self.clock, self.versions)

    @cached_property
    def access(self) -> Access:
        """Users, roles, delegations."""
        return Access(self.store, self.clock, self.versions, self.city, self._recount)

    def _recount(self, tx: Transaction, user: str | None = None) -> list[Event]:
        return recount_all(tx, self.versions(tx), self.facts(tx), self.clock, user)

    @cached_property
    def registry(self) -> Registry:
        """Units, positions, people, holdings."""
        return Registry(self.store, self.clock, self.reference, self._recount)

    @cached_property
    def ceremonies(self) -> Ceremonies:
        """Ceremonies: batches of cases inaugurated together."""
        return typed_verbs(Ceremonies)(
            self.store, self.acting, Office(self.clock, self.calendar, self.versions)
        )

    @cached_property
    def persons(self) -> Persons:
        """A person's own data: given to them, set right, erased."""
        from workflow.workspace.persons import Persons  # late: few commands need it

        return Persons(self.store, self.files, self.city, self.clock, self.versions)

    @cached_property
    def letters(self) -> Letters:
        """Decisions from outside: one letter, an answer for each case."""
        return Letters(self.store.read, self.acting, self.facts, self.versions)

    @cached_property
    def decrees(self) -> Decrees:
        """Decrees with their numbered lines, and the letters that they rest on."""
        return Decrees(self.store.read, self.letters)

    @cached_property
    def desk(self) -> Desk:
        """Filters, drafts, the next task, and whose work one may see."""
        return Desk(self.store.transact, self.store.read, self._reading, lambda: self.city.settings)

    @cached_property
    def advice(self) -> Advice:
        """Questions to people who have no vote, and their answers."""
        return Advice(self.store.transact, self.store.read, self.facts, self.versions, self.clock.now)

    @cached_property
    def audit(self) -> Audit:
        """Chain, replay, record."""
        return Audit(self.store, self.versions, self.clock, self.files)

    def now(self) -> datetime:
        """The store's clock, in the city's zone."""
        return self.clock.now()

    # ── definitions and people ──────────────────────────────────────────────────────────────────────────────────────

    @typed
    def publish(self, path: str | Path, actor: str, map: Mapping[str, str] | None = None) -> Version:
        """Publish a definition file as the next version of its id; running cases stay on theirs.

        Args:
            path: the file.
            actor: a user with the role `admin`.
            map: old name → new name of states and actions, for cases that run under earlier versions; `migrate` uses it
                by itself. `state:NAME` and `action:NAME` tell apart what is both.

        Returns:
            The version; the present one when its content is the same.

        Raises:
            DefinitionError: the file has errors, or a scenario beside it fails (`.diagnostics`).
            Refused: the actor is no admin, no second admin has proposed it where the city wants two, or open cases stand
                in states that the version does not have and no map says what became of them.
            InputError: the file cannot be read, the actor is unknown, or a name of the map is.
        """
        return self.definitions.publish(path, actor, map=map)

    @typed
    def add_user(
        self,
        id: str,
        *,
        name: str,
        roles: Sequence[Any] = (),
        actor: str,
        person: str | None = None,
    ) -> User:
        """Add a user, or change the name, roles and person of one.

        Args:
            id: the account's id.
            name: as people read it.
            roles: role names (held in all of the city), or pairs (role, unit).
            actor: a user with the role `admin`.
            person: the person of the registry behind the account; None: as it was known before. What an account did before
                its person was known counts as that person's from then on.

        Raises:
            Refused: the actor is no admin.
            InputError: a role that no published definition declares, or an unknown unit or person.
        """
        return self.access.add_user(id, name=name, roles=roles, actor=actor, person=person)

    @typed
    def delegate(
        self,
        principal: str,
        *,
        to: str,
        role: str | None = None,
        since: Moment = None,
        until: Moment = None,
        reason: str = "",
        actor: str,
        unit: str | None = None,
        definition: str | None = None,
        onward: bool = False,
    ) -> Delegation:
        """Let somebody stand in for another for a while.

        Args:
            principal: whose role it is.
            to: who stands in.
            role: which role; None for all that the principal has.
            since: from when (a date means its first moment); None: from now on.
            until: until when (a date means its last moment); None: until it is revoked.
            reason: why.
            actor: the principal, an admin, or who has it from the principal and may pass it on.
            unit: only for cases of this unit or below it.
            definition: only for cases of this definition.
            onward: whether `to` may pass it on in turn.

        Raises:
            Refused: the actor is none of them, the principal does not hold the role, it may not be passed on (`onward`), or
                the stand-in has a role that is kept apart from it (`separate`).
            InputError: unknown users, unit or definition, or an end before the beginning.
        """
        return self.access.delegate(
            principal, to=to, role=role, since=since, until=until, reason=reason, actor=actor, unit=unit,
            definition=definition, onward=onward,
        )  # fmt: skip

    # ── cases ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @typed
    def open_case(
        self,
        definition: str,
        subject: str = "",
        *,
        actor: str,
        fields: Mapping[str, Any] | None = None,
        at: datetime | None = None,
    ) -> Case:
        """Open a case under the newest version of a definition.

        Args:
            definition: the definition's id.
            subject: what it is about: a position's id where the definition says `subject: position`, else any text.
            actor: whoever may take an action of the initial state.
            fields: values known from the start.
            at: when it was opened, with a zone; now when left out.

        Raises:
            Refused: the actor may not, or the subject does not fit (`.reasons`).
            InputError: something is unknown or of the wrong type.
        """
        return self.acting.open(definition, subject, actor, fields or {}, at)

    def act(  # held against the annotations of `Act`, which are these
        self,
        case: str,
        action: str,
        *,
        actor: str,
        fields: Mapping[str, Any] | None = None,
        documents: Mapping[str, Any] | None = None,
        reason: str | None = None,
        to: str | None = None,
        on_behalf_of: str | None = None,
        vote: Vote | None = None,
        expected: int | None = None,
        at: datetime | None = None,
        role: str | None = None,
        faults: Sequence[Mapping[str, Any]] | None = None,
    ) -> Case:
        """Take an action of a case, in one durable commit.

        Args:
            case: the case's id.
            action: the action's name.
            actor: the user who acts.
            fields: what the action asks for; dates as `date` or ISO text.
            documents: name → any mark of the document, such as the one that `attach` gives.
            reason: why, where the action wants one.
            to: which state, where the action leads to one of several.
            on_behalf_of: the user for whom the actor stands in.
            vote: in a sign-off: None signs, else `refuse`, `abstain`, `withdraw`.
            expected: the revision that the caller saw.
            at: when it took effect, with a zone; not before the case's last event and not in the future.
            role: in which of several roles the actor acts, or signs; None: where it brings the sign-off nearest to its end.
            faults: where the action sends back and takes such a list: `{"part": field or document, "kind": "BTS" (does not
                conform) or "BTL" (missing), "note": in words}` each. Only these parts can then be changed.

        Returns:
            The case as it is afterwards.

        Raises:
            Refused: with every reason.
            Conflict: the case has moved on from `expected`.
            InputError: something is unknown or of the wrong type.
        """
        return self.acting.act(
            Act(
                case,
                action,
                {} if fields is None else fields,
                {} if documents is None else documents,
                reason,
                to,
                on_behalf_of,
                vote,
                expected,
                at,
                actor,
                role,
                () if faults is None else faults,
            )
        )

    @typed
    def act_many(self, acts: Sequence[Act], *, actor: str, atomic: bool = False) -> list[Result]:
        """Many acts by one actor.

        Args:
            acts: in the order in which they are to happen.
            actor: the user who acts.
            atomic: True: all of them in one commit, or an exception and nothing is written.

        Returns:
            One result an act, in order: the case, or the error (`Refused`, `Conflict`, `InputError`) that it met.
        """
        return self.acting.many(_by(acts, actor), atomic)

    @typed
    def preview_many(self, acts: Sequence[Act], *, actor: str) -> list[Result]:
        """What `act_many` would do with these acts, with nothing written: who would be refused, and why.

        Args:
            acts: in the order in which they would happen; each sees what those before it would have done.
            actor: the user who would act.

        Returns:
            One result an act, in order: the case as it would be, or the error that it would meet.
        """
        return self.acting.preview(_by(acts, actor))

    @typed
    def common_actions(self, cases: Sequence[str], *, actor: str) -> list[Common]:
        """The actions that the actor may take in every one of these cases: what a screen offers for a selection.

        Raises:
            InputError: one of the cases, or the actor, is not known.
        """
        reading = self._reading()
        return common_actions(reading, [load(reading.reader, one) for one in cases], actor)

    @typed
    def claim(self, case: str, *, actor: str, on_behalf_of: str | None = None) -> Case:
        """Take up what a case waits for, so that nobody else does it at the same time; again: for as long again.

        Args:
            case: the case's id.
            actor: the user who takes it up: somebody for whom it waits.
            on_behalf_of: the user for whom the actor stands in.

        Raises:
            Refused: it does not wait for them, or somebody else has taken it up (who, since when, until when).
            InputError: something is unknown.
        """
        return self.claiming.claim(case, actor, on_behalf_of)

    @typed
    def release(self, case: str, *, actor: str) -> Case:
        """Let go of what one has taken up of a case: it is offered to all again.

        Raises:
            Refused: the actor has taken up nothing of it.
        """
        return self.claiming.release(case, actor)

    @typed
    def reassign(self, case: str, *, to: str, reason: str, actor: str, fresh: bool = False) -> Case:
        """Give what somebody has taken up, or what waits, to somebody for whom it waits.

        Args:
            case: the case's id.
            to: the user who is to do it.
            reason: why; it stands on record and is told to `to`.
            actor: an admin, or who holds a role that `city.yaml` names for it (`claims: {reassigned_by: …}`).
            fresh: whether `to` begins anew; otherwise they go on with the drafts of whoever had it.

        What a binding of duties (`same`) leaves to people who can do it no longer may go to another who holds the role.

        Raises:
            Refused: the actor may not, no reason is given, the case does not wait for `to`, or it is left to somebody who
                began it and can still do it.
        """
        return self.claiming.reassign(case, to, reason, actor, fresh)

    @typed
    def happened(self, name: str, about: str, *, actor: str, reason: str | None = None) -> list[Case]:
        """Record what happened outside (somebody resigned, a post was abolished) with every open case that it concerns.

        What the definition says of it (`on`) follows in the same commit; where a case is in no state that answers to it,
        it stays with the case until one does.

        Args:
            name: of the event, as `on` names it.
            about: whom or what it is about, by its id.
            actor: the user who records it; the definition says who may.
            reason: how it became known.

        Returns:
            The cases that it concerns, as they stand afterwards.

        Raises:
            Refused: the actor may not record it.
            InputError: no definition hears of it, or it concerns no open case.
        """
        return self.happening.record(name, about, actor, reason)

    @typed
    def recordable(self, case: str, *, actor: str) -> list[Recordable]:
        """What somebody may record with a case as having happened: `.name`, `.label`, `.about`, as `happened` takes it.

        What is recorded already and waits for a state that answers to it is left out.
        """
        return self.happening.recordable(self.store.read(), case, actor)

    @typed
    def preview_claims(
        self,
        step: Literal["claim", "release", "reassign"],
        cases: Sequence[str],
        *,
        actor: str,
        to: str | None = None,
        reason: str = "",
    ) -> list[Result]:
        """What taking up, letting go or reassigning would come to for each case, with nothing written.

        Args:
            step: `claim`, `release` or `reassign`.
            cases: their ids.
            actor: the user who would do it.
            to: of `reassign`: who is to do it.
            reason: of `reassign`: why.

        Returns:
            One result a case, in order: the case as it would be, or the error that it would meet.
        """
        return self.claiming.preview(step, cases, actor, to, reason)

    @typed
    def notices(self, user: str, *, unread: bool = False) -> list[Notice]:
        """What a user is told of cases, newest first; `unread`: only what is new and not past."""
        return notices_for(self._reading(), user, unread)

    @typed
    def mark_read(self, user: str, *, notices: Sequence[str] | None = None) -> int:
        """Mark notices as read by a user (by their ids; None: all of theirs); returns how many were not before.

        Raises:
            InputError: one is not theirs.
        """
        return mark_read(self.store.transact, self._reading, user, notices)

    @typed
    def time_to_fill(self, case: str) -> TimeToFill | None:
        """How long a case takes, or took, to fill its seat; a re-opening re-dates it. None where it is to fill no seat."""
        reader = self.store.read()
        found = load(reader, case)
        today = self.clock.now(reader).date()
        return filling_of(reader, self.versions(reader), self.calendar, found, today)

    @typed
    def case_clock(self, case: str) -> CaseClock:
        """Where the time of a case went: working days in each state, the office's own and those spent waiting for others."""
        reader = self.store.read()
        load(reader, case)
        versions = self.versions(reader)
        return case_clock(
            [Event.from_doc(doc) for doc in reader.history(case)],
            lambda name, number: versions.get(name, number).definition,
            self.calendar,
            self.clock.now(reader),
        )

    @typed
    def attach(self, path: str | Path) -> dict[str, Any]:
        """Copy a file beside the store and give its mark, for the `documents` of an act.

        Args:
            path: the file, of at most 200 MB.

        Returns:
            `file` (the name it had), `sha256`, `size` in bytes; the copy's name in `store.files/` is the digest.

        Raises:
            InputError: it is absent, no file, too large, or may not be read.
            StoreError: it cannot be copied.
        """
        return self._files().attach(path)

    @typed
    def look_at_file(self, path: str | Path) -> None:
        """Whether `attach` would take a file; nothing is copied.

        Raises:
            InputError: it is absent, no file, too large, or may not be read.
        """
        self._files().look(path)

    def _files(self) -> Files:
        if self.files is None:
            raise InputError(
                N_("This store keeps no files."), N_("Note the document without a file: it is kept on paper.")
            )
        return self.files

    @typed
    def explain(self, case: str, *, actor: str) -> list[Answer]:
        """Every action of the case's state for one actor: `.name`, `.allowed`, `.reasons`, and what it would ask."""
        reading = self._reading()
        return reading.explain(load(reading.reader, case), actor)

    @typed
    def needed(self, case: str, *, actor: str) -> Needed:
        """What is needed for the case to come to its end: the shortest way that is left, step by step.

        For each step: who has to take it and who could today, what is to be given, which rules say no or cannot be told
        yet, whom outside it waits for, and the days: not before which, by which plan, by when the deadlines want it. Where
        no way is left it says why, and who could mend that. Nothing is written.
        """
        from workflow.workspace.needed import needed_for  # late: what explores a definition is much to load

        reading = self._reading()
        reading.facts.actor(actor)
        return needed_for(reading, load(reading.reader, case), self.city.settings.entered_later)

    @typed
    def preview(
        self,
        case: str,
        action: str,
        *,
        actor: str,
        fields: Mapping[str, Any] | None = None,
        documents: Mapping[str, Any] | None = None,
        reason: str | None = None,
        to: str | None = None,
        on_behalf_of: str | None = None,
        vote: Vote | None = None,
        at: datetime | None = None,
        role: str | None = None,
        faults: Sequence[Mapping[str, Any]] | None = None,
    ) -> Preview:
        """What `act` would do with these arguments, without doing it: the case afterwards, or what stands against it.

        Raises:
            InputError: something is unknown or of the wrong type.
        """
        reading = self._reading()
        found = load(reading.reader, case)
        when = moment(at, reading.now, found.changed)
        return reading.preview(
            found,
            Act(
                case,
                action,
                fields or {},
                documents or {},
                reason,
                to,
                on_behalf_of,
                vote,
                None,
                when,
                actor,
                role,
                faults or (),
            ),
        )

    @typed
    def signing(self, case: str) -> list[Signing]:
        """How far the sign-offs of the case's state have come."""
        reading = self._reading()
        return reading.signing(load(reading.reader, case))

    @typed
    def sign_offs(self, case: str) -> list[SignOffView]:
        """The sign-offs of the case's state as trees: who signed for whom, whose turn it is, what fell."""
        reading = self._reading()
        found = load(reading.reader, case)
        return sign_offs(reading, found, [Event.from_doc(doc) for doc in reading.reader.history(case)])

    @typed
    def inbox(
        self,
        user: str,
        *,
        search: str = "",
        unit: str | None = None,
        phase: str | None = None,
        due: str | None = None,
        sort: str = "due",
        after: str | None = None,
        limit: int = 50,
        claimed: str | None = None,
    ) -> Page[InboxItem]:
        """What waits for a user.

        Args:
            user: the user's id.
            search: words that must all be found in id, position, unit, nominee or state.
            unit: only what belongs to this unit or below it.
            phase: only this phase.
            due: `overdue`, `today`, `week` or `none`.
            sort: `due` (the most urgent first), `opened`, `changed`, `state` or `id`.
            after: the `next` of the page before.
            limit: rows a page.
            claimed: `mine` (what the user has taken up), `free` (what nobody has), `others` (what waits for others only
                because they have taken it up), `all` (that too); None: what waits for the user.
        """

        def ask(reading: Reading) -> Page[InboxItem]:
            return reading.inbox(
                reading.facts.actor(user),
                search=search,
                unit=unit,
                phase=phase,
                due=due,
                sort=sort,
                after=after,
                limit=limit,
                claimed=claimed,
            )

        reading = self._reading()
        if not isinstance(reading.reader, Followed):
            return ask(reading)
        with (
            self.queues.turn
        ):  # read again: for a moment before the queue's it would have to be worked out anew
            return ask(self._reading())

    @typed
    def case(self, id: str) -> Case:
        """A case by id; raises InputError when there is none."""
        return load(self.store.read(), id)

    @typed
    def history(self, case: str) -> list[Event]:
        """The events of a case, oldest first."""
        reader = self.store.read()
        load(reader, case)
        return [Event.from_doc(doc) for doc in reader.history(case)]

    @typed
    def cases(
        self,
        *,
        state: str | None = None,
        phase: str | None = None,
        definition: str | None = None,
        search: str = "",
        subject: str | None = None,
        after: str | None = None,
        limit: int = 50,
    ) -> Page[Case]:
        """Cases by state, phase, definition, subject and words."""
        return self._reading().cases(
            state=state,
            phase=phase,
            definition=definition,
            search=search,
            subject=subject,
            after=after,
            limit=limit,
        )

    @typed
    def tick(self, at: datetime | None = None) -> Ticked:
        """Do what is due by itself: remind, notify, escalate, act on overdue cases, end claims, count open sign-offs anew.

        Some cases are one commit, and doing it twice does nothing more: who was cut short runs it again.

        Returns:
            The events that were written; `.cases` tells them case by case, `.failed` the cases that met an error.
        """
        return self.ticking.tick(at)

    def verify(self) -> Report:
        """Check the record, the hash chain of every case, and that a replay gives the case as stored."""
        return self.audit.verify()

    @typed
    def export_xes(self, path: str | Path) -> int:
        """Write every event as an IEEE 1849 XES log (activity, resource, time); returns how many."""
        from workflow.exchange.xes import write_xes

        return write_xes(path, self.store.read().events())

    @typed
    def as_user(self, user: str, password: str | None = None) -> Session:
        """A view bound to one user: the same verbs without `actor`.

        Raises:
            InputError: there is no such user, the account is closed, or it takes no password yet and one is given.
        """
        if password is not None:
            raise InputError(N_("Accounts have no passwords yet."), N_("Leave the password out."))
        Directory(self.store.read()).actor(user)
        return Session(self, user)

    def _kept_for_the_same(self) -> Duration | None:
        """How long a case that is sent back is kept for whoever did that step before."""
        settings = self.city.settings
        return settings.claims_expire if settings.claims_returned_to_same else None

    def _reading(self, reader: Reader | None = None) -> Reading:
        reader = reader or self.store.read()
        return Reading(reader, self.facts(reader), self.versions(reader), self.clock.now(reader), self.queues)


def _by(acts: Sequence[Act], actor: str) -> list[Act]:
    """Acts as those of one user."""
    for number, one in enumerate(acts, 1):
        if not isinstance(one, Act):
            raise InputError(
                N_("Number {number} of the acts is {value}, which is no act."),
                N_("Write each as Act(case, action, …)."),
                number=number,
                value=repr(one)[:60],
            )
    return [
        replace(
            one, fields=one.fields or {}, documents=one.documents or {}, faults=one.faults or (), actor=actor
        )
        for one in acts
    ]
