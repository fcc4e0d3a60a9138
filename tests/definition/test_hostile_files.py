"""Files that were made to hurt, or were broken by accident: findings within two seconds and bounded memory, no traceback."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.definition.samples import APPROVAL
from tests.definition.test_reader import mutated
from workflow.cli.checking import Checking
from workflow.definition.check import check_file
from workflow.language import LANGUAGES

ROOT = Path(__file__).parents[2]
LABEL = "label: {id: a, en: a}"
#: seconds of the processor; what is measured is well below two on an idle machine
MOST_SECONDS = 5


def definition(fields: str, actions: str, states: int = 2) -> str:
    """A definition of `s0`, `s1`, … and `end`."""
    several = "".join(f"  s{n}: {{phase: vacant, {LABEL}}}\n" for n in range(states))
    return (
        f"format: lantik/1\nid: x\ntitle: {{id: a, en: a}}\nroles: {{r: {{{LABEL}}}}}\n"
        + (f"fields:\n{fields}" if fields else "")
        + f"initial: s0\nstates:\n{several}  end: {{phase: filled, {LABEL}, final: true}}\nactions:\n{actions}"
    )


def fields(kind: str, count: int) -> str:
    return "".join(f"  n{n}: {{type: {kind}, {LABEL}}}\n" for n in range(count))


def names(count: int) -> str:
    return ", ".join(f"n{n}" for n in range(count))


def action(name: str, source: str, to: str, more: str) -> str:
    return f"  {name}: {{{LABEL}, from: {source}, to: {to}, by: r, {more}}}\n"


_EITHER = " && ".join(f"(case.n{2 * n} || case.n{2 * n + 1})" for n in range(30))
_LETTERS = "options: [a, b, c, d, e, f, g, h]"
_UNEQUAL = " && ".join(f"case.n{n} != case.n{n + 1}" for n in range(13))
_STATES = ", ".join(f"s{n}" for n in range(50))

HOSTILE = {
    "sixty answers asked for at once": definition(
        fields("yes_no", 60), action("z", "s0", "end", f"asks: [{names(60)}], only_if: ['{_EITHER}']"), 1
    ),
    "sixty answers given at the opening": definition(
        fields("yes_no", 60), action("z", "s0", "end", f"only_if: ['{_EITHER}']"), 1
    ),
    "fourteen choices compared with one another": definition(
        fields(f"choice, {_LETTERS}", 14),
        action("y", "s0", "s1", f"asks: [{names(14)}]")
        + action("z", "s1", "end", f"only_if: ['{_UNEQUAL}']"),
    ),
    "thousands of rules over one number": definition(
        fields("number", 1),
        action("y", "s0", "s1", "asks: [n0]")
        + f"  z:\n    {LABEL}\n    from: s1\n    to: end\n    by: r\n    only_if:\n"
        + "".join(f"      - case.n0 != {n}\n" for n in range(4_000)),
    ),
    "hundreds of actions over the same answers": definition(
        fields("yes_no", 12),
        action("y", "s0", "s1", f"asks: [{names(12)}]")
        + "".join(
            action(f"z{n}", "s1", "end", f"only_if: [case.n{n % 12} && case.n{(n + 5) % 12}]")
            for n in range(900)
        ),
    ),
    "hundreds of fields worked out from one another": definition(
        fields("number", 1_200),
        action(
            "z",
            "s0",
            "end",
            "asks: [n0], sets: {" + ", ".join(f"n{n}: case.n{n - 1} + 1.0" for n in range(1, 1_200)) + "}",
        ),
        1,
    ),
    "every state leads to every other, and back": definition(
        "",
        "".join(action(f"a{n}", f"[{_STATES}]", f"s{n}", "side: true") for n in range(50))
        + action("b", f"[{_STATES}]", f"{{any_of: [{_STATES}]}}", "side: true")
        + action("z", "s0", "end", "side: true"),
        50,
    ),
    "a rule of a megabyte": definition(
        "", action("z", "s0", "end", f"only_if: ['{'1 == 1 || ' * 20_000}true']"), 1
    ),
    "loops in loops": definition(
        "",
        action(
            "z",
            "s0",
            "end",
            "only_if: ['"
            + "".join(f"[1,2,3,4,5,6,7,8,9].all(v{n}, " for n in range(8))
            + "v0 > 0"
            + ")" * 8
            + "']",
        ),
        1,
    ),
    "an expression that is slow to match": definition(
        "", action("z", "s0", "end", f"""only_if: ['"{"a" * 300}!".matches("(a+)+$")']"""), 1
    ),
    "a number of a hundred thousand digits": definition(
        fields("number", 1), action("z", "s0", "end", "asks: [n0], only_if: [case.n0 < params.p]"), 1
    ).replace("initial:", f"parameters: {{p: {{value: {'9' * 100_000}}}}}\ninitial:"),
    "ten megabytes of brackets": "[" * 10_000_000,
    "nine thousand aliases": "a: &a [x]\n" + "".join(f"b{n}: *a\n" for n in range(9_000)),
    "nine thousand keys that stand twice": "a: 1\n" * 9_000,
    "tabs": "\t" * 200_000,
    "one word": "é" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_findings_in_time(name: str) -> None:
    begin = time.process_time()
    found = check_file(HOSTILE[name].encode())
    assert time.process_time() - begin < MOST_SECONDS
    assert found or name == "every state leads to every other, and back"
    assert all("\n" not in str(one) and len(str(one)) < 1_000 for one in found)


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are set as on Linux")
@pytest.mark.parametrize("name", ["sixty answers given at the opening", "nine thousand aliases"])
def test_a_hostile_file_needs_no_more_than_half_a_gigabyte(name: str, tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    file = tmp_path / "x.yaml"
    file.write_text(HOSTILE[name], encoding="utf-8")
    most = 512 * 1024 * 1024
    run = subprocess.run(
        [sys.executable, "-m", "workflow.cli", "check", str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (most, most)),
    )
    assert run.returncode in (0, 2), run.stderr
    assert "Traceback" not in run.stderr + run.stdout


def _checked(folder: Path, file: str, content: bytes) -> None:
    (folder / file).write_bytes(content)
    checking = Checking(lambda _: LANGUAGES, lambda _: {})
    for one in checking.all([folder / file]).diagnostics:
        assert "\n" not in str(one)


@pytest.mark.parametrize("file", ["leave-request.yaml", "leave-request.scenario.yaml", "city.yaml"])
def test_broken_files_of_every_kind_end_in_findings(file: str, tmp_path: Path) -> None:
    for folder in ("docs/examples", "definitions"):
        for good in (ROOT / folder).glob("*.yaml"):
            if good.name.startswith(("leave", "city")):
                (tmp_path / good.name).write_bytes(good.read_bytes())
    text = (tmp_path / file).read_text(encoding="utf-8")
    choice = random.Random(file)
    for _ in range(12):
        _checked(tmp_path, file, mutated(text, choice).encode("utf-8", "surrogatepass"))
    for _ in range(6):
        _checked(tmp_path, file, choice.randbytes(choice.randint(0, 300)))
    raw = bytearray(text.encode())
    for _ in range(6):
        raw[choice.randrange(len(raw))] = choice.randrange(256)
        _checked(tmp_path, file, bytes(raw))
    for content in (
        text.encode("utf-16"),
        text.encode("latin-1", "replace"),
        b"\xef\xbb\xbf" + text.encode(),
        b"",
    ):
        _checked(tmp_path, file, content)


@pytest.mark.parametrize(
    "path", ["../x.yaml", "/etc/passwd", "~/x.yaml", "a/../../x.yaml", "C:\\x.yaml", "x\\..\\y.yaml"]
)
def test_nothing_outside_of_the_folder_is_included(path: str, tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text("format: lantik/1\npart: {id: a, en: a}\n", encoding="utf-8")
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "main.yaml").write_text(f"{APPROVAL}include: '{path}'\n", encoding="utf-8")
    assert [one.code for one in check_file(inside / "main.yaml")] == ["E115"]
