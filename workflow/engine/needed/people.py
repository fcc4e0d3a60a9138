"""Who has to take a step that is left, and who could today: asked of authority and duties as an act would be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from workflow.definition.model import Action, AnyOf, Definition
from workflow.definition.staffing.clash import told_clashes
from workflow.definition.staffing.posing import pose
from workflow.definition.staffing.problem import TooHard
from workflow.definition.staffing.report import Staffing, Verdict
from workflow.definition.staffing.signing import Need, ways_to_sign
from workflow.definition.staffing.solver import Solver
from workflow.definition.staffing.ways import Standing, Way
from workflow.engine import asked, duty, signoff
from workflow.engine.altered import altered
from workflow.engine.case import Case
from workflow.engine.facts import Actor, Facts, Mandate
from workflow.engine.machine import RunningVersion
from workflow.engine.naming import holders_of, named_by
from workflow.engine.needed.model import Able, Place
from workflow.engine.needed.outlook import Outlook
from workflow.engine.needed.way import Hop
from workflow.engine.work import plays


class Staff:
    """The people of one moment.

    Args:
        version: the case's.
        case: as it stands.
        facts: the world.
        outlook: asks the rules of branches.
        now: when authority is judged.
        users: who has an open account and is not away.
    """

    def __init__(
        self,
        version: RunningVersion,
        case: Case,
        facts: Facts,
        outlook: Outlook,
        now: datetime,
        users: Iterable[str],
    ) -> None:
        self._definition, self._version, self._outlook = version.definition, version, outlook
        self._case, self._facts = case, facts
        at = (version.definition.id, case.unit)
        self._there: list[tuple[Actor, list[Mandate]]] = []
        for user in users:
            actor = facts.actor(user)
            lent = [one for one in facts.mandates(actor, now) if one.reaches(at, facts.above)]
            if actor.roles or lent:
                self._there.append((actor, lent))

    def places(self, hop: Hop) -> tuple[Place, ...]:
        """Whose hands a step needs, and who could give one."""
        action = hop.move.action
        if hop.move.how == "overdue" or action.automatic:
            return ()
        case = self._at(hop)
        if action.signoff is None:
            roles = (*action.by, *(() if action.side or hop.before.moved else case.escalated))
            return (self._place(case, action, tuple(dict.fromkeys(roles)), 1, "act", ()),)
        return tuple(self._signatures(case, action, hop))

    def _at(self, hop: Hop) -> Case:
        """The case as it would be when the step comes: no signatures yet, unless it is the present one."""
        if not hop.before.moved:
            return self._case
        case = altered(
            self._case,
            state=hop.source,
            fields=self._outlook.fields(hop.before),
            signing=None,
            signatures=(),
            needs={},
            escalated=(),
            claims=(),
            named={},
        )
        named = named_by(self._version, case, self._facts, self._outlook.now)
        return altered(case, named={role: people for role, people in named.items() if people})

    def _signatures(self, case: Case, action: Action, hop: Hop) -> Iterable[Place]:
        tree = action.signoff
        assert tree is not None
        given = case.signatures if case.signing == action.name else ()
        needs = self._open_places(case, action, hop)
        chosen = [path for path, one in asked.places(tree) if isinstance(one, AnyOf)]
        reach = asked.reach(self._definition, case, action.name, given, self._facts)
        out = {who for one in given for who in (one.person, one.also) if who}
        for leaf in signoff.leaves(tree, given, reach, needs):
            if leaf.status != "open":
                continue
            left = None if leaf.needed >= signoff.UNCOUNTED else leaf.needed - leaf.signed
            kind = "initial" if leaf.kind == "initial" else "signature"
            either = any(leaf.path.startswith(f"{path}.") for path in chosen)
            yield replace(self._place(case, action, leaf.roles, left, kind, out), either=either)

    def _open_places(self, case: Case, action: Action, hop: Hop) -> signoff.Needs:
        """How many votes each majority is, and the branches that are not asked, as far as that can be told."""
        tree = action.signoff
        assert tree is not None
        if not hop.before.moved and action.name in case.needs:
            return asked.shown(self._version, case, action, self._facts)
        step = asked.step_of(self._version, case, action, self._facts)
        counted = asked.majorities(self._definition, step, case, action, (), self._facts)
        ruled = [(path, one.when) for path, one in asked.places(tree) if one.when is not None]
        said = {path: 0 for path, rule in ruled if self._outlook.ask(rule, hop.then, hop.day).answer is False}
        return {**counted, **said}

    def _place(
        self,
        case: Case,
        action: Action,
        roles: Sequence[str],
        needed: int | None,
        kind: str,
        out: Collection[str],
    ) -> Place:
        barred = {*out, *duty.barred(self._definition, case, action.name), *case.taken.get(action.name, ())}
        only = duty.bound(self._definition, case, action.name)
        found: dict[str, Able] = {}
        for actor, mandates in self._there if only is not None else ():
            for holder, role in self._bearers(actor, mandates, roles, case):
                people = {actor.person, holder.person}
                if barred & people or (only and not people & set(only)):
                    continue
                principal = holder.name if holder.person != actor.person else None
                found.setdefault(holder.person if principal is None else actor.person, Able(
                    actor.id, actor.name, role, principal))  # fmt: skip
                break
        labels = tuple(self._definition.roles[one].label for one in roles)
        named = any(self._definition.roles[one].who is not None for one in roles)
        return Place(labels, needed, kind, tuple(found.values()), named=named)  # type: ignore[arg-type]

    def _bearers(
        self, actor: Actor, mandates: Sequence[Mandate], roles: Sequence[str], case: Case
    ) -> Iterable[tuple[Actor, str]]:
        for role in roles:
            if plays(self._definition, case, actor, role, self._facts.above):
                yield actor, role
            for one in mandates:
                if one.role in (None, role) and plays(
                    self._definition, case, one.principal, role, self._facts.above
                ):
                    yield one.principal, role

    # ── all steps together ──────────────────────────────────────────────────────────────────────────────────────────

    def clash(self, hops: Sequence[Hop]) -> Staffing | None:
        """What the duties leave too few people for, over all steps of a way together; None where there is a team.

        Stand-ins do not count here: whom they stand in for does.
        """
        way = Way(tuple(one.move.action.name for one in hops), tuple(self._needs(hops)))
        case = self._case
        standing = Standing(
            case.state,
            case.came_from,
            case.done,
            case.signing,
            {},
            frozenset(who for one in case.signatures for who in (one.person, one.also) if who),
            case.fields,
            case.needs,
            case.named,
            case.heirs,
        )
        problem = pose(self._definition, way, self._holders, standing)
        try:
            if Solver(problem).team() is not None:
                return None
            first, *more = told_clashes(problem)
        except TooHard:
            return None
        names = {actor.person: actor.name for actor, _ in self._there}
        return Staffing(self._definition, (Verdict(clash=first, more=tuple(more)),), names)

    def _holders(self, role: str) -> frozenset[str]:
        return holders_of(self._definition, self._case, role, self._facts)

    def _needs(self, hops: Sequence[Hop]) -> Iterable[tuple[str, Need]]:
        case = self._case
        for hop in hops:
            action = hop.move.action
            if hop.move.how == "overdue" or action.automatic:
                continue
            if action.signoff is None:
                yield action.name, Need(action.by)
                continue
            here = not hop.before.moved and case.signing == action.name
            signed: dict[str, list[str]] = {}
            for one in case.signatures if here else ():
                if one.vote == "sign":
                    signed.setdefault(one.leaf, []).append(one.person)
            needs = {**self._open_places(self._at(hop), action, hop)}
            ways = ways_to_sign(action.signoff, signed, needs=needs)
            for need in ways[0] if ways else ():
                yield action.name, need


def roles_of(definition: Definition, actions: Iterable[str]) -> tuple[str, ...]:
    """The roles of some actions, each once."""
    return tuple(dict.fromkeys(role for one in actions for role in definition.actions[one].roles))
