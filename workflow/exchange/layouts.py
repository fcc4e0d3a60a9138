"""The columns that imports understand: the heading of the template, and what else offices write above them.

The other headings are in the form of `workflow.exchange.columns.plain`, parted by `|`.
"""

from __future__ import annotations

from workflow.exchange.columns import Column, Layout


def _column(name: str, heading: str, also: str = "") -> Column:
    return Column(name, heading, tuple(part.strip() for part in also.split("|") if part.strip()))


PEOPLE = Layout(
    (
        _column(
            "nip",
            "NIP",
            "n i p | nip baru | no nip | nomor nip | nip ni pppk | nip nipppk | nip nippppk | nip "
            "pppk | ni pppk | nipppk | nip nik | nomor induk pegawai | nomor induk | employee number "
            "| nip lengkap",
        ),
        _column(
            "name",
            "Nama",
            "nama lengkap | nama pegawai | nama pns | nama asn | nama pejabat | nama dan gelar | nama "
            "gelar | nama lengkap dan gelar | nama lengkap gelar | nama tanpa gelar | name | full "
            "name",
        ),
        _column("title_front", "Gelar depan", "gelar dpn | front title | title front"),
        _column("title_back", "Gelar belakang", "gelar blkg | gelar | back title | title back"),
        _column(
            "birth",
            "Tempat/Tanggal lahir",
            "tempat tgl lahir | tempat dan tanggal lahir | tempat dan tgl lahir | ttl | tmp tgl lahir "
            "| place and date of birth | place date of birth",
        ),
        _column(
            "birth_place",
            "Tempat lahir",
            "tmp lahir | place of birth | birth place | birthplace",
        ),
        _column(
            "birth_date",
            "Tanggal lahir",
            "tgl lahir | tanggal kelahiran | date of birth | birth date | birthdate | dob | birthday",
        ),
        _column("sex", "Jenis kelamin", "jk | j k | kelamin | l p | lp | jns kelamin | sex | gender"),
        _column("religion", "Agama", "religion | agama kepercayaan"),
        _column(
            "rank",
            "Golongan",
            "gol | gol ruang | golongan ruang | gol ru | pangkat gol | pangkat golongan | pangkat gol "
            "ruang | pangkat golongan ruang | pangkat gol ru | gol terakhir | golongan terakhir | "
            "pangkat dan golongan | pangkat dan gol | pangkat dan golongan ruang | golongan pangkat | "
            "gol pangkat | rank | grade | pangkat terakhir gol ruang | pangkat gol terakhir",
        ),
        _column(
            "rank_name",
            "Pangkat",
            "nama pangkat | pangkat terakhir | pangkat pangkat | rank name",
        ),
        _column(
            "rank_since",
            "TMT pangkat",
            "tmt gol | tmt golongan | tmt gol ruang | tmt pangkat gol | tmt pangkat golongan | tmt kp "
            "| pangkat tmt | golongan tmt | pangkat gol tmt | pangkat golongan tmt | pangkat gol "
            "ruang tmt | rank since | tmt pangkat terakhir",
        ),
        _column(
            "employment",
            "Status kepegawaian",
            "jenis asn | jenis pegawai | status pegawai | status asn | kedudukan asn | employment | "
            "kepegawaian",
        ),
        _column(
            "education",
            "Pendidikan",
            "pendidikan terakhir | tingkat pendidikan | jenjang pendidikan | pend | ijazah | ijazah "
            "terakhir | pendidikan tingkat | education | degree",
        ),
        _column(
            "field_of_study",
            "Jurusan",
            "program studi | prodi | jurusan prodi | jurusan program studi | bidang studi | bidang "
            "pendidikan | jurusan pendidikan | pendidikan jurusan | field of study | major",
        ),
        _column(
            "position",
            "Jabatan",
            "nama jabatan | jabatan terakhir | jabatan sekarang | jabatan saat ini | jabatan nama | "
            "jabatan nama jabatan | position | post | job",
        ),
        _column(
            "position_id",
            "Kode jabatan",
            "id jabatan | jabatan kode | position id | position code",
        ),
        _column("level", "Jenjang", "jenjang jabatan | jenjang jf | level"),
        _column(
            "unit",
            "Unit kerja",
            "unit | unor | unit organisasi | opd | skpd | perangkat daerah | tempat tugas | tempat "
            "kerja | nama unit kerja | satuan kerja | satker | office | work unit | agency",
        ),
        _column(
            "since",
            "TMT jabatan",
            "jabatan tmt | tmt jab | tmt jabatan terakhir | position since | since",
        ),
        _column(
            "until",
            "Sampai",
            "sampai dengan | s d | sd | tmt akhir | akhir jabatan | berlaku sampai | until",
        ),
        _column(
            "status",
            "Status jabatan",
            "status penugasan | status pejabat | jenis penugasan | status pemangku | assignment "
            "status | holder status",
        ),
        _column("any_status", "Status"),
        _column(
            "rating",
            "SKP 20xx",
            "{year} skp | {year} skp tahun | {year} predikat | {year} predikat kinerja | {year} "
            "predikat skp | {year} skp predikat | {year} predikat tahun | {year} predikat kinerja "
            "tahun | {year} kinerja | {year} penilaian kinerja | {year} rating | {year} nilai skp | "
            "{year} skp 2 tahun terakhir | {year} hasil kinerja | {year} performance | {year} skp th "
            "| {year} predikat kinerja skp",
        ),
        _column(
            "credit",
            "Angka kredit",
            "ak | ak kumulatif | angka kredit kumulatif | jumlah angka kredit | total angka kredit | credit",
        ),
        _column(
            "experience_years",
            "Pengalaman (tahun)",
            "pengalaman | lama pengalaman | experience | experience years",
        ),
        _column(
            "basic_training",
            "Latsar",
            "lulus latsar | prajabatan | latsar prajabatan | basic training",
        ),
        _column(
            "leadership_training",
            "Diklatpim",
            "diklat pim | diklat kepemimpinan | pelatihan kepemimpinan | lulus diklatpim | lulus pelatihan kepemimpinan "
            "| pkn pka pkp | diklatpim terakhir | leadership training | leadership course",
        ),
        _column(
            "talent_box",
            "Kotak talenta",
            "kotak manajemen talenta | kotak talent | kotak nine box | nine box | 9 box | kotak 9 box | kotak sembilan "
            "| posisi kotak talenta | talent box | box",
        ),
        _column("healthy", "Sehat", "kesehatan | sehat jasmani rohani | healthy"),
        _column("under_discipline", "Hukuman disiplin", "hukdis | hukuman | under discipline"),
        _column("study_leave", "Tugas belajar", "tubel | study leave"),
        _column("id", "ID", "id pegawai | kode pegawai | person id | id person"),
    ),
    required=(("nip",), ("name",), ("rank", "rank_name"), ("religion",)),
)

POSITIONS = Layout(
    (
        _column(
            "number",
            "Nomor",
            "nomor hierarki | nomor peta jabatan | no hierarki | number | nomor urut jabatan",
        ),
        _column("type", "Tipe Unit/Jabatan", "tipe | tipe baris | unit jabatan | jenis baris | type"),
        _column(
            "code",
            "Kode",
            "kode jabatan | id jabatan | id | kode unit | position id | code | position code",
        ),
        _column(
            "name",
            "Nama jabatan",
            "nama | jabatan | nama jabatan unit | nama unit jabatan | nomenklatur | nomenklatur "
            "jabatan | position | position name | name | title | nama unit kerja jabatan",
        ),
        _column(
            "kind",
            "Kategori",
            "kategori jabatan | jenis jabatan | kelompok jabatan | kind | category | jenis",
        ),
        _column(
            "category",
            "Kategori JF",
            "kategori jabatan fungsional | kategori fungsional | functional category",
        ),
        _column("function", "Jabatan fungsional", "nama jf | jf | nama jabatan fungsional | function"),
        _column("level", "Jenjang", "jenjang jabatan | jenjang jf | jenjang fungsional | level"),
        _column("eselon", "Eselon", "eselonering | esl | echelon | tingkat eselon"),
        _column(
            "need",
            "Kebutuhan",
            "abk | kebutuhan abk | kebutuhan pegawai | jumlah kebutuhan | formasi | formasi abk | "
            "hasil abk | kebutuhan hasil abk | k | need | seats | jumlah formasi",
        ),
        _column(
            "holders",
            "Bezetting",
            "eksisting | existing | jumlah pegawai | b | holders | bezetting eksisting",
        ),
        _column(
            "unit",
            "Unit kerja",
            "unit | unor | unit organisasi | opd | skpd | perangkat daerah | nama unit kerja | satuan "
            "kerja | satker | work unit | agency",
        ),
        _column(
            "parent",
            "Unit induk",
            "unit atasan | induk | unor induk | unit kerja induk | parent | parent unit",
        ),
        _column(
            "education",
            "Pendidikan",
            "kualifikasi pendidikan | syarat pendidikan | pendidikan minimal | education",
        ),
        _column("retirement_age", "BUP", "usia pensiun | batas usia pensiun | retirement age"),
        _column("job_class", "Kelas jabatan", "kelas | kls | kelas jab | job class"),
        _column("flags", "Jalur khusus", "tanda | flags | tanda khusus | flag"),
    ),
    required=(("name",), ("unit", "number", "type")),
)
