"""The checks on the real state space, as one part of level 3 of `lantik check`."""

from __future__ import annotations

from collections.abc import Collection

from workflow.definition.findings import Findings
from workflow.definition.gaps import Gaps
from workflow.definition.model import Definition
from workflow.definition.rules import RuleSet
from workflow.definition.space.choices import gaps, overlaps
from workflow.definition.space.effort import Effort, TooMuch
from workflow.definition.space.explore import MOST_CONFIGURATIONS, Explorer
from workflow.definition.space.guards import Guards, guards
from workflow.definition.space.soundness import View, lost_refusals, never_firing, note_stuck, stuck
from workflow.language import N_


def check_space(
    definition: Definition,
    rules: RuleSet,
    findings: Findings,
    unsure: Collection[str] = (),
    never: Collection[str] = (),
    unread: Gaps | None = None,
    most: int = MOST_CONFIGURATIONS,
) -> None:
    """Note what is wrong with a definition's state space.

    Args:
        definition: what is checked; every name in it is declared.
        rules: in which its rules compile.
        findings: takes the faults.
        unsure: rules (as written) that have a fault; they may come out either way.
        never: rules (as written) that are never met, as was told: their actions are not told of again, but that a case is
            stuck behind them is.
        unread: what could not be read of the definition.
        most: how many configurations are looked at.
    """
    unread = unread or Gaps()
    if unread.graph or unread.final or definition.initial not in definition.states:
        return
    effort = Effort()
    looked_at = 0
    open_to_all = {*unsure, *never}
    try:
        explorer = Explorer(definition, guards(definition, rules, open_to_all, effort=effort), most)
        space = explorer.explore()
        looked_at = len(space.all)
        if space.whole:
            free = guards(definition, rules, open_to_all, fixed=False, effort=effort)
            _judge(View(explorer, space, findings), free, unread.actions)
            if never:
                _behind_what_is_never_met(definition, rules, findings, unsure, most, effort)
            return
    except TooMuch:
        pass
    findings.warning(
        "W303",
        definition.place,
        N_("the definition has too many configurations to look at each: {count} were"),
        N_("let fewer rules read choices and numbers that are filled in together"),
        count=looked_at,
    )


def _judge(view: View, free: Guards, unread: Collection[str]) -> None:
    """Note what is wrong with a space of which all was seen."""
    told = {*unread, *lost_refusals(view)}
    never = never_firing(view, free, told)
    if any(state.final for state in view.definition.states.values()):
        found = stuck(view, never)
        as_gap = gaps(view, found)
        note_stuck(
            view, {state: [one for one in numbers if one not in as_gap] for state, numbers in found.items()}
        )
    overlaps(view)


def _behind_what_is_never_met(
    definition: Definition,
    rules: RuleSet,
    findings: Findings,
    unsure: Collection[str],
    most: int,
    effort: Effort,
) -> None:
    """Note the states in which a case is stuck for no other reason than a rule that is never met.

    The rule itself is a warning, since it may be meant so for a while. Such a definition is not published all the same.
    """
    explorer = Explorer(definition, guards(definition, rules, unsure, effort=effort), most)
    space = explorer.explore()
    if not space.whole or not any(state.final for state in definition.states.values()):
        return
    told = {one.place for one in findings.sorted() if one.code in ("E302", "E313", "E316")}
    for name in stuck(View(explorer, space, Findings()), ()):
        state = definition.states[name]
        if state.place not in told:
            findings.warning(
                "W304",
                state.place,
                N_("from state “{name}” nothing leads on while a rule is never met"),
                N_("mend the rule: until then this cannot be published"),
                name=name,
            )
