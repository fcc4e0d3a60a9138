"""Users: an account, the roles it holds and where, and the person behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from workflow.engine import built_in

#: roles that every store has, whatever its definitions say
BUILT_IN_ROLES = built_in.BUILT_IN_ROLES


@dataclass(frozen=True, slots=True)
class User:
    """An account. `roles` are (role, unit): without a unit the role is held in all of the city.

    `posts` are (role, unit, position) for the roles that come with a post: who acts in that post takes them over.

    Example:
        >>> User("u1", "Maria Tallo", (("hr_officer", None),)).holds("hr_officer")
        True
    """

    id: str
    name: str
    roles: tuple[tuple[str, str | None], ...] = ()
    person: str | None = None
    active: bool = True
    posts: tuple[tuple[str, str | None, str], ...] = ()

    def holds(self, role: str) -> bool:
        """Whether the user holds a role anywhere."""
        return any(held == role for held, _ in self.roles)

    @property
    def identity(self) -> str:
        """Who it is to duties and sign-offs: the person, or the account itself when no person is known."""
        return self.person or f"user:{self.id}"

    def as_doc(self) -> dict[str, Any]:
        """As a plain JSON document."""
        doc: dict[str, Any] = {
            "id": self.id,
            "name": self.name,
            "roles": [list(one) for one in self.roles],
            "person": self.person,
            "active": self.active,
            "holds": sorted({role for role, _ in self.roles}),
        }
        if self.posts:
            doc["posts"] = [
                {"role": role, "unit": unit, "position": position} for role, unit, position in self.posts
            ]
        return doc

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document that `as_doc` made."""
        return cls(
            doc["id"],
            doc["name"],
            tuple((role, unit) for role, unit in doc["roles"]),
            doc.get("person"),
            doc.get("active", True),
            tuple((one["role"], one["unit"], one["position"]) for one in doc.get("posts", ())),
        )


Grant = str | tuple[str, str | None] | Sequence[str | None]


def read_grants(grants: Sequence[Grant]) -> tuple[tuple[str, str | None], ...]:
    """Roles as they are given to `add_user`: a name alone, or (name, unit).

    Raises:
        ValueError: something else.

    Example:
        >>> read_grants(["hr_officer", ("opd_head", "UNIT-7")])
        (('hr_officer', None), ('opd_head', 'UNIT-7'))
    """
    found: list[tuple[str, str | None]] = []
    for grant in grants:
        if isinstance(grant, str):
            found.append((grant, None))
        elif _is_pair(grant):
            role, unit = grant
            found.append((str(role), unit))
        else:
            raise ValueError(f"a role is a name or a pair of name and unit, not {grant!r}")
    return tuple(dict.fromkeys(found))


def _is_pair(grant: Any) -> bool:
    return (
        isinstance(grant, (tuple, list))
        and len(grant) == 2
        and isinstance(grant[0], str)
        and isinstance(grant[1], str | None)
    )
