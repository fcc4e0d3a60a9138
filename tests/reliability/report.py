"""What a run of the reliability suite did, for `docs/reliability.md`."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

HEAD = """\
# Reliability

What the three stores were put through (the embedded one: `store.json` with its record; PostgreSQL; SQLite), and what came of
it: written by `make reliability` itself, with every trial passed (a run in which one fails writes nothing; one of a part of
the trials, `make reliability TRIALS=tests/reliability/test_kill.py`, brings its own lines up to date). The default test run
has the same trials in a short form.

| what was done | trials | seconds | what was met on the way |
|---|---:|---:|---|
"""
FOOT = """
What each of them means:

- **Against a dictionary.** A state machine (hypothesis) does whatever can be done to a store, in any order: writes, failing
  writes, checkpoints, closing and opening, losing the picture. After each step, the store says what a dictionary in memory
  says, and a reader of an earlier moment what it said then. A trial is one sequence of steps. One contract suite
  (`tests/store/contract.py`) holds for all three stores in every test run besides.
- **Processes at once.** Eight processes act through the public API. In each round all want one and the same person, letter
  number and seat, and count on one sheet. Exactly one has the person and one the number, as many sit as there are chairs,
  nothing counted is lost, each acknowledged act is in its case's history once and no other is, and the whole record
  verifies. PostgreSQL's connections are cut after every few commits (`pg_terminate_backend`), and every ten seconds one of
  the server's own processes is killed, so that it ends all others and recovers; no act fails for that. *Thought again*
  counts the tries of a transaction beyond its first: two that cannot both stand, or a connection that was lost.
- **kill -9.** Writers in processes of their own, one or two each time, say each act once it is durable, and are killed at a
  random moment of an opening, an act, a checkpoint or an erasure. Nothing that was said is missing, nothing is half there,
  what was said to be erased is in no file of the store, and the store opens. *An office at work* appoints people through the
  public API, which changes a case and two seats in one act. A *store of format 1* is brought to the present format on its
  first opening; killed there, it is the old one or the new one, with its backup whole.
- **A file call that fails.** Every call of a commit, of a checkpoint, of an erasure, of keeping an attachment and of each
  way of opening (a missing picture, a broken one, a torn last line, an older format, an erasure that was cut short, a new
  store) fails in turn: disk full, input/output error, no permission, half of a write, the call done and an error all the
  same, once and ever after. Afterwards the store holds the old state or the new one and never another; a caller who was
  not told of an error has the new one.
- **A power cut.** At every such call: of each 512-byte sector that was not synced, the old or the new bytes are there, by
  chance.
- **Damage.** One byte changed, one line removed, two lines exchanged, anywhere in the record: each is found; in a database
  anywhere up to the last seal, also when the digest of the changed event was made anew. What no store can find by itself is
  an end that is cut off whole; a seal kept outside shows it (`lantik audit verify --seal FILE`).
"""


@dataclass
class Told:
    """The trials of this run."""

    rows: list[tuple[str, int, float, str]] = field(default_factory=list)

    @contextmanager
    def trials(self, what: str, number: int) -> Iterator[None]:
        """Note that so many trials of something were passed."""
        begun = time.monotonic()
        yield
        self.note(what, number, time.monotonic() - begun)

    def note(self, what: str, number: int, seconds: float, met: str = "") -> None:
        """Note trials whose number was known only afterwards, and what was met on the way."""
        self.rows.append((what, number, seconds, met))

    def write(self, path: Path) -> None:
        """Write the page; what it says of trials that this run did not make stays."""
        rows = rows_of(path.read_text(encoding="utf-8")) if path.exists() else {}
        rows |= {
            what: f"| {what} | {number:,} | {seconds:.0f} | {met} |"
            for what, number, seconds, met in self.rows
        }
        where = f"\nOn {platform.system()} {platform.machine()}, Python {platform.python_version()}.\n"
        path.write_text(HEAD + "\n".join(rows.values()) + "\n" + where + FOOT, encoding="utf-8")


def rows_of(page: str) -> dict[str, str]:
    """What a page has in its table: what was done → its line. Nothing of a page with another table."""
    _, rule, rest = page.partition(HEAD.splitlines()[-1] + "\n")
    lines = rest.partition("\n\n")[0].splitlines() if rule else []
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines}


@pytest.fixture(scope="session")
def told(request: pytest.FixtureRequest) -> Iterator[Told]:
    """What this run is asked to report."""
    notes = Told()
    yield notes
    wanted = os.environ.get("RELIABILITY_REPORT")
    if wanted and not request.session.testsfailed:
        notes.write(Path(wanted))
