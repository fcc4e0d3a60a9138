"""What the store shows: the inbox, lists of cases, what an officer may do and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
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
from workflow.workspace.paging import ENDLESS, MARK, NEVER, cut, ended, page, span, urgency
from workflow.workspace.queues import Followed, Queue, Queues
from workflow.workspace.versions import Versions
from workflow.workspace.views import Answer, InboxItem, Page, Preview, Signing
from workflow.workspace.waiting import EXACT, Candidates, Listed, Ordered, candidates_in, prefetch

CLAIMED = ("mine", "free", "others", "all")
#: a case, and the actions for which it waits for somebody
Waiting = tuple[Doc, tuple[str, ...]]


class Reading:
    """Reads of one consistent moment.

    Args:
        reader: that moment.
        facts: the engine's facts over it.
        versions: the published versions in it.
        now: the store's clock.
        queues: what earlier readings found to wait for users; left out: nothing is kept.
    """

    def __init__(
        self,
        reader: Reader,
        facts: StoreFacts,
        versions: Versions,
        now: datetime,
        queues: Queues | None = None,
    ) -> None:
        self.reader, self.facts, self.versions, self.now, self.queues = reader, facts, versions, now, queues
        self._lent: dict[str, tuple[Mandate, ...]] = {}
        self._told: dict[tuple[str, int, str, str], str] = {}

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
        waiting: Iterable[Waiting]
        if self.queues is not None and isinstance(self.reader, Followed):
            with self.queues.turn:
                queue = self._queue(self.queues, self.reader, actor)
                if claimed is None:
                    return self._queued(queue, actor, search, unit, phase, due, sort, after, limit)
                waiting = [(row.doc, row.actions) for row in queue.rows.values()]
        else:
            plain = (
                sort == "due" and not (search or unit or phase or claimed) and due in (None, "", "overdue")
            )
            candidates = self._candidates(actor, overdue=due == "overdue")
            if plain and isinstance(self.reader, Ordered) and isinstance(candidates, Candidates):
                total = candidates.count()
                if total > EXACT:
                    return self._urgent(self.reader, candidates, total, actor, after, limit)
            waiting = self._those_that_wait(candidates, actor)
        if claimed in ("others", "all"):
            waiting = self._with_claimed(self._candidates(actor), actor, claimed)
        elif claimed is not None:
            waiting = self._by_claim(waiting, actor, mine=claimed == "mine")
        first, behind = span(due, self.now.date())
        fits = self._filter(search, unit, phase)
        actions, docs = dict[str, tuple[str, ...]](), list[Doc]()
        for doc, taken in waiting:
            if first <= (doc.get("due") or NEVER) < behind and fits(doc):
                docs.append(doc)
                actions[doc["id"]] = taken
        found = page(docs, sort, after, limit)
        if isinstance(self.reader, Ordered):
            prefetch(self.reader, found.items)
        lent = self._mandates(actor)
        items = [self._shown(doc, actions[doc["id"]], actor, lent) for doc in found.items]
        return Page(items, found.next, found.total)

    def _queue(self, queues: Queues, reader: Followed, actor: Actor) -> Queue:
        """What waits for somebody, as it was kept and brought up to this moment."""
        mandates = self._mandates(actor)
        return queues.of(
            actor.id,
            reader,
            (actor, mandates, self.now.date()),
            lambda: self._candidates(actor),
            lambda doc: self.taken(doc, actor, mandates),
        )

    def _queued(
        self,
        queue: Queue,
        actor: Actor,
        search: str,
        unit: str | None,
        phase: str | None,
        due: str | None,
        sort: str,
        after: str | None,
        limit: int,
    ) -> Page[InboxItem]:
        """A page of a queue, filtered and sorted."""
        rows, keys = queue.rows, queue.order
        low, high = queue.within(*span(due, self.now.date()))
        if search or unit is not None or phase is not None:
            fits = self._filter(search, unit, phase)
            keys = [key for key in keys[low:high] if fits(rows[key[2]].doc)]
            low, high = 0, len(keys)
        if sort == "due":
            known = rows.get(after) if after is not None else None
            behind = ended(after, urgency(known.doc) if known else None)
            cut_out = cut(keys, tuple, behind, limit, low, high)
            found = Page([key[2] for key in cut_out], cut_out.next, cut_out.total)
        else:
            docs = page([rows[key[2]].doc for key in keys[low:high]], sort, after, limit)
            found = Page([doc["id"] for doc in docs], docs.next, docs.total)
        mandates = self._mandates(actor)
        items = []
        for case in found:
            row = rows[case]
            if row.item is None:
                row.item = self._shown(row.doc, row.actions, actor, mandates)
            items.append(row.item)
        return Page(items, found.next, found.total)

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
        page((), "due", None, limit)  # refuses a wrong limit
        at: tuple[str, ...] = ("", "", "")
        if after is not None:
            known = self.reader.get("cases", after)
            at = (*(urgency(known) if known else after.split(MARK)), "", "")[:3]
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
        return Page(items, MARK.join(urgency(rows[-1][0])) if more else None, total)

    def _mandates(self, actor: Actor) -> tuple[Mandate, ...]:
        """For whom somebody may stand in at this moment."""
        if actor.id not in self._lent:
            self._lent[actor.id] = tuple(self.facts.mandates(actor, self.now))
        return self._lent[actor.id]

    def _those_that_wait(self, candidates: Iterable[Doc], actor: Actor) -> Iterator[Waiting]:
        """Those of some cases that wait for somebody, with the actions that are theirs."""
        mandates = self._mandates(actor)
        for doc in candidates:
            if taken := self.taken(doc, actor, mandates):
                yield doc, taken

    def _by_claim(self, waiting: Iterable[Waiting], actor: Actor, *, mine: bool) -> Iterator[Waiting]:
        """Of what waits for somebody what they have taken up, or else what nobody has."""
        mandates = self._mandates(actor)
        for doc, taken in waiting:
            own = {one.action for one in self._own(doc, actor, mandates)} if doc.get("claims") else ()
            if actions := tuple(one for one in taken if (one in own) == mine):
                yield doc, actions

    def _with_claimed(self, candidates: Iterable[Doc], actor: Actor, claimed: str) -> Iterator[Waiting]:
        """What would wait for somebody if nobody had taken up anything (`all`); of that, what others have (`others`)."""
        mandates = self._mandates(actor)
        for doc in candidates:
            offered = waits_for(work_items(doc), actor, mandates, self.facts.above, place(doc))
            if claimed == "others":
                taken = self.taken(doc, actor, mandates)
                offered = tuple(one for one in offered if one not in taken)
            if offered:
                yield doc, offered

    def _candidates(self, actor: Actor, *, overdue: bool = False) -> Iterable[Doc]:
        """The cases that may wait for somebody, each once; where the store can tell, the overdue ones alone."""
        mandates = self._mandates(actor)
        if isinstance(self.reader, Ordered):
            until = self.now.date().isoformat() if overdue else ENDLESS
            return Candidates(self.reader, actor, mandates, until)
        return candidates_in(self.reader, actor, mandates)

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
        if not (search or given) and isinstance(self.reader, Listed):
            every = self.reader.listed("cases", after or "", limit + 1)
            return self._listed((doc for _, doc in every), self.reader.count_listed("cases"), limit)
        if not search and len(given) == 1 and isinstance(self.reader, Ordered):
            ((index, value),) = given.items()
            rows = self.reader.among("cases", index, [value], ("", after or ""), limit + 1)
            total = self.reader.count_among("cases", index, [value])
            return self._listed((doc for *_, doc in rows), total, limit)
        if given:
            first, value = next(iter(given.items()))
            docs: Sequence[Doc] = self.reader.find("cases", first, value)
            docs = [doc for doc in docs if all(doc.get(name) == one for name, one in given.items())]
        else:
            docs = list(self.reader.all("cases"))
        if search:
            docs = list(filter(self._filter(search, None, None), docs))
        found = page(docs, "id", after, limit)
        return Page([Case.from_doc(doc) for doc in found.items], found.next, found.total)

    @staticmethod
    def _listed(found: Iterable[Doc], total: int, limit: int) -> Page[Case]:
        """A page of cases that come by id."""
        page((), "id", None, limit)  # refuses a wrong limit
        rows = list(islice(found, limit + 1))
        more, rows = len(rows) > limit, rows[:limit]
        return Page([Case.from_doc(doc) for doc in rows], rows[-1]["id"] if more else None, total)

    def _filter(self, search: str, unit: str | None, phase: str | None) -> Callable[[Doc], bool]:
        """Whether a case is of a phase, of a unit or below it, and found by all of some words."""
        words = search.casefold().split()

        def fits(doc: Doc) -> bool:
            if phase is not None and doc["phase"] != phase:
                return False
            if unit is not None and unit not in self.facts.above(doc.get("unit")):
                return False
            if not words:
                return True
            hay = self.hay(doc)
            return all(word in hay for word in words)

        return fits

    def hay(self, doc: Doc) -> str:
        """The words by which a case is found: its id, what it is about, its unit, its nominee, its state."""
        shared = (doc["definition"], doc["version"], doc["state"], doc["subject"])
        told = self._told.get(shared)
        if told is None:
            state = self.versions.get(doc["definition"], doc["version"]).state(doc["state"])
            words = (doc["subject"], *self.about(doc), doc["state"], *state.label.values())
            told = self._told[shared] = " ".join(words).casefold()
        return f"{doc['id']} {self.nominee(doc) or ''} ".casefold() + told

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
