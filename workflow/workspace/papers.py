"""Whether the attached papers are those that were attached: each fits its digest, and each that a case has is there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from workflow.errors import LantikError, sentence
from workflow.language import N_
from workflow.store.protocol import Doc, Fault
from workflow.workspace.files import Files


def paper_faults(files: Files, cases: Iterable[Doc], erasures: Iterable[Doc]) -> Iterator[Fault]:
    """Every paper that is not what its name says, cannot be read, or is gone without having been erased.

    Args:
        files: the attached papers.
        cases: the cases as they are stored; the papers that they have are in `documents`.
        erasures: the events of the chain of erasures, each with the papers that went.
    """
    there = files.names()
    for digest in there:
        found = hashlib.sha256()
        try:
            for piece in files.read(digest):
                found.update(piece)
        except (OSError, LantikError) as error:
            said = {"digest": digest, "why": getattr(error, "strerror", None) or str(error)}
            yield Fault("paper", digest, sentence(N_("the paper {digest} cannot be read: {why}"), said))
            continue
        if found.hexdigest() != digest:
            words = N_("the paper {digest} is not what its name says; a backup may still have it")
            yield Fault("paper", digest, sentence(words, {"digest": digest}))
    known = {*there, *(digest for one in erasures for digest in one.get("fields", {}).get("papers", ()))}
    for case in cases:
        for name, mark in case.get("documents", {}).items():
            if (digest := _digest(mark)) and digest not in known:
                words = N_("“{name}” of case {case} is gone: {digest}; a backup may still have it")
                said = {"name": name, "case": case["id"], "digest": digest}
                yield Fault("paper_missing", case["id"], sentence(words, said))


def _digest(mark: Any) -> str:
    return str(mark.get("sha256") or "") if isinstance(mark, Mapping) else ""
