"""What a sign-off leaves open until a case is there: which branches apply to it, and how many votes a majority is.

Rules of branches (`when`) are answered when a case comes into the state, and again when an act there changes values or
papers; what came of it is recorded in the event, so that work items and replay need no facts. A branch whose rule cannot
be answered yet is asked. A majority, or what a rule says of the voters, is counted at each vote, from those who hold the
roles then and those whose vote stands already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache

from workflow.definition.model import Action, AnyOf, Definition, Quorum, Rule, Signer, SignOff
from workflow.definition.rules import VOTES, signing_rules
from workflow.engine import signoff
from workflow.engine.case import Act, Case, Event, Signature
from workflow.engine.demands import Step
from workflow.engine.duty import barred
from workflow.engine.facts import SYSTEM, Facts
from workflow.engine.machine import RunningVersion
from workflow.engine.naming import holders_of, with_named
from workflow.engine.replay import apply
from workflow.engine.signoff import OUT_OF_REACH, Needs


@lru_cache(maxsize=4096)
def leaves_open(tree: SignOff, chosen: bool = False) -> bool:
    """Whether anything in a tree hangs on the case or on the people.

    Below an `any` (`chosen`) a quorum may fail alone.

    Example:
        >>> leaves_open(Signer("head")), leaves_open(Quorum("board", "majority"))
        (False, True)
    """
    if tree.when is not None:
        return True
    if isinstance(tree, Quorum):
        return chosen or tree.counted
    if isinstance(tree, Signer):
        return False
    return any(leaves_open(one, chosen or isinstance(tree, AnyOf)) for one in tree.of)


def places(tree: SignOff, path: str = "0") -> Iterator[tuple[str, SignOff]]:
    """Every branch of a tree with its place."""
    yield path, tree
    if not isinstance(tree, (Signer, Quorum)):
        for number, branch in enumerate(tree.of):
            yield from places(branch, f"{path}.{number}")


def not_asked(tree: SignOff, step: Step) -> dict[str, int]:
    """The branches whose rule says no; facts are looked up only where there are rules."""
    ruled = [(path, one.when) for path, one in places(tree) if one.when is not None]
    if not ruled:
        return {}
    rules = step.rules()
    return {path: 0 for path, rule in ruled if rules.ask(rule).answer is False}


def majorities(
    definition: Definition,
    step: Step,
    case: Case,
    action: Action,
    signatures: Sequence[Signature],
    facts: Facts,
) -> dict[str, int]:
    """How many votes it takes, at each quorum whose number follows from its voters; none where that cannot be told.

    A majority is that of all holders. For `all` and for a rule the voters are those who may vote: who is barred by a duty,
    or has signed at another place, is none.
    """
    found: dict[str, int] = {}
    assert action.signoff is not None
    for path, one in places(action.signoff):
        if isinstance(one, Quorum) and one.counted:
            given = [mark for mark in signatures if mark.leaf == path]
            votes = total(definition, case, one, facts, given)
            if one.at_least != "majority":
                votes -= _lost(definition, case, action, one, path, signatures, facts)
            number = _least(one, step, votes, _abstained(one, given))
            found |= {} if number is None else {path: number}
    return found


def _lost(
    definition: Definition,
    case: Case,
    action: Action,
    quorum: Quorum,
    path: str,
    signatures: Sequence[Signature],
    facts: Facts,
) -> int:
    """The votes of holders who cannot vote in a quorum."""
    here = {mark.person for mark in signatures if mark.leaf == path}
    elsewhere = {who for mark in signatures if mark.leaf != path for who in (mark.person, mark.also)}
    out = ({*barred(definition, case, action.name)} | elsewhere) - here
    return sum(weight for who, weight in voters(definition, case, quorum, facts).items() if who in out)


def _least(quorum: Quorum, step: Step, votes: int, abstained: int) -> int | None:
    if quorum.at_least == "majority":
        return votes // 2 + 1
    if not isinstance(quorum.at_least, Rule):
        return max(1, votes)
    value, failed = step.rules().work_out(quorum.at_least, {"voters": votes, "abstained": abstained})
    return max(1, value) if failed is None and isinstance(value, int) else None


def _abstained(quorum: Quorum, given: Iterable[Signature]) -> int:
    return sum(quorum.weight(one.role) for one in given if one.vote == "abstain")


def total(
    definition: Definition, case: Case, quorum: Quorum, facts: Facts, given: Iterable[Signature] = ()
) -> int:
    """How many votes the people of a quorum have together: those who hold its roles, and those who have voted."""
    weights = voters(definition, case, quorum, facts)
    for mark in given:
        weights[mark.person] = max(weights.get(mark.person, 0), quorum.weight(mark.role))
    return sum(weights.values())


def voters(definition: Definition, case: Case, quorum: Quorum, facts: Facts) -> dict[str, int]:
    """Who may vote in a quorum, each with the votes that they have: in two of its roles, those of the weightier one."""
    weights: dict[str, int] = {}
    for role in quorum.roles:
        for person in holders_of(definition, case, role, facts):
            weights[person] = max(weights.get(person, 0), quorum.weight(role))
    return weights


def at_an_act(
    definition: Definition, step: Step, case: Case, action: Action, changes: bool, facts: Facts
) -> Needs:
    """What is open in the sign-off of an action, for somebody who acts on it now.

    Args:
        definition: the case's.
        step: the rules over what the act would make of the case.
        case: as it stands; without the signatures that the act makes void.
        action: which has a sign-off.
        changes: whether the act gives values or papers, so that the rules are asked anew.
        facts: the world.
    """
    tree = action.signoff
    if tree is None or not leaves_open(tree):
        return {}
    known = case.needs.get(action.name)
    ruled = not_asked(tree, step) if known is None or changes else _ruled(known)
    return {**_counted(definition, step, case, action, facts), **ruled}


def recorded(version: RunningVersion, case: Case, event: Event, facts: Facts) -> Mapping[str, Needs]:
    """What an event has to record: what is open in the sign-offs of the state to which it leads.

    Args:
        version: the case's.
        case: as the event leaves it.
        event: what happens.
        facts: the world.
    """
    if case.final:
        return {}
    found: dict[str, Needs] = {}
    anew = event.source != event.target or bool(event.fields or event.documents)
    for action in version.definition.leaving(case.state):
        if action.signoff is not None and leaves_open(action.signoff):
            step = step_of(version, case, action, facts, event.at)
            found[action.name] = at_an_act(version.definition, step, case, action, anew, facts)
    return {name: one for name, one in found.items() if anew or case.needs.get(name) != one}


def with_needs(version: RunningVersion, case: Case | None, event: Event, facts: Facts) -> Event:
    """An event with what it has to record of the sign-offs of the state to which it leads, and whom the case names.

    Args:
        version: under which it happens.
        case: before it; None for the event that opens the case.
        event: not sealed yet.
        facts: the world.
    """
    state = event.target
    event = with_named(version, case, event, facts)
    if not version.once(_left_open, state):
        return event
    return replace(event, needs=recorded(version, apply(case, event, version.definition), event, facts))


def _left_open(version: RunningVersion, state: str) -> bool:
    """Whether any sign-off of a state hangs on the case or on the people."""
    return any(
        one.signoff is not None and leaves_open(one.signoff) for one in version.definition.leaving(state)
    )


def fresh(version: RunningVersion, case: Case, action: Action, facts: Facts) -> Needs:
    """What is open in a sign-off with the people that there are now; the rules are not asked anew."""
    tree = action.signoff
    if tree is None or not leaves_open(tree):
        return {}
    return {
        **_counted(version.definition, step_of(version, case, action, facts), case, action, facts),
        **_ruled(case.needs.get(action.name, {})),
    }


def step_of(
    version: RunningVersion, case: Case, action: Action, facts: Facts, at: datetime | None = None
) -> Step:
    """The rules of an action over a case as it stands, asked by nobody; as of its last event where `at` is left out."""
    when = at or case.changed or case.opened
    assert when is not None
    return Step(version, case, action, Act(case.id, action.name, actor=SYSTEM), {}, facts, when)


def shown(version: RunningVersion, case: Case, action: Action, facts: Facts) -> Needs:
    """What is open in a sign-off as one shows it: with the number of a majority even where it is out of reach."""
    tree = action.signoff
    if tree is None or not leaves_open(tree):
        return {}
    signatures = case.signatures if case.signing == action.name else ()
    step = step_of(version, case, action, facts)
    counted = majorities(version.definition, step, case, action, signatures, facts)
    return {**counted, **_ruled(case.needs.get(action.name, {}))}


def weigh(step: Step, tree: SignOff) -> None:
    """Note the branches of which it cannot be told whether they are asked, or how many votes they take."""
    wanted = list(signing_rules(tree))
    if not wanted:
        return
    rules = step.rules()
    for rule in wanted:
        if rule.group == VOTES:
            _, failed = rules.work_out(rule, {"voters": 1, "abstained": 0})
        else:
            verdict = rules.ask(rule)
            failed = verdict if verdict.answer is None else None
        if failed is not None:
            step.weigh(rule, failed)


def _ruled(needs: Needs) -> dict[str, int]:
    return {path: 0 for path, number in needs.items() if number == 0}


def _counted(definition: Definition, step: Step, case: Case, action: Action, facts: Facts) -> dict[str, int]:
    tree = action.signoff
    assert tree is not None
    signatures = case.signatures if case.signing == action.name else ()
    found = majorities(definition, step, case, action, signatures, facts)
    if any(one.vote != "sign" for one in signatures):
        people = reach(definition, case, action.name, signatures, facts)
        leaves = signoff.leaves(tree, signatures, people, found)
        found |= {one.path: OUT_OF_REACH for one in leaves if one.counts and one.status == "failed"}
    return found


def reach(
    definition: Definition, case: Case, action: str, signatures: Sequence[Signature], facts: Facts
) -> signoff.Reach:
    """How many votes could still be given in a quorum: by those who hold its roles, gave none and are not barred."""
    out = {*barred(definition, case, action), *(who for one in signatures for who in (one.person, one.also))}

    def votes(quorum: Quorum) -> int:
        weights = voters(definition, case, quorum, facts)
        return sum(weight for person, weight in weights.items() if person not in out)

    return votes
