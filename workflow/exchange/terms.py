"""The field's words as offices write them, brought to the words of the reference tables: ranks, levels, religions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad, shown
from workflow.language import N_
from workflow.registry.model import HoldingStatus, PositionKind, Sex
from workflow.registry.reference import Reference

#: names of functional levels before PermenPANRB 13/2019 and short forms (DOMAIN.md 9.4; Lanjutan general knowledge)
_OLD_LEVELS = {
    "pelaksana pemula": "Pemula", "pelaksana": "Terampil", "pelaksana lanjutan": "Mahir", "lanjutan": "Mahir",
    "pertama": "Ahli Pertama", "muda": "Ahli Muda", "madya": "Ahli Madya", "utama": "Ahli Utama",
}  # fmt: skip
_CATEGORIES = {
    "keahlian": "Keahlian", "ahli": "Keahlian", "jf keahlian": "Keahlian", "keterampilan": "Keterampilan",
    "ketrampilan": "Keterampilan", "jf keterampilan": "Keterampilan", "jf ketrampilan": "Keterampilan",
}  # fmt: skip
_KINDS: Mapping[str, PositionKind] = {
    "struktural": "structural", "structural": "structural", "jpt": "structural", "jpt pratama": "structural",
    "jpt madya": "structural", "pimpinan tinggi": "structural", "pimpinan tinggi pratama": "structural",
    "jabatan pimpinan tinggi": "structural", "jabatan pimpinan tinggi pratama": "structural",
    "administrator": "structural", "jabatan administrator": "structural", "pengawas": "structural",
    "jabatan pengawas": "structural", "jabatan struktural": "structural",
    "fungsional": "functional", "functional": "functional", "jf": "functional", "jft": "functional",
    "jabatan fungsional": "functional", "fungsional tertentu": "functional", "jabatan fungsional tertentu": "functional",
    "pelaksana": "executive", "jabatan pelaksana": "executive", "executive": "executive", "jfu": "executive",
    "fungsional umum": "executive", "jabatan fungsional umum": "executive",
}  # fmt: skip
_SEXES: Mapping[str, Sex] = {
    "l": "L", "lk": "L", "laki laki": "L", "laki": "L", "lelaki": "L", "pria": "L", "m": "L", "male": "L", "man": "L",
    "p": "P", "pr": "P", "perempuan": "P", "wanita": "P", "f": "P", "female": "P", "woman": "P", "w": "P",
}  # fmt: skip
_RELIGIONS = {
    "moslem": "Islam", "muslim": "Islam", "kristen protestan": "Kristen", "protestan": "Kristen",
    "protestant": "Kristen", "christian": "Kristen", "kristen katolik": "Katolik", "katholik": "Katolik",
    "khatolik": "Katolik", "catholic": "Katolik", "roma katolik": "Katolik", "budha": "Buddha", "buddhist": "Buddha",
    "konghucu": "Khonghucu", "kong hu cu": "Khonghucu", "khong hu cu": "Khonghucu", "confucian": "Khonghucu",
    "penghayat": "Kepercayaan", "penghayat kepercayaan": "Kepercayaan", "aliran kepercayaan": "Kepercayaan",
}  # fmt: skip
_RATINGS = {
    "very good": "Sangat Baik", "good": "Baik", "cukup baik": "Cukup", "perlu perbaikan": "Butuh Perbaikan",
    "butuh perbaikan cukup": "Butuh Perbaikan", "cukup butuh perbaikan": "Cukup", "kurang misconduct": "Kurang",
}  # fmt: skip
_EDUCATION = {
    "sma": "SLTA", "smu": "SLTA", "smk": "SLTA", "slta sederajat": "SLTA", "sltp": "SMP", "magister": "S2",
    "doktor": "S3", "sarjana": "S1", "sd sederajat": "SD", "spesialis": "Profesi", "ners": "Profesi",
}  # fmt: skip
_ROMAN = {"1": "I", "2": "II", "3": "III", "4": "IV", "5": "V"}
_STATUSES: Mapping[str, HoldingStatus] = {
    "definitif": "definitif", "definitive": "definitif", "plt": "plt", "pelaksana tugas": "plt", "plh": "plh",
    "pelaksana harian": "plh",
}  # fmt: skip
_EMPLOYMENTS = {"pns": "PNS", "cpns": "CPNS", "pppk": "PPPK", "p3k": "PPPK", "pppk penuh waktu": "PPPK"}


def rank_of(text: str, reference: Reference) -> tuple[str, str | None]:
    """The golongan of a cell such as `III/c`, `Penata / III.c`, `Penata Tk. I`, `IX`; and a pangkat that disagrees.

    Raises:
        Bad: it names no rank.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> tables = Reference.load(shipped_definitions() / "reference")
        >>> rank_of("Penata Tk. I (III/d)", tables), rank_of("IX", tables), rank_of("Pembina, III/c", tables)
        (('III/d', None), ('IX', None), ('III/c', 'Pembina'))
    """
    names = {plain(row.name): rank for rank, row in reference.ranks.items()}
    found = re.search(r"(?<![A-Za-z0-9])(IV|III|II|I|[1-4])\s*[/.,\- ]?\s*([a-e])\W*$", text, re.IGNORECASE)
    if found:
        roman = _ROMAN.get(found[1], found[1].upper())
        rank = f"{roman}/{found[2].lower()}"
        words = _long_form(text[: found.start()].removesuffix("("))
        words = re.sub(r"^(gol|golongan|ruang|golongan ruang)$", "", words)
        if rank in reference.ranks:
            wrong = words in names and names[words] != rank
            return rank, reference.ranks[names[words]].name if wrong else None
    bare = plain(text).removeprefix("golongan ").removeprefix("gol ").upper()
    if bare in reference.ranks:
        return bare, None
    words = _long_form(text)
    if words in names:
        return names[words], None
    raise _unknown("rank", N_("“{value}” is no rank; write I/a to IV/e, or I to XVII for PPPK."), text)


def level_of(text: str, reference: Reference) -> tuple[str, bool]:
    """A functional level in today's words, and whether the reference tables know it.

    A ladder of its own (Lektor, Jaksa Muda) is kept as it is written; what is nearly a known level is a mistake.

    Raises:
        Bad: it looks like a misspelled level.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> tables = Reference.load(shipped_definitions() / "reference")
        >>> level_of("Pelaksana Pemula", tables), level_of("ahli muda", tables), level_of("Lektor", tables)
        (('Pemula', True), ('Ahli Muda', True), ('Lektor', False))
    """
    known = {plain(level): level for level in reference.levels} | _OLD_LEVELS
    word = re.sub(r"^(jenjang|tingkat) ", "", plain(text))
    if word in known:
        return known[word], True
    names = [plain(level) for level in reference.levels]
    near = (
        get_close_matches(word, names, n=3, cutoff=0.65) if get_close_matches(word, names, cutoff=0.8) else []
    )
    if near:
        raise Bad(
            "level",
            N_("There is no level “{value}”. Did you mean {near}?"),
            value=shown(text),
            near=", ".join(known[one] for one in near),
        )
    return text, False


def eselon_of(text: str, reference: Reference) -> str:
    """An eselon as the tables write it, from `II.b`, `IIb`, `II/b`, `Eselon 2 B`.

    Raises:
        Bad: there is no such eselon.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> eselon_of("Eselon III-A", Reference.load(shipped_definitions() / "reference"))
        'III.a'
    """
    word = re.sub(r"^(eselon|eselonering|ess?|esl) ?", "", plain(text)).replace(" ", "")
    found = re.fullmatch(r"(iii|ii|iv|i|v|[1-5])([ab])", word)
    eselon = f"{_ROMAN.get(found[1], found[1].upper())}.{found[2]}" if found else ""
    if eselon not in reference.eselons:
        raise _unknown(
            "eselon", N_("There is no eselon “{value}”; known are {known}."), text, reference.eselons
        )
    return eselon


def category_of(text: str) -> str | None:
    """Keahlian or Keterampilan (also spelled “Ketrampilan”), or None when the word means something else."""
    return _CATEGORIES.get(plain(text).removeprefix("kategori ").removeprefix("fungsional "))


def kind_of(text: str) -> PositionKind | None:
    """The kind of post that a word such as Struktural, JPT, JF or Pelaksana means, or None."""
    word = plain(text).removeprefix("kategori ")
    return _KINDS.get(word) or ("functional" if category_of(word) else None)


def sex_of(text: str) -> Sex:
    """`L` or `P`; raises Bad."""
    found = _SEXES.get(plain(text))
    if found is None:
        raise _unknown("sex", N_("“{value}” is neither L (male) nor P (female)."), text)
    return found


def religion_of(text: str, reference: Reference) -> str:
    """A religion of the tables, as its oath group needs it; raises Bad."""
    return _one_of(
        text,
        reference.religions,
        _RELIGIONS,
        "religion",
        N_("There is no religion “{value}”; known are {known}."),
    )


def rating_of(text: str, reference: Reference) -> str:
    """A predikat kinerja of the tables; raises Bad."""
    return _one_of(
        text, reference.ratings, _RATINGS, "rating", N_("There is no predicate “{value}”; known are {known}.")
    )


def education_of(text: str, reference: Reference) -> str:
    """A kind of diploma of the tables, from `S-1`, `Diploma III`, `D.IV`, `SMA`; raises Bad.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> tables = Reference.load(shipped_definitions() / "reference")
        >>> [education_of(one, tables) for one in ("S-1 Keperawatan", "D.III", "Diploma IV", "SMA")]
        ['S1', 'D3', 'D4', 'SLTA']
    """
    word = plain(text)
    found = re.match(r"(s|strata|d|diploma) ?(iv|iii|ii|i|[1-4])\b", word)
    if found:
        digit = {"i": "1", "ii": "2", "iii": "3", "iv": "4"}.get(found[2], found[2])
        if found[1][0].upper() + digit in reference.education:
            return found[1][0].upper() + digit
    template = N_("There is no education “{value}”; known are {known}.")
    try:
        return _one_of(text, reference.education, _EDUCATION, "education", template)
    except Bad:
        first = word.split(" ")[0] if word else ""
        return _one_of(first, reference.education, _EDUCATION, "education", template, whole=text)


def status_of(text: str) -> HoldingStatus:
    """How a post is held; raises Bad."""
    found = _STATUSES.get(plain(text))
    if found is None:
        raise _unknown(
            "status", N_("“{value}” is no status that is kept; write definitif, plt or plh."), text
        )
    return found


def employment_of(text: str) -> str:
    """PNS, CPNS or PPPK; raises Bad."""
    found = _EMPLOYMENTS.get(plain(text))
    if found is None:
        raise _unknown("employment", N_("“{value}” is none of PNS, CPNS, PPPK."), text)
    return found


def _long_form(text: str) -> str:
    return re.sub(r"\b(tk|tkt|tingkat)( ?(i|1))\b", "tingkat i", plain(text)).strip()


def _one_of(
    text: str,
    table: Iterable[str],
    more: Mapping[str, str],
    code: str,
    template: str,
    whole: str | None = None,
) -> str:
    known = {plain(one): one for one in table}
    found = known.get(plain(text)) or more.get(plain(text))
    if found is None or found not in known.values():
        raise _unknown(code, template, whole or text, known.values())
    return found


def _unknown(code: str, template: str, text: str, known: Iterable[str] = ()) -> Bad:
    return Bad(code, template, value=shown(text), known=", ".join(known))
