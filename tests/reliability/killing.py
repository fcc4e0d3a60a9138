"""Begins writers, kills them at a random moment, and says what they had said until then."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import Any

from tests.reliability.processes import beginning
from tests.reliability.writers import Say, begin

#: seconds after which a writer that has said nothing is taken for stuck
STUCK = 120
#: what the last word of a writer tells of the moment of its end
MOMENTS = {
    "opening": "an opening",
    "opened": "the store just opened",
    "checkpoint": "a checkpoint",
    "erasing": "an erasure",
}
#: (how often, the word after which the time runs, seconds at most): so that no kind of moment is rare
AIMS = ((25, "opening", 0.03), (15, "checkpoint", 0.01), (10, "erasing", 0.02), (50, "done", 0.1))


@dataclass
class Killing:
    """Kills of the writers that do one kind of work.

    Args:
        work: what a writer does.
        seed: what chance begins with.
        aims: after which word, and how long.
    """

    work: Callable[[Path, Say, Random], None]
    seed: int
    aims: tuple[tuple[int, str, float], ...] = AIMS
    moments: Counter[str] = field(default_factory=Counter)
    said: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self._processes: Any = beginning()

    def kill(self, path: Path, writers: int = 1) -> list[str]:
        """Let writers run for some time and kill them; what all of them said."""
        running = [self._begun(path) for _ in range(writers)]
        (aim,) = self.chance.choices(self.aims, [often for often, _, _ in self.aims])
        words = [self._until(running[0][1], aim[1])]
        time.sleep(self.chance.uniform(0, aim[2]))
        for process, _ in running:
            process.kill()
        words += [[]] * (writers - 1)
        for number, (process, pipe) in enumerate(running):
            process.join()
            words[number] = words[number] + _rest(pipe)
            pipe.close()
            assert process.exitcode == -9, words[number]
            last = words[number][-1].partition(" ")[0] if words[number] else "opening"
            self.moments[MOMENTS.get(last, "an act")] += 1
        found = [word for one in words for word in one]
        self.said.update(word.partition(" ")[0] for word in found)
        return found

    def _begun(self, path: Path) -> tuple[multiprocessing.Process, Connection]:
        up, down = self._processes.Pipe(duplex=False)
        process = self._processes.Process(
            target=begin, args=(self.work, path, down, self.chance.getrandbits(32)), daemon=True
        )
        process.start()
        down.close()
        return process, up

    def _until(self, pipe: Connection, wanted: str) -> list[str]:
        words: list[str] = []
        while not words or words[-1].partition(" ")[0] != wanted:
            assert pipe.poll(STUCK), f"no {wanted} after {words[-1:]}"
            words.append(pipe.recv_bytes().decode())
        return words

    def told(self) -> str:
        """Where the kills fell, for the report."""
        return ", ".join(f"{number:,} in {what}" for what, number in sorted(self.moments.items()))


def _rest(pipe: Connection) -> list[str]:
    words = []
    while True:
        try:
            words.append(pipe.recv_bytes().decode())
        except EOFError:
            return words
