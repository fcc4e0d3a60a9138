"""How a case is told: its timeline, its history as sentences, what is signed, what may be done and why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from textual.content import Content

from tui.case_view import CaseView, shown
from tui.words import due_long, moment
from workflow.errors import Reason
from workflow.language import plural, text
from workflow.language import translate as _

from . import rows

if TYPE_CHECKING:
    from workflow import Answer, Event, Recordable

LATE_ENTRY = timedelta(minutes=5)
"""How much later than it took effect an act may be recorded without history marking it."""

WHEN = 20
"""The width of the column of moments in a history."""

_MARKS = {"done": "✓", "here": "●", "ahead": "○", "away": "✗"}
_STYLES = {
    "done": "$text-success",
    "here": "bold $text-accent",
    "ahead": "$muted",
    "away": "bold $text-error",
}


def timeline(view: CaseView, width: int = 200) -> Content:
    """`Vacant ✓── Nomination ✓── ● Approval ── Inauguration`, shortened to the present phase where it does not fit."""
    line = Content("")
    for gap, only in ((" ── ", False), (" ─ ", False), (" ─ ", True)):
        parts: list[Content] = []
        for place, (label, how) in enumerate(view.phases):
            if place:
                parts.append(Content.styled(gap, "$muted"))
            said = text(label) if not only or how in ("here", "away") else ""
            parts.append(Content.styled(f"{_MARKS[how]} {said}".rstrip(), _STYLES[how]))
        line = Content.assemble(*parts)
        if len(line.plain) <= width:
            return line
    return line


def due_line(view: CaseView) -> Content:
    """The deadline in words; late ones in the colour of late ones too."""
    if view.case.final:
        return Content.styled(_("This case has ended."), "$muted")
    stopped = view.definition.states[view.case.state].clock == "stopped"
    if stopped:
        return Content.styled(_("Suspended: the deadline rests."), "$text-warning")
    style = (
        "bold $text-error"
        if view.overdue
        else "$text-warning"
        if view.left is not None and view.left <= 1
        else ""
    )
    return Content.styled(due_long(view.case.due, view.overdue, view.left), style)


def waiting_line(view: CaseView) -> Content:
    """Whom it waits for: roles with what is theirs to do."""
    outside = view.definition.states[view.case.state].waits_for
    groups: dict[str, list[str]] = {}
    for role, action in view.waits_for:
        groups.setdefault(text(action), []).append(text(role))
    said = " · ".join(f"{action}: {', '.join(roles)}" for action, roles in groups.items())
    if outside:
        said = f"{text(outside)} · {said}" if said else text(outside)
    return Content(said or "–")


# ── actions ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def reason_lines(reason: Reason, indent: str = "   ") -> Iterator[Content]:
    """One reason: the sentence, what it rests on, who could mend it."""
    yield Content.styled(f"{indent}{reason.message}", "$muted")
    more = []
    if reason.basis:
        more.append(_("Basis: {basis}").format(basis=reason.basis))
    if reason.who_can_mend:
        more.append(_("could help: {who}").format(who=", ".join(text(who) for who in reason.who_can_mend)))
    if more:
        yield Content.styled(f"{indent}  {' · '.join(more)}", "$faint")


def action_lines(view: CaseView) -> list[Content]:
    """The actions that may be taken, with the number in the menu; then those that may not, with every reason."""
    lines: list[Content] = []
    for number, (answer, label) in enumerate(open_actions(view), 1):
        style = "bold" if not answer.side else ""
        lines.append(
            Content.assemble(
                Content.styled(f" a {number} ", "bold $accent"),
                Content.styled(label, style),
                in_place_of(answer),
            )
        )
    for number, event in enumerate(view.recordable, len(lines) + 1):
        lines.append(
            Content.assemble(Content.styled(f" a {number} ", "bold $accent"), may_be_recorded(view, event))
        )
    if not lines:
        lines.append(Content.styled(_("There is nothing that you may do here now."), "$muted"))
    refused = [answer for answer in view.answers if not answer.allowed]
    if refused:
        lines += [Content(""), Content.styled(_("Not now, and why:"), "$muted")]
    for answer in refused:
        lines.append(Content.styled(f" – {text(answer.label)}", "$muted"))
        for reason in answer.reasons:
            lines += reason_lines(reason)
    return lines


def may_be_recorded(view: CaseView, event: Recordable) -> str:
    """What happened outside, as the menu and the palette call it."""
    return _("It happened: {event} ({about}) …").format(
        event=text(event.label), about=about_what(view, event)
    )


def about_what(view: CaseView, event: Recordable) -> str:
    """Whom or what it is about, by name."""
    return view.title if event.about == view.case.subject else str(view.names.get(event.about, event.about))


def in_place_of(answer: Answer) -> Content:
    """In whose place one would act, where one stands in."""
    if not answer.for_whom or not answer.allowed:
        return Content("")
    return Content.styled("  " + _("a.n. {name}").format(name=answer.for_whom), "$text-warning")


def may_take(view: CaseView) -> bool:
    """Whether there is anything that this user could take up: work that waits for them and that nobody else has."""
    return not view.case.final and any(one.allowed and not one.side for one in view.answers)


def open_actions(view: CaseView) -> list[tuple[Answer, str]]:
    """What may be done, the work itself before the ways aside; taking a signature back is one of them."""
    found = [(one, text(one.label)) for one in sorted(view.answers, key=lambda one: one.side) if one.allowed]
    if view.signed:
        found += [
            (one, _("Take back my signature of “{action}”").format(action=text(one.label)))
            for one in view.answers
            if one.signoff and one.name == view.case.signing and not one.allowed
        ]
    return found


# ── letters ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def letter_lines(view: CaseView) -> list[Content]:
    """The letters from outside, the newest first, each with its answer; then the numbered lists that the case is on."""
    lines = []
    for letter, one in view.letters:
        mark, style = ("✉ ", "$text-accent") if one.newest else ("↶ ", "$muted")
        about = f"{letter.number} · {text(letter.issuer)} · {text(letter.date)}"
        lines.append(
            Content.assemble(
                Content.styled(mark, style), Content.styled(about, style), f"  {text(one.label)}"
            )
        )
        if not one.newest:
            lines.append(Content.styled("  " + _("a later letter took its place"), "$muted"))
            continue
        if not one.same:
            says = _("the letter says: {line}").format(line=one.says)
            lines.append(Content.styled(f"  {says}", "$text-warning"))
        if one.outcome == "differs":
            ways = ", ".join(text(way) for way in one.ways) or _("open a new case for the post")
            said = _("The case had gone on by another answer; it goes no further. Left to do: {ways}")
            lines.append(Content.styled("  " + said.format(ways=ways), "bold $text-error"))
    for batch in view.case.batches.values():
        if "line" in batch:
            number = batch.get("number", batch.get("id", ""))
            said = _("{number}, line {n}").format(number=number, n=batch["line"])
            lines.append(Content.assemble(Content.styled("# ", "$text-accent"), said))
    return lines


# ── history ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def history_lines(view: CaseView) -> Iterator[Content]:
    """The history as sentences, the newest first."""
    for event in reversed(view.history):
        yield from event_lines(view, event)


def event_lines(view: CaseView, event: Event) -> Iterator[Content]:
    """One event: when, who did what, from where to where, why, what was given, and what it changed in rows."""
    head = [Content.styled(moment(event.at).ljust(WHEN), "$muted"), *_deed(view, event)]
    if event.fired and event.source is not None and event.source != event.target:
        head += [
            Content.styled("  → ", "$muted"),
            Content.styled(text(_state(view, event.target)), "$text-accent"),
        ]
    if event.mandate is not None and event.mandate[:2] in ("A-", "D-"):
        head.append(Content.styled(f"  {_by_what(event.mandate)}", "$faint"))
    yield Content.assemble(*head)
    if event.reason:
        yield Content.styled(" " * WHEN + _("Reason: {reason}").format(reason=event.reason), "italic")
    given = [
        f"{text(view.definition.fields[name].label)}: {text(shown(view.definition.fields[name], value, view.names))}"
        for name, value in event.fields.items()
        if name in view.definition.fields and not isinstance(value, (list, tuple))
    ]
    if given:
        yield Content.styled(" " * WHEN + " · ".join(given), "$muted")
    for said in rows.deeds(view, event):
        yield Content.styled(" " * WHEN + said, "$muted")
    for one in event.faults:
        note = f": {one['note']}" if one.get("note") else ""
        said = f"✗ {part_label(view, one['part'])}  {one['kind']}{note}"
        yield Content.styled(" " * WHEN + said, "$text-warning")
    labels = {name: one.label for name, one in view.definition.fields.items()}
    for gone in view.erased.get(event.seq, ()):
        yield Content.styled(" " * WHEN + gone.said(labels), "$muted italic")
    if event.documents:
        count = len(event.documents)
        yield Content.styled(
            " " * WHEN + plural("{n} document", "{n} documents", count).format(n=count), "$muted"
        )
    fell = next((one["fell"] for one in event.followed if "fell" in one), ())
    if fell:
        names = ", ".join(view.names.get(user, user) for user in fell)
        said = _("No longer counts: the signature of {names}").format(names=names)
        yield Content.styled(" " * WHEN + said, "$text-warning")
    if event.recorded - event.at > LATE_ENTRY:
        yield Content.styled(
            " " * WHEN + _("entered later, on {when}").format(when=moment(event.recorded)), "$text-warning"
        )


def told(view: CaseView, event: Event) -> str:
    """One event in a line: when, who, what."""
    return f"{moment(event.at)}  {Content.assemble(*_deed(view, event)).plain}"


def _state(view: CaseView, name: str) -> Any:
    state = view.definition.states.get(name)
    return state.label if state is not None else name


def _who(view: CaseView, event: Event) -> str:
    name = event.name or view.names.get(event.actor, event.actor)
    if event.on_behalf_of and event.on_behalf_of != event.actor:
        principal = event.principal or view.names.get(event.on_behalf_of, event.on_behalf_of)
        return _("{name} on behalf of (a.n.) {principal}").format(name=name, principal=principal)
    return name


def _by_what(mandate: str) -> str:
    """What standing in rests on: an absence or a delegation, by its number."""
    said = _("by absence {id}") if mandate.startswith("A-") else _("by delegation {id}")
    return said.format(id=mandate)


def _deed(view: CaseView, event: Event) -> list[Content]:
    who = Content.styled(_who(view, event), "bold")
    if event.action == "open":
        return [who, Content(" " + _("opened the case"))]
    moved = next((one["migration"] for one in event.followed if "migration" in one), None)
    if event.action == "migrate" and moved is not None:
        said = (
            _("took back the move to version {number}").format(number=moved["from"])
            if "undoes" in moved
            else _("moved the case to version {number}").format(number=event.version)
        )
        return [who, Content(f" {said}")]
    if event.action == "letter_corrected":
        return [who, Content(" " + _letter_deed(event))]
    if event.action == "overdue":
        return [Content.styled(_overdue(view, event), "$text-warning")]
    trigger = None if event.fired or event.vote else _trigger(view, event)
    if trigger is not None:
        return (
            [Content.styled(trigger, "$text-warning")]
            if event.name is None
            else [who, Content(f" {trigger}")]
        )
    aside = None if event.fired or event.vote else _aside(event)
    if aside is not None:
        return [Content.styled(aside, "$muted")] if event.name is None else [who, Content(f" {aside}")]
    if event.action == "recount":
        return [
            Content.styled(_("The people have changed: the signatures were counted anew"), "$text-warning")
        ]
    action = view.definition.actions.get(event.action)
    label = text(action.label) if action is not None else event.action
    if event.vote is None:
        return [who, Content(f": {label}")]
    said = {
        "sign": _("initialled “{action}”") if event.kind == "initial" else _("signed “{action}”"),
        "refuse": _("refused to sign “{action}”"),
        "abstain": _("abstained from “{action}”"),
        "withdraw": _("took back the signature of “{action}”"),
    }.get(event.vote, _("voted on “{action}”")).format(action=label)
    role = view.definition.roles.get(event.role)
    as_role = Content.styled(f" ({text(role.label)})", "$muted") if role is not None else Content("")
    return [who, Content(f" {said}"), as_role]


def _letter_deed(event: Event) -> str:
    """What a corrected letter did to the case."""
    for one in event.followed:
        if "took_back" in one:
            return _("took back the answer of letter {number}, which was corrected").format(
                number=one["number"]
            )
        if "letter" in one:
            words = {
                "follows": _("letter {number} takes the place of {earlier}: the case follows it"),
                "stands": _("letter {number} takes the place of {earlier}: what was decided stands"),
                "differs": _("letter {number} takes the place of {earlier} and gives another answer"),
                "lapsed": _("letter {number} takes the place of {earlier}; the case rests on it no more"),
            }
            return words[one["outcome"]].format(number=one["number"], earlier=one.get("replaces", ""))
    return _("recorded a corrected letter")


def _aside(event: Event) -> str | None:
    """What was done about who has a case; None for everything else."""
    return {
        "claim": _taken_up(event),
        "release": _("let it go"),
        "reassign": _("gave it to somebody else"),
        "claim_over": _("Nobody has it any more: the time was over"),
        "claim_lapsed": _("Who had it may not do it any more"),
        "reoffer": _("The people have changed: it waits for others now"),
        "reminder": _("Reminded before the deadline"),
        "known_as": _("made known whose account it is that acted here"),
    }.get(event.action)


def _trigger(view: CaseView, event: Event) -> str | None:
    """What happened around the case, or what followed from it by itself; None for everything else."""
    for one in event.followed:
        found = view.definition.on.get(one.get("happened", one.get("on", "")))
        if found is None:
            continue
        label = text(found.label)
        if "happened" in one:
            return _("recorded: {event}").format(event=label)
        roles = view.definition.roles
        if one.get("escalate") in roles:
            return _("{event}: {role} may now act too").format(
                event=label, role=text(roles[one["escalate"]].label)
            )
        if one.get("tell") in roles:
            return _("{event}: {role} is told").format(event=label, role=text(roles[one["tell"]].label))
        if one.get("reoffer"):
            return _("{event}: offered to all again").format(event=label)
        return _("{event}: the next step follows by itself").format(event=label)
    return None


def _taken_up(event: Event) -> str:
    """Who took it up: somebody, or the clock for somebody."""
    if event.name:
        return _("took it up")
    for said in event.followed:
        if "distributed" in said:
            new = [one["name"] for one in said["claims"] if one["since"] == event.at.isoformat()]
            return _("It was given to {names}").format(names=", ".join(dict.fromkeys(new)))
    return _("It went first to who did this step before")


def _overdue(view: CaseView, event: Event) -> str:
    roles = view.definition.roles
    for one in event.followed:
        if one.get("escalate") in roles:
            return _("The deadline passed: {role} may now act too").format(
                role=text(roles[one["escalate"]].label)
            )
        if one.get("notify") in roles:
            return _("The deadline passed: {role} is told").format(role=text(roles[one["notify"]].label))
    return _("The deadline passed")


# ── what was found wrong ────────────────────────────────────────────────────────────────────────────────────────────────


def part_label(view: CaseView, part: str) -> str:
    """The label of a field or document."""
    declared = view.definition.fields.get(part) or view.definition.documents.get(part)
    return text(declared.label) if declared is not None else part


def fault_lines(view: CaseView) -> list[Content]:
    """The list of faults that the case stands under, each mended or not."""
    lines = []
    for one in view.case.faults:
        sign = Content.styled("✓ ", "$text-success") if one.mended else Content.styled("✗ ", "$text-error")
        note = f": {one.note}" if one.note else ""
        state = Content.styled("  " + (_("mended") if one.mended else _("not mended yet")), "$muted")
        lines.append(Content.assemble(sign, part_label(view, one.part), f"  {one.kind}{note}", state))
    return lines


# ── summary ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def facts(view: CaseView) -> list[tuple[str, str]]:
    """Position, unit, and the nominee's facts, as pairs of name and value."""
    found: list[tuple[str, str]] = [(_("Position"), view.title)]
    if view.unit:
        found.append((_("Unit"), view.unit))
    if view.position is not None:
        found.append(
            (
                _("Level"),
                f"{view.position.level} · "
                + plural("{n} seat", "{n} seats", view.position.need).format(n=view.position.need),
            )
        )
    person = view.nominee
    if person is not None:
        found += [
            (_("Nominee"), person.full_name),
            (_("NIP"), f"{person.nip[:8]} {person.nip[8:14]} {person.nip[14:15]} {person.nip[15:]}"),
            (_("Rank"), f"{person.rank} · {person.employment} · " + _("age {n}").format(n=view.age)),
            (
                _("Ratings"),
                " · ".join(f"{year} {word}" for year, word in sorted(person.ratings.items(), reverse=True))
                or "–",
            ),
            (_("Education"), " ".join(filter(None, (person.education, person.field_of_study))) or "–"),
        ]
        if person.credit is not None:
            found.append((_("Credit"), f"{person.credit:g}"))
    if (days := filling(view)) is not None:
        found.append((_("Time to fill"), days))
    return found


def filling(view: CaseView) -> str | None:
    """How long it takes to fill the seat, and since when that counts."""
    time = view.filling
    if time is None or time.days is None:
        return None
    said = plural("{n} day", "{n} days", time.days).format(n=time.days)
    said += " · " + _("since {day}").format(day=text(time.counts_from))
    if time.reopened:
        said += " · " + _("vacant first on {day}").format(day=text(time.vacant_since))
    return said


def mark(given: Any) -> str:
    """What is on file of a document: the file's name and size, what was noted, or nothing more than that it was seen."""
    if isinstance(given, Mapping):
        if "file" not in given:
            return ""
        size = given.get("size")
        return (
            f"{given['file']} ({max(1, round(size / 1024)):,} kB)"
            if isinstance(size, int)
            else str(given["file"])
        )
    return given if isinstance(given, str) else ""
