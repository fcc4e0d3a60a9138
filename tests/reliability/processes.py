"""Processes for the trials, each begun in milliseconds: forked, where that can be done, from one that has all loaded."""

from __future__ import annotations

import multiprocessing
from multiprocessing.context import BaseContext

#: what the process to fork from loads once; `__main__` is pytest itself, which each child would load otherwise
LOADED = ["__main__", "workflow.workspace.core", "workflow.store.sql.store", "workflow.workspace.target"]
#: what is loaded when an office acts
LATE = ["tests.reliability.rivals", "tests.reliability.writers"]


def beginning() -> BaseContext:
    """How to begin a process: by fork from a clean server on Linux and macOS, by a fresh interpreter elsewhere."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload([*LOADED, *LATE])
    return server
