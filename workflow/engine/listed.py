"""People who are data of a case: who stands in a field, and whose signature falls when somebody is struck off a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.definition.model import Definition, Quorum, Signer, SignOff
from workflow.engine.case import Case, Event, Signature


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


def struck_off(case: Case, event: Event) -> tuple[Signature, ...]:
    """The signatures of an open sign-off whose signers an act within the state took out of the people whom the case names.

    What changes beyond the case (somebody moves to another post) takes back no signature.
    """
    if not event.fired or event.source != event.target or event.action == case.signing:
        return ()
    return tuple(
        one for one in case.signatures if one.role in event.named and one.person not in event.named[one.role]
    )
