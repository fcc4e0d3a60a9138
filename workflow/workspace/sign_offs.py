"""`ws.sign_offs`: the sign-offs of a case's state as trees: who signed for whom, whose turn it is, what fell and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from workflow.definition.model import Action, All, Definition, InOrder, Label, Quorum, Signer, SignOff
from workflow.engine import asked, signoff
from workflow.engine.authority import reach
from workflow.engine.case import Case, Event, Signature
from workflow.workspace.facts import StoreFacts
from workflow.workspace.reading import Reading

Way = Literal["signature", "initial", "quorum", "all", "one_by_one", "any", "in_order"]
Measure = Literal["number", "majority", "all", "rule"]
Standing = Literal["done", "failed", "turn", "later", "not_asked"]


@dataclass(frozen=True, slots=True)
class SignOffMark:
    """What somebody gave: a signature, an initial, a refusal or an abstention.

    Args:
        name: who gave it.
        user: their account.
        vote: `sign`, `refuse` or `abstain`.
        at: when.
        for_whom: the name of whom they stood in for, or None.
        votes: how many votes it is.
    """

    name: str
    user: str
    vote: str
    at: datetime
    for_whom: str | None = None
    votes: int = 1


@dataclass(frozen=True, slots=True)
class Branch:
    """A place of a sign-off, or several under one roof.

    Args:
        way: `signature`, `initial` or `quorum` takes marks; `all`, `one_by_one`, `any` and `in_order` hold `branches`.
        standing: `done`; `failed`; `turn` where somebody may sign now; `later`; `not_asked` where its rule says no.
        roles: the labels of the roles that may sign.
        needed, votes, total: of a quorum: how many votes it takes (0: that cannot be told yet), how many are given, how many
            there are in all.
        measure: where the number of a quorum comes from: written, more than half, all, or worked out by a rule.
        weights: how many votes a holder of each role has; empty: one each.
        marks: what was given.
        when: the rule under which it is asked, or None.
        branches: those below.
    """

    way: Way
    standing: Standing
    roles: tuple[Label, ...] = ()
    needed: int = 1
    votes: int = 0
    total: int = 0
    measure: Measure = "number"
    weights: tuple[int, ...] = ()
    marks: tuple[SignOffMark, ...] = ()
    when: str | None = None
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Fallen:
    """Signatures that no longer count: whose, by whose act, when.

    Args:
        names: whose they were.
        by: who acted; None: it came by itself.
        action: what they did.
        at: when.
        changed: the labels of the values that became others by it.
        ended: whether the sign-off could no longer succeed and began anew.
    """

    names: tuple[str, ...]
    by: str | None
    action: Label | str
    at: datetime
    changed: tuple[Label, ...] = ()
    ended: bool = False


@dataclass(frozen=True, slots=True)
class SignOffView:
    """The sign-off of an action.

    Args:
        action, label: the action.
        begun: whether anything has been given.
        tree: the places.
        veto: who may end it alone, or None.
        refused: what follows when it can no longer succeed, or None.
        fallen: signatures of this stay in the state that no longer count, the newest first.
    """

    action: str
    label: Label
    begun: bool
    tree: Branch
    veto: Label | None = None
    refused: Label | None = None
    fallen: tuple[Fallen, ...] = ()


def sign_offs(reading: Reading, case: Case, history: Sequence[Event]) -> list[SignOffView]:
    """The sign-offs of the actions that a case's state waits for.

    Args:
        reading: one moment of the store.
        case: as it stands then.
        history: its events, oldest first.
    """
    version = reading.versions.get(case.definition, case.version)
    definition = version.definition
    fell = tuple(_fallen(reading, case, definition, history))
    found = []
    for action in definition.leaving(case.state):
        if action.signoff is None:
            continue
        drawing = _Drawing(
            reading,
            case,
            definition,
            action,
            asked.shown(version, case, action, reading.facts),
            history,
        )
        veto = definition.roles[action.veto].label if action.veto else None
        refused = definition.actions[action.refused].label if action.refused else None
        found.append(
            SignOffView(
                action.name,
                action.label,
                bool(drawing.given),
                drawing.branch(action.signoff, "0", True),
                veto,
                refused,
                fell,
            )
        )
    return found


class _Drawing:
    """One sign-off on its way to the screen."""

    def __init__(
        self,
        reading: Reading,
        case: Case,
        definition: Definition,
        action: Action,
        needs: Mapping[str, int],
        history: Sequence[Event],
    ) -> None:
        self._reading, self._case, self._definition = reading, case, definition
        self.given = case.signatures if case.signing == action.name else ()
        self._needs = needs
        self._reach = reach(definition, case, action, self.given, reading.facts)
        self._principals = {
            (one.actor, one.at.isoformat()): one.principal for one in history if one.vote and one.principal
        }

    def branch(self, tree: SignOff, path: str, turn: bool) -> Branch:
        """A branch with all below it; `turn` is whether it is the time of the one above."""
        when = tree.when.source if tree.when is not None else None
        standing = self._standing(tree, path, turn)
        if isinstance(tree, (Signer, Quorum)):
            return self._place(tree, path, standing, when)
        below, now = [], standing == "turn"
        for number, one in enumerate(tree.of):
            branch = self.branch(one, f"{path}.{number}", now)
            below.append(branch)
            if isinstance(tree, InOrder) and branch.standing not in ("done", "not_asked"):
                now = False
        return Branch(_way(tree), standing, when=when, branches=tuple(below))

    def _standing(self, tree: SignOff, path: str, turn: bool) -> Standing:
        if not signoff.is_asked(tree, self._needs, path):
            return "not_asked"
        status = signoff.status(tree, self.given, self._reach, self._needs, path)
        return status if status != "open" else "turn" if turn else "later"

    def _place(self, tree: Signer | Quorum, path: str, standing: Standing, when: str | None) -> Branch:
        given = [one for one in self.given if one.leaf == path]
        marks = tuple(self._mark(tree, one) for one in given)
        roles = (tree.role,) if isinstance(tree, Signer) else tree.roles
        labels = tuple(self._definition.roles[role].label for role in roles)
        if isinstance(tree, Signer):
            way: Way = "initial" if tree.initial else "signature"
            return Branch(way, standing, labels, marks=marks, when=when)
        total = asked.total(self._definition, self._case, tree, self._facts, given)
        return Branch(
            "quorum",
            standing,
            labels,
            self._least(tree, path),
            sum(one.votes for one in marks if one.vote == "sign"),
            total,
            _measure(tree),
            tree.weights,
            marks,
            when,
        )

    def _least(self, tree: Quorum, path: str) -> int:
        """How many votes a quorum takes; 0 where that cannot be told yet."""
        if isinstance(tree.at_least, int):
            return tree.at_least
        counted = self._needs.get(path, signoff.UNCOUNTED)
        return counted if 0 < counted < signoff.UNCOUNTED else 0

    @property
    def _facts(self) -> StoreFacts:
        return self._reading.facts

    def _mark(self, tree: Signer | Quorum, one: Signature) -> SignOffMark:
        votes = tree.weight(one.role) if isinstance(tree, Quorum) else 1
        for_whom = self._principals.get((one.actor, one.at))
        at = datetime.fromisoformat(one.at)
        return SignOffMark(self._reading.name(one.actor), one.actor, one.vote, at, for_whom, votes)


def _way(tree: SignOff) -> Way:
    if isinstance(tree, All):
        return "one_by_one" if tree.alone else "all"
    return "in_order" if isinstance(tree, InOrder) else "any"


def _measure(tree: Quorum) -> Measure:
    if isinstance(tree.at_least, int):
        return "number"
    if tree.at_least == "majority":
        return "majority"
    return "all" if tree.at_least == "all" else "rule"


def _fallen(reading: Reading, case: Case, definition: Definition, history: Sequence[Event]) -> list[Fallen]:
    """What fell since the case came into its state."""
    found: list[Fallen] = []
    before: dict[str, object] = {}
    values: list[tuple[Event, Mapping[str, object]]] = []
    for event in history:
        values.append((event, dict(before)))
        before.update(event.fields)
    for event, earlier in reversed(values):
        if event.target == case.state and event.source != event.target:
            break
        users = next((one["fell"] for one in event.followed if "fell" in one), ())
        if users:
            action = definition.actions.get(event.action)
            changed = tuple(
                definition.fields[name].label
                for name, value in event.fields.items()
                if name in definition.fields and name in earlier and earlier[name] != value
            )
            papers = tuple(
                definition.documents[name].label for name in event.documents if name in definition.documents
            )
            found.append(
                Fallen(
                    tuple(reading.name(user) for user in users),
                    event.name,
                    action.label if action is not None else event.action,
                    event.at,
                    (*changed, *papers),
                    any(one.get("sign_off") for one in event.followed),
                )
            )
    return found
