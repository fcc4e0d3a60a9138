"""The Indonesian catalogue: every sentence of the code is in it, translated, with the same placeholders and commands."""

from __future__ import annotations

import gettext
import importlib.util
import io
import re
import string
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

TOOL = Path(__file__).resolve().parent.parent / "tools/messages.py"
COMMAND = re.compile(r"`[^`]*`")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")


def load() -> ModuleType:
    """The tool as a module; it is no package."""
    spec = importlib.util.spec_from_file_location("messages_tool", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    """`tools/messages.py`."""
    return load()


@pytest.fixture(scope="module")
def catalog(tool: ModuleType) -> Catalog:
    """What the catalogue should be for today's code."""
    found: Catalog = tool.updated()
    return found


def forms(sentence: object) -> list[str]:
    """A sentence as a list; one that counts has a form for one and a form for many."""
    return [str(one) for one in sentence] if isinstance(sentence, (list, tuple)) else [str(sentence or "")]


def pairs(catalog: Catalog) -> Iterator[tuple[str, str]]:
    """Every sentence with each translation that it has; a sentence that counts has more than one form."""
    for message in catalog:
        if not message.id:
            continue
        for one in forms(message.id):
            for other in forms(message.string):
                yield one, other


def names(sentence: str) -> set[str]:
    """The names that stand in braces; `{{` is a brace of the sentence itself."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}


def test_every_sentence_is_translated(tool: ModuleType, catalog: Catalog) -> None:
    """Whoever adds a sentence adds its translation."""
    assert tool.missing(catalog) == []


def test_placeholders_are_the_same(catalog: Catalog) -> None:
    """A translation can be filled in with the data of its sentence."""
    wrong = [(one, other) for one, other in pairs(catalog) if other and names(one) != names(other)]
    assert wrong == []


def test_commands_and_options_are_kept(catalog: Catalog) -> None:
    """What somebody is to type is no word to be translated."""
    wrong = [
        (one, other)
        for one, other in pairs(catalog)
        if other
        and (
            sorted(COMMAND.findall(one)) != sorted(COMMAND.findall(other))
            or set(OPTION.findall(one)) != set(OPTION.findall(other))
        )
    ]
    assert wrong == []


def test_frame_is_the_same(catalog: Catalog) -> None:
    """Space around a sentence and breaks within it belong to the layout; marks are paired as in the sentence."""
    wrong = [
        (one, other)
        for one, other in pairs(catalog)
        if other
        and (
            one[0].isspace() != other[0].isspace()
            or one[-1].isspace() != other[-1].isspace()
            or any(one.count(sign) != other.count(sign) for sign in "\n“”")
        )
    ]
    assert wrong == []


def test_forms_of_a_sentence_that_counts_agree(catalog: Catalog) -> None:
    """Indonesian words do not change with the number."""
    wrong = [one.id for one in catalog if isinstance(one.id, tuple) and len({*forms(one.string)}) != 1]
    assert wrong == []


def test_no_sentence_leaves_the_number_to_its_reader(catalog: Catalog) -> None:
    """A sentence that counts has a form for one: no “case(s)”."""
    assert [one.id for one in catalog if any("(s)" in form for form in forms(one.id))] == []


@pytest.mark.parametrize("name", ["lantik.po", "lantik.mo"])
def test_files_are_in_step(tool: ModuleType, catalog: Catalog, name: str) -> None:
    """The .po has the sentences of the code, the .mo those of the .po; else run `python tools/messages.py`."""
    po, mo = tool.written(catalog)
    written = {"lantik.po": po, "lantik.mo": mo}
    assert (tool.FOLDER / name).read_bytes() == written[name]


def test_a_second_run_changes_nothing(tool: ModuleType, catalog: Catalog) -> None:
    """What was written is read back as it was."""
    first, second = tool.written(catalog), tool.written(tool.updated())
    assert first == second
    again = read_po(io.BytesIO(first[0]), locale="id")
    assert {one.id: one.string for one in again if one.id} == {
        one.id: one.string for one in catalog if one.id
    }


def test_the_program_finds_them(tool: ModuleType, catalog: Catalog) -> None:
    """The library that the program uses reads every one of them, both forms of a sentence that counts too."""
    loaded = gettext.GNUTranslations(io.BytesIO(tool.written(catalog)[1]))
    for one in catalog:
        if not all(forms(one.string)):
            continue
        if one.pluralizable:
            single, many = forms(one.id)
            assert [loaded.ngettext(single, many, n) for n in (1, 2)] == forms(one.string)
        elif one.id:
            assert loaded.gettext(str(one.id)) == one.string


def test_nothing_hangs_on_the_day(tool: ModuleType, catalog: Catalog) -> None:
    """The head of the compiled file has no time and no name of a program, or each run would change the file."""
    loaded = gettext.GNUTranslations(io.BytesIO(tool.written(catalog)[1]))
    assert {name.lower(): value for name, value in tool.HEAD} == loaded.info()


@pytest.fixture
def small(tool: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree with one module and a catalogue of one sentence that the module no longer has."""
    (tmp_path / "code").mkdir()
    (tmp_path / "code/one.py").write_text(
        "print(f\"{_('A case.')}\")\nplural('{n} day', '{n} days', 2)\n", encoding="utf-8"
    )
    (tmp_path / "lantik.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgid "Gone."\nmsgstr "Hilang."\n\nmsgid "A case."\nmsgstr "Perkara."\n',
        encoding="utf-8",
    )
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "FOLDER", tmp_path)
    monkeypatch.setattr(tool, "PACKAGES", ("code",))
    return tmp_path


def test_a_new_sentence_is_named_and_an_old_one_leaves(tool: ModuleType, small: Path) -> None:
    """The tool keeps what is translated, asks for what is not, and drops what the code no longer says."""
    found = tool.updated()
    assert {one.id for one in found if one.id} == {"A case.", ("{n} day", "{n} days")}
    assert found.get("A case.").string == "Perkara."
    assert len(tool.missing(found)) == 1


def test_check_writes_nothing(
    tool: ModuleType, small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`--check` tells and leaves the files alone; without it both are written."""
    before = (small / "lantik.po").read_bytes()
    monkeypatch.setattr("sys.argv", ["messages.py", "--check"])
    assert tool.main() == 1
    assert (small / "lantik.po").read_bytes() == before
    assert not (small / "lantik.mo").exists()
    monkeypatch.setattr("sys.argv", ["messages.py"])
    assert tool.main() == 0
    assert b"Gone." not in (small / "lantik.po").read_bytes()
    assert (small / "lantik.mo").exists()
    assert "2 sentences, 1 to be translated" in capsys.readouterr().out
