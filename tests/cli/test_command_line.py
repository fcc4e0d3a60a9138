"""The command line as a whole: starting, help, wrong words, faults, and as a process."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

import workflow.cli
from workflow import make_empty
from workflow.cli.parser import _MODULES, Parser, build

ROOT = Path(workflow.cli.__file__).parents[2]


def process(*words: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "workflow.cli", *words], cwd=cwd, text=True, encoding="utf-8", capture_output=True,
        timeout=60, stdin=subprocess.DEVNULL, check=False, env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip


def test_the_version_loads_nothing_heavy(tmp_path):
    script = (
        "import sys; from workflow.cli import main; code = main(['--version']);"
        "heavy = {'textual', 'cel_expr_python', 'ruamel', 'tinydb', 'transitions', 'orjson', 'holidays'} & "
        "{name.partition('.')[0] for name in sys.modules}; print(sorted(heavy), code)"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, text=True, capture_output=True, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert told.stdout.splitlines()[1] == "[] 0"
    assert told.stdout.startswith("lantik ")


def test_as_a_process(tmp_path):
    assert process("user", "list", cwd=tmp_path).returncode == 4
    assert process("init", cwd=tmp_path).returncode == 0
    listed = process("user", "list", "--json", cwd=tmp_path)
    assert json.loads(listed.stdout)[0]["id"] == "admin"
    assert listed.stderr == ""


def test_lantik_alone_without_a_terminal(tmp_path):
    told = process(cwd=tmp_path)
    assert told.returncode == 2
    assert "--help" in told.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_reader_who_has_seen_enough_gets_no_noise(tmp_path):
    process("init", cwd=tmp_path)
    shell = f'"{sys.executable}" -m workflow.cli show jabatan-fungsional | head -1'
    told = subprocess.run(
        ["bash", "-c", shell], cwd=tmp_path, text=True, capture_output=True, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Error" not in told.stderr
    assert "Exception" not in told.stderr


def test_a_terminal_without_unicode_prints_on(tmp_path):
    process("init", cwd=tmp_path)
    told = process("inbox", "--as", "nobody", cwd=tmp_path, PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert told.returncode == 2
    assert "nobody" in told.stderr
    assert "Traceback" not in told.stderr
    assert process("show", "jabatan-fungsional", cwd=tmp_path, PYTHONIOENCODING="ascii").returncode == 0


def every_command(parser: Parser) -> list[list[str]]:
    below = next((one for one in parser._actions if one.__class__.__name__ == "_SubParsersAction"), None)
    if below is None:
        return [parser.prog.split()[1:]]
    return [words for one in below.choices.values() for words in every_command(one)]  # type: ignore[union-attr]


def test_every_command_shows_an_example(lantik):
    commands = every_command(build())
    assert len(commands) > 30
    for words in commands:
        out = lantik(*words, "--help").out
        assert "Example:" in out
        assert f"lantik {' '.join(words)}" in out
        assert "--store" in out
        assert "--json" in out


@pytest.mark.parametrize("words", _MODULES.values(), ids=" ".join)
def test_a_command_is_understood_without_the_modules_of_the_others(words):
    alone = build(words[0])
    whole = build()
    assert alone.commands == list(words)
    assert [one for one in every_command(whole) if one[0] in words] == every_command(alone)


def test_the_whole_command_line_has_the_words_of_the_table():
    assert build().commands == [word for words in _MODULES.values() for word in words]


LOADED = """
import sys
from workflow.cli import main
main(sys.argv[1:])
print(*sorted(one for one in sys.modules if one.startswith("workflow.")), file=sys.stderr)
"""


@pytest.mark.parametrize(
    ("words", "not_needed"),
    [
        (["--version"], ("workflow.cli.inbox", "workflow.engine", "workflow.store", "workflow.definition")),
        (
            ["inbox", "--as", "admin"],
            ("workflow.cli.audit", "workflow.definition.compare", "workflow.definition.staffing"),
        ),
    ],
    ids=["version", "inbox"],
)
def test_a_command_begins_at_once_for_it_loads_nothing_that_it_does_not_need(tmp_path, words, not_needed):
    make_empty(tmp_path / "store.json").close()
    told = subprocess.run(
        [sys.executable, "-c", LOADED, *words],
        cwd=tmp_path, text=True, capture_output=True, check=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    loaded = told.stderr.split()
    assert "workflow.cli" in loaded
    assert not [one for one in loaded if one.startswith(not_needed)]


def test_help_of_the_whole_and_in_indonesian(lantik):
    assert "inbox" in lantik("--help").out
    assert lantik("--help", "--lang", "id").code == 0
    assert lantik("case", "--help").out


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["inbx"], "inbox"), (["case", "opn"], "open"), (["case"], "open, act"), (["ceremony", "held"], "hold"),
        (["inbox", "--serch", "x"], "--search"), (["case", "show"], "CASE"), (["inbox", "--limit"], "--limit"),
        (["inbox", "--lang", "de"], "id"), (["case", "show", "a", "b"], "b"), (["user", "add", "x"], "--name"),
    ],
)  # fmt: skip
def test_wrong_words_are_told_in_a_line_or_two_with_what_was_meant(lantik, words, meant):
    told = lantik(*words, expect=2)
    assert told.out == ""
    assert meant in told.err
    assert len(told.err.splitlines()) <= 2
    answer = lantik(*words, "--json", expect=2).json if words[-1] != "--limit" else {"error": {"message": ""}}
    assert "message" in answer["error"]


def test_a_fault_of_our_own_is_one_line(lantik, monkeypatch, capsys):
    def fail(_given):
        raise ZeroDivisionError("that was it")

    monkeypatch.setattr(workflow.cli, "run_command", fail)
    told = lantik("user", "list", expect=70)
    assert "fault of its own: ZeroDivisionError: that was it; please report it" in told.err
    assert "error" in lantik("user", "list", "--json", expect=70).json
    monkeypatch.setenv("LANTIK_DEBUG", "1")
    assert workflow.cli.main(["user", "list"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_while_lantik_loads_ends_with_130_too(lantik, monkeypatch):
    def stop(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("workflow.cli.lang.choose", stop)
    lantik("user", "list", expect=130)
    script = "import sys, workflow.cli; print({'argparse', 'pathlib', 'shutil', 'workflow.errors'} & {*sys.modules})"
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"import sys; sys.path.append({str(ROOT)!r}); {script}"],
        text=True, capture_output=True, check=True,
    )  # fmt: skip
    assert told.stdout == "set()\n"


def test_an_interrupt_ends_with_130(lantik, monkeypatch):
    def stop(_given):
        raise KeyboardInterrupt

    monkeypatch.setattr(workflow.cli, "run_command", stop)
    lantik("user", "list", expect=130)


def test_trouble_of_the_system_is_told_as_such(lantik, monkeypatch):
    def full(_given):
        raise OSError(28, "No space left on device", "log")

    monkeypatch.setattr(workflow.cli, "run_command", full)
    assert "full" in lantik("user", "list", expect=4).err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device")
@pytest.mark.parametrize("more", [[], ["--json"]])
def test_an_answer_that_cannot_be_written_is_told_without_a_traceback(office, tmp_path, more):
    with Path("/dev/full").open("w") as full:
        ran = _process(tmp_path, "user", "list", *more, stdout=full, stderr=subprocess.PIPE)
    assert ran.returncode == 4
    assert "standard output" in ran.stderr
    assert "Traceback" not in ran.stderr


@pytest.mark.skipif(os.name == "nt", reason="a shell's `>&-`")
def test_a_closed_output_leaves_its_number_to_no_file_of_the_store(office, tmp_path):
    line = shlex.join(
        [sys.executable, "-m", "workflow.cli", "user", "add", "u1", "--name", "U", "--as", "admin"]
    )
    ran = subprocess.run(
        ["sh", "-c", f"{line} >&- 2>&-"], cwd=tmp_path, check=False, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert (ran.returncode, ran.stderr) == (0, "")
    assert office("verify").out


def _process(folder, *words, **streams):
    command = [sys.executable, "-m", "workflow.cli", *words]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, cwd=folder, check=False, text=True, env=environment, **streams)
