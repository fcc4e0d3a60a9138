"""The units of Kota Kupang: agencies, divisions, districts, villages, health centres, and sample schools.

Source: the news and public lists of The regulation that lists the agencies was not found, so the whole
is sample data; schools, and the technical units of agencies, are made up and say so in their names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from workflow.registry.model import Unit

CITY = "UNIT-KOTA"
SETDA, SETWAN, INSPECTORATE = "UNIT-SETDA", "UNIT-SETWAN", "UNIT-INSPEKTORAT"
HOSPITAL, LABORATORY, PHARMACY = "UNIT-RSUD", "UNIT-LABKES", "UNIT-FARMASI"
SAMPLE = "(contoh)"


@dataclass(frozen=True, slots=True)
class Agency:
    """A dinas or badan: short name, name, its fields of work (bidang), and how many sample technical units it has."""

    code: str
    name: str
    fields: tuple[str, ...]
    technical_units: int = 0

    @property
    def id(self) -> str:
        """The unit's id."""
        return f"UNIT-{self.code}"


def _agency(code: str, name: str, fields: str, technical_units: int = 0) -> Agency:
    return Agency(code, name, tuple(fields.split("; ")), technical_units)


AGENCIES: tuple[Agency, ...] = (
    _agency(
        "BKPSDM",
        "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        "Mutasi dan Promosi; Pengadaan, Pemberhentian dan Informasi; Pengembangan Kompetensi; Penilaian Kinerja",
    ),
    _agency(
        "BKAD", "Badan Keuangan dan Aset Daerah", "Anggaran; Perbendaharaan; Akuntansi; Aset; Kas Daerah"
    ),
    _agency(
        "BAPENDA", "Badan Pendapatan Daerah", "Pendataan; Penetapan; Penagihan; Pengendalian Pendapatan", 2
    ),
    _agency(
        "BAPPEDA",
        "Badan Perencanaan Pembangunan Daerah",
        "Pemerintahan; Ekonomi; Infrastruktur dan Kewilayahan; Penelitian dan Pengembangan; Evaluasi",
    ),
    _agency(
        "KESBANGPOL",
        "Badan Kesatuan Bangsa dan Politik",
        "Ideologi dan Wawasan Kebangsaan; Politik Dalam Negeri; Ketahanan Sosial; Kewaspadaan Nasional",
    ),
    _agency(
        "PUPR",
        "Dinas Pekerjaan Umum dan Penataan Ruang",
        "Bina Marga; Cipta Karya; Sumber Daya Air; Penataan Ruang; Bina Konstruksi",
        3,
    ),
    _agency(
        "DLHK",
        "Dinas Lingkungan Hidup dan Kebersihan",
        "Tata Lingkungan; Pengendalian Pencemaran; Pengelolaan Sampah; Penaatan Lingkungan; Pertamanan",
        3,
    ),
    _agency("DISTAN", "Dinas Pertanian", "Tanaman Pangan; Hortikultura; Peternakan; Penyuluhan", 3),
    _agency(
        "DPRKP",
        "Dinas Perumahan Rakyat dan Kawasan Permukiman",
        "Perumahan; Kawasan Permukiman; Pertanahan; Prasarana dan Sarana",
        2,
    ),
    _agency(
        "DINSOS",
        "Dinas Sosial",
        "Perlindungan Sosial; Rehabilitasi Sosial; Pemberdayaan Sosial; Penanganan Fakir Miskin",
        2,
    ),
    _agency(
        "DP3A",
        "Dinas Pemberdayaan Perempuan dan Perlindungan Anak",
        "Pengarusutamaan Gender; Perlindungan Perempuan; Perlindungan Anak; Data dan Informasi Gender",
        1,
    ),
    _agency(
        "DUKCAPIL",
        "Dinas Kependudukan dan Pencatatan Sipil",
        "Pelayanan Pendaftaran Penduduk; Pelayanan Pencatatan Sipil; Pengelolaan Informasi; Pemanfaatan Data",
        2,
    ),
    _agency("DISPAR", "Dinas Pariwisata", "Destinasi; Pemasaran; Ekonomi Kreatif; Kelembagaan Pariwisata", 1),
    _agency("DISHUB", "Dinas Perhubungan", "Lalu Lintas; Angkutan; Keselamatan; Prasarana; Perparkiran", 3),
    _agency(
        "DISPORA",
        "Dinas Kepemudaan dan Olahraga",
        "Pemberdayaan Pemuda; Pembudayaan Olahraga; Prestasi Olahraga; Sarana dan Kemitraan",
        1,
    ),
    _agency(
        "DISNAKER",
        "Dinas Tenaga Kerja",
        "Penempatan Kerja; Pelatihan dan Produktivitas; Hubungan Industrial; Transmigrasi",
        1,
    ),
    _agency(
        "DISARPUS",
        "Dinas Kearsipan dan Perpustakaan",
        "Pengelolaan Arsip; Pembinaan Kearsipan; Layanan Perpustakaan; Pengembangan Perpustakaan",
    ),
    _agency(
        "DIKBUD",
        "Dinas Pendidikan dan Kebudayaan",
        "Pembinaan SD; Pembinaan SMP; PAUD dan Pendidikan Nonformal; Ketenagaan; Kebudayaan",
        3,
    ),
    _agency(
        "DINKES",
        "Dinas Kesehatan",
        "Kesehatan Masyarakat; Pencegahan Penyakit; Pelayanan Kesehatan; Sumber Daya Kesehatan",
    ),
    _agency(
        "SATPOLPP",
        "Satuan Polisi Pamong Praja",
        "Penegakan Peraturan Daerah; Ketertiban Umum; Sumber Daya Aparatur; Perlindungan Masyarakat",
    ),
    _agency(
        "DAMKAR", "Dinas Pemadam Kebakaran", "Pencegahan; Pemadaman; Penyelamatan; Sarana dan Prasarana", 2
    ),
    _agency(
        "KOMINFO",
        "Dinas Komunikasi dan Informatika",
        "Informasi Publik; Aplikasi Informatika; Infrastruktur Teknologi; Statistik dan Persandian",
    ),
    _agency(
        "KOPUKM",
        "Dinas Koperasi dan Usaha Kecil Menengah",
        "Kelembagaan Koperasi; Pengawasan Koperasi; Pemberdayaan Usaha; Pembiayaan",
        1,
    ),
    _agency(
        "PERINDAG",
        "Dinas Perindustrian dan Perdagangan",
        "Industri; Perdagangan; Pasar; Perlindungan Konsumen",
        3,
    ),
    _agency(
        "DPMPTSP",
        "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
        "Promosi Penanaman Modal; Pelayanan Perizinan; Pengendalian; Pengaduan dan Pelaporan",
    ),
    _agency(
        "P2KB",
        "Dinas Pengendalian Penduduk dan Keluarga Berencana",
        "Pengendalian Penduduk; Keluarga Berencana; Ketahanan Keluarga; Penyuluhan dan Penggerakan",
        3,
    ),
    _agency(
        "DKP",
        "Dinas Ketahanan Pangan",
        "Ketersediaan Pangan; Distribusi Pangan; Konsumsi Pangan; Keamanan Pangan",
        1,
    ),
    _agency(
        "PERIKANAN",
        "Dinas Perikanan",
        "Perikanan Tangkap; Budi Daya; Pengolahan Hasil; Pemberdayaan Nelayan",
        3,
    ),
    _agency(
        "BPBD",
        "Badan Penanggulangan Bencana Daerah",
        "Pencegahan dan Kesiapsiagaan; Kedaruratan; Logistik; Rehabilitasi dan Rekonstruksi",
    ),
)

DIVISIONS = (
    "Pemerintahan", "Kesejahteraan Rakyat", "Hukum", "Kerja Sama",
    "Perekonomian", "Administrasi Pembangunan", "Pengadaan Barang dan Jasa", "Sumber Daya Alam",
    "Umum", "Organisasi", "Protokol dan Komunikasi Pimpinan", "Perencanaan dan Keuangan",
)  # fmt: skip

DISTRICTS: dict[str, list[str]] = {
    district: villages.split(", ")
    for district, villages in {
        "Alak": "Namosain, Nunbaun Sabu, Nunbaun Delha, Nunhila, Fatufeto, Manutapen, Mantasi, Alak, Batu Plat, "
        "Manulai II, Naioni, Penkase Oeleta",
        "Maulafa": "Oepura, Maulafa, Penfui, Naimata, Bello, Fatukoa, Kolhua, Sikumana, Naikolan",
        "Kelapa Lima": "Kelapa Lima, Oesapa, Lasiana, Oesapa Barat, Oesapa Selatan",
        "Oebobo": "Oebobo, Oetete, Oebufu, Liliba, Fatululi, Kayu Putih, Tuak Daun Merah",
        "Kota Raja": "Bakunase, Bakunase Dua, Airnona, Naikoten Satu, Naikoten Dua, Kuanino, Nunleu, Fontein",
        "Kota Lama": "Airmata, Lai Lai Bisi Kopan, Bonipoi, Solor, Tode Kisar, Merdeka, Oeba, Fatubesi, Pasir Panjang, "
        "Nefonaek",
    }.items()
}
HEALTH_CENTRES = (
    "Sikumana", "Penfui", "Alak", "Naioni", "Manutapen", "Oebobo", "Oepoi", "Bakunase", "Kupang Kota",
    "Pasir Panjang", "Oesapa",
)  # fmt: skip
SECONDARY_SCHOOLS = 15


def code(name: str) -> str:
    """A name as part of an id.

    Example:
        >>> code("Tode Kisar")
        'TODE-KISAR'
    """
    return name.upper().replace(" ", "-")


def all_units() -> Iterator[Unit]:
    """Every unit, parents before their children."""
    yield Unit(CITY, "Pemerintah Kota Kupang", "city", None, "53.71")
    yield Unit(SETDA, "Sekretariat Daerah", "secretariat", CITY)
    for number, name in enumerate(DIVISIONS, 1):
        yield Unit(f"UNIT-BAGIAN-{number:02d}", f"Bagian {name}", "division", SETDA)
    yield Unit(SETWAN, "Sekretariat DPRD", "secretariat", CITY)
    yield Unit(INSPECTORATE, "Inspektorat Daerah", "agency", CITY)
    for agency in AGENCIES:
        yield Unit(agency.id, agency.name, "agency", CITY)
        for number in range(1, agency.technical_units + 1):
            name = f"UPTD Wilayah {number} {agency.name} {SAMPLE}"
            yield Unit(f"{agency.id}-UPTD-{number}", name, "technical", agency.id)
    yield from _health()
    yield from _districts()
    yield from _schools()


def _health() -> Iterator[Unit]:
    parent = "UNIT-DINKES"
    yield Unit(HOSPITAL, "RSUD S.K. Lerik", "hospital", parent)
    yield Unit(LABORATORY, "UPTD Laboratorium Kesehatan", "laboratory", parent)
    yield Unit(PHARMACY, "UPTD Instalasi Farmasi", "pharmacy", parent)
    for name in HEALTH_CENTRES:
        yield Unit(f"UNIT-PKM-{code(name)}", f"Puskesmas {name}", "health_centre", parent)


def _districts() -> Iterator[Unit]:
    for number, (district, villages) in enumerate(DISTRICTS.items(), 1):
        parent = f"UNIT-KEC-{code(district)}"
        yield Unit(parent, f"Kecamatan {district}", "district", CITY, f"53.71.{number:02d}")
        for village in villages:
            yield Unit(f"UNIT-KEL-{code(village)}", f"Kelurahan {village}", "village", parent)


def _schools() -> Iterator[Unit]:
    villages = [village for names in DISTRICTS.values() for village in names]
    for village in villages:
        yield Unit(
            f"UNIT-SD-{code(village)}", f"UPTD SD Negeri {village} {SAMPLE}", "primary_school", "UNIT-DIKBUD"
        )
    for number in range(1, SECONDARY_SCHOOLS + 1):
        yield Unit(
            f"UNIT-SMP-{number:02d}",
            f"UPTD SMP Negeri {number} Kota Kupang {SAMPLE}",
            "secondary_school",
            "UNIT-DIKBUD",
        )
