"""Words what was found about the people of a pathway: warnings at the duty, action or role that they concern."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings
from workflow.definition.model import Place
from workflow.definition.staffing.clash import Clash
from workflow.definition.staffing.report import Post, Staffing, Verdict
from workflow.language import N_, Counted, Phrase, text

#: so many names stand in one sentence
_NAMED = 3
#: so many teams are shown as examples
_TEAMS = 2


def diagnostics(staffing: Staffing) -> list[Diagnostic]:
    """What is to be said about the people, in the file's order; nothing where all is well.

    Example:
        >>> from workflow.definition.model import Action, Definition, Role, State
        >>> from workflow.definition.staffing.report import staffing
        >>> states = {"a": State("a", "vacant", {}), "b": State("b", "filled", {}, final=True)}
        >>> act = Action("grant", {"en": "Grant"}, ("a",), ("b",), by=("head",))
        >>> leave = Definition("leave", {"en": "Leave"}, "a", states, {"grant": act}, {"head": Role("head", {"en": "Head"})})
        >>> for one in diagnostics(staffing(leave, lambda role, unit: frozenset())):
        ...     print(one.code, one.message)
        W401 “Leave” cannot be completed: nobody may take “Grant” (Head)
    """
    findings = Findings()
    for clash, verdicts in _alike(
        (clash, one) for one in staffing.clashes for clash in (one.clash, *one.more) if clash
    ):
        where = _where(staffing, verdicts)
        findings.warning(
            "W401",
            _place(staffing, clash),
            N_("“{title}” cannot be completed in {where}: {clash}")
            if where
            else N_("“{title}” cannot be completed: {clash}"),
            N_("give the role {roles} to more people, or loosen the duty")
            if clash.rules
            else N_("give the role {roles} to more people"),
            title=text(staffing.definition.title),
            where=where or "",
            clash=_reason(staffing, clash),
            roles=_roles(staffing, clash),
        )
    _dependence(staffing, findings, 1)
    _dependence(staffing, findings, 2)
    unknown = {
        N_("whether “{title}” can be completed cannot be decided in time"): [
            one.undecided for one in staffing.verdicts
        ],
        N_("on whom “{title}” depends cannot be decided in time"): [one.unsure for one in staffing.verdicts],
    }
    for template in (one for one, unsure in unknown.items() if any(unsure)):
        findings.warning(
            "W404",
            staffing.definition.place,
            template,
            N_("too many steps that one person may not take together have too few people each"),
            title=text(staffing.definition.title),
        )
    return findings.sorted()


def _dependence(staffing: Staffing, findings: Findings, count: int) -> None:
    """Warnings about those of whom `count` must not be away at once, one for each thing that would stand still."""
    by_people: dict[frozenset[str], list[tuple[Clash, Verdict]]] = {}
    for verdict in staffing.verdicts:
        for people, clash in verdict.breaches:
            if len(people) == count:
                by_people.setdefault(people, []).append((clash, verdict))
    found: dict[Any, tuple[Clash, list[frozenset[str]], list[Verdict]]] = {}
    for people, cases in by_people.items():
        _, most = max(_alike(cases), key=lambda one: sum(max(len(verdict.units), 1) for verdict in one[1]))
        clash = next(clash for clash, verdict in cases if verdict is most[0])
        alone = people if count == 1 else None  # one person at a time, pairs by what they bring to a halt
        _, sets, verdicts = found.setdefault((alone, _key(clash)), (clash, [], []))
        sets.append(people)
        verdicts += [verdict for _, verdict in cases]
    for clash, sets, verdicts in found.values():
        where = _where(staffing, verdicts)
        if count == 1:
            template = (
                N_("in {where} everything depends on {people}: without them {clash}")
                if where
                else N_("everything depends on {people}: without them {clash}")
            )
        else:
            template = (
                N_("in {where} nothing goes on while two are away ({people}): {clash}")
                if where
                else N_("nothing goes on while two are away ({people}): {clash}")
            )
        findings.warning(
            "W402" if count == 1 else "W403",
            _place(staffing, clash),
            template,
            N_("give the role {roles} to one more person"),
            where=where or "",
            people=_several([_together(staffing, people) for people in sets]),
            clash=_reason(staffing, clash, sets[0]),
            roles=_roles(staffing, clash),
        )


def _alike(found: Iterable[tuple[Clash, Verdict]]) -> list[tuple[Clash, list[Verdict]]]:
    """Verdicts by what clashes in them; the people may be others in each."""
    groups: dict[Any, tuple[Clash, list[Verdict]]] = {}
    for clash, verdict in found:
        groups.setdefault((_key(clash), clash.people), (clash, []))[1].append(verdict)
    return list(groups.values())


def _key(clash: Clash) -> Any:
    steps = tuple((step.action, step.roles, step.needs) for step in clash.steps)
    return steps, tuple(rule.number for rule in clash.rules)


def _place(staffing: Staffing, clash: Clash) -> Place:
    definition = staffing.definition
    if clash.rules:
        return definition.duties[clash.rules[0].number].place
    step = clash.steps[0]
    if not step.people and len(step.roles) == 1:
        return definition.roles[step.roles[0]].place
    return definition.actions[step.action].place


def _reason(staffing: Staffing, clash: Clash, away: frozenset[str] = frozenset()) -> Phrase:
    people = clash.people - away
    step = clash.steps[0]
    actions = [
        Phrase("“{action}”", action=staffing.definition.actions[one].label)
        for one in dict.fromkeys(step.action for step in clash.steps)
    ]
    words = {
        "action": staffing.definition.actions[step.action].label,
        "actions": ", ".join(map(str, actions)),
        "roles": _roles(staffing, clash),
        "needs": sum(one.needs for one in clash.steps),
        "count": len(people),
        "people": _several([staffing.words(one) for one in sorted(people)]),
        "rules": ", ".join(f"“{rule.name}”" for rule in clash.rules),
    }
    if not people and not clash.rules:
        nobody = (
            N_("nobody is left to take “{action}” ({roles})")
            if away
            else N_("nobody may take “{action}” ({roles})")
        )
        return Phrase(nobody, **words)
    if not clash.rules:
        return Phrase(
            N_("{actions} takes {needs} different people ({roles}), and only {count} may: {people}"), **words
        )
    if not people:
        return Phrase(N_("{rules} leaves nobody for {actions}"), **words)
    if len(actions) == 1:
        return Phrase(N_("{rules} does not let {people} take {actions}, and nobody else may"), **words)
    return Phrase(N_("{rules} does not let {people} take all of {actions}, and nobody else may"), **words)


def _roles(staffing: Staffing, clash: Clash) -> str:
    return _either(staffing, (role for step in clash.steps for role in step.roles))


def _either(staffing: Staffing, roles: Iterable[str]) -> str:
    *others, last = (text(staffing.definition.roles[role].label) for role in dict.fromkeys(roles))
    if not others:
        return last
    return str(Phrase(N_("{others} or {last}"), others=", ".join(others), last=last))


def _together(staffing: Staffing, people: frozenset[str]) -> str:
    return " + ".join(staffing.words(one) for one in sorted(people))


def _several(names: Sequence[str]) -> str | Phrase:
    shown = "; ".join(names[:_NAMED])  # a name with its titles has commas
    if len(names) <= _NAMED:
        return shown
    return Phrase(N_("{names}; and {n} more"), names=shown, n=len(names) - _NAMED)


def _where(staffing: Staffing, verdicts: Sequence[Verdict]) -> Phrase | None:
    """In which units; None where it is so in all of them, or where there are none."""
    units = list(dict.fromkeys(unit for verdict in verdicts for unit in verdict.units))
    every = sum(len(verdict.units) for verdict in staffing.verdicts)
    if len(units) == every:
        return None
    names = _several([staffing.words(one) for one in units])
    several = Counted("{n} unit", "{n} units", every)
    return Phrase(N_("{n} of {units} ({names})"), n=len(units), units=several, names=names)


def team_lines(staffing: Staffing) -> list[str]:
    """An example of a team, with the units that it would serve, as lines to print; of many teams those for most units."""
    teams: dict[tuple[Post, ...], list[Verdict]] = {}
    for verdict in staffing.teams:
        teams.setdefault(verdict.team, []).append(verdict)
    lines: list[str] = []
    by_units = sorted(teams.items(), key=lambda one: -sum(len(verdict.units) for verdict in one[1]))
    for team, verdicts in by_units[:_TEAMS]:
        where = _where(staffing, verdicts)
        template = (
            N_("“{title}” can be completed in {where}, for example by:")
            if where
            else N_("“{title}” can be completed, for example by:")
        )
        lines.append(str(Phrase(template, title=staffing.definition.title, where=where)))
        for post in team:
            words: Mapping[str, Any] = {
                "action": staffing.definition.actions[post.action].label,
                "roles": _either(staffing, post.roles),
                "people": "; ".join(map(staffing.words, post.people)),
            }
            lines.append("  " + str(Phrase(N_("{action} ({roles}): {people}"), **words)))
    more = sum(len(verdict.units) for _, verdicts in by_units[_TEAMS:] for verdict in verdicts)
    if more:
        lines.append(str(Phrase(N_("Further units, with others: {n}."), n=more)))
    return lines
