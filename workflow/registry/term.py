"""The mayor's term and the two times in which nobody is replaced: before an election, and after the swearing-in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow.definition.duration import add_months


@dataclass(frozen=True, slots=True)
class Term:
    """The days of a mayor's term that `city.yaml` names; what it leaves out bans nothing.

    Args:
        mayor_sworn_in: the day of the swearing-in.
        election_determined_on: the day on which the candidates of the next election are determined.
        term_ends_on: the last day of the term.
    """

    mayor_sworn_in: date | None = None
    election_determined_on: date | None = None
    term_ends_on: date | None = None

    def election_ban(self, day: date, months: int) -> bool:
        """Whether a day lies between the opening of the election window and the end of the term, both included.

        Without an end of the term, the window ends the day before the next mayor is sworn in, or stays open.

        Args:
            day: the day in question.
            months: how many calendar months before the determination it opens (6 by law).

        Example:
            >>> election = Term(election_determined_on=date(2024, 9, 22))
            >>> election.election_ban(date(2024, 3, 21), 6), election.election_ban(date(2024, 3, 22), 6)
            (False, True)

        Source:
            UU 10/2016 art 71(2); Pasaman Barat cancelled 51 inaugurations of 22 March 2024.
        """
        determined = self.election_determined_on
        if determined is None or day < add_months(determined, -months):
            return False
        if self.term_ends_on is not None and self.term_ends_on >= determined:
            return day <= self.term_ends_on
        sworn_in = self.mayor_sworn_in
        return sworn_in is None or sworn_in <= determined or day < sworn_in

    def new_term_ban(self, day: date, months: int) -> bool:
        """Whether a day lies in the first months after the swearing-in, both ends included.

        Args:
            day: the day in question.
            months: how many calendar months it lasts (6 by law).

        Example:
            >>> kupang = Term(mayor_sworn_in=date(2025, 2, 20))
            >>> kupang.new_term_ban(date(2025, 8, 20), 6), kupang.new_term_ban(date(2025, 8, 21), 6)
            (True, False)

        Source:
            UU 10/2016 art 162(3).
        """
        sworn_in = self.mayor_sworn_in
        return sworn_in is not None and sworn_in <= day <= add_months(sworn_in, months)


#: a city that names none of the days
UNSET = Term()
