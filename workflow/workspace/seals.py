"""Seals and proofs: what leaves the house, so that a record cannot be cut off or written anew unseen.

A seal is one hash over every event so far. Seals stand on the record (`@audit`), and a copy of each belongs outside. A
proof shows one case's events to be under a seal, without anybody else's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from workflow.engine.chain import digest
from workflow.engine.journal import MARK
from workflow.engine.merkle import Tree, extends, includes, leaf_hash
from workflow.errors import InputError, sentence
from workflow.language import N_, Counted
from workflow.store.protocol import Doc, Fault

SEAL, PROOF = "lantik-seal/1", "lantik-proof/1"
#: the chain of the record on which seals stand
CHAIN = "audit"

Seal = Mapping[str, Any]


def tree_of(hashes: Iterable[str]) -> Tree:
    """The Merkle tree over events' hashes (hexadecimal), in the record's order."""
    return Tree(leaf_hash(bytes.fromhex(one)) for one in hashes)


def make_seal(tree: Tree, at: datetime, before: Seal | None) -> dict[str, Any]:
    """A seal over a tree, with the proof that what was sealed before is still its beginning.

    Example:
        >>> from datetime import UTC
        >>> seal = make_seal(tree_of(["ab" * 32, "cd" * 32]), datetime(2025, 11, 25, tzinfo=UTC), None)
        >>> seal["day"], seal["size"], len(seal["root"])
        ('2025-11-25', 2, 64)
    """
    seal = {
        "format": SEAL,
        "day": at.date().isoformat(),
        "at": at.isoformat(),
        "size": tree.size,
        "root": tree.root().hex(),
    }
    if before is not None and 0 < before["size"] <= tree.size:
        proof = [one.hex() for one in tree.consistency(before["size"])]
        seal["before"] = {name: before[name] for name in ("day", "size", "root")} | {"proof": proof}
    return seal


def is_seal(event: Doc) -> bool:
    """Whether an event of the record is a seal."""
    return bool(event["case"] == f"{MARK}{CHAIN}" and event["action"] == "seal")


def on_record(events: Mapping[str, Sequence[Doc]]) -> list[Seal]:
    """The seals among a record's events, given case by case."""
    return [one["fields"] for one in events.get(f"{MARK}{CHAIN}", ()) if is_seal(one)]


def seal_faults(seals: Iterable[Seal], tree: Tree, *, outside: bool = False) -> Iterator[Fault]:
    """What seals say that the record does not.

    Args:
        seals: from the record, or copies kept outside.
        tree: over the record as it is.
        outside: whether they are copies.
    """
    for seal in seals:
        covered = Counted("{n} event", "{n} events", seal["size"])
        said = {"day": seal["day"], "covered": covered, "events": tree.size}
        where = f"{'seal' if outside else MARK + CHAIN} {seal['day']}"
        if seal["size"] > tree.size:
            words = N_("the seal of {day} covers {covered}, and the record has {events}: its end is cut off")
            yield Fault("cut_off", where, sentence(words, said))
        elif tree.root(seal["size"]).hex() != seal["root"]:
            words = N_("the record does not begin with the {covered} that the seal of {day} covers")
            yield Fault("seal", where, sentence(words, said))


def make_proof(case: str, events: Sequence[tuple[int, Doc]], tree: Tree, seal: Seal) -> dict[str, Any]:
    """The file that shows a case's events to be under a seal.

    Args:
        case: its id.
        events: each with its number in the record, from 0; those that the seal does not cover are left out.
        tree: over the record.
        seal: the seal.
    """
    return {
        "format": PROOF,
        "case": case,
        "seal": {name: seal[name] for name in ("format", "day", "at", "size", "root")},
        "events": [
            {
                "index": index,
                "event": event,
                "path": [one.hex() for one in tree.inclusion(index, seal["size"])],
            }
            for index, event in events
            if index < seal["size"]
        ],
    }


def proof_faults(proof: Mapping[str, Any], seal: Seal | None = None) -> Iterator[Fault]:
    """What is wrong with a proof: an event changed or missing before another, a path that does not lead to the seal.

    Args:
        proof: as `make_proof` made it.
        seal: a copy of the seal from outside; None: the one in the proof is believed.
    """
    under, case = proof["seal"], proof["case"]
    if seal is not None and any(seal.get(name) != under.get(name) for name in ("day", "at", "size", "root")):
        yield Fault("seal", case, sentence(N_("the proof was made for another seal than this copy"), {}))
    before, last = "", -1
    for number, one in enumerate(proof["events"], 1):
        event, place = one["event"], f"{case}#{number}"
        # a value was erased that its hash covers plainly
        bare = event.keys() == {"case", "seq", "hash"} and _are_hashes([event["hash"]])
        said = (event.get("case"), event.get("seq"), before if bare else event.get("before", ""))
        if said != (case, number, before) or one["index"] <= last:
            words = N_("event {n} of case {case} does not follow the one before it")
            yield Fault("chain", place, sentence(words, {"n": number, "case": case}))
        if not bare and not _as_written(event):
            words = N_("event {n} of case {case} is not as it was written")
            yield Fault("hash", place, sentence(words, {"n": number, "case": case}))
        elif not includes(
            leaf_hash(bytes.fromhex(event["hash"])),
            one["index"],
            under["size"],
            [bytes.fromhex(part) for part in one["path"]],
            bytes.fromhex(under["root"]),
        ):
            words = N_("event {n} of case {case} is not under the seal of {day}")
            yield Fault("path", place, sentence(words, {"n": number, "case": case, "day": under["day"]}))
        before, last = event.get("hash", ""), one["index"]
    if not proof["events"]:
        yield Fault("path", case, sentence(N_("the proof shows no event"), {}))


def _as_written(event: Doc) -> bool:
    """Whether an event says what its hash covers; a proof from elsewhere may say anything."""
    try:
        return bool(digest(event) == event.get("hash"))
    except (AttributeError, LookupError, TypeError, ValueError):
        return False


def follows(seal: Seal) -> bool:
    """Whether a seal shows by itself that it goes on from the one that it names as before it."""
    before = seal.get("before")
    return before is None or extends(
        before["size"],
        seal["size"],
        bytes.fromhex(before["root"]),
        bytes.fromhex(seal["root"]),
        [bytes.fromhex(one) for one in before["proof"]],
    )


def read_file(path: str | Path, kind: str) -> dict[str, Any]:
    """A seal or a proof from its file.

    Args:
        path: the file.
        kind: `SEAL` or `PROOF`.

    Raises:
        InputError: it cannot be read, or is no such file.
    """
    try:
        found = orjson.loads(Path(path).read_bytes())
        if _well_formed(found, kind):
            return dict(found)
    except OSError as error:
        raise InputError(
            N_("{path} cannot be read: {why}."), path=str(path), why=error.strerror or str(error)
        ) from error
    except orjson.JSONDecodeError:
        pass
    raise InputError(
        N_("{path} is no seal of Lantik.") if kind == SEAL else N_("{path} is no proof of Lantik."),
        N_("`lantik audit seal --out FILE` makes one.")
        if kind == SEAL
        else N_("`lantik audit prove CASE --out FILE` makes one."),
        path=str(path),
    )


def _well_formed(found: Any, kind: str) -> bool:
    if not isinstance(found, dict) or found.get("format") != kind:
        return False
    if kind == SEAL:
        before = found.get("before")
        return _is_seal(found) and (before is None or (_is_seal(before) and _are_hashes(before.get("proof"))))
    events = found.get("events")
    return (
        isinstance(found.get("case"), str)
        and _is_seal(found.get("seal"))
        and isinstance(events, list)
        and all(
            isinstance(one, dict)
            and isinstance(one.get("index"), int)
            and isinstance(one.get("event"), dict)
            and _are_hashes(one.get("path"))
            for one in events
        )
    )


def _is_seal(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and isinstance(found.get("day"), str)
        and isinstance(found.get("size"), int)
        and found["size"] >= 0
        and _are_hashes([found.get("root")])
    )


def _are_hashes(found: Any) -> bool:
    return isinstance(found, list) and all(isinstance(one, str) and _is_hash(one) for one in found)


def _is_hash(words: str) -> bool:
    return len(words) == 64 and all(one in "0123456789abcdef" for one in words)
