"""How many functional officials each kind of unit needs, by function and level. Sample numbers, made up."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.registry.city import places
from workflow.registry.model import Unit

_KEAHLIAN = ("Ahli Pertama", "Ahli Muda", "Ahli Madya", "Ahli Utama")
_KETERAMPILAN = ("Pemula", "Terampil", "Mahir", "Penyelia")

#: function → seats in the levels of Keahlian | seats in the levels of Keterampilan, in the order above
_OFFICE = {
    "Analis Sumber Daya Manusia Aparatur": "1 1",
    "Pranata Sumber Daya Manusia Aparatur": "| 0 1 1",
    "Perencana": "2 1",
    "Arsiparis": "1 | 0 1 1",
    "Pranata Komputer": "1 | 0 1",
    "Analis Kebijakan": "1 1",
}
_BY_KIND: dict[str, dict[str, str]] = {
    "health_centre": {
        "Perawat": "4 3 1 | 0 6 5 4",
        "Bidan": "2 2 1 | 0 5 4 3",
        "Dokter": "2 1 1",
        "Dokter Gigi": "1 1",
        "Apoteker": "1",
        "Asisten Apoteker": "| 0 1 1",
        "Nutrisionis": "1 | 0 1 1",
        "Tenaga Sanitasi Lingkungan": "1 | 0 1 1",
        "Pranata Laboratorium Kesehatan": "| 0 1 1",
        "Perekam Medis": "| 0 1",
        "Terapis Gigi dan Mulut": "| 0 1 1",
        "Tenaga Promosi Kesehatan": "1 1",
        "Epidemiolog Kesehatan": "1",
        "Administrator Kesehatan": "1 1",
    },
    "hospital": {
        "Perawat": "30 25 8 | 0 35 30 20",
        "Bidan": "8 6 2 | 0 12 10 6",
        "Dokter": "12 10 8 2",
        "Dokter Gigi": "2 1 1",
        "Apoteker": "5 3 1",
        "Asisten Apoteker": "| 2 4 4 2",
        "Nutrisionis": "2 1 | 0 2 2",
        "Tenaga Sanitasi Lingkungan": "1 1 | 0 1 1",
        "Pranata Laboratorium Kesehatan": "3 2 | 0 6 4 2",
        "Perekam Medis": "2 | 0 4 3",
        "Radiografer": "2 1 | 0 4 3",
        "Fisioterapis": "2 | 0 3 2",
        "Terapis Gigi dan Mulut": "1 | 0 1",
        "Tenaga Promosi Kesehatan": "1 1",
        "Epidemiolog Kesehatan": "1 | 0 1",
        "Administrator Kesehatan": "2 2",
    },
    "laboratory": {"Pranata Laboratorium Kesehatan": "4 3 | 0 4 3"},
    "pharmacy": {"Apoteker": "2 2", "Asisten Apoteker": "| 0 3 2"},
    "primary_school": {"Guru": "10 9 5"},
    "secondary_school": {"Guru": "15 15 10"},
}
_BY_UNIT: dict[str, dict[str, str]] = {
    "UNIT-BKPSDM": {
        "Analis Sumber Daya Manusia Aparatur": "8 8 3",
        "Pranata Sumber Daya Manusia Aparatur": "| 0 5 5 2",
        "Assessor SDM Aparatur": "2 1",
    },
    "UNIT-DIKBUD": {
        "Pengawas Sekolah": "0 10 20 1",
        "Pamong Belajar": "8 8 4",
        "Pamong Budaya": "3 2 | 0 2 1",
    },
    "UNIT-DISTAN": {
        "Penyuluh Pertanian": "14 14 6 | 0 12 10 8",
        "Medik Veteriner": "3 2 1",
        "Paramedik Veteriner": "| 1 4 3",
    },
    "UNIT-SATPOLPP": {"Polisi Pamong Praja": "6 4 2 | 20 40 30 15"},
    "UNIT-DAMKAR": {"Pemadam Kebakaran": "| 15 35 25 10"},
    "UNIT-INSPEKTORAT": {"Auditor": "12 12 6 | 0 4 3"},
    "UNIT-DUKCAPIL": {
        "Administrator Database Kependudukan": "4 3 1",
        "Operator Sistem Informasi Administrasi Kependudukan": "| 0 6 4 2",
    },
    "UNIT-DPMPTSP": {"Penata Perizinan": "6 5 2"},
    "UNIT-BAPPEDA": {"Perencana": "8 8 4", "Statistisi": "2 2"},
    "UNIT-KOMINFO": {
        "Pranata Komputer": "6 5 2 | 0 5 4",
        "Pranata Hubungan Masyarakat": "4 3 | 1 2 1",
        "Sandiman": "2 1 | 0 2",
        "Statistisi": "1 1",
    },
    "UNIT-DISARPUS": {"Pustakawan": "5 5 2", "Arsiparis": "4 4 1 | 0 3 3"},
    "UNIT-BAGIAN-07": {"Pengelola Pengadaan Barang/Jasa": "6 5 2"},
    "UNIT-BAGIAN-03": {"Perancang Peraturan Perundang-undangan": "4 4 1"},
    "UNIT-DINSOS": {"Pekerja Sosial": "3 2 | 1 3 1", "Penyuluh Sosial": "4 4 1"},
    "UNIT-DLHK": {"Pengendali Dampak Lingkungan": "4 3 | 0 2 1", "Penyuluh Lingkungan Hidup": "3 2"},
    "UNIT-PUPR": {"Penata Ruang": "4 3 1"},
    "UNIT-DISHUB": {"Penguji Kendaraan Bermotor": "| 1 4 4 3"},
    "UNIT-DISNAKER": {
        "Mediator Hubungan Industrial": "3 3 1",
        "Pengantar Kerja": "3 3",
        "Instruktur": "3 2 | 0 2 1",
    },
    "UNIT-DINKES": {
        "Administrator Kesehatan": "6 6 3",
        "Epidemiolog Kesehatan": "3 3",
        "Tenaga Promosi Kesehatan": "2 2",
        "Tenaga Sanitasi Lingkungan": "2 2",
    },
}


def seats(unit: Unit) -> Iterator[tuple[str, str, str, int]]:
    """The functional positions of a unit: function, category, level and number of seats.

    Example:
        >>> school = Unit("UNIT-SD-SOLOR", "UPTD SD Negeri Solor", "primary_school")
        >>> [(level, need) for _, _, level, need in seats(school)]
        [('Ahli Pertama', 10), ('Ahli Muda', 9), ('Ahli Madya', 5)]
    """
    wanted = {**_BY_KIND.get(unit.kind, {}), **_BY_UNIT.get(unit.id, {})}
    if unit.kind in ("agency", "district") or unit.id in (places.SETDA, places.SETWAN):
        wanted = {**_OFFICE, **wanted}
    for function, numbers in wanted.items():
        expert, _, skilled = numbers.partition("|")
        for category, levels, given in (
            ("Keahlian", _KEAHLIAN, expert),
            ("Keterampilan", _KETERAMPILAN, skilled),
        ):
            for level, number in zip(levels, given.split(), strict=False):
                if int(number):
                    yield function, category, level, int(number)
