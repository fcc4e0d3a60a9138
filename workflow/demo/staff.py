"""Who works in the demonstration: users for every role, most of them tied to the official who holds that post."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.registry.city import City
from workflow.registry.model import Holding, Person, Position

#: user id, role, the post whose holder it is (the beginning of its name), or None for nobody in the registry
OFFICES: tuple[tuple[str, str, str], ...] = (
    ("sekda", "pyb", "Sekretaris Daerah"),
    ("kepala-bkpsdm", "hr_agency_head", "Kepala Badan Kepegawaian"),
    ("kabid-mutasi", "hr_division_head", "Kepala Bidang Mutasi"),
    ("hr-01", "hr_officer", "Kepala Subbidang Pelaksanaan Mutasi"),
    ("hr-02", "hr_officer", "Kepala Subbidang Perencanaan Mutasi"),
    ("verifikator-01", "hr_verifier", "Kepala Subbidang Pengendalian Mutasi"),
    ("verifikator-02", "hr_verifier", "Kepala Subbidang Perencanaan Pengadaan"),
    ("tim-01", "committee", "Inspektur Daerah"),
    ("tim-02", "committee", "Asisten Administrasi Umum"),
    ("tim-03", "committee", "Kepala Bidang Penilaian Kinerja"),
    ("tim-04", "committee", "Sekretaris Badan Kepegawaian"),
    ("tim-05", "committee", "Kepala Bidang Pengembangan Kompetensi"),
    ("upacara-01", "ceremony_officer", "Kepala Subbagian Umum dan Kepegawaian Badan Kepegawaian"),
)
#: the mayor is no civil servant, so that no person of the registry is behind the account
MAYOR = ("walikota", "ppk", "Wali Kota Kupang (peran demo)")
#: the selection committee of executive posts: people from inside and outside of the city, of whom none is in the registry
PANSEL = 5


@dataclass(frozen=True, slots=True)
class Account:
    """A user to be made."""

    id: str
    name: str
    role: str
    unit: str | None
    person: str | None


class Staff:
    """The users of the demonstration, by role and by unit.

    Args:
        city: the registry.
    """

    def __init__(self, city: City) -> None:
        self._people = {one.id: one for one in city.people}
        self._holder = {
            one.position: one for one in city.holdings if one.status == "definitif" and one.until is None
        }
        self._acting = {one.position: one for one in city.holdings if one.status != "definitif"}
        self._structural = [one for one in city.positions if one.kind == "structural"]
        self._parents = {one.id: one.parent for one in city.units}
        self.accounts = tuple(self._accounts())
        self._heads = {one.unit: one.id for one in self.accounts if one.unit is not None}

    def _accounts(self) -> Iterator[Account]:
        used: set[str] = set()
        for user, role, post in OFFICES:
            person = self._official(post)
            used.update({person.id} if person else ())
            yield Account(
                user, person.full_name if person else user, role, None, person.id if person else None
            )
        yield Account(MAYOR[0], MAYOR[2], MAYOR[1], None, None)
        for number in range(1, PANSEL + 1):
            yield Account(f"pansel-0{number}", f"Anggota Pansel {number} (peran demo)", "pansel", None, None)
        yield Account("auditor-01", "Auditor Inspektorat (demo)", "auditor", None, None)
        for position in self._structural:
            if position.level == "II.b" and position.name.startswith(
                ("Kepala Dinas", "Kepala Badan", "Kepala Satuan")
            ):
                person = self._holder_of(position)
                if person is not None and person.id not in used:
                    yield Account(
                        f"opd-{position.unit.removeprefix('UNIT-').lower()}",
                        person.full_name,
                        "opd_head",
                        position.unit,
                        person.id,
                    )

    def _official(self, post: str) -> Person | None:
        found = (self._holder_of(one) for one in self._structural if one.name.startswith(post))
        return next((one for one in found if one is not None), None)

    def _holder_of(self, position: Position) -> Person | None:
        held: Holding | None = self._holder.get(position.id) or self._acting.get(position.id)
        return self._people[held.person] if held else None

    def proposer(self, position: Position) -> str:
        """Who nominates for a position: the head of its agency, or an HR officer where that post is vacant."""
        unit: str | None = position.unit
        while unit is not None:
            if unit in self._heads:
                return self._heads[unit]
            unit = self._parents.get(unit)
        return "hr-01"
