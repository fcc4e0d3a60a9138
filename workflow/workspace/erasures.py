"""An erasure as values: what it would do, what the record says of it, and the sentence that stands where a value stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow.engine.journal import MARK
from workflow.engine.personal import without
from workflow.errors import Reason, sentence
from workflow.language import N_, _, text
from workflow.store.protocol import Doc, Reader

#: the chain on which erasures stand
CHAIN = "erasure"


@dataclass(frozen=True, slots=True)
class Plan:
    """What erasing a person would do.

    Args:
        person: whose.
        against: why it cannot be done at all now; empty: it can.
        row: whether the row of the registry goes; `kept_until` the day until which it has to stay.
        events: case (or chain) → number → the paths of the values that go.
        cases: the cases whose documents change, in order; `kept_cases` are those that stay whole as long as the row does,
            since an appointment rests on them.
        papers: digests of the attached files that go, each with the name it had.
        shared: names of files that stay, since another case has the same.
        accounts: the person's accounts.
        absences, delegations, notices, ceremonies, uniques: ids of the documents that change or go.
        holdings: how many appointments stay on record.
    """

    person: str
    against: tuple[Reason, ...] = ()
    row: bool = False
    kept_until: date | None = None
    events: Mapping[str, Mapping[int, tuple[str, ...]]] = field(default_factory=dict)
    cases: tuple[str, ...] = ()
    kept_cases: tuple[str, ...] = ()
    papers: Mapping[str, str] = field(default_factory=dict)
    shared: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    absences: tuple[str, ...] = ()
    delegations: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    ceremonies: tuple[str, ...] = ()
    uniques: tuple[str, ...] = ()
    holdings: int = 0

    @property
    def values(self) -> int:
        """How many values of events go."""
        return sum(len(paths) for numbers in self.events.values() for paths in numbers.values())

    @property
    def empty(self) -> bool:
        """Whether there is nothing to erase."""
        return not (self.row or self.events or self.papers or self.notices or self.ceremonies or self.uniques)

    def as_dict(self) -> dict[str, Any]:
        """As a JSON document: what goes and what stays."""
        return {
            "person": self.person,
            "refused": [one.as_dict() for one in self.against],
            "goes": {
                "row": self.row,
                "values": {
                    case: {str(n): list(paths) for n, paths in numbers.items()}
                    for case, numbers in self.events.items()
                },
                "papers": dict(self.papers),
                "accounts": list(self.accounts) if self.row else [],
            },
            "stays": {
                "row_until": self.kept_until.isoformat() if self.kept_until else None,
                "holdings": self.holdings,
                "cases": list(self.cases),
                "cases_until": list(self.kept_cases),
                "shared_papers": list(self.shared),
            },
        }  # fmt: skip


def erasures(reader: Reader) -> list[Doc]:
    """The entries of the record that erased something, oldest first."""
    return [one for one in reader.history(f"{MARK}{CHAIN}") if one["action"] == "erase"]


def kept_hashes(events: Sequence[Doc]) -> dict[tuple[str, int], tuple[str, str]]:
    """Of the events from which a value went that their hash covers plainly: (hash, SHA-256 of what is left).

    Args:
        events: the chain of erasures, oldest first.
    """
    found: dict[tuple[str, int], tuple[str, str]] = {}
    for event in events:
        for case, numbers in event.get("fields", {}).get("kept", {}).items():
            found |= {(case, int(n)): (one[0], one[1]) for n, one in numbers.items()}
    return found


def redacted(event: Doc, paths: Sequence[str]) -> tuple[Doc, bool]:
    """An event without some values; and whether its hash covers one of them plainly, and so no longer fits."""
    covered = event.get("personal") or {}
    return without(event, paths), not all(path in covered for path in paths)


@dataclass(frozen=True, slots=True)
class Erased:
    """Values of one event that were erased: where they stood, when, by whom, and on what basis."""

    paths: tuple[str, ...]
    at: datetime
    by: str
    basis: str

    def said(self, labels: Mapping[str, Any] | None = None) -> str:
        """The sentence that stands where the values stood.

        Args:
            labels: what the fields of the case are called; their names, where left out.
        """
        known = labels or {}
        names = dict.fromkeys(path.split(".")[-1] if path != "reason" else "reason" for path in self.paths)
        what = [_("reason") if one == "reason" else text(known.get(one, one)) for one in names]
        words = N_("{what}: erased on {day} by {by} ({basis})")
        return sentence(
            words, {"what": ", ".join(what), "day": self.at.date(), "by": self.by, "basis": self.basis}
        )
