"""Fictional lives that fit a post: birth date, entry into service, rank, diploma and ratings agree with one another."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

from workflow.definition.duration import add_months
from workflow.registry.city.names import BIRTH_PLACES, RELIGION_WEIGHTS, RELIGIONS, make_name
from workflow.registry.model import Person, Sex
from workflow.registry.nip import make_nip
from workflow.registry.reference import Reference

TODAY = date(2025, 11, 25)
_YEARS_A_RANK = 4
_YOUNGEST = 19
#: the rank in which a diploma enters service
_ENTRY_RANK = {"SLTA": "II/a", "D3": "II/c", "S2": "III/b"}
_PREDICATES = ("Sangat Baik", "Baik", "Butuh Perbaikan", "Kurang", "Sangat Kurang")
_PREDICATE_WEIGHTS = (12, 80, 5, 2, 1)
_FEMALE_FIELDS = ("Keperawatan", "Kebidanan", "Gizi", "Pendidikan")

_FRONT = {"Kedokteran": "dr.", "Kedokteran Gigi": "drg.", "Kedokteran Hewan": "drh."}
_BACK_PROFESSION = {"Keperawatan": "S.Kep., Ns.", "Kebidanan": "S.Keb., Bd.", "Farmasi": "S.Farm., Apt."}
_BACK_DIPLOMA = {
    "Keperawatan": "A.Md.Kep.",
    "Kebidanan": "A.Md.Keb.",
    "Farmasi": "A.Md.Farm.",
    "Gizi": "A.Md.Gz.",
}
_BACK_DEGREE = {
    "Hukum": "S.H.", "Ekonomi": "S.E.", "Manajemen": "S.E.", "Akuntansi": "S.E.", "Ilmu Pemerintahan": "S.IP.",
    "Administrasi Negara": "S.Sos.", "Sosiologi": "S.Sos.", "Kesehatan Masyarakat": "S.K.M.", "Psikologi": "S.Psi.",
    "Informatika": "S.Kom.", "Sistem Informasi": "S.Kom.", "Pertanian": "S.P.", "Agribisnis": "S.P.",
    "Agroteknologi": "S.P.", "Ilmu Komunikasi": "S.I.Kom.", "Ilmu Politik": "S.IP.",
}  # fmt: skip


class Lives:
    """Makes people, each with a name and a NIP that nobody else has.

    Args:
        random: where chance comes from.
        reference: the reference tables.
    """

    def __init__(self, random: Random, reference: Reference) -> None:
        self._random = random
        self._reference = reference
        self._names: set[str] = set()
        self._serials: Counter[tuple[date, tuple[int, int], str]] = Counter()
        self._made = 0

    def make(
        self, *, rank: str, education: str, field_of_study: str | None, oldest: int,
        service: int | None = None, eligible: bool = False, **more: Any,
    ) -> Person:  # fmt: skip
        """One person.

        Args:
            rank: their golongan/ruang.
            education: their diploma.
            field_of_study: its field.
            oldest: the age in whole years that they must not have passed.
            service: years in service; left out, what the rank takes.
            eligible: nothing stands in the way of a proposal: good ratings, healthy, no discipline, no study leave.
            **more: other fields of `Person`.
        """
        random = self._random
        born, entry = self._career(rank, education, oldest, service)
        sex: Sex = (
            "P"
            if random.random() < (0.72 if (field_of_study or "").startswith(_FEMALE_FIELDS) else 0.45)
            else "L"
        )
        religion = random.choices(RELIGIONS, RELIGION_WEIGHTS)[0]
        front, back = _titles(education, field_of_study)
        self._made += 1
        given: dict[str, Any] = {
            "id": f"P-{self._made:04d}",
            "nip": self._nip(born, entry, sex),
            "name": self._name(sex, religion),
            "birth_date": born,
            "sex": sex,
            "religion": religion,
            "rank": rank,
            "title_front": front,
            "title_back": back,
            "birth_place": random.choice(BIRTH_PLACES).replace("_", " "),
            "education": education,
            "field_of_study": field_of_study,
            "rank_since": self._rank_since(entry),
            "ratings": self._ratings(entry[0], eligible),
            "basic_training": True,
            **self._hindrances(eligible),
        }
        return Person(**(given | more))

    def _career(
        self, rank: str, education: str, oldest: int, service: int | None
    ) -> tuple[date, tuple[int, int]]:
        random, order = self._random, self._reference.rank_order
        steps = max(order(rank) - order(_ENTRY_RANK.get(education, "III/a")), 0)
        served = service if service is not None else _YEARS_A_RANK * steps + random.randint(2, 5)
        age = served + (random.randint(_YOUNGEST, 27) if education == "SLTA" else random.randint(22, 31))
        if service is None and steps > 1 and random.random() < 0.012:
            age = oldest
            served = max(served, age - 34)
        age = min(age, oldest - random.randint(0, 2)) if age > oldest else age
        served = min(served, age - _YOUNGEST)
        born = add_months(TODAY, -12 * age) - timedelta(random.randint(1, 360))
        months = (1, 2, 3, 3, 4, 12) if served else (1, 2, 3, 3, 4)
        return born, (TODAY.year - served, random.choice(months))

    def _nip(self, born: date, entry: tuple[int, int], sex: Sex) -> str:
        key = (born, entry, sex)
        self._serials[key] += 1
        return make_nip(born, entry, sex, self._serials[key])

    def _name(self, sex: Sex, religion: str) -> str:
        while True:
            name = make_name(self._random, sex, religion)
            if name not in self._names:
                self._names.add(name)
                return name

    def _rank_since(self, entry: tuple[int, int]) -> date:
        """Ranks rise on 1 April and 1 October; at the latest this October, at the earliest on entry."""
        chosen = date(TODAY.year - self._random.randint(0, 3), self._random.choice((4, 10)), 1)
        return max(chosen, date(entry[0], entry[1], 1))

    def _ratings(self, entry_year: int, eligible: bool) -> dict[str, str]:
        random, ratings = self._random, {}
        for year in (2023, 2024, 2025):
            if year < entry_year or (year == 2025 and random.random() < 0.6):
                continue
            if not eligible and year == 2024 and random.random() < 0.02:
                continue
            if eligible and year < TODAY.year:
                ratings[str(year)] = "Sangat Baik" if random.random() < 0.15 else "Baik"
            else:
                ratings[str(year)] = random.choices(_PREDICATES, _PREDICATE_WEIGHTS)[0]
        return ratings

    def _hindrances(self, eligible: bool) -> dict[str, bool | None]:
        if eligible:
            return {"healthy": True, "under_discipline": False, "study_leave": False}
        random = self._random
        return {
            "healthy": True if random.random() < 0.97 else None,
            "under_discipline": random.random() < 0.006,
            "study_leave": random.random() < 0.008,
        }


def in_post_since(random: Random, person: Person) -> date:
    """A day on which the person may have come to their post: a year or more after entry, in the last 9 years."""
    entered = date(int(person.nip[8:12]), int(person.nip[12:14]), 1)
    first = max(add_months(entered, 12), date(TODAY.year - 9, 1, 1))
    months = (TODAY.year - first.year) * 12 + TODAY.month - first.month - 2
    return add_months(first, random.randint(0, max(months, 0)))


def _titles(education: str, field_of_study: str | None) -> tuple[str | None, str | None]:
    field = field_of_study or ""
    if education == "Profesi":
        return _FRONT.get(field), _BACK_PROFESSION.get(field)
    if education == "D3":
        return None, _BACK_DIPLOMA.get(field, "A.Md.")
    if education in ("S1", "D4", "S2"):
        degree = _BACK_DEGREE.get(field)
        if degree is None and field.startswith(("Pendidikan", "Bimbingan")):
            degree = "S.Pd."
        elif degree is None:
            degree = "S.T." if field.startswith("Teknik") else "S.Si."
        return None, f"{degree}, M.Si." if education == "S2" else degree
    return None, None
