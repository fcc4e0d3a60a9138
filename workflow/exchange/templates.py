"""Sheets to begin with: the headings of an import and one fictional row, as CSV that Excel opens as it should."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

from workflow.errors import InputError
from workflow.exchange.columns import Layout
from workflow.exchange.layouts import PEOPLE, POSITIONS
from workflow.language import N_

#: kind → the layout, and what the fictional row says; the columns are those of the row, in its order.
#: The NIP is written with spaces: Excel keeps it as text then.
_TEMPLATES: Mapping[str, tuple[Layout, Mapping[str, str]]] = {
    "positions": (
        POSITIONS,
        {
            "code": "CONTOH-001",
            "name": "Perawat Ahli Muda",
            "kind": "Fungsional",
            "category": "Keahlian",
            "function": "Perawat",
            "level": "Ahli Muda",
            "eselon": "",
            "need": "3",
            "unit": "Puskesmas Contoh",
            "education": "Profesi",
            "retirement_age": "58",
            "job_class": "9",
        },
    ),
    "people": (
        PEOPLE,
        {
            "nip": "19900115 201503 2 001",
            "name": "Yuliana Contoh",
            "title_front": "",
            "title_back": "S.Kep",
            "birth_place": "Kupang",
            "birth_date": "15/01/1990",
            "sex": "P",
            "religion": "Kristen",
            "rank": "III/c",
            "rank_since": "01/04/2023",
            "employment": "PNS",
            "education": "Profesi",
            "field_of_study": "Keperawatan",
            "position_id": "",
            "position": "",
            "unit": "",
            "status": "",
            "since": "",
            "rating:2023": "Baik",
            "rating:2024": "Baik",
            "credit": "112,5",
        },
    ),
}


def write_template(kind: str, path: str | Path) -> None:
    """Write the headings of an import and one fictional row, which is to be deleted.

    Args:
        kind: `positions` or `people`.
        path: where to; a file that is there already is left alone.

    Raises:
        InputError: the kind is unknown, the file is there already, or cannot be written.

    Example:
        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     write_template("positions", f"{folder}/positions.csv")
        ...     Path(folder, "positions.csv").read_text(encoding="utf-8-sig").split(";")[:3]
        ['Kode', 'Nama jabatan', 'Kategori']
    """
    if kind not in _TEMPLATES:
        raise InputError(
            N_("There is no template for “{kind}”."),
            N_("Known are: {known}."),
            kind=kind,
            known=", ".join(_TEMPLATES),
        )
    layout, row = _TEMPLATES[kind]
    headings = [
        f"SKP {name.partition(':')[2]}" if name.startswith("rating:") else layout.heading(name)
        for name in row
    ]
    try:
        with Path(path).expanduser().open("x", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(headings)
            writer.writerow(row.values())
    except FileExistsError:
        raise InputError(
            N_("{path} is there already."), N_("Name a new file; nothing was written."), path=str(path) or "."
        ) from None
    except (OSError, ValueError) as error:
        raise InputError(
            N_("{path} cannot be written: {why}."),
            N_("Check the folder and its permissions."),
            path=str(path),
            why=getattr(error, "strerror", None) or str(error),
        ) from None
