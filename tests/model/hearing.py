"""What a witness says to an event: who made it, in what right, against which duty, and where it leads."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from tests.model.ballot import Mark
from tests.model.witness import Track, Witness
from workflow import Event


def hear(witness: Witness, event: Event) -> None:
    """Take note of an event of the record; an AssertionError is an objection."""
    track = witness.cases.get(event.case)
    if track is None:
        _opening(witness, event)
        return
    said = f"{event.case}#{event.seq} {event.action} by {event.actor}"
    assert event.source == track.state, f"{said}: it stood in {track.state}"
    assert event.definition == witness.plain(track)["id"], said
    if event.action == "migrate":
        _moved(witness, track, event)
        return
    assert event.version == track.version, said
    if event.action == "overdue":
        assert event.actor == "system", said
        track.escalated += [one["escalate"] for one in event.followed if "escalate" in one]
        return
    if event.action == "recount":
        assert event.actor == "system", said
        if any(one.get("sign_off") == "void" for one in event.followed):
            assert track.signing is not None, said
            assert witness.ballot(track, _named(witness, track, track.signing)).status() == "failed", said
            track.signing, track.marks = None, []
        return
    if event.action == "known_as":
        _known(witness, track, event)
        return
    if (
        event.action not in witness.plain(track)["actions"]
    ):  # what is noted of a case and leaves it where it is
        assert (event.target, event.fired, event.vote) == (track.state, False, None), said
        for one in event.followed:
            for person, heirs in one.get("heirs", {}).items():
                assert event.action == "reassign", said
                track.heirs.setdefault(person, set()).update(heirs)
        return
    _taken(witness, track, event, said)


def _opening(witness: Witness, event: Event) -> None:
    assert (event.action, event.seq, event.source) == ("open", 1, None)
    unit = witness.units.get(event.subject or "")
    track = Track(event.version, event.subject or "", unit, event.target)
    starts = witness.leaving(track)
    assert any(True for name in starts for _ in witness.ways(track, name, event.actor)), (
        f"{event.actor} opened {event.case}, and may take nothing there"
    )
    track.fields |= event.fields
    witness.cases[event.case] = track


def _named(witness: Witness, track: Track, base: str) -> str:
    """The present name of an action."""
    return next(name for name in witness.plain(track)["actions"] if witness.base(track, name) == base)


def _taken(witness: Witness, track: Track, event: Event, said: str) -> None:
    action = witness.plain(track)["actions"][event.action]
    base = witness.base(track, event.action)
    assert event.action in witness.leaving(track), said
    if event.actor == "system":
        _by_the_clock(witness, track, event, action, said)
    elif action.get("automatic"):
        assert track.failed == event.action, f"{said}: nothing called for it"
    elif "signoff" in action:
        assert event.vote is not None, said
        _voted(witness, track, event, action, said)
    else:
        right = [
            one
            for one in witness.ways(track, event.action, event.actor)
            if one.role == event.role and one.principal == event.on_behalf_of
        ]
        assert right, f"{said}: without authority"
        assert witness.free(track, event.action, event.actor, event.on_behalf_of), (
            f"{said}: against a duty: {witness.plain(track)['duties']}, {track.done}, {event.people}"
        )
    if event.fields.get("nominee") is not None and event.actor != "system":
        mine = witness.ids(event.actor) | (witness.ids(event.on_behalf_of) if event.on_behalf_of else set())
        never = any(one.get("never") == "nominee" for one in witness.plain(track)["duties"])
        assert not (never and event.fields["nominee"] in mine), f"{said}: on their own case"
    track.failed = action.get("refused") if _ends(witness, track, event, action) else None
    _leads(witness, track, event, action, base, said)


def _by_the_clock(witness: Witness, track: Track, event: Event, action: Any, said: str) -> None:
    counted = [one["sign_off"] for one in event.followed if "sign_off" in one]
    if counted == ["reached"]:
        assert witness.ballot(track, event.action).status() == "done", said
    elif counted == ["missed"]:
        assert track.signing is not None, said
        open_one = _named(witness, track, track.signing)
        assert witness.plain(track)["actions"][open_one].get("refused") == event.action, said
        assert witness.ballot(track, open_one).status() == "failed", said
    else:
        steps = witness.plain(track)["states"][track.state].get("overdue", ())
        assert any(one.get("act") == event.action for one in steps), said


def _voted(witness: Witness, track: Track, event: Event, action: Any, said: str) -> None:
    base, people = witness.base(track, event.action), _ids(witness, event)
    standing = track.marks if track.signing == base else []
    if event.vote == "withdraw":
        assert any(people & one.ids for one in standing), f"{said}: had not signed"
        return
    if event.vote == "refuse" and event.role == action.get("veto") and not event.leaf:
        whose = event.on_behalf_of or event.actor
        assert witness.holds(whose, event.role, track), said
    else:
        present = dict(track.fields)
        if changes(track, event, action, base):
            track.signing, track.marks = None, []
        track.fields |= event.fields
        right = [
            one
            for one in witness.ways(track, event.action, event.actor)
            if one.role == event.role
            and one.principal == event.on_behalf_of
            and one.place is not None
            and one.place.path == event.leaf
            and (event.kind == "initial") == one.place.initial
        ]
        track.fields = present
        assert right, f"{said}: without authority, or not at their turn"
    if event.on_behalf_of is not None:
        lent = [one for one, only in witness.lenders(event.actor, track) if only in (None, event.role)]
        assert event.on_behalf_of in lent, f"{said}: without a mandate"
    assert witness.free(track, event.action, event.actor, event.on_behalf_of), f"{said}: against a duty"


def _ends(witness: Witness, track: Track, event: Event, action: Any) -> bool:
    """Whether a vote ended the sign-off."""
    if "signoff" not in action or event.vote == "withdraw" or event.actor == "system":
        return False
    if event.vote == "refuse" and not event.leaf:
        return True
    present, track.fields = track.fields, {**track.fields, **event.fields}
    void = bool(track.signing == witness.base(track, event.action)) and changes(
        track, event, action, witness.base(track, event.action)
    )
    mark = _mark(witness, event)
    status = witness.ballot(track, event.action, [mark], anew=void).status()
    track.fields = present
    assert event.fired == (status == "done"), (
        f"{event.case}#{event.seq}: fired is {event.fired}, it is {status}"
    )
    return status == "failed"


def _ids(witness: Witness, event: Event) -> frozenset[str]:
    principal = witness.ids(event.on_behalf_of) if event.on_behalf_of else frozenset()
    return witness.ids(event.actor) | principal


def _own(witness: Witness, event: Event) -> frozenset[str]:
    """The people of an event as they are known now: accounts and the persons behind them."""
    accounts = [event.actor, *([event.on_behalf_of] if event.on_behalf_of else [])]
    return frozenset({f"user:{one}" for one in accounts} | {witness.identity(one) for one in accounts})


def _mark(witness: Witness, event: Event) -> Mark:
    person = witness.identity(event.on_behalf_of or event.actor)
    vote = event.vote if event.vote in ("refuse", "abstain") else "sign"
    return Mark(event.leaf or "0", event.role or "", vote or "sign", _own(witness, event), person)


def changes(track: Track, event: Event, action: Any, base: str) -> bool:
    """Whether an act changes what the open signatures stand under; `action` is the one that is being signed."""
    if track.signing is None:
        return False
    same = track.signing == base
    if same and any(name in track.fields and track.fields[name] != one for name, one in event.fields.items()):
        return True
    watched = action.get("resets_on", ())
    if any(name in watched and track.fields.get(name) != one for name, one in event.fields.items()):
        return True
    return any(name in watched and track.papers.get(name) != one for name, one in event.documents.items())


def _leads(witness: Witness, track: Track, event: Event, action: Any, base: str, said: str) -> None:
    """What an event makes of the case."""
    signed = track.signing and witness.plain(track)["actions"].get(_named(witness, track, track.signing))
    void = bool(signed) and changes(track, event, signed, base)
    if event.vote == "withdraw":
        mine = _ids(witness, event)
        gone = [one for one in track.marks if mine & one.ids]
        track.marks = [one for one in track.marks if one not in gone]
        for mark in gone:
            for place in range(len(track.done) - 1, -1, -1):
                if track.done[place] == (base, mark.ids):
                    del track.done[place]
                    break
    elif event.actor != "system":
        track.done.append((base, _own(witness, event)))
    new = event.fields.get("nominee")
    if new is not None and track.fields.get("nominee", new) != new:
        track.papers = {}
    track.fields |= event.fields
    track.papers |= event.documents
    if not event.fired:
        assert event.target == track.state, said
        if event.vote in ("sign", "refuse", "abstain"):
            if void or track.signing != base:
                track.marks = []
            track.signing = base
            track.marks = [*track.marks, _mark(witness, event)]
            if any(one.get("sign_off") == "void" for one in event.followed):
                track.marks = []
        return
    to = action["to"]
    allowed = to["any_of"] if isinstance(to, dict) else [track.path[-1] if to == "previous" else to]
    assert event.target in allowed, f"{said}: leads to {event.target}"
    if isinstance(to, dict):
        assert event.target in track.path, f"{said}: it was never in {event.target}"
    if event.target != track.state:
        if event.target in track.path:
            del track.path[track.path.index(event.target) :]
        else:
            track.path.append(track.state)
        track.state, track.escalated = event.target, []
        track.signing, track.marks = None, []
    elif void or track.signing == base:
        track.signing, track.marks = None, []


def _known(witness: Witness, track: Track, event: Event) -> None:
    """Whose an account is became known: who signed by two accounts has signed once."""
    assert event.actor == "admin"
    said = next(one for one in event.followed if "known_as" in one)
    kept: list[Mark] = []
    for mark in track.marks:
        same = frozenset().union(*(witness.known_as(one) for one in mark.ids))
        if not any(same & one.ids for one in kept):
            kept.append(mark._replace(person=said["known_as"] if mark.person == said["was"] else mark.person))
    if track.marks and not kept:
        track.signing = None
    track.marks = kept


def _moved(witness: Witness, track: Track, event: Event) -> None:
    said = next(one["migration"] for one in event.followed if "migration" in one)
    assert event.actor == "admin"
    if "gives_back" in said:
        back = track.before_move.pop()
        back.fields, back.papers, back.before_move = track.fields, track.papers, track.before_move
        witness.cases[event.case] = back
        assert (back.state, back.version) == (event.target, event.version)
        return
    track.before_move.append(deepcopy(track))
    old, new = witness.first[track.version], witness.first[event.version]
    assert old.get(track.state, track.state) == new.get(event.target, event.target), "it moved elsewhere"
    present = {first: name for name, first in new.items()}
    track.path = [present.get(old.get(one, one), old.get(one, one)) for one in track.path]
    track.version, track.state = event.version, event.target
    places = {
        (one["person"], one["leaf"]): one["counts_in"]
        for one in said.get("signatures", ())
        if "counts_in" in one
    }
    kept = []
    for mark in track.marks:
        path = places.get((mark.person, mark.path))
        if path is not None:
            kept.append(mark._replace(path=path))
    assert len({(one.path, one.person) for one in kept}) == len(kept)
    track.marks = kept
    if not kept:
        track.signing = None
