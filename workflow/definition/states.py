"""Reads the states of a definition, with their deadlines and what follows when these have passed."""

from __future__ import annotations

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import OverdueStep, Place, Reminder, State, Within
from workflow.definition.parts import at, place_of
from workflow.definition.yaml import Node, Scalar, Series, Table
from workflow.language import N_, Phrase, Words

_STATE = ("phase", "label", "final", "within", "overdue", "clock", "waits_for", "remind")


def states(form: Form, node: Node | None) -> dict[str, State]:
    """`states`: name → `{phase, label, final, within, overdue, clock, waits_for, remind}`."""
    read: dict[str, State] = {}
    for key, body in form.named(node, "states"):
        what = Phrase("state “{name}”", name=key.text)
        if key.text == "previous":
            form.findings.error(
                "E111",
                key.place,
                N_("a state cannot be named “previous”"),
                N_("`to: previous` has a meaning of its own"),
            )
        table = form.table(body, what)
        if table is None:
            form.gaps.graph = True
            continue
        form.keys(table, what, _STATE, ("phase",), key.place)
        phase = at(table, "phase")
        known = None
        if form.text(phase, of("phase", what)) is not None and isinstance(phase, Scalar):
            known = form.known(phase, "phases", what)
        within = _within(form, at(table, "within"), what)
        for key_of in ("overdue", "remind"):
            if key_of in table.entries and "within" not in table.entries:
                form.findings.error(
                    "E113",
                    place_of(table, key_of),
                    N_("{what} says `overdue` and has no `within`")
                    if key_of == "overdue"
                    else N_("{what} says `remind` and has no `within`"),
                    what=what,
                )
        before = len(form.findings)
        final = form.flag(at(table, "final"), of("final", what))
        form.gaps.final |= len(form.findings) > before
        clock = form.word(at(table, "clock"), of("clock", what), ("stopped",))
        read[key.text] = State(
            key.text,
            known or form.declared["phases"][0],
            form.label(at(table, "label"), key.place, what),
            final,
            within,
            _overdue(form, at(table, "overdue"), what),
            "stopped" if clock else None,
            form.label(at(table, "waits_for"), key.place, of("waits_for", what), required=False) or None,
            key.place,
            _remind(form, at(table, "remind"), what),
        )
    return read


def _within(form: Form, node: Node | None, what: Words) -> Within | None:
    if node is None:
        return None
    if isinstance(node, Table):
        inside = of("within", what)
        if "until" in node.entries:
            form.keys(node, inside, ("until",))
            until = form.text(at(node, "until"), of("until", what))
            return Within("", None, _start(at(node, "until"), node), until) if until else None
        form.keys(node, inside, ("time", "since", "until"), ("time",))
        time = form.text(at(node, "time"), of("time", what))
        since_node = at(node, "since")
        since = form.text(since_node, of("since", what))
        where = since_node.start if isinstance(since_node, Scalar) else node.place
        return (
            Within(time.strip(), since, where if since else _start(at(node, "time"), node)) if time else None
        )
    time = form.text(node, of("within", what))
    return Within(time.strip(), None, node.place) if time else None


def _start(node: Node | None, around: Node) -> Place:
    return node.start if isinstance(node, Scalar) else around.place


def _remind(form: Form, node: Node | None, what: Words) -> tuple[Reminder, ...]:
    """`remind`: a list of `{before, notify}`."""
    if node is None:
        return ()
    if not isinstance(node, Series):
        form.wrong(node, N_("remind of {what} must be a list of reminders, not {found}"), what=what)
        return ()
    read = []
    for item in node.items:
        inside = of("remind", what)
        table = form.table(item, inside)
        if table is None:
            continue
        form.keys(table, inside, ("before", "notify"), ("before",))
        before = form.text(at(table, "before"), Phrase("{key} in {what}", key="before", what=inside))
        role = form.name(at(table, "notify"), "roles", inside)
        if before:
            read.append(Reminder(before.strip(), role, table.place))
    return tuple(read)


def _overdue(form: Form, node: Node | None, what: Words) -> tuple[OverdueStep, ...]:
    if node is None:
        return ()
    if not isinstance(node, Series):
        form.wrong(node, N_("overdue of {what} must be a list of steps, not {found}"), what=what)
        return ()
    steps = []
    for item in node.items:
        inside = of("overdue", what)
        table = form.table(item, inside)
        if table is None:
            continue
        form.keys(table, inside, ("after", "notify", "escalate", "act"))
        kinds = [one for one in ("notify", "escalate", "act") if one in table.entries]
        if len(kinds) != 1:
            form.findings.error(
                "E113", table.place, N_("a step of {what} must say one of notify, escalate, act"), what=inside
            )
        steps.append(
            OverdueStep(
                form.text(at(table, "after"), Phrase("{key} in {what}", key="after", what=inside)),
                form.name(at(table, "notify"), "roles", inside),
                form.name(at(table, "escalate"), "roles", inside),
                form.name(at(table, "act"), "actions", inside),
                table.place,
            )
        )
    return tuple(steps)
