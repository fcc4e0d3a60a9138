"""Names for fictional people of East Nusa Tenggara: given names and family names of the region, put together at random.

Nobody real is meant. The family names of officials whom the news names are left out.
"""

from __future__ import annotations

from random import Random

from workflow.registry.model import Sex


def _words(text: str) -> tuple[str, ...]:
    """Names parted by spaces; `_` stands for a space within a name."""
    return tuple(word.replace("_", " ") for word in text.split())


RELIGIONS = ("Kristen", "Katolik", "Islam", "Hindu", "Buddha")
RELIGION_WEIGHTS = (500, 360, 110, 24, 6)

BIRTH_PLACES = _words(
    "Kupang SoE Kefamenanu Atambua Betun Ba’a Seba Ende Maumere Larantuka Lewoleba Kalabahi Ruteng Bajawa "
    "Mbay Waingapu Waikabubak Waitabula Oelamasi Labuan_Bajo"
)

_CHRISTIAN = {
    "L": _words(
        "Yohanes Petrus Paulus Markus Matheus Lukas Stefanus Fransiskus Antonius Agustinus Benediktus "
        "Dominikus Gregorius Hendrikus Kornelis Yosef Yakobus Simon Thomas Filemon Daniel Samuel Yonatan "
        "Benyamin Elias Marthen Melkianus Nikodemus Obed Semuel Yeremias Zakarias Adrianus Bernadus "
        "Damianus Emanuel Ferdinandus Gabriel Imanuel Kristoforus Leonardus Maksimus Oktovianus Robertus "
        "Silvester Viktor Wilhelmus Yulius Rony Ardy"
    ),
    "P": _words(
        "Maria Martha Magdalena Yuliana Yohana Elisabeth Theresia Veronika Agnes Anastasia Bernadeta "
        "Christina Debora Ester Fransiska Getrudis Helena Irene Katarina Lidia Margaretha Naomi Oktaviana "
        "Paulina Rosalia Sarah Susana Wilhelmina Yosefina Adriana Beatrix Dorkas Emiliana Florensia "
        "Grasiana Herlina Imelda Kristina Lusia Meriana Novita Petronela Rahel Selfina Trifonia Ursula "
        "Vinsensia Welmince Yasinta Mersy"
    ),
}
_MUSLIM = {
    "L": _words(
        "Abdul Ahmad Arifin Burhan Darwis Fadli Hamid Ibrahim Ismail Jamaludin Kamaludin Lukman Muhammad "
        "Mustafa Nurdin Rahmat Ridwan Saiful Syamsul Usman Yusuf Zainal"
    ),
    "P": _words(
        "Aisyah Aminah Fatimah Halimah Hasnah Jamilah Khadijah Laila Maimunah Mariam Nurhayati Nuraini "
        "Rahmawati Rukmini Saadiah Salma Siti Sumiati Umi Wahida Zainab Zubaidah"
    ),
}
_BALINESE = {
    "L": _words("I_Wayan I_Made I_Nyoman I_Ketut I_Gede I_Putu"),
    "P": _words("Ni_Wayan Ni_Made Ni_Nyoman Ni_Ketut Ni_Luh Ni_Putu"),
}
_OTHER = {
    "L": _words("Hendra Surya Budi Anton Wira Johan"),
    "P": _words("Lina Mei Sinta Wati Dewi Ratna"),
}

_FAMILY = _words(
    # Timor
    "Nalle Benu Nope Neno Tefa Taneo Banunaek Lakapu Nenabu Sanam Tunliu Tlonaen Nubatonis Snae Kase Fallo Boimau "
    "Banamtuan Selan Sabuna Leo Kefi Usboko Sila Taolin Manek Bere Seran Nahak Bria Klau Luan Asa "
    # Rote
    "Ndun Ndolu Mooy Messakh Pandie Henuk Lenggu Adoe Dethan Nggebu Sina Tallo Lusi Manafe Nunuhitu Bessie Fanggidae "
    "Haning Zacharias Ndoen Foeh Balukh Saudale Therik "
    # Sabu
    "Riwu Radja Haba Kale Lomi Wila Dida Huru Djami Hege Tari Ratu Bunga Rohi Uly Kana Mangngi Dimu "
    # Flores, Lembata, Adonara, Alor, Sumba
    "Keraf Kleden Tukan Hayon Lamury Witin Kedang Tokan Wuwur Goran Bataona Beding Lewar Sogen Da_Costa Parera "
    "Fernandez Da_Gomez Mbete Wae Bhoki Dhae Nono Ngada Jehalu Jemadu Ganggur Hadun Jebarus Mau Plaikol Laukamang "
    "Djaha Umbu_Deta Rambu_Kahi Ndapa Bili Malo Dapa Bulu"
)
_MUSLIM_FAMILY = _words(
    "Betan Sarabiti Kasim Djafar Alwi Lamahala Atanggae Wahab Sulaiman Hamzah Pua_Upa Bethan Boli Gawi "
    "Taher Mandaka"
)
_BALINESE_FAMILY = _words("Sudiarta Suardana Wirawan Mahendra Artawan Sukerti Ariani Widiani Astawa Suryani")
_OTHER_FAMILY = _words("Wijaya Gunawan Santoso Tanujaya Halim Kurniawan")


def make_name(random: Random, sex: Sex, religion: str) -> str:
    """A name such as people of that religion bear in the region.

    Args:
        random: where chance comes from.
        sex: `L` or `P`.
        religion: one of `RELIGIONS`.

    Example:
        >>> make_name(Random(1), "P", "Katolik") == make_name(Random(1), "P", "Katolik")
        True
    """
    given, family = {
        "Islam": (_MUSLIM, _MUSLIM_FAMILY),
        "Hindu": (_BALINESE, _BALINESE_FAMILY),
        "Buddha": (_OTHER, _OTHER_FAMILY),
    }.get(religion, (_CHRISTIAN, _FAMILY))
    first = random.choice(given[sex])
    second = random.choice(given[sex])
    parts = [first, random.choice(family)]
    if religion == "Hindu":
        parts.insert(1, random.choice(_OTHER[sex]))
    elif second != first:
        parts.insert(1, second)
    return " ".join(parts)
