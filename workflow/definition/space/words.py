"""Words for what was found: the values of facts, and the way that leads to a configuration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any

from workflow.definition.space.domain import GIVEN, OTHER, Band, Domain, band_of
from workflow.definition.space.effort import Effort
from workflow.definition.space.explore import Arc, Space
from workflow.definition.space.vocabulary import Vocabulary
from workflow.language import N_, Phrase, Words, language, translate

#: fact → values of it (None: not filled in)
Box = Mapping[str, tuple[Any, ...]]


class Way:
    """The way to a configuration, as one line: states, and between them what was done and filled in.

    Args:
        space: that was explored.
        number: the configuration.
        vocabulary: the facts' bands.
        facts: those of which the way tells the values.

    It reads `draft → (submit, amount = 50) → submitted`.
    """

    def __init__(self, space: Space, number: int, vocabulary: Vocabulary, facts: Collection[str]) -> None:
        self._space, self._vocabulary, self._facts = space, vocabulary, facts
        self._arcs, self._end = space.way(number), number

    def __str__(self) -> str:
        first = self._arcs[0].source if self._arcs else self._end
        begun = self._given(self._space.held(first))
        words = [f"({', '.join((translate(N_('opened')), *begun))})"] if begun else []
        words.append(self._space.all[first].state)
        states = [*(arc.source for arc in self._arcs[1:]), self._end]
        for arc, number in zip(self._arcs, states, strict=False):
            words += [f"({', '.join((self._done(arc), *self._given(arc.given)))})"]
            words += [self._space.all[number].state]
        return " → ".join(words)

    @staticmethod
    def _done(arc: Arc) -> str:
        name = arc.move.action.name
        return str(Phrase(N_("{action}: a signature"), action=name)) if arc.move.how == "sign" else name

    def _given(self, given: Mapping[str, Any]) -> list[str]:
        return [
            _equation(fact.removeprefix("case."), band_of(self._vocabulary.domain(fact), value))
            for fact, value in given.items()
            if fact in self._facts and value is not None and value != GIVEN
        ]


def _equation(name: str, band: Band) -> str:
    if isinstance(band.value, bool):
        return f"{name} = {translate(N_('yes') if band.value else N_('no'))}"
    if isinstance(band.value, str):
        return f"{name} = {'/'.join(band.words) or '…'}"
    if band.low is not None and band.low == band.high:
        return f"{name} = {number(band.low)}"
    low = f"{number(band.low)} {'≤' if band.low_in else '<'} " if band.low is not None else ""
    high = f" {'≤' if band.high_in else '<'} {number(band.high)}" if band.high is not None else ""
    return f"{low}{name}{high}"


def number(value: float) -> str:
    """A number as people of the current language write it.

    Example:
        >>> number(50000000), number(2.5)
        ('50,000,000', '2.5')
    """
    text = f"{int(value):,}" if float(value).is_integer() else f"{value:,}"
    return text if language() == "en" else text.translate(str.maketrans(",.", ".,"))


# -- values


def boxes(
    held: Iterable[tuple[Any, ...]], facts: Sequence[str], vocabulary: Vocabulary, effort: Effort
) -> Iterator[Box]:
    """Valuations gathered into few boxes that cover them all, each as large as they allow.

    Args:
        held: the values of the facts; the first ones come first.
        facts: in the order of the values.
        vocabulary: the facts' bands.
        effort: what this may cost.
    """
    left = dict.fromkeys(held)
    whole = set(left)
    while left:
        box = [(value,) for value in next(iter(left))]
        for place, fact in enumerate(facts):
            box[place] = _grown(box, place, vocabulary.domain(fact), whole, effort)
        for one in product(*box):
            effort.spend(1 + len(facts))
            left.pop(one, None)
        yield dict(zip(facts, box, strict=True))


def _grown(
    box: list[tuple[Any, ...]], place: int, domain: Domain, whole: set[tuple[Any, ...]], effort: Effort
) -> tuple[Any, ...]:
    """One side of a box, grown as far as all of it was seen; a stretch of numbers has no holes."""

    def fits(value: Any) -> bool:
        for one in product(*box[:place], (value,), *box[place + 1 :]):
            effort.spend(1 + len(box))
            if one not in whole:
                return False
        return True

    (value,) = box[place]
    if value is None:
        return (None,)
    order = [one.value for one in domain]
    if domain[0].words or isinstance(value, (str, bool)):
        return tuple(one for one in order if fits(one))
    first = last = order.index(value)
    while first > 0 and fits(order[first - 1]):
        first -= 1
    while last + 1 < len(order) and fits(order[last + 1]):
        last += 1
    return tuple(order[first : last + 1])


def when(box: Box, vocabulary: Vocabulary) -> Phrase | None:
    """The values of a box in words; None when they are all that there are.

    It reads “`amount` is above 50 and at most 60, and `kind` is sick”.
    """
    told = [
        _told(fact.removeprefix("case."), values, vocabulary.domain(fact))
        for fact, values in box.items()
        if set(values) != {one.value for one in vocabulary.domain(fact)} and values != (GIVEN,)
    ]
    if not told:
        return None
    return _together(told)


def _together(told: Sequence[Phrase]) -> Phrase:
    """Several as one; halved again and again, since a phrase inside of a phrase inside of a phrase is soon too deep."""
    if len(told) == 1:
        return told[0]
    half = len(told) // 2
    return Phrase(N_("{one}, and {other}"), one=_together(told[:half]), other=_together(told[half:]))


def _told(name: str, values: tuple[Any, ...], domain: Domain) -> Phrase:
    if values == (None,):
        return Phrase(N_("`{name}` is not filled in"), name=name)
    bands = [band_of(domain, value) for value in values if value is not None]
    if isinstance(bands[0].value, bool):
        word = Phrase(N_("yes")) if bands[0].value else Phrase(N_("no"))
        return Phrase(N_("`{name}` is {values}"), name=name, values=word)
    if isinstance(bands[0].value, str):
        if OTHER in values:
            missing = [word for one in domain if one.value not in values for word in one.words]
            return Phrase(N_("`{name}` is none of {values}"), name=name, values=", ".join(missing))
        words: Words = ", ".join(word for one in bands for word in one.words)
        if len(bands) > 1 or len(bands[0].words) > 1:
            return Phrase(N_("`{name}` is one of {values}"), name=name, values=words)
        return Phrase(N_("`{name}` is {values}"), name=name, values=words)
    return Phrase(N_("`{name}` is {values}"), name=name, values=_stretch(bands[0], bands[-1]))


def _stretch(first: Band, last: Band) -> Words:
    if first.low is not None and first.low == last.high:
        return number(first.low)
    low = Phrase(N_("at least {n}") if first.low_in else N_("above {n}"), n=number(first.low or 0))
    high = Phrase(N_("at most {n}") if last.high_in else N_("below {n}"), n=number(last.high or 0))
    if first.low is None:
        return high
    return low if last.high is None else Phrase(N_("{low} and {high}"), low=low, high=high)
