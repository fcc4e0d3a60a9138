"""Faults of shape, in the graph and in what the rules make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.definition.seeded.sources import Fault, Good, Source, Spot, line_of
from workflow.definition.yaml import Scalar, Series, Table

_LABEL = "label: {id: a, en: a}"


def _sown(good: Good, **entries: str) -> tuple[dict[str, str], str] | None:
    """The definition's own file with one more entry in some sections; a section that it lacks comes at the end."""
    text = good.main.text
    for section, entry in entries.items():
        head = re.search(rf"^{section}:(?P<rest>.*)\n", text, re.MULTILINE)
        if head is None:
            text = f"{text.rstrip()}\n{section}:\n{entry}"
        elif head["rest"].partition("#")[0].strip():
            return None
        else:
            text = f"{text[: head.end()]}{entry}{text[head.end() :]}"
    return {good.file: text}, text


def _fault(
    good: Good, kind: str, codes: tuple[str, ...], words: str | None, **entries: str
) -> Iterator[Fault]:
    """A fault by new entries; told where `words` stand."""
    sown = _sown(good, **entries)
    if sown is not None:
        place = (good.file, line_of(sown[1], words)) if words else None
        yield Fault(kind, codes, sown[0], place)


def _state(name: str, phase: str, more: str = "") -> str:
    return f"  {name}: {{phase: {phase}, {_LABEL}{more}}}\n"


def _action(name: str, source: str, to: str, more: str) -> str:
    return f"  {name}: {{{_LABEL}, from: {source}, to: {to}, {more}}}\n"


class _Ground:
    """Names of a definition to build on."""

    def __init__(self, good: Good) -> None:
        one = good.definition
        self.open = [state for state in one.states.values() if not state.final]
        self.final = next(state for state in one.states.values() if state.final)
        self.role = next(iter(one.roles))
        self.roles = list(one.roles)


def unreachable_states(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for state in ground.open:
        more = _action("leave_it", "nowhere", state.name, f"by: {ground.role}")
        new = _state("nowhere", state.phase)
        yield from _fault(good, "unreachable", ("E301",), "nowhere: {phase", states=new, actions=more)
        yield from _fault(good, "never", ("E303",), "leave_it:", states=new, actions=more)


def dead_ends(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for state in ground.open:
        into = _action("fall", state.name, "pit", f"by: {ground.role}, side: true")
        yield from _fault(
            good, "dead end", ("E302",), "pit: {phase", states=_state("pit", state.phase), actions=into
        )


def actions_that_nobody_takes(good: Good) -> Iterator[Fault]:
    fired = {action.refused for action in good.definition.actions.values()}
    fired |= {step.act for state in good.definition.states.values() for step in state.overdue}
    for source, spot in good.spots("actions", "*", "by"):
        action = good.definition.actions[str(spot.path[1])]
        alone = spot.key is not None and good.times(spot.path) == 1 and action.name not in fired
        if alone and (text := source.without(spot)):  # an entry that said nothing else is empty then
            yield Fault("nobody", ("E304", "E108"), {source.file: text})
    ground = _Ground(good)
    for state in ground.open:
        idle = _action("idle", state.name, ground.final.name, "automatic: true")
        yield from _fault(good, "nobody", ("E304",), "idle:", actions=idle)


def ways_out_of_the_end(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for state in good.definition.states.values():
        if state.final:
            for target in ground.open[:3]:
                more = _action("revive", state.name, target.name, f"by: {ground.role}, side: true")
                yield from _fault(good, "final", ("E305",), "revive:", actions=more)
    for source, spot in good.spots("actions", "*", "reopens"):
        if good.times(spot.path) == 1 and (text := source.without(spot)):
            yield Fault("final", ("E305",), {source.file: text})


def no_end(good: Good) -> Iterator[Fault]:
    changed = {
        source.file: re.sub(r",? ?final: true", "", source.text).replace("{,", "{").replace(", ,", ",")
        for source in good.sources.values()
    }
    yield Fault("endless", ("E306",), {file: re.sub(r"^ *\n", "", text) for file, text in changed.items()})


def empty_sign_offs(good: Good) -> Iterator[Fault]:
    for source, spot in _scalars(good, "at_least"):
        for number in ("0", "-1"):
            if text := source.put(spot.node, number):
                yield Fault("quorum", ("E307",), {source.file: text})
    for source, spot in good.spots("actions", "*", "signoff"):
        if spot.key is not None:
            for empty in ("{all: []}", "{any: []}", "{in_order: []}"):
                if text := source.put(spot.node, empty):
                    yield Fault("quorum", ("E307",), {source.file: text})
    ground = _Ground(good)
    for state in ground.open:
        tree = f"signoff: {{quorum: {{of: {ground.role}, at_least: 0}}}}"
        more = _action("sign_it", state.name, ground.final.name, tree)
        yield from _fault(good, "quorum", ("E307",), "sign_it:", actions=more)


def duties_of_one(good: Good) -> Iterator[Fault]:
    for kind in ("different", "same"):
        for source, spot in good.spots("duties", kind):
            first = spot.node.items[0] if isinstance(spot.node, Series) else None
            if isinstance(first, Scalar) and (text := source.put(spot.node, f"[{first.text}]")):
                yield Fault("duty", ("E308",), {source.file: text}, (source.file, spot.node.place.line))
    other = next((one.name for one in good.definition.fields.values() if one.type != "person"), None)
    for source, spot in good.spots("duties", "never"):
        if other and (text := source.put(spot.node, other)):
            yield Fault("duty", ("E308",), {source.file: text}, (source.file, spot.node.place.line))


def deadlines_at_rest(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for state in ground.open:
        more = _action("rest", state.name, "resting", f"by: {ground.role}, side: true")
        more += _action("go_on", "resting", state.name, f"by: {ground.role}")
        new = _state("resting", state.phase, ", clock: stopped, within: 5 wd")
        yield from _fault(good, "at rest", ("W307",), "resting: {phase", states=new, actions=more)


def deadlines(good: Good) -> Iterator[Fault]:
    for source, spot in (*good.spots("states", "*", "within"), *good.spots("states", "*", "within", "time")):
        if isinstance(spot.node, Scalar) and good.times(spot.path) == 1:
            for never in ("0 wd", "-3 d", "soon", "3 hours", "99999 d"):
                if text := source.put(spot.node, never):
                    yield Fault("deadline", ("E309",), {source.file: text})
    for source, spot in good.spots("states", "*", "overdue", "after"):
        if text := source.put(spot.node, "0 wd"):
            yield Fault("deadline", ("E309",), {source.file: text})
    used = {
        name
        for source in good.sources.values()
        for name in re.findall(r"(?:within|time): params\.(\w+)", source.text)
    }
    for source, spot in good.spots("parameters", "*", "value"):
        if spot.path[1] in used and good.times(spot.path) == 1 and (text := source.put(spot.node, "0")):
            yield Fault("deadline", ("E309",), {source.file: text})


def overdue_circles(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for state in ground.open:
        into = _action("enter_it", state.name, "ring", f"by: {ground.role}, side: true")
        out = _action("leave_it", "ring", state.name, f"by: {ground.role}")
        again = _action("again", "ring", "ring", "automatic: true")
        ring = _state("ring", state.phase, ", within: 5 wd, overdue: [{act: again}]")
        yield from _fault(good, "circle", ("E310",), "ring: {phase", states=ring, actions=into + out + again)


def what_cannot_fire_by_itself(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    field = next(iter(good.definition.fields))
    for state in ground.open:
        for more in (f"asks: [{field}]", f"signoff: {ground.role}"):
            sign = _action(
                "sign_it", state.name, ground.final.name, f"signoff: {ground.role}, refused: fail_it"
            )
            fail = _action("fail_it", state.name, ground.final.name, more)
            yield from _fault(good, "refused", ("E311",), "sign_it:", actions=sign + fail)
        into = _action("enter_it", state.name, "wait", f"by: {ground.role}, side: true")
        out = _action("leave_it", "wait", state.name, f"by: {ground.role}")
        elsewhere = _action("end_it", state.name, ground.final.name, "automatic: true")
        wait = _state("wait", state.phase, ", within: 5 wd, overdue: [{act: end_it}]")
        yield from _fault(
            good, "overdue", ("E312",), "wait: {phase", states=wait, actions=into + out + elsewhere
        )


def rules_that_hold_a_case(good: Good) -> Iterator[Fault]:
    """Stuck, never, gap, overlap: each built beside the definition's own way."""
    ground = _Ground(good)
    role, final = ground.role, ground.final.name
    number = f"  seeded: {{type: number, {_LABEL}}}\n"
    for state in ground.open:
        room = _state("room", state.phase)
        enter = _action("enter_it", state.name, "room", f"by: {role}, side: true, asks: [seeded]")
        left = _action("left", "room", final, f"by: {role}, only_if: [case.seeded <= 10]")
        for kind, code, words, door in (
            ("gap", "E316", "room: {phase", f"by: {role}, only_if: [case.seeded > 20]"),
            ("overlap", "W302", "right:", f"by: {role}, only_if: [case.seeded >= 10]"),
        ):
            other = next((one.name for one in ground.open if one is not state), state.name)
            right = _action("right", "room", other if kind == "overlap" else final, door)
            yield from _fault(
                good, kind, (code,), words, fields=number, states=room, actions=enter + left + right
            )
        right = _action("right", "room", final, f"by: {role}, only_if: [case.seeded > 20]")
        back = _action("back_it", "room", state.name, f"by: {role}, side: true")
        yield from _fault(
            good,
            "gap",
            ("W301",),
            "room: {phase",
            fields=number,
            states=room,
            actions=enter + left + right + back,
        )
        asks = f"by: {role}, side: true, may_ask: [seeded]"
        yield from _fault(
            good,
            "stuck",
            ("E313", "E316"),
            "room: {phase",
            fields=number,
            states=room,
            actions=_action("enter_it", state.name, "room", asks) + left,
        )
        never = "asks: [seeded], only_if: [case.seeded > 5, case.seeded < 4]"
        for kind, code, who in (("never", "E314", f"by: {role}"), ("never", "E315", f"signoff: {role}")):
            more = _action("shut", state.name, final, f"{who}, {never}")
            yield from _fault(good, kind, (code,), "shut:", fields=number, actions=more)


def _scalars(good: Good, key: str) -> Iterator[tuple[Source, Spot]]:
    for source in good.sources.values():
        for spot in source.spots:
            if spot.path and spot.path[-1] == key and isinstance(spot.node, Scalar):
                assert isinstance(spot.parent, Table)
                yield source, spot


def lists_of_faults_that_nobody_mends(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for state in ground.open:
        more = _action(
            "complain", state.name, ground.final.name, f"by: {ground.role}, side: true, faults: optional"
        )
        yield from _fault(good, "faults", ("E321",), "complain:", actions=more)


def withdrawing_what_never_came(good: Good) -> Iterator[Fault]:
    ground = _Ground(good)
    for taken in good.definition.actions.values():
        if set(taken.to) <= {ground.final.name}:
            start = good.definition.initial
            more = _action("undo", start, start, f"by: {ground.role}, side: true, withdraws: {taken.name}")
            yield from _fault(good, "withdraws", ("E322",), "undo:", actions=more)


KINDS = (
    unreachable_states,
    dead_ends,
    actions_that_nobody_takes,
    ways_out_of_the_end,
    no_end,
    empty_sign_offs,
    duties_of_one,
    deadlines,
    deadlines_at_rest,
    overdue_circles,
    what_cannot_fire_by_itself,
    rules_that_hold_a_case,
    lists_of_faults_that_nobody_mends,
    withdrawing_what_never_came,
)
