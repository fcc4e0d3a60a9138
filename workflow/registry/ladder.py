"""The ladder of managing posts: the class of each level (Pelaksana, Pengawas, Administrator, JPT), and their order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow.registry.reference import Reference

#: the class of every executive post, as years of experience and acting officials are counted
EXECUTIVE = "Pelaksana"


def level_class(reference: Reference, level: str) -> str:
    """The class of a level: that of an eselon, the jenjang itself, `Pelaksana` for an executive one.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> tables = Reference.load(shipped_definitions() / "reference")
        >>> [level_class(tables, one) for one in ("II.b", "III.a", "IV.b", "Ahli Muda", "Klerek")]
        ['JPT Pratama', 'Administrator', 'Pengawas', 'Ahli Muda', 'Pelaksana']

    Source:
        PP 13/2002 for eselons, Kepmenpan 11/2024 for the executive classes.
    """
    if level in reference.eselons:
        return reference.eselons[level].group
    if level in {one.classification for one in reference.executive.values()}:
        return EXECUTIVE
    return level


def class_order(reference: Reference, level: str) -> int:
    """The place of a level or class on the ladder: Pelaksana 1, Pengawas 2, Administrator 3, JPT Pratama 4 and so on.

    Args:
        reference: the reference tables.
        level: an eselon, an executive class, or the name of a class. A functional level has no place: 0.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> tables = Reference.load(shipped_definitions() / "reference")
        >>> [class_order(tables, one) for one in ("Klerek", "IV.a", "III.b", "II.a", "Administrator", "Ahli Muda")]
        [1, 2, 3, 4, 3, 0]

    Source:
        SE BKN 1/SE/I/2021: who acts comes from the same class or the one below.
    """
    eselons = sorted(reference.eselons.values(), key=lambda one: one.order)
    ladder = [EXECUTIVE, *dict.fromkeys(one.group for one in eselons)]
    found = level_class(reference, level)
    return ladder.index(found) + 1 if found in ladder else 0


def post_class(position: Mapping[str, Any], reference: Reference) -> str:
    """The class of a post: `Pelaksana` for any executive one, else that of its level."""
    return EXECUTIVE if position["kind"] == "executive" else level_class(reference, position["level"])
