"""The answer to “what is needed?” in sentences, for the command line and the terminal alike."""

from __future__ import annotations

from collections.abc import Iterator

from workflow.engine.needed.model import Given, Needed, NeededStep, Place, Wait
from workflow.errors import Reason
from workflow.language import N_, _, plural, text

#: so many names are shown of those who could
_NAMED = 4


def summary(found: Needed) -> Iterator[str]:
    """The answer as a whole: how many steps are left and until when, or why there are none."""
    ends = " / ".join(text(label) for label in found.ends.values())
    if found.reached:
        yield _("Nothing more is needed: the case is at its end.")
        return
    if found.undecided:
        yield _("The ways that are left are too many to look at each.")
        return
    if not found.steps:
        yield _("No way is left to “{end}”.").format(end=ends)
        return
    last, count = found.steps[-1], len(found.steps)
    words = plural("{n} step is left to “{end}”.", "{n} steps are left to “{end}”.", count)
    yield words.format(n=count, end=text(last.target_label))
    yield _("Earliest: {day}. Rules that cannot be told yet may make it later.").format(
        day=text(last.earliest)
    )
    yield from filter(None, (_planned(last), _expected(found), _latest(last)))


def _planned(last: NeededStep) -> str:
    if last.planned is None:
        return ""
    words = _("Possible by {day}, if all is given at once and dated the same day.")
    return words.format(day=text(last.planned))


def _expected(found: Needed) -> str:
    last = found.steps[-1]
    if last.expected is None or last.expected == last.planned:
        return ""
    whom = list(
        dict.fromkeys(text(one.waits.whom) for one in found.steps if one.waits and one.waits.expected)
    )
    return _("Expected by {day}, waiting for {whom} as long as the deadlines say.").format(
        day=text(last.expected), whom=", ".join(whom) or "–"
    )


def _latest(last: NeededStep) -> str:
    if last.latest is None:
        return _("The deadlines name no last day: a state on the way has none.")
    return _("By the deadlines at the latest on {day}.").format(day=text(last.latest))


def title(step: NeededStep) -> str:
    """A step in short: what, from where to where."""
    way = (
        text(step.target_label)
        if step.source == step.target
        else f"{text(step.source_label)} → {text(step.target_label)}"
    )
    return f"{text(step.label)} ({way})"


def details(step: NeededStep) -> Iterator[tuple[str, str]]:
    """What is to be said of a step: pairs of a word and what belongs to it."""
    if step.by_itself:
        yield _("Who"), _by_itself(step)
    for place in step.places:
        yield _("Who"), who(place)
    if step.given:
        yield _("To give"), ", ".join(map(given, step.given))
    for reason in step.against:
        yield _("Says no"), against(reason)
    if step.open:
        yield _("Cannot tell yet"), open_rules(step)
    if step.waits:
        yield _("Waits for"), wait(step.waits)
    yield _("Earliest"), earliest(step)
    days = [
        (N_("possible {day}"), step.planned),
        (N_("expected {day}"), step.expected if step.expected != step.planned else None),
        (N_("by the deadlines {day}"), step.latest),
    ]
    told = [_(words).format(day=text(day)) for words, day in days if day is not None]
    if told:
        yield _("Days"), " · ".join(told)


def _by_itself(step: NeededStep) -> str:
    if step.deadline is None:
        return _("happens by itself, the day after a deadline that is not known yet")
    return _("happens by itself, the day after {day}").format(day=text(step.deadline))


def who(place: Place) -> str:
    """Whose hand, how many, and who could today."""
    roles = " / ".join(text(one) for one in place.roles)
    if place.kind == "initial":
        roles = _("{roles} (initial)").format(roles=roles)
    if place.needed is None:
        roles = _("{roles} (how many is counted then)").format(roles=roles)
    elif place.needed > 1:
        roles = _("{roles} ({n} votes)").format(roles=roles, n=place.needed)
    if place.either:
        roles = _("{roles} (one of several)").format(roles=roles)
    names = [
        _("{name} on behalf of (a.n.) {principal}").format(name=one.name, principal=one.principal)
        if one.principal
        else one.name
        for one in place.people
    ]
    if not names and place.named:
        return _("{roles}: whom the case names then").format(roles=roles)
    if not names:
        return _("{roles}: nobody could today").format(roles=roles)
    more = len(names) - _NAMED
    shown = "; ".join(names[:_NAMED])
    if more > 0:
        shown = _("{names}; and {n} more").format(names=shown, n=more)
    return f"{roles}: {shown}"


def given(one: Given) -> str:
    """Something that is to be given."""
    words = text(one.label)
    if one.kind == "document":
        words = _("{document} (document)").format(document=words)
    if one.columns:
        words = f"{words} ({', '.join(map(text, one.columns))})"
    if one.supposed:
        values = " / ".join(map(text, one.supposed))
        words = _("{field} (this way: {values})").format(field=words, values=values)
    return words if one.certain else _("perhaps {what}").format(what=words)


def against(reason: Reason) -> str:
    """A rule that says no, what it rests on, and who could mend it."""
    words = reason.message
    if reason.basis:
        words += f" [{reason.basis}]"
    if reason.who_can_mend:
        people = text(list(reason.who_can_mend)).removesuffix(".")
        words = f"{words.removesuffix('.')}. " + _("Who can mend it: {who}.").format(who=people)
    return words


def open_rules(step: NeededStep) -> str:
    """How many rules cannot be told yet, and on what they hang."""
    names = list(dict.fromkeys(text(one) for rule in step.open for one in rule.hangs_on))
    words = plural("{n} rule", "{n} rules", len(step.open)).format(n=len(step.open))
    return (
        _("{rules}, until this is known: {facts}").format(rules=words, facts=", ".join(names))
        if names
        else words
    )


def wait(one: Wait) -> str:
    """Whom outside a step waits for, and how long that is expected to take."""
    whom = text(one.whom)
    if one.expected is None:
        return whom
    words = _("{whom}; expected: {time}").format(whom=whom, time=_length(one.expected))
    if one.parameter:
        rests = "; ".join(filter(None, (one.basis, one.note)))
        words += f" ({one.parameter}{f': {rests}' if rests else ''})"
    return words


def _length(words: str) -> str:
    number, _space, unit = words.partition(" ")
    n = int(number) if number.isdigit() else 0
    match unit.removesuffix("s"):
        case "wd":
            return plural("{n} working day", "{n} working days", n).format(n=n)
        case "d":
            return plural("{n} day", "{n} days", n).format(n=n)
        case "month":
            return plural("{n} month", "{n} months", n).format(n=n)
    return words


def earliest(step: NeededStep) -> str:
    """Not before which day, and why."""
    words = text(step.earliest)
    if step.working_day != step.earliest:
        words = _("{day} (the first working day is {working})").format(
            day=words, working=text(step.working_day)
        )
    if step.rests_on:
        reasons = "; ".join(one.message.removesuffix(".") for one in step.rests_on)
        words = _("{day}; the day before: {reasons}").format(day=words, reasons=reasons)
    return words
