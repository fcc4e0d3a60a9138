"""What happened to a case, event by event: `case history`, in the words of the version under which each was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from workflow.cli import letters, shapes
from workflow.cli.case_views import value_in_words
from workflow.cli.going_back import in_short
from workflow.cli.output import write_json, write_table
from workflow.cli.parser import Group
from workflow.language import N_, _, plural, text

if TYPE_CHECKING:
    from workflow import Event
    from workflow.cli.context import Context
    from workflow.definition.model import Definition
    from workflow.workspace.erasures import Erased

#: what is no action of a definition, by the name that its events have
_ASIDE = {
    "open": N_("Opened"),
    "overdue": N_("Deadline passed"),
    "reminder": N_("Reminded"),
    "recount": N_("Signatures counted anew"),
    "claim": N_("Taken up"),
    "release": N_("Let go of"),
    "reassign": N_("Handed over"),
    "claim_over": N_("Time of who had it was over"),
    "claim_lapsed": N_("Who had it may do it no more"),
    "reoffer": N_("Waits for others"),
    "ask_advice": N_("Advice asked"),
    "advise": N_("Advice given"),
    "happened": N_("Happened"),
    "answered": N_("Follows"),
    "letter_corrected": N_("Letter corrected"),
    "known_as": N_("Account made known"),
    "migrate": N_("Moved to another version"),
}
#: what was given in a sign-off
_GIVEN = {
    "sign": N_("signed"),
    "initial": N_("initialled"),
    "refuse": N_("refused"),
    "abstain": N_("abstained"),
    "withdraw": N_("taken back"),
}


def register(group: Group) -> None:
    """Add this command."""
    group.command(
        "history", run_history, _("show what happened to a case"), "lantik case history JF-2025-0001"
    ).add_argument("case", metavar="CASE")


def run_history(context: Context) -> int:
    """Show what happened to a case."""
    events: list[Event] = context.session.history(context.given.case)
    gone = context.session.persons.erased(context.given.case)
    if context.json:
        write_json([shapes.event(one) | _gone(gone.get(one.seq, ())) for one in events])
        return 0
    names = {one.actor: one.name for one in events if one.name}
    headers = ["#", _("When"), _("Who"), _("Action"), _("State"), _("Reason or what was given")]
    write_table(headers, ([
        one.seq, f"{one.at:%Y-%m-%d %H:%M}", _who(one), _what(version, one), _state(version, one.target),
        "; ".join([*_got_it(one), *_said(context, version, one), *_of_letter(one), *_abstained(one),
                   *_fell(one, names), *(erased.said() for erased in gone.get(one.seq, ()))]),
    ] for one, version in _with_versions(context, events)))  # fmt: skip
    return 0


def _with_versions(context: Context, events: Iterable[Event]) -> Iterator[tuple[Event, Definition]]:
    """Each event with what the version said under which it was written."""
    known: dict[int, Definition] = {}
    for one in events:
        if one.version not in known:
            known[one.version] = context.session.definitions.get(one.definition, one.version).definition
        yield one, known[one.version]


def _gone(found: Iterable[Erased]) -> dict[str, Any]:
    """What was erased from an event, where anything was."""
    said = [{"paths": one.paths, "at": one.at, "by": one.by, "basis": one.basis} for one in found]
    return {"erased": said} if said else {}


def _of_letter(event: Event) -> Iterator[str]:
    """What an event says of a letter from outside, where that is more than its number and date."""
    for one in event.followed:
        if one.get("corrects"):
            yield _("letter {number} takes the place of {earlier}: {outcome}").format(
                number=one["number"],
                earlier=one.get("replaces", ""),
                outcome=letters.in_words(one.get("outcome")),
            )
        if "took_back" in one:
            yield _("the answer of letter {number} is taken back").format(number=one["number"])


def _got_it(event: Event) -> list[str]:
    """Who was given something by somebody else, or by the clock."""
    claims = [claim for said in event.followed if not event.fired for claim in said.get("claims", ())]
    new = [one for one in claims if one["since"] == event.at.isoformat() and one["actor"] != event.actor]
    return list(dict.fromkeys(f"→ {one['name']}" for one in new))


def _said(context: Context, version: Definition, event: Event) -> Iterator[str]:
    """What an event brought: the reason, the list of faults, the fields."""
    if event.reason:
        yield event.reason
    if event.faults:
        yield in_short(event.faults)
    for name, value in event.fields.items():
        field = version.fields.get(name)
        if field is None:  # an earlier version asked for it, or it is no field: what a correction changed
            yield f"{name}={text(value)}"
        elif field.type == "group" and isinstance(value, (list, tuple)):
            rows = plural("{n} row", "{n} rows", len(value)).format(n=len(value))
            yield f"{text(field.label)}: {rows}"
        else:
            yield f"{text(field.label)}: {value_in_words(context, field, value)}"


def _what(version: Definition, event: Event) -> str:
    """The action, and of a sign-off what was given: an initial is told apart from a signature.

    Of something that happened around the case: what.
    """
    given = "initial" if event.kind == "initial" and event.vote == "sign" else event.vote
    if given is None and not event.fired:
        around = next((one.get("happened") or one.get("on") or "" for one in event.followed), "")
        given = text(version.on[around].label) if around in version.on else around
    elif given is not None:
        given = _(_GIVEN[given]) if given in _GIVEN else given
    aside = event.action in _ASIDE and event.vote is None and (event.source is None or not event.fired)
    declared = None if aside else version.actions.get(event.action)
    label = text(declared.label) if declared is not None else _(_ASIDE.get(event.action, event.action))
    return f"{label} ({given})" if given else label


def _state(version: Definition, name: str) -> str:
    """A state as people call it."""
    return text(version.states[name].label) if name in version.states else name


def _abstained(event: Event) -> list[str]:
    """Who had not voted when a vote was closed."""
    return [
        _("abstained: {people}").format(
            people=", ".join(mark["person"].removeprefix("user:") for mark in one["abstained"]) or "-"
        )
        for one in event.followed
        if "closed" in one
    ]


def _fell(event: Event, names: Mapping[str, str]) -> list[str]:
    """Whose signatures an event made void."""
    return [
        _("signatures that fell: {people}").format(
            people=", ".join(names.get(who, who) for who in one["fell"])
        )
        for one in event.followed
        if "fell" in one
    ]


def _who(event: Event) -> str:
    name = event.name or event.actor
    if not event.on_behalf_of:
        return name
    principal = event.principal or event.on_behalf_of
    return _("{name} on behalf of (a.n.) {principal}").format(name=name, principal=principal)
