"""An account whose person becomes known later: what it did in a case counts as that person's from then on.

Duties and sign-offs compare people. An account of nobody in particular stands for itself (`user:u1`); once it is known whose
it is, its acts and the person's own are one, and somebody who signed by both counts once: the earlier signature stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from workflow.engine.case import Case, Claim, Event, Signature

#: the action of the event that records it
KNOWN = "known_as"


def entry(word: str, person: str) -> Mapping[str, Any]:
    """What the event records: the word by which somebody stood on record, and the person."""
    return {KNOWN: person, "was": word}


def said_of_person(event: Event) -> tuple[str, str] | None:
    """The word and the person of an event that makes somebody known; None for every other event."""
    if event.fired:
        return None
    return next(((one["was"], one[KNOWN]) for one in event.followed if KNOWN in one), None)


def stands_in_case(case: Case, word: str) -> bool:
    """Whether somebody stands on record in a case by a word.

    Example:
        >>> stands_in_case(Case("C-1", "walk", 1, "", "a", "", done={"ask": ("user:u1",)}), "user:u1")
        True
    """
    done = any(word in people for people in case.done.values())
    signed = any(word in (one.person, one.also) for one in case.signatures)
    inherits = any(word in (one, *heirs) for one, heirs in case.heirs.items())
    return done or signed or inherits or any(word in one.people for one in case.claims)


def known(case: Case, word: str, person: str) -> dict[str, Any]:
    """What becomes of a case's people once it is known who one of them is."""

    def now(one: str | None) -> str | None:
        return person if one == word else one

    signatures: list[Signature] = []
    counted: set[str | None] = {None}
    for one in case.signatures:
        also = now(one.also)
        mark = replace(one, person=now(one.person) or "", also=None if also == now(one.person) else also)
        if counted.isdisjoint({mark.person}) and (mark.also is None or mark.also not in counted):
            signatures.append(mark)
            counted |= {mark.person, mark.also}

    def all_of(people: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        return {action: tuple(now(one) or "" for one in those) for action, those in people.items()}

    return {
        "done": all_of(case.done),
        "taken": all_of(case.taken),
        "own": all_of(case.own),
        "heirs": {now(one) or "": heirs for one, heirs in all_of(case.heirs).items()},
        "signatures": tuple(signatures),
        "signing": case.signing if signatures or not case.signatures else None,
        "claims": tuple(_claimed(one, word, person) for one in case.claims),
    }


def _claimed(claim: Claim, word: str, person: str) -> Claim:
    whose = person if claim.person == word else claim.person
    also = person if claim.also == word else claim.also
    return replace(claim, person=whose, also=None if also == whose else also)


def moment_of(case: Case, now: datetime) -> datetime:
    """When it becomes known: now, and not before the case's last event."""
    return max(now, case.changed) if case.changed else now
