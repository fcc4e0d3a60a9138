"""Who acts in a scenario: the users that its city names, and those that every role has without being named."""

from __future__ import annotations

from workflow.access.users import User
from workflow.definition.model import All as AllOf
from workflow.definition.model import AnyOf, Definition, InOrder, Quorum, SignOff
from workflow.definition.scenario.model import City as Sketch
from workflow.definition.scenario.model import Entry
from workflow.language import text
from workflow.store.protocol import Transaction

#: holders of a role beyond the number that a quorum asks for, so that a vote may be refused
_SPARE = 1


def user_of(entry: Entry) -> User:
    """The user that an entry of the city describes."""
    roles = tuple((role, unit) for role, unit, _ in entry.values.get("roles", ()))
    return User(entry.id, entry.values.get("name") or entry.id, roles, entry.values.get("person"))


def put_user(tx: Transaction, definition: Definition, id: str, role: str) -> None:
    """Write a user of a role's name, or one more of them."""
    _, _, number = id.rpartition("-")
    name = text(definition.roles[role].label) + (f" {number}" if id != role else "")
    tx.put("users", User(id, name, ((role, None),)).as_doc())


def usual_users(definition: Definition, sketch: Sketch) -> list[tuple[str, str]]:
    """(user, role) for every role that the city gives to nobody: one of the role's name, or enough for a quorum."""
    own = sketch.of("users")
    held = {role for one in own.values() for role, _, _ in one.values.get("roles", ())}
    needed: dict[str, int] = {}
    for action in definition.actions.values():
        if action.signoff is not None:
            for role, count in _quorums(action.signoff):
                needed[role] = max(needed.get(role, 0), count + _SPARE)
    found: list[tuple[str, str]] = []
    for role, declared in definition.roles.items():
        if role in held or declared.who is not None:
            continue
        names = [f"{role}-{n}" for n in range(1, needed[role] + 1)] if role in needed else [role]
        found += [(name, role) for name in names if name not in own]
    return found


def _quorums(tree: SignOff) -> list[tuple[str, int]]:
    if isinstance(tree, Quorum):
        return [
            (role, min(tree.at_least, 30) if isinstance(tree.at_least, int) else 3) for role in tree.roles
        ]
    if isinstance(tree, (AllOf, AnyOf, InOrder)):
        return [one for branch in tree.of for one in _quorums(branch)]
    return []
