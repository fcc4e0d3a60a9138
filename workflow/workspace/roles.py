"""Whether there is a role of a name that somebody can be given."""

from __future__ import annotations

from difflib import get_close_matches

from workflow.access.users import BUILT_IN_ROLES
from workflow.errors import InputError
from workflow.language import N_
from workflow.workspace.versions import Versions


def check_role(versions: Versions, role: str) -> None:
    """Refuse a role that nobody can be given.

    Args:
        versions: the published definitions, which declare the roles.
        role: its name.

    Raises:
        InputError: no definition declares it, or its people are named by each case (`who`).
    """
    known = {**BUILT_IN_ROLES, **versions.roles()}
    if role in known:
        return
    naming = sorted(
        {one.id for one in versions.all() if role in {r.name for r in one.definition.named_roles}}
    )
    if naming:
        raise InputError(
            N_("Nobody is given the role “{role}”: each case of {definitions} names its people."),
            N_("`lantik case show CASE` says whom a case waits for."),
            role=role,
            definitions=", ".join(naming),
        )
    near = get_close_matches(role, known, n=3)
    raise InputError(
        N_("No published definition declares the role “{role}”."),
        N_("Did you mean: {near}?") if near else N_("There are: {known}."),
        role=role,
        near=", ".join(near),
        known=", ".join(known),
    )
