"""What a run of the reliability suite did, for `docs/reliability.md`."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

HEAD = """\
# Reliability

What the embedded store was put through, and what came of it: written by `make reliability` itself, with every trial passed
(the first that fails ends the run, and nothing is written). The default test run has the same trials in a short form.

| what was done | trials | seconds |
|---|---:|---:|
"""
FOOT = """
What each of them means:

- **A file call that fails.** Every call of a commit, of a checkpoint and of each way of opening (a missing picture, a broken
  one, a torn last line, a new store) fails in turn: disk full, input/output error, no permission, half of a write, the call
  done and an error all the same, once and ever after. Afterwards the store holds the old state or the new one and never
  another; a caller who was not told of an error has the new one.
- **A power cut.** At every call: of each 512-byte sector that was not synced, the old or the new bytes are there, by chance.
- **kill -9.** Writers in processes of their own say each act once it is durable, and are killed at a random moment. Nothing
  that was said is missing, nothing is half there, and the store opens.
- **Processes at once.** Each act of each process is there once, and the whole record verifies.
- **Damage.** One byte changed, one line removed, two lines exchanged, anywhere in the record: each is found. What no store
  can find by itself is a last line that is cut off whole; a seal kept outside shows it (`lantik audit verify --seal FILE`).
"""


@dataclass
class Told:
    """The trials of this run."""

    rows: list[tuple[str, int, float]] = field(default_factory=list)

    @contextmanager
    def trials(self, what: str, number: int) -> Iterator[None]:
        """Note that so many trials of something were passed."""
        begun = time.monotonic()
        yield
        self.rows.append((what, number, time.monotonic() - begun))

    def note(self, what: str, number: int, seconds: float) -> None:
        """Note trials whose number was known only afterwards."""
        self.rows.append((what, number, seconds))

    def write(self, path: Path) -> None:
        """Write the page."""
        lines = [f"| {what} | {number:,} | {seconds:.0f} |" for what, number, seconds in self.rows]
        where = f"\nOn {platform.system()} {platform.machine()}, Python {platform.python_version()}.\n"
        path.write_text(HEAD + "\n".join(lines) + "\n" + where + FOOT, encoding="utf-8")
