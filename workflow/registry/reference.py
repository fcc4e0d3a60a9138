"""The reference tables of the civil service: ranks, levels, eselons, functions, retirement ages, … as looked-up values.

The numbers are data (`definitions/reference/*.csv`, each row with its source), never code; an admin changes a row and
the next start uses it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.reference_rows import (
    Education,
    Eselon,
    ExecutiveRow,
    FunctionRow,
    Level,
    Rank,
    Rating,
    Religion,
    RetirementRow,
)
from workflow.registry.tables import read_table

T = TypeVar("T")


@dataclass(frozen=True)
class Reference:
    """All reference tables of one folder.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> reference = Reference.load(shipped_definitions() / "reference")
        >>> reference.ranks["III/c"].name, reference.levels["Ahli Muda"].coefficient
        ('Penata', 25.0)
    """

    ranks: Mapping[str, Rank]
    levels: Mapping[str, Level]
    eselons: Mapping[str, Eselon]
    religions: Mapping[str, Religion]
    ratings: Mapping[str, Rating]
    education: Mapping[str, Education]
    functions: Mapping[tuple[str, str], FunctionRow]
    executive: Mapping[str, ExecutiveRow]
    retirement: tuple[RetirementRow, ...] = field(default=())

    @staticmethod
    def load(folder: Path) -> Reference:
        """Read the tables of a folder; read again only when one of its files has changed.

        Args:
            folder: where `ranks.csv` and the others lie.

        Raises:
            InputError: a table is missing, a cell is bad, or a row names a rank or level that no table has.
        """
        folder = Path(folder)
        stamp = tuple((path.name, path.stat().st_mtime_ns) for path in sorted(folder.glob("*.csv")))
        return _load(folder, stamp)

    def rank_order(self, rank: str) -> int:
        """The place of a rank among those of its employment, the lowest being 1.

        Raises:
            InputError: there is no such rank.
        """
        return _known(
            self.ranks,
            rank,
            N_("There is no rank “{name}”."),
            N_("PNS ranks run from I/a to IV/e, PPPK from I to XVII."),
        ).order

    def education_order(self, education: str) -> int:
        """The place of a diploma among the others; S1 and D4 share one.

        Raises:
            InputError: there is no such kind of diploma.
        """
        return _known(
            self.education,
            education,
            N_("There is no education “{name}”."),
            N_("Known are those of education.csv."),
        ).order

    def rating_order(self, predicate: str) -> int:
        """The place of a predikat kinerja, the best being highest.

        Raises:
            InputError: there is no such predicate.
        """
        return _known(
            self.ratings,
            predicate,
            N_("There is no predicate “{name}”."),
            N_("Known are those of ratings.csv."),
        ).order

    def level_order(self, level: str) -> int | None:
        """The place of a jenjang in its category, or of an eselon among eselons; None for any other level.

        The three scales are not comparable with one another.

        Example:
            >>> from workflow.shipped import shipped_definitions
            >>> reference = Reference.load(shipped_definitions() / "reference")
            >>> reference.level_order("Ahli Muda"), reference.level_order("II.b"), reference.level_order("Klerek")
            (2, 6, None)
        """
        if level in self.levels:
            return self.levels[level].order
        return self.eselons[level].order if level in self.eselons else None

    def next_level(self, level: str) -> str | None:
        """The jenjang above one in the same category, or None at the top.

        Raises:
            InputError: it is no jenjang.

        Example:
            >>> from workflow.shipped import shipped_definitions
            >>> Reference.load(shipped_definitions() / "reference").next_level("Ahli Pertama")
            'Ahli Muda'
        """
        here = self.level(level)
        return next(
            (
                one.level
                for one in self.levels.values()
                if (one.category, one.order) == (here.category, here.order + 1)
            ),
            None,
        )

    def level_below(self, level: str) -> str | None:
        """The jenjang below one in the same category, or None at the bottom.

        Raises:
            InputError: it is no jenjang.
        """
        here = (self.level(level).category, self.level(level).order - 1)
        return next((one.level for one in self.levels.values() if (one.category, one.order) == here), None)

    def level(self, level: str) -> Level:
        """The row of a jenjang.

        Raises:
            InputError: it is no jenjang.
        """
        return _known(
            self.levels,
            level,
            N_("There is no functional level “{name}”."),
            N_("Known are those of levels.csv."),
        )

    def ranks_of(self, level: str) -> list[str]:
        """The PNS ranks within the range of a jenjang or eselon, the lowest first."""
        ranks = [
            one for one in self.ranks.values() if one.employment == "PNS" and self.rank_fits(one.rank, level)
        ]
        return [one.rank for one in sorted(ranks, key=lambda one: one.order)]

    def rank_fits(self, rank: str, level: str, steps_below: int = 0) -> bool:
        """Whether a rank lies within the range of a jenjang or eselon, or at most some steps below it.

        Args:
            rank: a golongan/ruang; a PPPK one is compared with the PPPK range, and never fits an eselon.
            level: a jenjang or eselon; the class of an executive post takes any rank.
            steps_below: how many steps under the lowest rank still do.

        Example:
            >>> from workflow.shipped import shipped_definitions
            >>> reference = Reference.load(shipped_definitions() / "reference")
            >>> reference.rank_fits("III/b", "Ahli Muda"), reference.rank_fits("III/b", "Ahli Muda", steps_below=1)
            (False, True)

        Source:
            PP 13/2002 for eselons, and 9.3 for jenjang.
        """
        row: Level | Eselon | None = self.levels.get(level, self.eselons.get(level))
        if row is None:
            return True
        low, high = row.rank_min, row.rank_max
        if rank in self.ranks and self.ranks[rank].employment == "PPPK":
            if isinstance(row, Eselon):
                return False
            low, high = row.pppk_min, row.pppk_max
        return self.rank_order(low) - steps_below <= self.rank_order(rank) <= self.rank_order(high)

    def education_fits(
        self,
        education: str,
        field_of_study: str | None,
        *,
        needed: str,
        function: str | None = None,
        category: str | None = None,
    ) -> bool:
        """Whether a diploma is high enough and, for a functional job that names fields of study, in one of them.

        Args:
            education: the kind of diploma held.
            field_of_study: its field.
            needed: the least education of the post.
            function: the functional job, if the post is one.
            category: Keahlian or Keterampilan, as the job may ask for different fields in each.

        Source:
            The kualifikasi pendidikan of each functional job.
        """
        if self.education_order(education) < self.education_order(needed):
            return False
        row = self.functions.get((function or "", category or ""))
        return row is None or not row.fields or field_of_study in row.fields

    def retirement_age(
        self, kind: str, level: str, *, function: str | None = None, category: str | None = None
    ) -> int | None:
        """The retirement age (BUP, in years) of such a post: the most specific row of `retirement.csv` wins.

        Example:
            >>> from workflow.shipped import shipped_definitions
            >>> reference = Reference.load(shipped_definitions() / "reference")
            >>> reference.retirement_age("structural", "II.b"), reference.retirement_age("structural", "III.a")
            (60, 58)
            >>> reference.retirement_age("functional", "Ahli Muda", function="Guru", category="Keahlian")
            60

        Source:
            UU 20/2023 art 55, UU 14/2005 for teachers.
        """
        group = self.eselons[level].group if level in self.eselons else None
        if category is None and level in self.levels:
            category = self.levels[level].category
        rows = [row for row in self.retirement if row.fits(kind, group, category, level, function)]
        return max(rows, key=lambda row: row.weight).age if rows else None


@lru_cache(maxsize=8)
def _load(folder: Path, stamp: object) -> Reference:
    def table(name: str, row_type: type[T]) -> tuple[T, ...]:
        return read_table(folder / f"{name}.csv", row_type)

    reference = Reference(
        ranks=_by("rank", table("ranks", Rank)),
        levels=_by("level", table("levels", Level)),
        eselons=_by("eselon", table("eselons", Eselon)),
        religions=_by("religion", table("religions", Religion)),
        ratings=_by("predicate", table("ratings", Rating)),
        education=_by("education", table("education", Education)),
        functions={(row.function, row.category): row for row in table("functions", FunctionRow)},
        executive=_by("name", table("executive", ExecutiveRow)),
        retirement=table("retirement", RetirementRow),
    )
    _check_names(reference)
    return reference


def _by(key: str, rows: Iterable[T]) -> dict[str, T]:
    return {getattr(row, key): row for row in rows}


def _check_names(reference: Reference) -> None:
    """Every rank, level and education that a row names must be there."""
    named: list[tuple[str, str, Mapping[str, Any]]] = []
    ranges: list[Level | Eselon] = [*reference.levels.values(), *reference.eselons.values()]
    for row in ranges:
        named += [("rank_min", row.rank_min, reference.ranks), ("rank_max", row.rank_max, reference.ranks)]
    for job in reference.functions.values():
        named += [
            ("first_level", job.first_level, reference.levels),
            ("last_level", job.last_level, reference.levels),
        ]
        named.append(("education", job.education, reference.education))
    named += [("education", job.education, reference.education) for job in reference.executive.values()]
    wrong = sorted({f"{column} “{name}”" for column, name, table in named if name not in table})
    if wrong:
        raise InputError(
            N_("The reference tables name what no table has: {wrong}."),
            N_("Mend the spelling, or add the row that is missing."),
            wrong=", ".join(wrong),
        )


def _known(table: Mapping[str, T], name: str, template: str, hint: str) -> T:
    found = table.get(name)
    if found is None:
        raise InputError(template, hint, name=name)
    return found
