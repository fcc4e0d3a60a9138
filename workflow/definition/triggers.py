"""Reads what follows by itself when something happens around a case: `on`."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.definition.findings import of
from workflow.definition.form import Form
from workflow.definition.model import State, Trigger
from workflow.definition.parts import at, rule
from workflow.definition.yaml import Node, Scalar
from workflow.language import N_, Phrase

_KINDS = ("by", "nobody", "unless")
_ANSWERS = ("notify", "escalate", "reoffer", "act")
_TRIGGER = ("label", "from", "about", *_KINDS, *_ANSWERS)


def triggers(form: Form, node: Node | None, states: Mapping[str, State]) -> dict[str, Trigger]:
    """`on`: name → `{label, from, by | nobody | unless, about, notify, escalate, reoffer, act}`."""
    read: dict[str, Trigger] = {}
    everywhere = tuple(one.name for one in states.values() if not one.final)
    for key, body in form.named(node, "on"):
        what = Phrase("“{name}” in {what}", name=key.text, what="on")
        table = form.table(body, what)
        if table is None:
            continue
        form.keys(table, what, _TRIGGER, (), key.place)
        nobody = form.flag(at(table, "nobody"), of("nobody", what))
        reoffer = form.flag(at(table, "reoffer"), of("reoffer", what))
        said = {name for name, (_, value) in table.entries.items() if not _says_no(value)}
        kinds = [one for one in _KINDS if one in said]
        if len(kinds) != 1:
            form.findings.error(
                "E113", key.place, N_("{what} must say one of {kinds}"), what=what, kinds=", ".join(_KINDS)
            )
        if not any(one in said for one in _ANSWERS):
            form.findings.error(
                "E113",
                key.place,
                N_("{what} must say what follows: {kinds}"),
                what=what,
                kinds=", ".join(_ANSWERS),
            )
        if "about" in table.entries and "by" not in table.entries:
            form.findings.error(
                "E113",
                table.entries["about"][0].place,
                N_("“{key}” of {what} needs “{other}”"),
                key="about",
                other="by",
                what=what,
            )
        nobody = form.flag(at(table, "nobody"), of("nobody", what))
        reoffer = form.flag(at(table, "reoffer"), of("reoffer", what))
        for key_, yes in (("nobody", nobody), ("reoffer", reoffer)):
            if key_ in table.entries and not yes:
                form.findings.error(
                    "E113",
                    table.entries[key_][0].place,
                    N_("“{key}” of {what} is `true`, or left out"),
                    key=key_,
                    what=what,
                )
        start = at(table, "from")
        named = form.all_known(start, "states", of("from", what), what) if start is not None else everywhere
        for name in named:
            if name in states and states[name].final:
                form.findings.error(
                    "E113",
                    table.entries["from"][0].place,
                    N_("“from” of {what} names the final state “{name}”, in which nothing follows any more"),
                    what=what,
                    name=name,
                )
        read[key.text] = Trigger(
            key.text,
            form.label(at(table, "label"), key.place, what),
            named,
            form.all_known(at(table, "by"), "roles", of("by", what), what),
            form.name(at(table, "about"), "fields", what),
            nobody,
            rule(form, at(table, "unless"), of("unless", what)),
            form.name(at(table, "notify"), "roles", what),
            form.name(at(table, "escalate"), "roles", what),
            reoffer,
            form.name(at(table, "act"), "actions", what),
            key.place,
        )
    return read


def _says_no(value: Node) -> bool:
    """Whether a key is there and says that it does not hold (`nobody: false`): as if it were left out."""
    return isinstance(value, Scalar) and value.plain and value.text == "false"
