"""Gather the sentences of the code into the Indonesian catalogue, and compile what the program loads.

    python tools/messages.py          writes lantik.po and lantik.mo, and names what is still to be translated
    python tools/messages.py --check  writes nothing; ends with 1 when a sentence is missing or the compiled file is old

Nothing in the files depends on the day or the machine, so that a second run changes nothing.
"""

from __future__ import annotations

import argparse
import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "workflow/locale/id/LC_MESSAGES"
#: the functions that take a sentence, and how many forms of it they take
KEYWORDS = {"_": 1, "N_": 1, "translate": 1, "Phrase": 1, "plural": 2, "Counted": 2}
PACKAGES = ("workflow", "tui")
HEAD = (
    ("Language", "id"),
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
)


def sentences(source: str) -> Iterator[str | tuple[str, ...]]:
    """The sentences in the text of a module, those inside of f-strings too; one that counts has two forms.

    Example:
        >>> list(sentences("print(_('A case.'), plural('{n} day', '{n} days', 2), _(words))"))
        ['A case.', ('{n} day', '{n} days')]
    """
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        wanted = KEYWORDS.get(name, 0)
        given = node.args[:wanted]
        forms = tuple(
            one.value for one in given if isinstance(one, ast.Constant) and isinstance(one.value, str)
        )
        if forms and len(forms) == wanted and forms[0]:
            yield forms if wanted > 1 else forms[0]


def gathered() -> Catalog:
    """The sentences that the code has now, with no translation."""
    catalog = Catalog()
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            for sentence in sentences(path.read_text(encoding="utf-8")):
                catalog.add(sentence)
    return catalog


def updated() -> Catalog:
    """The catalogue with today's sentences and the translations that it has."""
    with (FOLDER / "lantik.po").open("rb") as file:
        old = read_po(file, locale="id")
    new = Catalog(locale="id", fuzzy=False)
    for message in sorted(gathered(), key=lambda one: str(one.id)):
        if not message.id:
            continue
        kept = old.get(message.id)
        flags = {flag for flag in message.flags if flag != "fuzzy"}
        new.add(message.id, kept.string if kept and "fuzzy" not in kept.flags else "", flags=flags)
    return new


class Plain(Catalog):
    """A catalogue whose head says only what a reader needs: no time, no name of a program."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The lines of the head."""
        return list(HEAD)


def written(catalog: Catalog) -> tuple[bytes, bytes]:
    """The bytes of the .po and of the .mo."""
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, catalog, width=0, omit_header=True, sort_output=True)
    head = "".join(f'"{name}: {value}\\n"\n' for name, value in HEAD)
    text = f'msgid ""\nmsgstr ""\n{head}\n'.encode() + po.getvalue()
    plain = Plain(locale="id", fuzzy=False)
    for message in catalog:
        if message.id:
            plain.add(message.id, message.string)
    write_mo(mo, plain)
    return text, mo.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """The sentences that have no translation."""
    return [
        str(one.id)
        for one in catalog
        if one.id and not all(one.string if isinstance(one.string, (list, tuple)) else (one.string,))
    ]


def main() -> int:
    """Write, or check."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    catalog = updated()
    po, mo = written(catalog)
    files = {FOLDER / "lantik.po": po, FOLDER / "lantik.mo": mo}
    stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
    left = missing(catalog)
    if not check:
        for path in stale:
            path.write_bytes(files[path])
    print(
        f"{len(catalog)} sentences, {len(left)} to be translated, {len(stale)} files {'old' if check else 'written'}"
    )
    for sentence in left[:20]:
        print(f"  {sentence}")
    return 1 if check and (stale or left) else 0


if __name__ == "__main__":
    sys.exit(main())
