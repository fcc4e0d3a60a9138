"""The votes of one sign-off, counted from its words: whose turn it is, and how it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

Status = Literal["open", "done", "failed"]
#: above this amount the branches under a rule are asked
BAR = 50


class Mark(NamedTuple):
    """One vote: where, in which role, what, by whom (every word for them), and for whom it counts."""

    path: str
    role: str
    vote: str
    ids: frozenset[str]
    person: str


class Place(NamedTuple):
    """A place that is open: its path, who may sign there, and whether it takes an initial."""

    path: str
    roles: tuple[str, ...]
    initial: bool = False


class Ballot:
    """A sign-off with the votes given so far.

    Args:
        tree: as the definition says it.
        marks: the votes.
        amount: by which branches are asked.
        voters: role → the people who hold it, and whether each could still vote.
    """

    def __init__(
        self, tree: Any, marks: list[Mark], amount: float | None, voters: Callable[[str], dict[str, bool]]
    ) -> None:
        self.tree, self.marks, self.amount, self.voters = tree, marks, amount, voters

    def status(self) -> Status:
        """How it stands."""
        return self._at(self.tree, "0")[0]

    def turn(self) -> list[Place]:
        """The places that may be signed now."""
        status, places = self._at(self.tree, "0")
        return places if status == "open" and self._asks(self.tree) else []

    def _asks(self, node: Any) -> bool:
        if isinstance(node, dict) and "when" in node and not (self.amount or 0) > BAR:
            return False
        kind = _kind(node)
        return kind in ("sign", "initial", "quorum") or any(self._asks(one) for one in node[kind])

    def _at(self, node: Any, path: str) -> tuple[Status, list[Place]]:
        kind = _kind(node)
        if kind == "quorum":
            return self._quorum(node["quorum"], path)
        if kind in ("sign", "initial"):
            role = node if isinstance(node, str) else node[kind]
            votes = {mark.vote for mark in self.marks if mark.path == path}
            if "refuse" in votes:
                return "failed", []
            if "sign" in votes:
                return "done", []
            return "open", [Place(path, (role,), kind == "initial")]
        parts = [
            self._at(one, f"{path}.{number}") for number, one in enumerate(node[kind]) if self._asks(one)
        ]
        statuses = [status for status, _ in parts]
        if not parts:
            return "open", []
        if kind == "any":
            if "done" in statuses:
                return "done", []
            if set(statuses) == {"failed"}:
                return "failed", []
        elif "failed" in statuses:
            return "failed", []
        elif set(statuses) == {"done"}:
            return "done", []
        still = [places for status, places in parts if status == "open"]
        return "open", still[0] if kind == "in_order" else [one for places in still for one in places]

    def _quorum(self, quorum: Any, path: str) -> tuple[Status, list[Place]]:
        roles = [quorum["of"]] if isinstance(quorum["of"], str) else quorum["of"]
        weigh = quorum.get("weights", {})
        marks = [mark for mark in self.marks if mark.path == path]
        votes: dict[str, int] = {}
        still: dict[str, int] = {}
        for role in roles:
            for person, can in self.voters(role).items():
                votes[person] = max(votes.get(person, 0), weigh.get(role, 1))
                if can:
                    still[person] = votes[person]
        for mark in marks:
            votes[mark.person] = max(votes.get(mark.person, 0), weigh.get(mark.role, 1))
        needed = sum(votes.values()) // 2 + 1 if quorum["at_least"] == "majority" else quorum["at_least"]
        given = sum(weigh.get(mark.role, 1) for mark in marks if mark.vote == "sign")
        if given >= needed:
            return "done", []
        against = any(mark.vote != "sign" for mark in marks)
        if against and given + sum(still.values()) < needed:
            return "failed", []
        return "open", [Place(path, tuple(roles))]


def _kind(node: Any) -> str:
    if isinstance(node, str):
        return "sign"
    return next(one for one in node if one != "when")
