"""Who stands in a field of a case: the approvers that a sign-off is left to (`among`), which are data of the case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.definition.model import Definition, Quorum, Signer, SignOff
from workflow.engine.case import Case, Signature


def listed(definition: Definition, given: Mapping[str, Any], field: str) -> tuple[str, ...]:
    """The people in a field: one person, or the keys of a group's rows, each once.

    Args:
        definition: whose field.
        given: values by field, as a case has them.
        field: its name.

    Example:
        >>> from workflow.definition.model import Field
        >>> panel = Field("panel", "group", {}, fields={"who": Field("who", "person", {})}, key="who")
        >>> listed(Definition("x", {}, "a", {}, {}, {}, {"panel": panel}), {"panel": [{"who": "P-1"}]}, "panel")
        ('P-1',)
    """
    value, known = given.get(field), definition.fields[field]
    found = [row.get(known.key) for row in value or ()] if known.key is not None else [value]
    return tuple(dict.fromkeys(one for one in found if isinstance(one, str)))


def place_of(tree: SignOff, leaf: str) -> SignOff:
    """The branch at a place, written as numbers from the root (`0.1`)."""
    for number in leaf.split(".")[1:]:
        assert not isinstance(tree, (Signer, Quorum))
        tree = tree.of[int(number)]
    return tree


def struck_off(case: Case, given: Mapping[str, Any], definition: Definition) -> tuple[Signature, ...]:
    """The signatures of an open sign-off whose signers are no longer listed where they signed, with these new values."""
    action = definition.actions.get(case.signing or "")
    if action is None or action.signoff is None:
        return ()
    gone = []
    for one in case.signatures:
        place = place_of(action.signoff, one.leaf)
        among = place.among if isinstance(place, (Signer, Quorum)) else None
        if among is not None and among in given and one.person not in listed(definition, given, among):
            gone.append(one)
    return tuple(gone)
