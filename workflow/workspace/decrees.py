"""`ws.decrees`: which cases a decree has, line by line, and whether each line is as the letter behind it says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from workflow.definition.model import Label
from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Reader
from workflow.workspace.acting import load
from workflow.workspace.batches import TABLE, Batch
from workflow.workspace.letters import Letters, Told
from workflow.workspace.typed import typed_verbs


@dataclass(frozen=True, slots=True)
class DecreeLine:
    """A line of a decree's annex.

    Args:
        number: its number; they run from 1 without a gap, and a line that was signed keeps its own.
        case: the case.
        says: the line in words.
        letters: what the letters behind it say, the newest first.
        state: where the case stands now.
        stands: whether the case still rests on this decree: not once it was annulled or decreed anew.
    """

    number: int
    case: str
    says: str
    letters: tuple[Told, ...]
    state: str | Label
    stands: bool


@typed_verbs
class Decrees:
    """`ws.decrees`."""

    def __init__(self, read: Callable[[], Reader], letters: Letters) -> None:
        self._read, self._letters = read, letters

    def all(self, kind: str = "decree") -> list[Batch]:
        """Every decree, the newest date first."""
        found = [one for one in map(Batch.from_doc, self._read().all(TABLE)) if one.kind == kind]
        return sorted(found, key=lambda one: (one.date, one.number), reverse=True)

    def get(self, number: str, kind: str = "decree") -> Batch:
        """A decree by its number; raises InputError where there is none. Of several years, the newest."""
        known = self.all(kind)
        wanted = number.strip().casefold()
        found = next((one for one in known if wanted in (one.id, one.number.casefold())), None)
        if found is not None:
            return found
        near = get_close_matches(number, [one.number for one in known], n=3)
        raise InputError(
            N_("There is no decree “{number}”."),
            N_("Did you mean: {near}?") if near else N_("`lantik decree list` names them."),
            number=number,
            near=", ".join(near),
        )

    def lines(self, number: str, kind: str = "decree") -> list[DecreeLine]:
        """The lines of a decree's annex, each beside what the letters behind it say."""
        batch, reader = self.get(number, kind), self._read()
        found = []
        for place, one in enumerate(batch.lines, 1):
            case = load(reader, one)
            state = self._letters.state_of(reader, case)
            told = tuple(said for _letter, said in self._letters.of(one))
            mark = case.batches.get(batch.kind, {})
            same = (mark.get("number"), mark.get("line")) == (batch.number, place)
            says = self._letters.line_of(reader, case)
            found.append(DecreeLine(place, one, says, told, state.label, same and state.phase != "closed"))
        return found
