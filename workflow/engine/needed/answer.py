"""What is needed for a case to come to its end: the shortest way that is left, or what stands in every way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from workflow.definition.ends import success_ends
from workflow.definition.model import Action, Rule
from workflow.definition.space.domain import GIVEN, OTHER, band_of
from workflow.definition.space.effort import TooMuch
from workflow.definition.space.vocabulary import Vocabulary
from workflow.definition.staffing.diagnostics import diagnostics
from workflow.engine.built_in import BUILT_IN_ROLES
from workflow.engine.case import Act, Case
from workflow.engine.demands import standing
from workflow.engine.facts import Facts
from workflow.engine.faults import parts_taken, unmended
from workflow.engine.machine import RunningVersion
from workflow.engine.mend import menders
from workflow.engine.needed.days import Plan, by_deadlines, wait_words, waited_for
from workflow.engine.needed.model import Given, Label, Needed, NeededStep, OpenRule, Wait
from workflow.engine.needed.outlook import Outlook, Then
from workflow.engine.needed.people import Staff
from workflow.engine.needed.way import Hop, Ways
from workflow.errors import Reason
from workflow.language import N_

_ADMIN: Label = BUILT_IN_ROLES["admin"]
_YES: Label = {"id": "ya", "en": "yes"}
_NO: Label = {"id": "tidak", "en": "no"}
_REASON: Label = {"id": "Alasan", "en": "Reason"}


def needed(
    version: RunningVersion,
    case: Case,
    facts: Facts,
    now: datetime,
    users: Iterable[str] = (),
    later: bool = True,
) -> Needed:
    """Say what is needed for a case to come to its end. Nothing is written.

    Args:
        version: the case's own version, compiled.
        case: as it stands.
        facts: the world as it stands at `now`.
        now: the store's clock, with a zone.
        users: who could act: accounts that are open, of people who are there.
        later: whether an act may be entered later than it took effect.
    """
    definition = version.definition
    ends = success_ends(definition)
    labels = {one: definition.states[one].label for one in definition.states if one in ends}
    outlook = Outlook(version, case, facts, now, later)
    found = Needed(case.id, case.state, outlook.today, labels, until=outlook.until)
    if case.state in ends:
        return replace(found, reached=True)
    try:
        ways = Ways(version, case, facts, outlook, ends)
        hops = ways.shortest()
    except TooMuch:
        return replace(found, undecided=True)
    teller = _Teller(version, case, facts, outlook, ways.vocabulary)
    aside = hops is None or any(one.move.action.side and one.source != one.target for one in hops)
    against = tuple(teller.obstacles(ways.closed(), absent=hops is None)) if aside else ()
    if hops is None:
        return replace(found, obstacles=against or (teller.ended() if case.final else teller.no_way(),))
    staff = Staff(version, case, facts, outlook, now, users)
    clash = staff.clash(hops)
    if clash is not None:
        against += tuple(
            Reason("unstaffed", "{what}.", {"what": one.message}, who_can_mend=(_ADMIN,))
            for one in diagnostics(clash)
        )
    return replace(found, steps=tuple(teller.steps(hops, staff)), obstacles=against)


class _Teller:
    """Tells what was found in the words of the definition."""

    def __init__(
        self, version: RunningVersion, case: Case, facts: Facts, outlook: Outlook, vocabulary: Vocabulary
    ) -> None:
        self._version, self._definition = version, version.definition
        self._case, self._facts, self._outlook, self._vocabulary = case, facts, outlook, vocabulary
        self._supposes: dict[str, object] = {}

    # ── the steps ───────────────────────────────────────────────────────────────────────────────────────────────────

    def steps(self, hops: Sequence[Hop], staff: Staff) -> Iterator[NeededStep]:
        """Each step with all that is known of it."""
        outlook, definition = self._outlook, self._definition
        planned = Plan(outlook, self._case, self._facts).days(hops)
        waits = any(self._waits(one) for one in hops)
        expected = Plan(outlook, self._case, self._facts, waiting=True).days(hops) if waits else planned
        latest = by_deadlines(definition, self._case, self._facts, hops, outlook.today)
        before = outlook.today
        self._supposes = {}
        for hop, plan, expect, last in zip(hops, planned, expected, latest, strict=True):
            action = hop.move.action
            self._supposes |= dict(self._choices(hop))
            yield NeededStep(
                action.name,
                action.label,
                hop.source,
                definition.states[hop.source].label,
                hop.target,
                definition.states[hop.target].label,
                action.side,
                hop.move.how == "overdue",
                staff.places(hop),
                tuple(self._given(hop)),
                () if hop.before.moved else tuple(self._against_now(hop)),
                tuple(self._open(hop)),
                self._waits(hop),
                hop.day,
                self._facts.calendar.add_working(hop.day - timedelta(1), 1),
                tuple(self._rests_on(hop, before)),
                hop.deadline,
                plan,
                expect,
                last,
            )
            before = max(hop.day, outlook.today)

    def _as_it_stands(self, hop: Hop) -> Then:
        """The moment of a step, with the values that the case keeps for it from before."""
        if hop.before.moved:
            return hop.then
        action = hop.move.action
        asked = {*action.asks, *action.may_ask, *action.groups} - set(standing(self._case, action, {}))
        return replace(hop.before, open=hop.before.open | asked)

    def _rests_on(self, hop: Hop, before: date) -> Iterator[Reason]:
        """The rules that keep a step from being possible on every day before its earliest one."""
        if hop.day > before and hop.move.how != "overdue":
            yield from self._says_no(hop, hop.then, hop.day - timedelta(1))

    def _against_now(self, hop: Hop) -> Iterator[Reason]:
        """What stands against the next step today: its rules, other cases, and what its effects would meet."""
        then, today, action = self._as_it_stands(hop), self._outlook.today, hop.move.action
        yield from self._says_no(hop, then, today)
        unmended_here = unmended(self._definition, self._case, action, Act(self._case.id, action.name), {})
        yield from (one for one in unmended_here if not one.question)
        fields = self._outlook.fields(then)
        yield from self._facts.constraints(self._case, action.name, fields)
        for effect in action.does:
            found = self._facts.outcome(effect, self._case, fields, today)
            yield from (one for one in found.reasons if not one.question)

    def _says_no(self, hop: Hop, then: Then, day: date) -> Iterator[Reason]:
        action = hop.move.action
        for rule in self._outlook.against(action.only_if, then, day):
            yield self._reason(action, rule)

    def _open(self, hop: Hop) -> Iterator[OpenRule]:
        then = self._this_way(self._as_it_stands(hop))
        for rule in hop.move.action.only_if:
            if self._outlook.ask(rule, then, hop.day).answer is None:
                names = self._outlook.missing(rule, then, hop.day)
                facts = tuple(dict.fromkeys(map(self._fact, names)))
                yield OpenRule(rule.source, rule.otherwise, rule.basis, tuple(one.said for one in facts))

    def _waits(self, hop: Hop) -> Wait | None:
        state, action = self._definition.states[hop.source], hop.move.action
        if not waited_for(state, action):
            return None
        whom = state.waits_for or action.external or {}
        if hop.source == hop.target or state.waits_for is None:
            return Wait(whom)
        words, name = wait_words(self._definition, state)
        parameter = self._definition.parameters.get(name or "")
        return Wait(
            whom,
            words,
            name,
            parameter.basis if parameter else None,
            parameter.note if parameter else None,
        )

    # ── what is to be given ─────────────────────────────────────────────────────────────────────────────────────────

    def _given(self, hop: Hop) -> Iterator[Given]:
        action, definition = hop.move.action, self._definition
        if hop.move.how == "overdue":
            return
        stands = standing(self._case, action, {}) if not hop.before.moved else {}
        for name in action.asks:
            if name not in stands:
                yield Given(name, definition.fields[name].label, "field", supposed=self._supposed(hop, name))
        for rows in action.rows:
            group = definition.fields[rows.group]
            columns = tuple(group.fields[one].label for one in (group.key or "", *rows.asks))
            if rows.group not in stands:
                yield Given(rows.group, group.label, "rows", columns=columns)
        for name in action.may_ask:
            value = hop.given.get(f"case.{name}")
            if value is not None and (hop.before.moved or name not in self._case.fields):
                yield Given(name, definition.fields[name].label, "field", supposed=self._supposed(hop, name))
        yield from self._papers(hop)
        yield from self._to_mend(hop)
        if action.reason == "required":
            yield Given("reason", _REASON, "reason")

    def _to_mend(self, hop: Hop) -> Iterator[Given]:
        """The parts on the list with which a case was sent back, as far as this step may give them anew."""
        own = () if hop.before.moved else parts_taken(hop.move.action)
        for one in self._case.faults:
            if not one.mended and one.part in own:
                paper = self._definition.documents.get(one.part)
                declared = paper or self._definition.fields[one.part]
                yield Given(one.part, declared.label, "document" if paper else "field")

    def _papers(self, hop: Hop) -> Iterator[Given]:
        """The papers that a step demands and that are not on file, or will not be."""
        definition, action = self._definition, hop.move.action
        then = self._as_it_stands(hop)
        anew = {one for one in then.open if one in definition.fields}
        dropped = any(definition.fields[one].type == "person" for one in anew)
        chosen = self._this_way(then)
        for name in action.documents:
            paper = definition.documents[name]
            if name in self._case.documents and not dropped:
                continue
            said = self._outlook.ask(paper.needed_if, chosen, hop.day).answer if paper.needed_if else True
            if said is not False:
                yield Given(name, paper.label, "document", certain=said is True)

    def _this_way(self, then: Then) -> Then:
        """A moment with the choices that the way supposes."""
        supposed = {name: one for name, one in self._supposes.items() if name in then.open}
        return replace(then, known=tuple(sorted({**dict(then.known), **supposed}.items())))

    def _choices(self, hop: Hop) -> Iterator[tuple[str, object]]:
        for fact, value in hop.given.items():
            field = self._definition.fields.get(fact.removeprefix("case."))
            if field is not None and field.type in ("choice", "yes_no") and value not in (None, GIVEN, OTHER):
                yield field.name, value

    def _supposed(self, hop: Hop, name: str) -> tuple[Label | str, ...]:
        """The values of a field with which the way holds, where rules tell them apart."""
        fact, field = f"case.{name}", self._definition.fields[name]
        value = hop.given.get(fact)
        if value is None or value in (GIVEN, OTHER) or field.type not in ("choice", "yes_no"):
            return ()
        if isinstance(value, bool):
            return (_YES if value else _NO,)
        domain = self._vocabulary.domain(fact)
        if len(domain) < 2:
            return ()
        return tuple(field.options.get(one) or one for one in band_of(domain, value).words)

    # ── what stands in the way ──────────────────────────────────────────────────────────────────────────────────────

    def obstacles(self, closed: Iterable[tuple[Action, Then, date]], absent: bool) -> Iterator[Reason]:
        """The rules that close a way on every day; with `absent` also those that hang on what nothing fills in."""
        told: set[str] = set()
        for action, then, day in closed:
            for rule in action.only_if:
                said = self._outlook.ask(rule, then, day)
                if rule.source in told or said.answer is True:
                    continue
                if said.answer is False:
                    told.add(rule.source)
                    yield self._reason(action, rule)
                elif absent and said.unknown and self._outlook.field_of(said.unknown) not in then.open:
                    told.add(rule.source)
                    yield self._unknown(action, rule, said.unknown)

    def _unknown(self, action: Action, rule: Rule, fact: str) -> Reason:
        return Reason(
            "cannot_tell",
            N_("{action}: cannot be told before this is known: {fact}"),
            {"action": action.label, "fact": self._fact(fact).said},
            rule=rule.source,
            basis=rule.basis,
            who_can_mend=menders(self._version, action, rule),
        )

    def _reason(self, action: Action, rule: Rule) -> Reason:
        return Reason(
            "rule",
            N_("{action}: {reason}"),
            {"action": action.label, "reason": rule.otherwise or rule.source},
            rule=rule.source,
            basis=rule.basis,
            who_can_mend=menders(self._version, action, rule),
        )

    def ended(self) -> Reason:
        """A case that ended elsewhere."""
        definition = self._definition
        opening = [one.roles for one in definition.leaving(definition.initial) if not one.side]
        roles = dict.fromkeys(role for some in opening for role in some)
        return Reason(
            "ended",
            N_("The case has ended in “{state}”, and nothing leads on from there; a new case can be opened."),
            {"state": definition.states[self._case.state].label},
            rule=f"final: {self._case.state}",
            who_can_mend=tuple(definition.roles[one].label for one in roles),
        )

    def no_way(self) -> Reason:
        """A case from which nothing leads on, whatever its rules say."""
        return Reason(
            "no_way",
            N_("From “{state}” no action leads on to the end, with what has been given so far."),
            {"state": self._definition.states[self._case.state].label},
            who_can_mend=(_ADMIN,),
        )

    def _fact(self, name: str) -> _Said:
        field = self._outlook.field_of(name)
        known = self._definition.fields.get(field or "")
        root, _, rest = name.partition(".")
        if known is not None and (root == "case" or not rest):
            return _Said(name, known.label)
        return _Said(field if known is not None and field else name, known.label if known else name)


@dataclass(frozen=True, slots=True)
class _Said:
    """A fact by its name, with its words; two of one name are one."""

    name: str
    said: Label | str = field(compare=False)
