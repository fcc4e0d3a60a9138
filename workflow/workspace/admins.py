"""What only an administrator may do."""

from __future__ import annotations

from workflow.access.directory import Directory
from workflow.access.users import BUILT_IN_ROLES, User
from workflow.errors import Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader

ADMIN = "admin"


def require_admin(reader: Reader, actor: str) -> User:
    """The actor, who must hold the role `admin`.

    Raises:
        Refused: they do not.
        InputError: there is no such user, or the account is closed.
    """
    directory = Directory(reader)
    directory.actor(actor)
    user = directory.user(actor)
    if not user.holds(ADMIN):
        raise Refused(
            [
                Reason(
                    "role",
                    N_("This is for an administrator; {user} is none."),
                    {"user": user.name},
                    rule="by: [admin]",
                    who_can_mend=(BUILT_IN_ROLES[ADMIN],),
                )
            ]
        )
    return user
