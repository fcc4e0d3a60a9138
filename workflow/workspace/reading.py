"""What the store shows: the inbox, lists of cases, what an officer may do and why not."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import islice

from workflow.definition.model import Action
from workflow.engine import asked, signoff
from workflow.engine.authority import judge, reach
from workflow.engine.case import Act, Case, Claim, Refusal, claims_of, work_items
from workflow.engine.claims import in_force
from workflow.engine.decide import decide
from workflow.engine.facts import Actor, Mandate, Place
from workflow.engine.faults import mends
from workflow.engine.machine import RunningVersion
from workflow.engine.settling import settle
from workflow.engine.work import waits_for
from workflow.errors import InputError, Reason
from workflow.language import N_
from workflow.store.protocol import Doc, Reader
from workflow.workspace.facts import StoreFacts
from workflow.workspace.lettering import listed
from workflow.workspace.menders import with_names
from workflow.workspace.versions import Versions
from workflow.workspace.views import Answer, InboxItem, Page, Preview, Signing
from workflow.workspace.waiting import ENDLESS, EXACT, Candidates, Ordered, prefetch

SORTS = ("due", "opened", "changed", "state", "id")
DUES = ("overdue", "today", "week", "none")
CLAIMED = ("mine", "free", "others", "all")
_LAST = "9999-12-31"


class Reading:
    """Reads of one consistent moment.

    Args:
        reader: that moment.
        facts: the engine's facts over it.
        versions: the published versions in it.
        now: the store's clock.
    """

    def __init__(self, reader: Reader, facts: StoreFacts, versions: Versions, now: datetime) -> None:
        self.reader, self.facts, self.versions, self.now = reader, facts, versions, now
        self._lent: dict[str, tuple[Mandate, ...]] = {}

    def explain(self, case: Case, actor: str) -> list[Answer]:
        """Every action of the case's state, with yes or every reason why not: `decide` without writing."""
        version = self.versions.get(case.definition, case.version)
        return [
            self._answer(version, case, action.name, actor)
            for action in version.definition.leaving(case.state)
            if not action.automatic
        ]

    def _answer(self, version: RunningVersion, case: Case, name: str, actor: str) -> Answer:
        action, act = version.action(name), Act(case.id, name, actor=actor)
        now = max(self.now, case.changed or self.now)
        answer = decide(version, case, act, self.facts, now)
        reasons = with_names(self.reader, answer.reasons) if isinstance(answer, Refusal) else ()
        against = tuple(one for one in reasons if not one.question)
        signs, for_whom = self._right(version, case, action, act, now)
        targets = version.targets(action, case.state, case.came_from)
        return Answer(
            name,
            action.label,
            not against,
            against,
            tuple(one for one in reasons if one.question),
            action.asks,
            action.may_ask,
            action.documents,
            targets,
            action.side,
            action.reason == "required",
            action.signoff is not None,
            action.batch,
            action.rows,
            signs,
            for_whom,
            action.faults,
            {one: tuple(mends(version.definition, one)) for one in targets} if action.faults else {},
        )

    def _right(
        self, version: RunningVersion, case: Case, action: Action, act: Act, now: datetime
    ) -> tuple[str | None, str | None]:
        """What somebody would give to a sign-off, and in whose place they would act."""
        if action.signoff is None and not self._mandates(self.facts.actor(act.actor)):
            return None, None
        standing = judge(version.definition, case, action, act, self.facts, now)
        if isinstance(standing, Reason):
            return None, None
        whose = standing.principal
        for_whom = whose.name if whose is not None and whose.person != standing.actor.person else None
        return (standing.kind or "signature") if action.signoff is not None else None, for_whom

    def preview(self, case: Case, act: Act) -> Preview:
        """What an act would do, with what it sets going by itself: the same without writing."""
        version = self.versions.get(case.definition, case.version)
        act = listed(version.definition, case, act)
        answer = settle(version, case, act, self.facts, max(self.now, case.changed or self.now))
        if isinstance(answer, Refusal):
            against = with_names(self.reader, [one for one in answer.reasons if not one.question])
            return Preview(None, against, tuple(one for one in answer.reasons if one.question))
        return Preview(answer.case, fires=any(event.fired for event in answer.events))

    def signing(self, case: Case) -> list[Signing]:
        """How far the sign-offs of the case's state have come, place by place."""
        version = self.versions.get(case.definition, case.version)
        found = []
        for action in version.definition.leaving(case.state):
            if action.signoff is None:
                continue
            given = case.signatures if case.signing == action.name else ()
            can = reach(version.definition, case, action, given, self.facts)
            needs = asked.shown(version, case, action, self.facts)
            for leaf in signoff.leaves(action.signoff, given, can, needs):
                names = tuple(self.name(one.actor, one.also) for one in leaf.given if one.vote == "sign")
                against = tuple(self.name(one.actor, one.also) for one in leaf.given if one.vote != "sign")
                labels = tuple(version.definition.roles[role].label for role in leaf.roles)
                found.append(
                    Signing(
                        leaf.role,
                        labels[0],
                        leaf.status,
                        leaf.needed,
                        names,
                        against,
                        leaf.kind or "signature",
                        leaf.signed,
                        labels[1:],
                    )
                )
        return found

    def name(self, user: str, also: str | None = None) -> str:
        """A user's name."""
        doc = self.reader.get("users", user) or self.reader.get("people", user)
        return str(doc["name"]) if doc else user

    def inbox(
        self,
        actor: Actor,
        *,
        search: str,
        unit: str | None,
        phase: str | None,
        due: str | None,
        sort: str,
        after: str | None,
        limit: int,
        claimed: str | None = None,
    ) -> Page[InboxItem]:
        """What waits for somebody, filtered, sorted, and cut to a page.

        From a store with ordered indexes the plain inbox is read page by page once more than `EXACT` cases may wait for
        somebody; its total then counts those too that only a duty keeps from them.
        """
        if claimed is not None and claimed not in CLAIMED:
            raise InputError(
                N_("“{claimed}” says nothing of claims."),
                N_("Choose: {known}."),
                claimed=claimed,
                known=", ".join(CLAIMED),
            )
        plain = sort == "due" and not (search or unit or phase or claimed) and due in (None, "", "overdue")
        candidates = self._candidates(actor, overdue=due == "overdue")
        if plain and isinstance(self.reader, Ordered) and isinstance(candidates, Candidates):
            total = candidates.count()
            if total > EXACT:
                return self._urgent(self.reader, candidates, total, actor, after, limit)
        waiting = list(self._those_that_wait(candidates, actor, claimed))
        docs = [doc for doc, _ in waiting]
        kept = self._filtered(docs, search=search, unit=unit, phase=phase, due=due)
        actions = {doc["id"]: taken for doc, taken in waiting}
        page = _page(kept, sort, after, limit)
        if isinstance(self.reader, Ordered):
            prefetch(self.reader, page.items)
        lent = self._mandates(actor)
        items = [self._shown(doc, actions[doc["id"]], actor, lent) for doc in page.items]
        return Page(items, page.next, page.total)

    def _urgent(
        self,
        reader: Ordered,
        candidates: Candidates,
        total: int,
        actor: Actor,
        after: str | None,
        limit: int,
    ) -> Page[InboxItem]:
        """A page of the most urgent, read in their order."""
        mandates = self._mandates(actor)
        _page((), "due", None, limit)  # refuses a wrong limit
        key = _KEYS["due"]
        at: tuple[str, ...] = ("", "", "")
        if after is not None:
            known = self.reader.get("cases", after)
            at = (*(key(known) if known else after.split(_MARK)), "", "")[:3]
        start = (f"{at[0]} {at[1]}", at[2]) if after is not None else ("", "")
        rows: list[tuple[Doc, tuple[str, ...]]] = []
        for doc in candidates.ordered(start, limit + 8):
            taken = self.taken(doc, actor, mandates)
            if taken:
                rows.append((doc, taken))
                if len(rows) > limit:
                    break
        more, rows = len(rows) > limit, rows[:limit]
        prefetch(reader, (doc for doc, _ in rows))
        items = [self._shown(doc, taken, actor, mandates) for doc, taken in rows]
        if not more and after is None:
            total = len(rows)
        return Page(items, _MARK.join(key(rows[-1][0])) if more else None, total)

    def _mandates(self, actor: Actor) -> tuple[Mandate, ...]:
        """For whom somebody may stand in at this moment."""
        if actor.id not in self._lent:
            self._lent[actor.id] = tuple(self.facts.mandates(actor, self.now))
        return self._lent[actor.id]

    def waiting(self, actor: Actor) -> Iterator[tuple[Doc, tuple[str, ...]]]:
        """The cases that wait for somebody, with the actions that are theirs: the one predicate behind every counter."""
        return self._those_that_wait(self._candidates(actor), actor)

    def _those_that_wait(
        self, candidates: Iterable[Doc], actor: Actor, claimed: str | None = None
    ) -> Iterator[tuple[Doc, tuple[str, ...]]]:
        """As `waiting`, narrowed by claims.

        `mine`: what the actor has taken up; `free`: what nobody has; `others`: what waits for others only because they have
        taken it up; `all`: that too.
        """
        mandates = self._mandates(actor)
        for doc in candidates:
            taken = self.taken(doc, actor, mandates)
            if claimed is not None:
                taken = self._narrowed(doc, actor, mandates, taken, claimed)
            if taken:
                yield doc, taken

    def _candidates(self, actor: Actor, *, overdue: bool = False) -> Iterable[Doc]:
        """The cases that may wait for somebody, each once; where the store can tell, the overdue ones alone."""
        mandates = self._mandates(actor)
        if isinstance(self.reader, Ordered):
            until = self.now.date().isoformat() if overdue else ENDLESS
            return Candidates(self.reader, actor, mandates, until)
        roles = {role for role, _ in actor.roles} | {
            role
            for mandate in mandates
            for role, _ in mandate.principal.roles
            if mandate.role in (None, role)
        }
        seen: dict[str, Doc] = {}
        for role in sorted(roles):
            for doc in self.reader.find("cases", "work.role", role):
                seen[doc["id"]] = doc
        return seen.values()

    def _narrowed(
        self, doc: Doc, actor: Actor, mandates: Sequence[Mandate], taken: tuple[str, ...], claimed: str
    ) -> tuple[str, ...]:
        if claimed in ("others", "all"):
            offered = waits_for(work_items(doc), actor, mandates, self.facts.above, place(doc))
            return offered if claimed == "all" else tuple(one for one in offered if one not in taken)
        mine = {one.action for one in self._own(doc, actor, mandates)}
        return tuple(one for one in taken if (one in mine) == (claimed == "mine"))

    def _own(self, doc: Doc, actor: Actor, mandates: Sequence[Mandate]) -> list[Claim]:
        people = {actor.person, *(one.principal.person for one in mandates)}
        return [one for one in self.claims(doc) if not people.isdisjoint(one.people)]

    def _claim(
        self, doc: Doc, actor: Actor, mandates: Sequence[Mandate], actions: tuple[str, ...]
    ) -> Claim | None:
        """Who has taken up what is shown: the actor, else whoever holds them off from it."""
        if not doc.get("claims"):
            return None
        theirs = self.taken(doc, actor, mandates)
        held = [one for one in self.claims(doc) if one.action in actions and one.action not in theirs]
        own = [one for one in self._own(doc, actor, mandates) if one.action in actions]
        return next(iter((*own, *held)), None)

    def _shown(
        self, doc: Doc, actions: tuple[str, ...], actor: Actor, mandates: Sequence[Mandate]
    ) -> InboxItem:
        return self._item(
            doc,
            actions,
            self._for_whom(doc, actor, mandates),
            self._claim(doc, actor, mandates, actions),
            self._in_post(doc, actor, mandates),
        )

    def taken(self, doc: Doc, actor: Actor, mandates: Sequence[Mandate]) -> tuple[str, ...]:
        """The actions of a case that are somebody's to take now."""
        return waits_for(work_items(doc), actor, mandates, self.facts.above, place(doc), self.claims(doc))

    def claims(self, doc: Doc) -> tuple[Claim, ...]:
        """The claims of a case that count today."""
        return in_force(claims_of(doc), self.now.date()) if doc.get("claims") else ()

    def _for_whom(self, doc: Doc, actor: Actor, mandates: Sequence[Mandate]) -> str | None:
        """For whom somebody would act: the principals' names where a case waits for them by delegation alone."""
        if not mandates or self.taken(doc, actor, ()):
            return None
        lent = (one for one in mandates if one.principal.id != actor.id)
        names = (one.principal.name for one in lent if self.taken(doc, actor, (one,)))
        return ", ".join(dict.fromkeys(names)) or None

    def _in_post(self, doc: Doc, actor: Actor, mandates: Sequence[Mandate]) -> str | None:
        """The post in which somebody acts in their own right, where a case waits for them by that alone: `Plt. Camat`."""
        if not mandates or self.taken(doc, actor, ()):
            return None
        own = (one for one in mandates if one.principal.id == actor.id and self.taken(doc, actor, (one,)))
        held = (self.reader.get("holdings", one.by) for one in own)
        posts = ((one["status"], self.reader.get("positions", one["position"])) for one in held if one)
        return next((f"{status.title()}. {post['name']}" for status, post in posts if post), None)

    def cases(
        self,
        *,
        state: str | None,
        phase: str | None,
        definition: str | None,
        search: str,
        subject: str | None,
        after: str | None,
        limit: int,
    ) -> Page[Case]:
        """Cases by state, phase, definition, subject and words, newest last."""
        wanted = {"state": state, "phase": phase, "definition": definition, "subject": subject}
        given = {name: value for name, value in wanted.items() if value is not None}
        if not search and len(given) < 2 and isinstance(self.reader, Ordered):
            return self._listed(self.reader, given, after, limit)
        if given:
            first, value = next(iter(given.items()))
            docs: Sequence[Doc] = self.reader.find("cases", first, value)
            docs = [doc for doc in docs if all(doc.get(name) == one for name, one in given.items())]
        else:
            docs = list(self.reader.all("cases"))
        page = _page(self._filtered(docs, search=search), "id", after, limit)
        return Page([Case.from_doc(doc) for doc in page.items], page.next, page.total)

    @staticmethod
    def _listed(reader: Ordered, given: Mapping[str, str], after: str | None, limit: int) -> Page[Case]:
        """A page of cases by id, read in that order."""
        _page((), "id", None, limit)  # refuses a wrong limit
        found: Iterable[Doc]
        if given:
            ((index, value),) = given.items()
            total = reader.count_among("cases", index, [value])
            found = (doc for *_, doc in reader.among("cases", index, [value], ("", after or ""), limit + 1))
        else:
            total = reader.count_listed("cases")
            found = (doc for _, doc in reader.listed("cases", after or "", limit + 1))
        rows = list(islice(found, limit + 1))
        more, rows = len(rows) > limit, rows[:limit]
        return Page([Case.from_doc(doc) for doc in rows], rows[-1]["id"] if more else None, total)

    def _filtered(
        self,
        docs: Sequence[Doc],
        *,
        search: str = "",
        unit: str | None = None,
        phase: str | None = None,
        due: str | None = None,
    ) -> list[Doc]:
        words = search.casefold().split()
        today = self.now.date()
        if due is not None and due not in DUES:
            raise InputError(
                N_("“{due}” is no deadline filter."), N_("Choose: {known}."), due=due, known=", ".join(DUES)
            )
        return [
            doc
            for doc in docs
            if (phase is None or doc["phase"] == phase)
            and (unit is None or unit in self.facts.above(doc.get("unit")))
            and (due is None or _due_fits(doc.get("due"), due, today))
            and (not words or self._matches(doc, words))
        ]

    def _matches(self, doc: Doc, words: Sequence[str]) -> bool:
        hay = self.hay(doc)
        return all(word in hay for word in words)

    def hay(self, doc: Doc) -> str:
        """The words by which a case is found: its id, what it is about, its unit, its nominee, its state."""
        title, unit = self.about(doc)
        state = self.versions.get(doc["definition"], doc["version"]).state(doc["state"])
        words = (
            doc["id"],
            doc["subject"],
            title,
            unit,
            self.nominee(doc) or "",
            doc["state"],
            *state.label.values(),
        )
        return " ".join(words).casefold()

    def about(self, doc: Doc) -> tuple[str, str]:
        """What a case is about, and its unit's name."""
        position = self.reader.get("positions", doc["subject"])
        if position is None:
            return str(doc["subject"]), ""
        unit = self.reader.get("units", position["unit"])
        return str(position["name"]), str(unit["name"]) if unit else ""

    def nominee(self, doc: Doc) -> str | None:
        """The nominee's name, if the case has one."""
        person = doc.get("fields", {}).get("nominee")
        found = self.reader.get("people", person) if isinstance(person, str) else None
        return str(found["name"]) if found else person if isinstance(person, str) else None

    def _item(
        self,
        doc: Doc,
        actions: tuple[str, ...],
        for_whom: str | None = None,
        claim: Claim | None = None,
        in_post: str | None = None,
    ) -> InboxItem:
        version = self.versions.get(doc["definition"], doc["version"])
        title, unit = self.about(doc)
        due = date.fromisoformat(doc["due"]) if doc.get("due") else None
        today = self.now.date()
        left = self.facts.calendar.working_days_between(today, due) if due else None
        return InboxItem(
            doc["id"],
            doc["definition"],
            doc["state"],
            doc["phase"],
            version.state(doc["state"]).label,
            doc["subject"],
            title,
            unit,
            self.nominee(doc),
            actions,
            tuple(version.action(one).label for one in actions),
            due,
            due is not None and due < today,
            bool(doc.get("returned")),
            left,
            doc["revision"],
            for_whom,
            claim,
            in_post,
        )


def place(doc: Doc) -> Place:
    """Where a case stands for those who may act in it."""
    return str(doc["definition"]), doc.get("unit")


def _due_fits(due: str | None, wanted: str, today: date) -> bool:
    if wanted == "none":
        return due is None
    if due is None:
        return False
    day = date.fromisoformat(due)
    return (
        day < today
        if wanted == "overdue"
        else day == today
        if wanted == "today"
        else 0 <= (day - today).days < 7
    )


_KEYS: Mapping[str, Callable[[Doc], tuple[str, ...]]] = {
    "due": lambda doc: (doc.get("due") or _LAST, doc.get("entered", ""), doc["id"]),
    "opened": lambda doc: (doc.get("opened", ""), doc["id"]),
    "changed": lambda doc: (doc.get("changed", ""), doc["id"]),
    "state": lambda doc: (doc["state"], doc.get("due") or _LAST, doc["id"]),
    "id": lambda doc: (doc["id"],),
}
_MARK = "~"


def _page(docs: Sequence[Doc], sort: str, after: str | None, limit: int) -> Page[Doc]:
    key = _KEYS.get(sort)
    if key is None:
        raise InputError(
            N_("“{sort}” is no order."), N_("Choose: {known}."), sort=sort, known=", ".join(SORTS)
        )
    if limit < 1:
        raise InputError(N_("A page has at least 1 row, not {limit}."), None, limit=limit)
    ordered = sorted(docs, key=key)
    start = 0 if after is None else bisect_right(ordered, _place(ordered, key, after), key=key)
    rows = ordered[start : start + limit]
    more = start + limit < len(ordered)
    return Page(rows, _MARK.join(key(rows[-1])) if more and rows else None, len(ordered))


def _place(ordered: Sequence[Doc], key: Callable[[Doc], tuple[str, ...]], after: str) -> tuple[str, ...]:
    """Where a page ended: what its last row was sorted by, so that the row itself may have left the list since."""
    known = next((key(doc) for doc in ordered if doc["id"] == after), None)
    return known or tuple(after.split(_MARK))
