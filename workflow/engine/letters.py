"""Letters from outside: what an act says of one, which of them a case rests on, and what they have against an act.

An action that is `external` and asks for a number that is unique and for the date that belongs to it (`pertek_number` and
`pertek_date`) takes a letter. One letter is known by who wrote it, its number and its year, and may stand on many cases. The
event says it (`followed`), and the case remembers each of its letters, newest last, as a plain mapping:

    letter, number  the letter's id and its number as it is written
    stem            the word that its fields begin with
    action, seq     the answer that it gives to this case, and the event that recorded it
    source, path    where the case stood when it was answered, and the way that had led there
    lists           what the letter's line says of the case: field → value; `subject` is what the case is about
    corrects        the letter whose place it takes
    gone            the case has moved on since
    lapsed          the case has gone back behind it: when it comes again, it asks anew
    bound           something was decided for good since (a batch, an effect) that rests on it
    differs         it gives another answer than the one on which the case went on (`went_on`)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from workflow.definition.model import Action, Definition, Label
from workflow.errors import Reason
from workflow.language import N_, text

if TYPE_CHECKING:
    from workflow.engine.case import Act, Case, Event
    from workflow.engine.facts import Facts

#: what `followed` says of the letter under which an event was recorded
LETTER = "letter"
#: the action of the event by which a corrected letter changes a case without being one of its actions
CORRECT = "letter_corrected"
#: what of an event's letter the case remembers
_KEPT = (
    "letter",
    "number",
    "stem",
    "action",
    "lists",
    "corrects",
    "differs",
    "went_on",
    "outcome",
    "source",
    "path",
)
Entry = Mapping[str, Any]


def stem_of(definition: Definition, action: Action) -> str | None:
    """The word that the letter's fields begin with (`pertek`); None for an action that takes no letter."""
    if action.external is None:
        return None
    for name in action.asks:
        stem = name.removesuffix("_number")
        if stem != name and f"{stem}_date" in action.asks and definition.fields[name].unique:
            return stem
    return None


def letter_id(issuer: str | Label, number: str, day: str) -> str:
    """A letter's id: who wrote it, its number, its year.

    Example:
        >>> letter_id({"id": "BKN", "en": "BKN"}, "1211/B-AK/2025 ", "2025-11-12")
        'bkn|1211/b-ak/2025|2025'
    """
    name = issuer if isinstance(issuer, str) else issuer[min(issuer)]
    return "|".join((name.strip().casefold(), number.strip().casefold(), day[:4]))


def issuer_of(action: Action, named: str | None) -> str | Label:
    """Who wrote a letter: whom the definition names for the action, unless the officer named somebody else."""
    assert action.external is not None
    given = (named or "").strip()
    known = {one.casefold() for one in action.external.values()}
    return action.external if not given or given.casefold() in known else given


def said(definition: Definition, action: Action, act: Act, given: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the event of an act says of its letter; None where it has none."""
    stem = stem_of(definition, action)
    if stem is None or not given.get(f"{stem}_number") or not given.get(f"{stem}_date"):
        return None
    told = act.letter or {}
    number, day = str(given[f"{stem}_number"]), str(given[f"{stem}_date"])
    issuer = issuer_of(action, told.get("issuer"))
    entry = {
        LETTER: letter_id(issuer, number, day),
        "stem": stem,
        "action": action.name,
        "issuer": issuer,
        "number": number,
        "date": day,
        "lists": dict(told.get("lists") or {}),
        "scan": told.get("scan"),
        "corrects": told.get("corrects"),
        "replaces": told.get("replaces"),
        "why": told.get("why"),
    }
    return {name: value for name, value in entry.items() if value}


def of_event(event: Event) -> Entry | None:
    """What an event says of its letter."""
    return next((one for one in event.followed if LETTER in one), None)


def remembered(before: Case, event: Event) -> tuple[Entry, ...]:
    """The letters of a case as an event leaves them."""
    found, entry = before.letters, of_event(event)
    if not found and entry is None:
        return found
    moves = event.fired and event.source != event.target
    binds = any("batch" in one or "effect" in one for one in event.followed)
    if found and (moves or binds):
        marks = {**({"gone": True} if moves else {}), **({"bound": True} if binds else {})}
        found = tuple({**one, **marks} for one in found)
        if moves and event.target in before.came_from:
            left = before.came_from[: before.came_from.index(event.target)]
            found = tuple(
                one if _reaches(one, left, event.target) else {**one, "lapsed": True} for one in found
            )
    if entry is None:
        return found
    kept = {name: entry[name] for name in _KEPT if name in entry}
    kept = {"source": event.source, "path": list(before.came_from), **kept, "seq": event.seq}
    if "outcome" in entry:  # it takes the place of an earlier one, and the case stays where it is
        earlier: Entry = next((one for one in reversed(found) if one["letter"] == entry.get("corrects")), {})
        kept |= {name: True for name in ("gone", "bound") if earlier.get(name)}
    elif event.source == event.target:
        kept["stays"] = True
    if binds:
        kept["bound"] = True
    return (*found, kept)


def _reaches(entry: Entry, way: Sequence[str], state: str) -> bool:
    """Whether a letter still stands where a case has gone back to."""
    return entry["source"] in way or (bool(entry.get("stays")) and entry["source"] == state)


def standing(case: Case) -> list[Entry]:
    """The letters on which a case rests now: the newest of each kind, unless the case has gone back behind it."""
    newest = {one["stem"]: one for one in case.letters}
    return [
        one for one in newest.values() if not one.get("lapsed") and _reaches(one, case.came_from, case.state)
    ]


def against(
    definition: Definition, case: Case, action: Action, act: Act, given: Mapping[str, Any], facts: Facts
) -> list[Reason]:
    """What the letters of a case, and the one that an act brings, have against the act."""
    reasons = list(known_otherwise(definition, action, act, given, facts))
    for entry in standing(case) if case.letters else ():
        if entry.get("differs") and _leads_on(definition, case, action):
            reasons.append(_withdrawn(definition, case, entry))
        if action.batch and not entry.get("bound"):
            reasons += _lines_differ(definition, case, entry, given, facts)
    return reasons


def known_otherwise(
    definition: Definition, action: Action, act: Act, given: Mapping[str, Any], facts: Facts
) -> Iterator[Reason]:
    """That the letter of an act stands on record with another date, or not as the correction that it is said to be."""
    entry = said(definition, action, act, given) if action.external else None
    known = facts.taken(f"letter|{entry[LETTER]}") if entry else None
    if entry is None or known is None:
        return
    data = {"number": entry["number"], "issuer": entry["issuer"]}
    rule = "a letter is known by its issuer, number and year"
    if known["mark"] != entry["date"]:
        yield Reason(
            "letter_known",
            N_("Letter {number} of {issuer} stands on record with the date {date}, not {other}."),
            {**data, "date": known["mark"], "other": entry["date"]},
            rule=rule,
        )
    if entry.get("corrects") and known.get("corrects") != entry["corrects"]:
        yield Reason(
            "letter_known",
            N_("Letter {number} of {issuer} stands on record already, and not as a correction of that one."),
            data,
            rule=rule,
        )


def _leads_on(definition: Definition, case: Case, action: Action) -> bool:
    """Whether an action takes a case further on, rather than back, aside or out."""
    if not action.side:
        return True
    behind = {case.state, *case.came_from}
    return not action.to_previous and any(
        one not in behind and not definition.states[one].final and definition.states[one].clock != "stopped"
        for one in action.to
    )


def _withdrawn(definition: Definition, case: Case, entry: Entry) -> Reason:
    ways = ways_out(definition, case, entry)
    return Reason(
        "letter_differs",
        N_(
            "A corrected letter says “{answer}” of this case, which had gone on; it goes no further. Left to do: {ways}."
        ),
        {"answer": answer_label(definition, entry), "ways": [one.label for one in ways] or "-"},
        rule="a case goes on by the letter that stands",
        who_can_mend=tuple(
            definition.roles[role].label for role in dict.fromkeys(role for one in ways for role in one.by)
        ),
    )


def answer_label(definition: Definition, entry: Entry) -> str | Label:
    """The label of the answer that a letter gives to a case."""
    action = definition.actions.get(entry["action"])
    return action.label if action is not None else str(entry["action"])


def ways_out(definition: Definition, case: Case, entry: Entry) -> list[Action]:
    """What may be done with a case that went on before its letter was corrected: back behind the answer, or out."""
    behind = {entry["source"], *entry.get("path", ())}
    return [
        action
        for action in definition.leaving(case.state)
        if not action.automatic
        and action.to
        and any((one in behind or _ends(definition, one)) and one != case.state for one in action.to)
        and (action.side or action.reopens)
    ]


def _ends(definition: Definition, state: str) -> bool:
    found = definition.states[state]
    return found.final and found.phase != "filled"


def differences(case: Case, entry: Entry, given: Mapping[str, Any]) -> list[str]:
    """The fields in which a letter's line is another than what the case would have with these values."""
    return [
        name
        for name, value in entry.get("lists", {}).items()
        if value != (case.subject if name == "subject" else given.get(name, case.fields.get(name)))
    ]


def _lines_differ(
    definition: Definition, case: Case, entry: Entry, given: Mapping[str, Any], facts: Facts
) -> Iterator[Reason]:
    if not differences(case, entry, given):
        return
    lists = entry["lists"]
    ours = {
        name: case.subject if name == "subject" else given.get(name, case.fields.get(name)) for name in lists
    }
    yield Reason(
        "letter_list",
        N_("The list differs from the letter. Here, {case}: {ours}. In letter {number}: {theirs}."),
        {
            "case": case.id,
            "ours": line_in_words(definition, ours, facts),
            "number": entry["number"],
            "theirs": line_in_words(definition, lists, facts),
        },
        rule="the list is compared with the letter line by line",
    )


def line_in_words(definition: Definition, lists: Mapping[str, Any], facts: Facts) -> str:
    """A line of a list in words: persons and positions by their names."""
    parts = []
    for name, value in lists.items():
        if value is None:
            continue
        field = definition.fields.get(name)
        kind = field.type if field is not None else definition.subject if name == "subject" else None
        known = kind in ("person", "position", "unit")
        said = facts.called(str(kind), str(value)) if known else _plain(kind, value)
        parts.append(said if known else f"{text(field.label)} {said}" if field is not None else said)
    return ", ".join(parts)


def _plain(kind: str | None, value: Any) -> str:
    try:
        return text(date.fromisoformat(value)) if kind == "date" else text(value)
    except ValueError:  # as somebody typed it
        return str(value)
