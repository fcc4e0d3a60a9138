"""Draws a definition: Mermaid and Graphviz source, and an aligned outline for the terminal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workflow.definition.model import (
    Action,
    All,
    AnyOf,
    Definition,
    InOrder,
    Label,
    Quorum,
    Signer,
    SignOff,
    State,
)

START, FINAL, BACK = "●", "◉", "↩"
_PREVIOUS = "previous"
_MERMAID_WORDS = frozenset(
    [
        "state",
        "note",
        "end",
        "class",
        "direction",
        "as",
        "default",
        "fork",
        "join",
        "choice",
        "style",
        "click",
        "title",
    ]
)


def mermaid(definition: Definition, lang: str) -> str:
    """A state diagram in the language of Mermaid.

    Args:
        definition: what to draw.
        lang: the language of the labels.

    Example:
        >>> from workflow.definition.reader import read
        >>> print(mermaid(Definition("x", {"en": "X"}, "a", {"a": State("a", "vacant", {"en": "A"})}, {}, {}), "en"))
        stateDiagram-v2
            state "Vacant" as phase_vacant {
                state "A" as a
            }
            [*] --> a
    """
    lines = ["stateDiagram-v2"]
    for phase, states in _by_phase(definition).items():
        lines.append(
            f'    state "{_entity(_words(definition.phases[phase], lang))}" as phase_{_id(phase)} {{'
        )
        lines += [
            f'        state "{_entity(_words(state.label, lang))}" as {_id(state.name)}' for state in states
        ]
        lines.append("    }")
    if any(action.to_previous for action in definition.actions.values()):
        lines.append(f'    state "{BACK}" as {_PREVIOUS}')
    lines.append(f"    [*] --> {_id(definition.initial)}")
    for source, target, action in _edges(definition):
        lines.append(f"    {_id(source)} --> {_id(target)} : {_entity(_words(action.label, lang))}")
    lines += [f"    {_id(state.name)} --> [*]" for state in definition.states.values() if state.final]
    return "\n".join(lines)


def dot(definition: Definition, lang: str) -> str:
    """A graph in the language of Graphviz; actions beside the way (`side`) are dashed.

    Args:
        definition: what to draw.
        lang: the language of the labels.

    Example:
        >>> one = Definition("x", {"en": "X"}, "a", {"a": State("a", "vacant", {"en": "A"}, final=True)}, {}, {})
        >>> '"a" [label="A" peripheries=2];' in dot(one, "en")
        True
    """
    lines = [
        f"digraph {_quoted(definition.id)} {{",
        "  rankdir=LR;",
        '  node [shape=box style=rounded fontname="sans"];',
    ]
    lines.append('  edge [fontname="sans" fontsize=10];')
    for phase, states in _by_phase(definition).items():
        lines.append(f"  subgraph {_quoted('cluster_' + phase)} {{")
        lines.append(f"    label={_quoted(_words(definition.phases[phase], lang))};")
        for state in states:
            double = " peripheries=2" if state.final else ""
            lines.append(f"    {_quoted(state.name)} [label={_quoted(_words(state.label, lang))}{double}];")
        lines.append("  }")
    lines.append(f"  {_quoted('[start]')} [shape=point];")
    lines.append(f"  {_quoted('[start]')} -> {_quoted(definition.initial)};")
    if any(action.to_previous for action in definition.actions.values()):
        lines.append(f"  {_quoted(_PREVIOUS)} [label={_quoted(BACK)} shape=circle];")
    for source, target, action in _edges(definition):
        dashed = " style=dashed" if action.side else ""
        words = _quoted(_words(action.label, lang))
        lines.append(f"  {_quoted(source)} -> {_quoted(target)} [label={words}{dashed}];")
    return "\n".join([*lines, "}"])


def plain(definition: Definition, lang: str) -> str:
    """An outline: the states by phase, below each what may be done, where that leads, and who does it.

    `●` is where a case begins, `◉` where it ends; an action in round brackets lies beside the way. In a sign-off `→`
    means one after the other, `+` all, `/` any, `3×` a quorum of three.

    Args:
        definition: what to outline.
        lang: the language of the labels.

    Example:
        >>> go = Action("go", {"en": "Go"}, ("a",), ("b",), by=("boss",))
        >>> states = {one: State(one, "vacant", {"en": one.upper()}, final=one == "b") for one in "ab"}
        >>> print(plain(Definition("x", {"en": "X"}, "a", states, {"go": go}, {}), "en"))
        X (x)
        <BLANKLINE>
        VACANT
          ● A   a
              Go   go   → B   boss
          ◉ B   b
    """
    rows: list[tuple[str, ...]] = []
    for phase, states in _by_phase(definition).items():
        rows.append((_words(definition.phases[phase], lang).upper(),))
        for state in states:
            rows.append(_state_row(definition, state, lang))
            rows += [_action_row(definition, action, lang) for action in definition.leaving(state.name)]
        rows.append(())
    state_widths = _widths([row for row in rows if len(row) == 4])
    action_widths = _widths([row for row in rows if len(row) == 5])
    lines = [f"{_words(definition.title, lang)} ({definition.id})", ""]
    for row in rows:
        widths = action_widths if len(row) == 5 else state_widths if len(row) == 4 else ()
        cells = [f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)] if widths else list(row)
        if len(row) == 4:
            line = f"  {cells[0]} {'   '.join(cells[1:])}"
        elif len(row) == 5:
            line = f"      {'   '.join(cells)}"
        else:
            line = "".join(cells)
        lines.append(line.rstrip())
    return "\n".join(lines).rstrip()


def _state_row(definition: Definition, state: State, lang: str) -> tuple[str, ...]:
    mark = START if state.name == definition.initial else FINAL if state.final else " "
    deadline = ""
    if state.within:
        time = state.within.time
        if time.startswith("params."):
            name, _, unit = time.removeprefix("params.").partition(" ")
            if name in definition.parameters:
                time = f"{definition.parameters[name].value} {unit}".strip()
        since = f" ({state.within.since})" if state.within.since else ""
        deadline = f"≤ {state.within.until or time}{since}"
    return mark, _words(state.label, lang), state.name, deadline


def _action_row(definition: Definition, action: Action, lang: str) -> tuple[str, ...]:
    label = _words(action.label, lang)
    targets = [_words(definition.states[name].label, lang) for name in action.to if name in definition.states]
    who = _signoff(action.signoff) if action.signoff else " / ".join(action.by)
    reopens = BACK if action.reopens else ""
    goes = f"→ {' | '.join(targets)}" if targets else f"→ {BACK}"
    goes = "↺" if action.each else goes
    return f"({label})" if action.side else label, action.name, goes, who, reopens


def _signoff(tree: SignOff, inside: bool = False) -> str:
    """Signs and roles.

    `role°` initials, `>½ role` is a majority, `∀ role` all of them, `role·2` has two votes, `role?` is asked under a rule,
    `1·(…)` one at a time.
    """
    if tree.when is not None:
        words = _signoff(replace(tree, when=None), inside=True)
        return f"({words})?" if isinstance(tree, Quorum) and tree.beside else f"{words}?"
    if isinstance(tree, Signer):
        return f"{tree.role}°" if tree.initial else tree.role
    if isinstance(tree, Quorum):
        return quorum_words(tree, tree.roles)
    joint = {All: " + ", AnyOf: " / ", InOrder: " → "}[type(tree)]
    words = joint.join(_signoff(branch, inside=True) for branch in tree.of)
    if isinstance(tree, All) and tree.alone:
        return f"1·({words})"
    return f"({words})" if inside and len(tree.of) > 1 else words


def quorum_words(tree: Quorum, names: Sequence[str]) -> str:
    """A quorum with its roles under these names, in no language.

    Example:
        >>> quorum_words(Quorum("chair", 4, beside=("member",), weights=(2, 1)), ["chair", "member"])
        '4× chair·2 | member'
    """
    said = tree.at_least
    words = {"majority": ">½", "all": "∀"}
    number = (
        f"{said}×" if isinstance(said, int) else words[said] if isinstance(said, str) else f"({said.source})×"
    )
    weights = [tree.weight(role) for role in tree.roles]
    voters = (f"{name}·{weight}" if weight > 1 else name for name, weight in zip(names, weights, strict=True))
    return f"{number} {' | '.join(voters)}"


def _widths(rows: list[tuple[str, ...]]) -> list[int]:
    return [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]


def _by_phase(definition: Definition) -> Mapping[str, list[State]]:
    """The states under their phases; a phase without states is left out."""
    groups = {
        phase: [state for state in definition.states.values() if state.phase == phase]
        for phase in definition.phases
    }
    return {phase: states for phase, states in groups.items() if states}


def _edges(definition: Definition) -> Iterator[tuple[str, str, Action]]:
    for action in definition.actions.values():
        for source in action.source:
            for target in (*action.to, *((_PREVIOUS,) if action.to_previous else ())):
                yield source, target, action


def _words(label: Label, lang: str) -> str:
    return " ".join((label.get(lang) or next(iter(label.values()), "")).split())


def _id(name: str) -> str:
    plain_name = re.sub(r"\W", "_", name)
    return f"{plain_name}_" if plain_name != name or name.lower() in _MERMAID_WORDS else plain_name


def _entity(words: str) -> str:
    return re.sub(r'[#;:"<>{}\[\]]', lambda found: f"#{ord(found[0])};", words)


def _quoted(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
