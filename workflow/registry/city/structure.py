"""The structural posts of each unit: from the city secretary down to the section heads of a village.

Source: the typical city posts of each eselon.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.registry.city import places
from workflow.registry.model import Unit

ASSISTANTS = ("Pemerintahan dan Kesejahteraan Rakyat", "Perekonomian dan Pembangunan", "Administrasi Umum")
ADVISERS = ("Ekonomi dan Pembangunan", "Pemerintahan", "Kemasyarakatan dan SDM")
OFFICES = ("Umum dan Kepegawaian", "Keuangan", "Perencanaan dan Evaluasi")
TASKS = ("Perencanaan", "Pelaksanaan", "Pengendalian")
VILLAGE_SECTIONS = ("Pemerintahan", "Ketenteraman dan Ketertiban", "Pembangunan", "Kesejahteraan Sosial")
DISTRICT_SECTIONS = (*VILLAGE_SECTIONS, "Pelayanan Umum")
HOSPITAL_FIELDS = ("Pelayanan Medik", "Keperawatan", "Penunjang Medik")


@dataclass(frozen=True, slots=True)
class Post:
    """A structural post: its name, eselon, special routes, and whether the demonstration needs it to be held."""

    name: str
    eselon: str
    flags: tuple[str, ...] = ()
    held: bool = False


def posts(unit: Unit) -> Iterator[Post]:
    """The structural posts of a unit, its head first.

    Example:
        >>> [post.eselon for post in posts(Unit("UNIT-KEL-SOLOR", "Kelurahan Solor", "village"))]
        ['IV.a', 'IV.b', 'IV.b', 'IV.b', 'IV.b', 'IV.b']
    """
    match unit.kind:
        case "secretariat":
            yield from _secretariat(unit)
        case "division":
            yield Post(f"Kepala {unit.name}", "III.a")
            for task in TASKS:
                yield Post(f"Kepala Subbagian {task} {unit.name.removeprefix('Bagian ')}", "IV.a")
        case "agency":
            yield from _inspectorate() if unit.id == places.INSPECTORATE else _agency(unit)
        case "technical" | "laboratory" | "pharmacy":
            yield Post(f"Kepala {unit.name}", "IV.a")
            yield Post(f"Kepala Subbagian Tata Usaha {unit.name}", "IV.b")
        case "health_centre":
            yield Post(f"Kepala Subbagian Tata Usaha {unit.name}", "IV.b")
        case "hospital":
            yield from _hospital(unit)
        case "district":
            yield from _district(unit)
        case "village":
            yield from _village(unit)


def _secretariat(unit: Unit) -> Iterator[Post]:
    if unit.id == places.SETWAN:
        yield Post("Sekretaris DPRD", "II.b", ("sekwan",))
        for field in ("Umum dan Keuangan", "Persidangan", "Hubungan Masyarakat"):
            yield Post(f"Kepala Bagian {field} Sekretariat DPRD", "III.a")
            for task in TASKS:
                yield Post(f"Kepala Subbagian {task} {field} Sekretariat DPRD", "IV.a")
        return
    yield Post("Sekretaris Daerah", "II.a", ("sekda",), held=True)
    for field in ASSISTANTS:
        yield Post(f"Asisten {field}", "II.b", held=True)
    for field in ADVISERS:
        yield Post(f"Staf Ahli {field}", "II.b")


def _inspectorate() -> Iterator[Post]:
    flags = ("inspektur",)
    yield Post("Inspektur Daerah", "II.b", flags, held=True)
    yield Post("Sekretaris Inspektorat Daerah", "III.a")
    for number in ("I", "II", "III", "IV"):
        yield Post(f"Inspektur Pembantu {number}", "III.a", flags)
    for office in OFFICES:
        yield Post(f"Kepala Subbagian {office} Inspektorat Daerah", "IV.a")


def _agency(unit: Unit) -> Iterator[Post]:
    agency = next(one for one in places.AGENCIES if one.id == unit.id)
    flags = ("dukcapil",) if agency.code == "DUKCAPIL" else ()
    own = agency.code == "BKPSDM"
    section = "Subbidang" if agency.name.startswith("Badan") else "Seksi"
    yield Post(f"Kepala {agency.name}", "II.b", flags, own or agency.code in ("DINKES", "DIKBUD", "DISTAN"))
    yield Post(f"Sekretaris {agency.name}", "III.a", flags, own)
    for office in OFFICES:
        yield Post(f"Kepala Subbagian {office} {agency.name}", "IV.a", held=own)
    for field in agency.fields:
        yield Post(f"Kepala Bidang {field} {agency.name}", "III.b", flags, own)
        for task in TASKS:
            yield Post(f"Kepala {section} {task} {field} {agency.name}", "IV.a", flags, own)


def _hospital(unit: Unit) -> Iterator[Post]:
    yield Post(f"Direktur {unit.name}", "III.a")
    yield Post(f"Kepala Bagian Tata Usaha {unit.name}", "III.b")
    for office in OFFICES:
        yield Post(f"Kepala Subbagian {office} {unit.name}", "IV.a")
    for field in HOSPITAL_FIELDS:
        yield Post(f"Kepala Bidang {field} {unit.name}", "III.b")
        for task in TASKS[:2]:
            yield Post(f"Kepala Seksi {task} {field} {unit.name}", "IV.a")


def _district(unit: Unit) -> Iterator[Post]:
    place = unit.name.removeprefix("Kecamatan ")
    yield Post(f"Camat {place}", "III.a")
    yield Post(f"Sekretaris {unit.name}", "III.b")
    for section in DISTRICT_SECTIONS:
        yield Post(f"Kepala Seksi {section} {unit.name}", "IV.a")
    for office in OFFICES[:2]:
        yield Post(f"Kepala Subbagian {office} {unit.name}", "IV.b")


def _village(unit: Unit) -> Iterator[Post]:
    place = unit.name.removeprefix("Kelurahan ")
    yield Post(f"Lurah {place}", "IV.a")
    yield Post(f"Sekretaris {unit.name}", "IV.b")
    for section in VILLAGE_SECTIONS:
        yield Post(f"Kepala Seksi {section} {unit.name}", "IV.b")
