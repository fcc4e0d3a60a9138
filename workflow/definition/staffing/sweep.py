"""The hard core: person by person, which sets of steps the people so far can take between them.

All sets are kept as the bits of one whole number, so that one shift adds a step to thousands of them at once. A person
takes steps of which no two are apart; the work grows with people × independent sets, never with the partitions of the
steps (Bell numbers), and one pass answers for every subset of the steps: the smallest clash stands in it.
`docs/decisions/0006-staffing-sweeps-sets-of-steps.md` says what was measured beside it.

Source: dynamic programming over subsets, as for list colouring (Björklund, Husfeldt and Koivisto, Set partitioning via
inclusion-exclusion, SIAM J. Comput. 39(2), 2009), here with the sets as bit vectors.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from workflow.definition.staffing.problem import TooHard

#: more sets than this are not swept: 2**20 bits are 128 KiB for each person
MOST_STATES = 1 << 20


@dataclass(slots=True)
class Sweep:
    """The steps of one part, swept with the people who may take them.

    Args:
        needs: for each step how many people it takes.
        apart: for each step, the steps apart from it, as bits.
        people: for each step who may take it.
        whole: True: all people are swept, so that `uncovered` sees every set; False: stop at the first team.

    Raises:
        TooHard: too many sets.

    Attributes:
        moves: how many shifts it took: its cost, the same on every machine.

    Example:
        >>> two = Sweep([1, 1], [0b10, 0b01], [frozenset("a"), frozenset("ab")])
        >>> two.team()
        [['a'], ['b']]
        >>> Sweep([1, 1], [0b10, 0b01], [frozenset("a"), frozenset("a")]).team() is None
        True
    """

    needs: Sequence[int]
    apart: Sequence[int]
    people: Sequence[frozenset[str]]
    whole: bool = False
    moves: int = 0
    _family: int = 1
    _strides: list[int] = field(default_factory=list)
    _trail: list[tuple[int, str, list[list[int]]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        states = 1
        for needs in self.needs:
            self._strides.append(states)
            states *= needs + 1
            if states > MOST_STATES:
                raise TooHard(len(self.needs))
        room = [self._room(step, states) for step in range(len(self.needs))]
        full = 1 << (states - 1)
        for mask, people in self._kinds():
            sets = list(_independent(mask, self.apart))
            for person in people:
                before = self._family
                after = before
                for taken in sets:
                    family = before
                    for step in taken:
                        family |= (family & room[step]) << self._strides[step]
                    self.moves += len(taken)
                    after |= family
                if after == before:
                    break  # one more of this kind adds nothing
                self._trail.append((before, person, sets))
                self._family = after
                if after & full and not self.whole:
                    return

    def _room(self, step: int, states: int) -> int:
        """The sets to which a step can still be added, as bits."""
        stride, needs = self._strides[step], self.needs[step]
        block, width = (1 << (stride * needs)) - 1, stride * (needs + 1)
        count = states // width
        repeated = ((1 << (width * count)) - 1) // ((1 << width) - 1)  # a one at each block's begin
        return block * repeated

    def _kinds(self) -> Iterator[tuple[int, list[str]]]:
        """People who may take the same steps, by these steps as bits; those with the least choice first."""
        masks: dict[str, int] = {}
        for step, people in enumerate(self.people):
            for person in people:
                masks[person] = masks.get(person, 0) | 1 << step
        kinds: dict[int, list[str]] = {}
        for person in sorted(masks):
            kinds.setdefault(masks[person], []).append(person)
        yield from sorted(kinds.items(), key=lambda kind: (kind[0].bit_count(), kind[0]))

    def uncovered(self, weights: Sequence[int]) -> list[int] | None:
        """The lightest set of steps for which there are not enough people, or None; asks for `whole`."""
        sets = {0: 1}  # weight → the sets of steps of that weight, as bits
        for step, weight in enumerate(weights):
            taken = self._strides[step] * self.needs[step]
            for before, found in list(sets.items())[::-1]:
                sets[before + weight] = sets.get(before + weight, 0) | found << taken
            sets = dict(sorted(sets.items()))
        for found in sets.values():
            lacking = found & ~self._family
            if lacking:
                state = (lacking & -lacking).bit_length() - 1
                return [n for n, stride in enumerate(self._strides) if state // stride % (self.needs[n] + 1)]
        return None

    def team(self) -> list[list[str]] | None:
        """Who takes each step, or None when nobody can."""
        left = list(self.needs)
        if not self._family >> self._state(left) & 1:
            return None
        team: list[list[str]] = [[] for _ in left]
        for before, person, sets in reversed(self._trail):
            if before >> self._state(left) & 1:
                continue
            for taken in sets:
                taking = [step for step in taken if left[step]]
                after = [needs - (step in taking) for step, needs in enumerate(left)]
                if before >> self._state(after) & 1:
                    left = after
                    for step in taking:
                        team[step].append(person)
                    break
        return team

    def _state(self, left: Sequence[int]) -> int:
        return sum(stride * needs for stride, needs in zip(self._strides, left, strict=True))


def _independent(mask: int, apart: Sequence[int]) -> Iterator[list[int]]:
    """The largest sets of the steps in `mask` of which no two are apart (Bron and Kerbosch, with a pivot)."""

    def grow(chosen: int, open_: int, seen: int) -> Iterator[int]:
        if not open_ | seen:
            yield chosen
            return
        pivot = min(_bits(open_ | seen), key=lambda one: (open_ & (apart[one] | 1 << one)).bit_count())
        for step in _bits(open_ & (apart[pivot] | 1 << pivot)):
            near = apart[step] | 1 << step
            yield from grow(chosen | 1 << step, open_ & ~near, seen & ~near)
            open_ &= ~(1 << step)
            seen |= 1 << step

    for found in grow(0, mask, 0):
        yield list(_bits(found))


def _bits(mask: int) -> Iterator[int]:
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low
