"""A corrected letter and a case on which the earlier one stands: what changes, and what somebody must do now.

Five things can come of it (`outcome` in what the event says of the letter):

    moved    another answer, and the case still stands where the earlier one left it: that answer is taken back, and the new
             one is given as the action that it is, by all its rules
    follows  the same answer, other particulars: the case's values follow, and open signatures given on them fall
    stands   the same answer, on which something was decided for good: values stay as they were decided
    differs  another answer, and the case has gone on: it goes no further until it is sent back behind the answer, or ended
    lapsed   the case has gone back behind that answer since, or ended another way: somebody outside is asked anew
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from workflow.definition.model import Action
from workflow.engine import asked, authority, deadline, demands, duty, letters
from workflow.engine.authority import Standing
from workflow.engine.case import Act, Case, Decision, Event, Refusal
from workflow.engine.chain import sealed
from workflow.engine.decide import decide
from workflow.engine.facts import Facts
from workflow.engine.given import known, read_fields
from workflow.engine.letters import CORRECT, Entry
from workflow.engine.machine import RunningVersion
from workflow.engine.replay import apply, fallen, stands_on
from workflow.engine.standing_in import in_place
from workflow.errors import Reason
from workflow.language import N_


def earlier_entry(case: Case, letter: str) -> Entry | None:
    """What a case remembers of a letter, if that is the newest of its kind here."""
    found = next((one for one in reversed(case.letters) if one["letter"] == letter), None)
    if found is None:
        return None
    newest = next(one for one in reversed(case.letters) if one["stem"] == found["stem"])
    return found if newest is found else None


def correct(version: RunningVersion, case: Case, act: Act, facts: Facts, now: datetime) -> Decision | Refusal:
    """What a letter that takes the place of an earlier one does to a case on which that one stands.

    Args:
        version: the case's own version.
        case: as it stands; it remembers the earlier letter (`earlier_entry`).
        act: the action that the new letter's answer is, with its number and date and the reason; `letter` says
            `corrects`, the particulars of its line (`lists`), and which values of the case follow it (`follows`).
        facts: the world at `now`.
        now: the store's clock.
    """
    earlier = earlier_entry(case, (act.letter or {})["corrects"])
    assert earlier is not None
    action = version.action(act.action)
    stem = letters.stem_of(version.definition, action)
    if stem != earlier["stem"]:
        return Refusal((_not_its_answer(version, action, earlier),))
    if earlier.get("gone") and not _counts(version, case, earlier):
        return _noted(version, case, act, action, earlier, facts, now, "lapsed", {})
    if earlier.get("went_on", earlier["action"]) == action.name:
        return _same(version, case, act, action, earlier, facts, now)
    if not earlier.get("gone") and not earlier.get("bound") and not case.final and _led_here(case, earlier):
        return _moved(version, case, act, action, earlier, facts, now)
    return _noted(version, case, act, action, earlier, facts, now, "differs", {})


def _counts(version: RunningVersion, case: Case, earlier: Entry) -> bool:
    """Whether a case that has moved on since rests on an answer still: it came by it, and did not end otherwise."""
    if case.final:
        return version.definition.states[case.state].phase == "filled"
    return any(one is earlier for one in letters.standing(case))


def _led_here(case: Case, earlier: Entry) -> bool:
    return bool(earlier["source"] != case.state)


def _same(
    version: RunningVersion,
    case: Case,
    act: Act,
    action: Action,
    earlier: Entry,
    facts: Facts,
    now: datetime,
) -> Decision | Refusal:
    """The same answer: what the case holds follows, unless something was decided on it."""
    wanted = {**act.fields, **(act.letter or {}).get("follows", {})}
    known(wanted, version.definition.fields, N_("field"), version.definition)
    if case.final or earlier.get("bound") or earlier.get("differs"):
        return _noted(version, case, act, action, earlier, facts, now, "stands", {})
    given = read_fields(version.definition, wanted, facts)
    follow = {name: value for name, value in given.items() if case.fields.get(name) != value}
    return _noted(version, case, act, action, earlier, facts, now, "follows", follow)


def _moved(
    version: RunningVersion,
    case: Case,
    act: Act,
    action: Action,
    earlier: Entry,
    facts: Facts,
    now: datetime,
) -> Decision | Refusal:
    """Another answer: the earlier one is taken back, then this one is given."""
    standing = _authority(version, case, act, action, facts, now)
    if isinstance(standing, Refusal):
        return standing
    when = act.at or now
    back: dict[str, Any] = {
        "took_back": earlier["letter"],
        "number": earlier["number"],
        "answer": earlier["action"],
        "path": earlier["path"],
    }
    waiting = replace(case, came_from=tuple(earlier["path"]))
    due, left = deadline.clock(
        version.definition,
        waiting,
        earlier["source"],
        False,
        when.date(),
        case.fields,
        case.batches,
        facts.calendar,
    )
    first = _event(version, case, act, standing, facts, now, earlier["source"], {}, (back,))
    first = replace(first, fired=True, due=due, left=left, hash="")
    first = sealed(asked.with_needs(version, case, first, facts), case.hash)
    taken_back = apply(case, first, version.definition)
    answer = decide(version, taken_back, act, facts, now)
    if isinstance(answer, Refusal):
        return answer
    after = replace(answer.case, revision=case.revision + 1)
    return Decision((first, *answer.events), after, answer.changes)


def _noted(
    version: RunningVersion,
    case: Case,
    act: Act,
    action: Action,
    earlier: Entry,
    facts: Facts,
    now: datetime,
    outcome: str,
    follow: Mapping[str, Any],
) -> Decision | Refusal:
    """One event that leaves the case where it is; `follow` are the values that follow the letter."""
    definition = version.definition
    standing = _authority(version, case, act, action, facts, now)
    if isinstance(standing, Refusal):
        return standing
    given = read_fields(definition, {name: act.fields[name] for name in _own(action, act)}, facts)
    reasons = letters.against(definition, replace(case, letters=()), action, act, given, facts)
    if outcome == "follows":
        reasons += _against_values(version, case, act, action, follow, facts, now)
    if reasons:
        return Refusal(tuple(reasons))
    entry = letters.said(definition, action, act, given)
    assert entry is not None
    entry |= {"outcome": outcome, "source": earlier["source"], "path": list(earlier["path"])}
    if outcome == "differs":
        entry |= {"differs": True, "went_on": earlier.get("went_on", earlier["action"])}
    fell = fallen(case, standing.actor.id) if stands_on(case, follow, definition) else ()
    event = _event(version, case, act, standing, facts, now, case.state, follow, (entry, *fell))
    event = sealed(asked.with_needs(version, case, event, facts), case.hash)
    after = apply(case, event, definition)
    return Decision((event,), replace(after, revision=case.revision + 1))


def _own(action: Action, act: Act) -> list[str]:
    return [name for name in act.fields if name in action.asks or name in action.may_ask]


def _authority(
    version: RunningVersion, case: Case, act: Act, action: Action, facts: Facts, now: datetime
) -> Standing | Refusal:
    """Who records the answer may record its correction, under the same duties."""
    standing = authority.judge(version.definition, case, action, act, facts, now)
    if isinstance(standing, Reason):
        return Refusal((standing,))
    reasons = duty.breaches(version.definition, case, action.name, standing.people, act.fields)
    if not (act.reason or "").strip():
        reasons.append(demands.no_reason(action))
    return Refusal(tuple(reasons)) if reasons else standing


def _against_values(
    version: RunningVersion,
    case: Case,
    act: Act,
    action: Action,
    follow: Mapping[str, Any],
    facts: Facts,
    now: datetime,
) -> list[Reason]:
    """What stands against values that follow a letter: who is proposed stays, and the rules they were given under hold."""
    definition, at = version.definition, act.at or now
    reasons = [
        Reason(
            "another_person",
            N_("A letter does not put another {field} into a case: return it, and let them be proposed."),
            {"field": definition.fields[name].label},
            rule="what was proposed and signed for is about one person",
        )
        for name in follow
        if definition.fields[name].type in ("person", "position")
        and name not in (*action.asks, *action.may_ask)
    ]
    if reasons:
        return reasons
    reasons += demands.not_unique(definition, case, action, follow, facts, at)
    for one in definition.actions.values():
        if one is action or (one.name in case.done and any(name in one.asks for name in follow)):
            step = demands.Step(version, case, _unasked(one), act, {**case.fields, **follow}, facts, at)
            step.holds()
            reasons += step.reasons
    return reasons


def _unasked(action: Action) -> Action:
    """The action with its rules alone: what it asks for was given when it was taken."""
    return replace(action, asks=(), rows=(), documents=())


def _not_its_answer(version: RunningVersion, action: Action, earlier: Entry) -> Reason:
    return Reason(
        "not_its_answer",
        N_("“{action}” is no answer that takes the place of “{earlier}”."),
        {"action": action.label, "earlier": letters.answer_label(version.definition, earlier)},
    )


def _event(
    version: RunningVersion,
    case: Case,
    act: Act,
    standing: Standing,
    facts: Facts,
    now: datetime,
    target: str,
    given: Mapping[str, Any],
    followed: tuple[Mapping[str, Any], ...],
) -> Event:
    return Event(
        case=case.id,
        seq=case.seq + 1,
        action=CORRECT,
        actor=standing.actor.id,
        name=standing.actor.name,
        people=standing.people,
        role=standing.role,
        at=act.at or now,
        recorded=now,
        source=case.state,
        target=target,
        definition=version.id,
        version=version.number,
        **in_place(version.definition, case, standing, facts, now),
        fields=dict(given),
        reason=act.reason,
        fired=False,
        followed=followed,
        due=case.due,
        left=case.left,
        before=case.hash,
    )
