"""`ws.desk`: what a user keeps for their own work: filters of the inbox, drafts, the next task; and whose work one may see.

Filters and drafts are nobody else's business and no part of the record. A draft that belongs to a case which has moved on is
thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow.access.directory import Directory
from workflow.access.users import BUILT_IN_ROLES
from workflow.definition.model import Label
from workflow.engine.case import Case, Claim, WorkItem
from workflow.engine.claims import covers, in_force
from workflow.engine.facts import Actor, Mandate
from workflow.engine.work import holds, takes
from workflow.errors import InputError, Reason, Refused
from workflow.language import N_
from workflow.registry.settings import CitySettings
from workflow.store.protocol import Doc, Reader, Transaction
from workflow.workspace.acting import load
from workflow.workspace.reading import Reading
from workflow.workspace.typed import typed
from workflow.workspace.views import InboxItem

#: what a filter of the inbox may say
FILTERS = ("search", "unit", "phase", "due", "sort", "claimed")
#: what a draft may hold, as `Workspace.act` takes it
DRAFTED = ("fields", "documents", "reason", "to", "vote")


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that waits, and who has it.

    Args:
        case, title: where, and what it is about.
        state: where the case stands.
        action, label: what is to be done.
        role: in which role.
        unit: the case's unit.
        claim: who has taken it up; None: nobody has.
        due: by when.
    """

    case: str
    title: str
    state: Label
    action: str
    label: Label
    role: Label
    unit: str | None
    claim: Claim | None
    due: date | None


class Desk:
    """A user's own things, and their sight of others' work.

    Args:
        transact, read: the store's.
        reading: reads one moment of the store.
        settings: who may see everybody's work.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        read: Callable[[], Reader],
        reading: Callable[[Reader], Reading],
        settings: Callable[[], CitySettings],
    ) -> None:
        self._transact, self._read, self._reading, self._settings = transact, read, reading, settings

    # ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def save_filter(self, name: str, wanted: Mapping[str, str | None], *, actor: str) -> Mapping[str, str]:
        """Keep a filter of the inbox under a name; one of that name is put in its place.

        Args:
            name: of 1 to 60 signs.
            wanted: as `Workspace.inbox` takes it: `search`, `unit`, `phase`, `due`, `sort`, `claimed`.
            actor: whose it is.

        Raises:
            InputError: it says what no inbox knows.
        """
        given = {key: value for key, value in wanted.items() if value}
        if not name.strip() or len(name) > 60 or not name.isprintable():
            raise InputError(N_("“{name}” is no name for a filter."), N_("Use 1 to 60 signs."), name=name)
        unknown = [key for key in given if key not in FILTERS]
        if unknown:
            raise InputError(
                N_("A filter knows no “{key}”."), N_("Choose: {known}."), key=unknown[0], known=", ".join(FILTERS)
            )  # fmt: skip

        def think(tx: Transaction) -> Mapping[str, str]:
            here = self._reading(tx)
            here.inbox(here.facts.actor(actor), limit=1, after=None, **_whole(given))  # refuses a wrong word
            kept = dict(_desk(tx, actor).get("filters", {}))
            kept[name.strip()] = given
            tx.put("meta", {**_desk(tx, actor), "filters": kept})
            return given

        found: Mapping[str, str] = self._transact(think)
        return found

    @typed
    def filters(self, *, actor: str) -> dict[str, Mapping[str, str]]:
        """The filters that a user keeps: name → what `Workspace.inbox` takes."""
        return dict(_desk(self._read(), actor).get("filters", {}))

    @typed
    def filter(self, name: str, *, actor: str) -> Mapping[str, str]:
        """A filter by its name; raises InputError that names those there are."""
        known = self.filters(actor=actor)
        if name not in known:
            raise InputError(
                N_("You keep no filter “{name}”."),
                N_("You keep: {known}.") if known else N_("`lantik inbox --save NAME` keeps one."),
                name=name,
                known=", ".join(known),
            )
        return known[name]

    @typed
    def drop_filter(self, name: str, *, actor: str) -> None:
        """Throw a filter away; raises InputError where there is none of that name."""
        self.filter(name, actor=actor)

        def think(tx: Transaction) -> None:
            doc = _desk(tx, actor)
            tx.put(
                "meta", {**doc, "filters": {key: one for key, one in doc["filters"].items() if key != name}}
            )

        self._transact(think)

    # ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def keep_draft(self, case: str, action: str, given: Mapping[str, Any], *, actor: str) -> None:
        """Keep what was typed for an act and is not sent yet; it is there when the work is taken up again, or handed on.

        Args:
            case: the case's id.
            action: the action.
            given: what `Workspace.act` takes of it: `fields`, `documents`, `reason`, `to`, `vote`; empty: none any more.
            actor: whose it is.

        Raises:
            InputError: the case has no such action in its state, or something is given that no draft holds.
        """
        unknown = [key for key in given if key not in DRAFTED]
        if unknown:
            raise InputError(
                N_("A draft holds no “{key}”."), N_("Choose: {known}."), key=unknown[0], known=", ".join(DRAFTED)
            )  # fmt: skip

        def think(tx: Transaction) -> None:
            here = self._reading(tx)
            here.facts.actor(actor)
            found = load(tx, case)
            version = here.versions.get(found.definition, found.version)
            if found.state not in version.action(action).source:
                raise InputError(
                    N_("“{action}” cannot be taken where case {case} stands."),
                    action=version.action(action).label,
                    case=case,
                )
            drafts = {key: one for key, one in _desk(tx, actor).get("drafts", {}).items() if _stands(tx, one)}
            drafts.pop(_key(case, action), None)
            if any(given.values()):
                drafts[_key(case, action)] = {"case": case, "entered": _entered(found), "given": dict(given)}
            tx.put("meta", {**_desk(tx, actor), "drafts": drafts})

        self._transact(think)

    @typed
    def draft(self, case: str, action: str, *, actor: str) -> Mapping[str, Any] | None:
        """What a user has typed for an act and not sent; None where there is nothing, or the case has moved on."""
        reader = self._read()
        one = _desk(reader, actor).get("drafts", {}).get(_key(case, action))
        return dict(one["given"]) if one is not None and _stands(reader, one) else None

    # ── tasks ───────────────────────────────────────────────────────────────────────────────────────────────────────

    @typed
    def next_task(
        self, *, actor: str, after: str | None = None, filter: str | None = None
    ) -> InboxItem | None:
        """The most urgent thing that waits for a user: what to open when one thing is done.

        Args:
            actor: whose inbox.
            after: the case that they come from, which is not offered again.
            filter: one of the user's own filters.
        """
        here = self._reading(self._read())
        wanted = _whole(self.filter(filter, actor=actor) if filter is not None else {})
        found = here.inbox(here.facts.actor(actor), after=None, limit=2, **wanted)
        return next((one for one in found if one.case != after), None)

    @typed
    def tasks(self, *, actor: str, of: str | None = None, unit: str | None = None) -> list[Task]:
        """The work that waits, taken up or not, as far as somebody may see it: the most urgent first.

        Everybody sees the queue of their own roles, and who has what of it. All work of a unit is seen by administrators,
        auditors and those who hold one of the city's roles for it (`claims: {seen_by: …}`, or `reassigned_by`).

        Args:
            actor: who looks.
            of: only what this user has taken up.
            unit: only what belongs to this unit or below it.

        Raises:
            Refused: the work of another is asked for by somebody who may see none but their own queue.
        """
        here = self._reading(self._read())
        who = here.facts.actor(actor)
        mandates = tuple(here.facts.mandates(who, here.now))
        sees = self._overseen(who, mandates, here)
        if of is not None and of != actor:
            here.facts.directory.user(of)
            if not any(sees(one) for one in (None, *_units(here.reader))):
                raise Refused([self._not_overseer(here)])
        found = [
            task
            for doc in here.reader.all("cases")
            if not doc.get("final") and doc.get("work")
            for task in _tasks(here, doc, who, mandates, sees(doc.get("unit")))
        ]
        return sorted(
            (
                one
                for one in found
                if (of is None or (one.claim is not None and one.claim.actor == of))
                and (unit is None or unit in here.facts.above(one.unit))
            ),
            key=lambda one: (one.due or date.max, one.case, one.action),
        )

    def _overseen(
        self, who: Actor, mandates: Sequence[Mandate], here: Reading
    ) -> Callable[[str | None], bool]:
        """Whether somebody may see all work of a unit."""
        settings = self._settings()
        roles = (*settings.claims_seen_by, *settings.claims_reassigned_by)
        everything = any(role in BUILT_IN_ROLES for role, _ in who.roles)
        bearers = [(who, None), *((one.principal, one.role) for one in mandates if one.definition is None)]

        def sees(unit: str | None) -> bool:
            return everything or any(
                only in (None, role) and _over(bearer, role, unit, here)
                for bearer, only in bearers
                for role in roles
            )

        return sees

    def _not_overseer(self, here: Reading) -> Reason:
        roles = (*self._settings().claims_seen_by, *self._settings().claims_reassigned_by)
        known = here.versions.roles()
        return Reason(
            "role",
            N_("The work of others is seen by {roles}."),
            {"roles": [*(known.get(role, role) for role in roles), *BUILT_IN_ROLES.values()]},
            rule=f"claims: {{seen_by: [{', '.join(roles)}]}}",
            who_can_mend=(BUILT_IN_ROLES["admin"],),
        )


def _over(bearer: Actor, role: str, unit: str | None, here: Reading) -> bool:
    """Whether a role is held over a unit; what belongs to no unit is seen by who holds it in all of the city."""
    if unit is None:
        return any(held == role and where is None for held, where in bearer.roles)
    return holds(bearer, role, unit, here.facts.above)


def _tasks(
    here: Reading, doc: Doc, who: Actor, mandates: Sequence[Mandate], all_of_it: bool
) -> Iterator[Task]:
    case = Case.from_doc(doc)
    version = here.versions.get(case.definition, case.version)
    claims = in_force(case.claims, here.now.date())
    for item in case.work:
        claim = next((one for one in claims if covers(one, item.action, item.role)), None)
        if all_of_it or _own_queue(item, case, who, mandates, here):
            yield Task(
                case.id, here.about(doc)[0], version.state(case.state).label, item.action, version.action(item.action).label,
                version.definition.roles[item.role].label, case.unit, claim, case.due,
            )  # fmt: skip


def _own_queue(item: WorkItem, case: Case, who: Actor, mandates: Sequence[Mandate], here: Reading) -> bool:
    place = (case.definition, case.unit)
    lent = tuple(one for one in mandates if one.reaches(place, here.facts.above))
    return takes(item, who, lent, here.facts.above)


def _units(reader: Reader) -> Iterator[str]:
    return (str(doc["id"]) for doc in reader.all("units"))


def _whole(given: Mapping[str, str]) -> dict[str, Any]:
    """A filter with every word that an inbox takes."""
    return {"search": "", "unit": None, "phase": None, "due": None, "sort": "due", "claimed": None, **given}


def _desk(reader: Reader, user: str) -> Mapping[str, Any]:
    Directory(reader).user(user)
    return reader.get("meta", f"desk:{user}") or {"id": f"desk:{user}"}


def _key(case: str, action: str) -> str:
    return f"{case} {action}"


def _entered(case: Case) -> str:
    moment: datetime | None = case.entered or case.opened
    return f"{case.state} {moment.isoformat() if moment else ''}"


def _stands(reader: Reader, draft: Mapping[str, Any]) -> bool:
    """Whether the case is still where it was when the draft was made."""
    doc = reader.get("cases", draft["case"])
    return doc is not None and not doc.get("final") and _entered(Case.from_doc(doc)) == draft["entered"]


def hand_on_drafts(tx: Transaction, case: Case, holders: Sequence[str], to: str, fresh: bool) -> None:
    """Give what was typed by those who had a case to the one who has it now; `fresh`: throw it away.

    Args:
        tx: in which it is reassigned.
        case: the case.
        holders: the accounts that had it.
        to: the account that has it now; what it has typed itself stays, unless it begins afresh.
        fresh: whether it begins afresh.
    """
    gone: dict[str, Any] = {}
    for user in dict.fromkeys((*holders, *((to,) if fresh else ()))):
        doc = tx.get("meta", f"desk:{user}")
        if doc is None or not (user != to or fresh):
            continue
        theirs = {key: one for key, one in doc.get("drafts", {}).items() if one["case"] == case.id}
        if theirs:
            gone |= theirs
            rest = {key: one for key, one in doc["drafts"].items() if key not in theirs}
            tx.put("meta", {**doc, "drafts": rest})
    if gone and not fresh:
        doc = tx.get("meta", f"desk:{to}") or {"id": f"desk:{to}"}
        tx.put("meta", {**doc, "drafts": {**gone, **doc.get("drafts", {})}})
