"""Judges a definition by the people that there are: unit by unit, those with the same people together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from workflow.definition.model import Definition, Duty
from workflow.definition.staffing.absence import breaking
from workflow.definition.staffing.clash import Clash, clashes, told_clashes
from workflow.definition.staffing.posing import pose
from workflow.definition.staffing.problem import Problem, Team, TooHard
from workflow.definition.staffing.solver import Solver
from workflow.definition.staffing.ways import Standing, ways

#: role and unit → the people who hold it there or above; without a unit: anywhere
Holders = Callable[[str, str | None], frozenset[str]]
Breach = tuple[frozenset[str], Clash]


@dataclass(frozen=True, slots=True)
class Post:
    """One step of a team: the action, in which roles, and who takes it."""

    action: str
    roles: tuple[str, ...]
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What holds for units in which the same people hold the same roles.

    Args:
        units: their ids; none where the definition has no role of a unit.
        team: an example of who could take each step, in order; none where there is no team.
        clash: why there is no team, or None.
        more: further steps that have too few people by themselves.
        breaches: people without whom there would be no team, and why; single ones first, none of them more than needed.
        undecided: whether there is a team could not be decided in time.
        unsure: on whom it depends could not be decided in time.
    """

    units: tuple[str, ...] = ()
    team: tuple[Post, ...] = ()
    clash: Clash | None = None
    more: tuple[Clash, ...] = ()
    breaches: tuple[Breach, ...] = ()
    undecided: bool = False
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Staffing:
    """Whether a pathway can be completed with the people that there are.

    Args:
        definition: the pathway.
        verdicts: one for each group of units with the same people.
        names: people and units by id, as words.
    """

    definition: Definition
    verdicts: tuple[Verdict, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether it can be completed, in each unit."""
        return all(one.clash is None and not one.undecided for one in self.verdicts)

    @property
    def teams(self) -> tuple[Verdict, ...]:
        """The verdicts that have a team."""
        return tuple(one for one in self.verdicts if one.clash is None and not one.undecided)

    @property
    def clashes(self) -> tuple[Verdict, ...]:
        """The verdicts that have none, each with its clash."""
        return tuple(one for one in self.verdicts if one.clash is not None)

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Every single person without whom it could not be completed in some unit."""
        return tuple(sorted({person for people in self._away(1) for person in people}))

    @property
    def depends_on_pairs(self) -> tuple[tuple[str, ...], ...]:
        """Every two people who must not both be away, of whom one alone may."""
        return tuple(sorted({tuple(sorted(people)) for people in self._away(2)}))

    def _away(self, count: int) -> list[frozenset[str]]:
        return [people for one in self.verdicts for people, _ in one.breaches if len(people) == count]

    def duty(self, number: int) -> Duty:
        """The duty that a rule of a clash stands for."""
        return self.definition.duties[number]

    def words(self, id: str) -> str:
        """A person or unit as words."""
        return self.names.get(id, id)


class Ways:
    """All ways of a case to its end, asked as one problem: there is a team when one of them has one."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        self._solvers = [Solver(one) for one in self.problems]
        kinds: dict[str, list[tuple[int, int]]] = {}
        for n, solver in enumerate(self._solvers):
            for node, people in enumerate(solver.nodes):
                for person in people:
                    kinds.setdefault(person, []).append((n, node))
        self._kinds = {person: tuple(places) for person, places in kinds.items()}
        self._none: set[tuple[tuple[tuple[int, int], ...], ...]] = set()

    def team(self, absent: frozenset[str] = frozenset()) -> Team | None:
        """A team for one of the ways, the shortest first; raises TooHard where none has one and one is undecided."""
        found = self.find(absent)
        return found[1] if found else None

    def find(self, absent: frozenset[str] = frozenset()) -> tuple[Problem, Team] | None:
        """The way that has a team, and that team."""
        kind = tuple(sorted(self._kinds.get(person, ()) for person in absent))
        if kind in self._none:  # people who may do the same are missed alike
            return None
        undecided: TooHard | None = None
        for solver in self._solvers:
            try:
                team = solver.team(absent)
            except TooHard as hard:
                undecided = hard
                continue
            if team is not None:
                return solver.problem, team
        if undecided is not None:
            raise undecided
        self._none.add(kind)
        return None


def staffing(
    definition: Definition,
    holders: Holders,
    units: Sequence[str] = (),
    *,
    away: int = 2,
    standing: Standing | None = None,
    names: Mapping[str, str] | None = None,
) -> Staffing:
    """Judge a definition by the people that there are.

    Args:
        definition: a pathway without errors.
        holders: who holds a role in a unit.
        units: the units in which cases may run; none: judged once, over everybody.
        away: how many people may be away at once in the question on whom it depends; 0 leaves the question out.
        standing: where a running case is, which has one unit.
        names: people and units by id, as words.

    Example:
        >>> from workflow.definition.model import Action, Role, State
        >>> states = {"a": State("a", "vacant", {}), "b": State("b", "filled", {}, final=True)}
        >>> act = Action("grant", {}, ("a",), ("b",), by=("head",))
        >>> leave = Definition("leave", {}, "a", states, {"grant": act}, {"head": Role("head", {})})
        >>> found = staffing(leave, lambda role, unit: frozenset({"anna"}))
        >>> found.ok, found.teams[0].team[0].people, found.depends_on
        (True, ('anna',), ('anna',))
    """
    possible = ways(definition, standing)
    needed = dict.fromkeys(role for way in possible for _, need in way.needs for role in need.roles)
    scoped = [role for role in needed if definition.roles[role].scope == "unit"]
    wide = {role: holders(role, None) for role in needed if role not in scoped}
    groups: dict[tuple[frozenset[str], ...], list[str]] = {}
    for unit in units if scoped else ():
        groups.setdefault(tuple(holders(role, unit) for role in scoped), []).append(unit)
    if not groups:
        groups[tuple(holders(role, None) for role in scoped)] = []
    verdicts = []
    for held, group in groups.items():
        people = wide | dict(zip(scoped, held, strict=True))
        problems = [pose(definition, way, people.__getitem__, standing) for way in possible]
        if problems:
            verdicts.append(_verdict(tuple(group), problems, away))
    return Staffing(definition, tuple(verdicts), names or {})


def _verdict(units: tuple[str, ...], problems: Sequence[Problem], away: int) -> Verdict:
    every = Ways(problems)
    try:
        found = every.find()
    except TooHard:
        return Verdict(units, undecided=True)
    if found is None:
        clash, *more = told_clashes(problems[0])
        return Verdict(units, clash=clash, more=tuple(more))
    taken, team = found
    posts = tuple(Post(step.action, step.roles, who) for step, who in zip(taken.steps, team, strict=True))
    try:
        sets = breaking(every.team, away)
        return Verdict(units, posts, breaches=tuple(zip(sets, clashes(taken, sets), strict=True)))
    except TooHard:
        return Verdict(units, posts, unsure=True)
