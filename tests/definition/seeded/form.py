"""Faults of form: names, keys, labels, types, files."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.definition.seeded.sources import Fault, Good, Source, Spot, line_of
from workflow.definition.yaml import Scalar, Series, Table

#: where a name stands that is declared elsewhere
NAMES = (
    *(
        ("actions", "*", key)
        for key in ("by", "from", "to", "asks", "may_ask", "documents", "refused", "veto", "does")
    ),
    ("actions", "*", "to", "any_of"),
    ("actions", "*", "signoff"),
    *(("actions", "*", "signoff", key) for key in ("all", "any", "in_order")),
    *(("actions", "*", "signoff", key, "quorum", "of") for key in ("all", "any", "in_order")),
    ("actions", "*", "signoff", "quorum", "of"),
    ("actions", "*", "rows", "of"),
    ("actions", "*", "rows", "asks"),
    ("actions", "*", "marks", "of"),
    ("states", "*", "phase"),
    *(("states", "*", "overdue", key) for key in ("notify", "escalate", "act")),
    ("fields", "*", "unique"),
    ("duties", "different"),
    ("duties", "same"),
    ("duties", "never"),
    ("initial",),
    ("subject",),
)
#: tables whose keys are words of the format
KEYED = (
    (),
    ("actions", "*"),
    ("actions", "*", "only_if"),
    ("actions", "*", "signoff"),
    ("states", "*"),
    ("states", "*", "overdue"),
    ("fields", "*"),
    ("roles", "*"),
    ("documents", "*"),
    ("parameters", "*"),
    ("duties",),
)
_MISREAD = {
    "true": "yes",
    "required": "needed",
    "optional": "maybe",
    "stopped": "slow",
    "text": "txt",
    "date": "day",
    "number": "figure",
    "choice": "choices",
    "person": "human",
    "yes_no": "bool",
    "group": "rows",
    "unit": "department",
}
_REQUIRED = (
    ("format",),
    ("id",),
    ("title",),
    ("initial",),
    ("actions", "*", "from"),
    ("actions", "*", "to"),
    ("states", "*", "phase"),
    ("fields", "*", "type"),
    ("parameters", "*", "value"),
)


def misspelled_names(good: Good) -> Iterator[Fault]:
    for pattern in NAMES:
        for source, spot in good.spots(*pattern):
            if isinstance(spot.node, Scalar) and not (pattern[-1] == "to" and spot.node.text == "previous"):
                text = source.put(spot.node, spot.node.text[:-1] + "qx")
                if text:
                    yield Fault("name", ("E110",), {source.file: text}, (source.file, spot.node.place.line))


def labels_without_a_language(good: Good) -> Iterator[Fault]:
    for source, spot in _every(good):
        if isinstance(spot.node, Table) and set(spot.node.entries) == {"id", "en"} and spot.path:
            if _hidden(good, source, spot):
                continue
            for language in ("id", "en"):
                key, value = spot.node.entries[language]
                text = source.without(Spot((*spot.path, language), key, value, spot.node))
                if text:
                    yield Fault(
                        "language", ("E109",), {source.file: text}, (source.file, spot.node.place.line)
                    )


def _hidden(good: Good, source: Source, spot: Spot) -> bool:
    """Whether the definition says otherwise what a part says here, so that the part's word is never read."""
    if source.file == good.file or spot.path[0] == "part":
        return False
    path = next((spot.path[:end] for end in range(3, len(spot.path) + 1)), spot.path)
    return any(one.path == path for one in good.main.spots) and spot.path[2] not in ("only_if",)


def unknown_keys(good: Good) -> Iterator[Fault]:
    for pattern in KEYED:
        for source, spot in good.spots(*pattern):
            if not isinstance(spot.node, Table) or set(spot.node.entries) <= {"id", "en"}:
                continue
            for name, (key, _) in spot.node.entries.items():
                text = source.put(key, name + "z")
                if (
                    text and name == "part"
                ):  # without it the file is no part at all, which is told where it is included
                    yield Fault("key", ("E115",), {source.file: text})
                elif text:
                    yield Fault("key", ("E106",), {source.file: text}, (source.file, key.place.line))


def keys_that_stand_twice(good: Good) -> Iterator[Fault]:
    for source, spot in _every(good):
        if isinstance(spot.node, Table) and spot.node.entries:
            name = next(iter(spot.node.entries))
            written = f"'{name}'" if " " in name else name
            if found := source.into(spot, f"{written}: x"):
                text, line = found
                line += 0 if source.flow(spot.node) else 1
                yield Fault("twice", ("E105",), {source.file: text}, (source.file, line))


def keys_that_are_missing(good: Good) -> Iterator[Fault]:
    for pattern in _REQUIRED:
        for source, spot in good.spots(*pattern):
            if spot.key is None or (pattern != ("format",) and good.times(spot.path) != 1):
                continue
            text = source.without(spot)
            if text:
                yield Fault("missing", ("E107",), {source.file: text})


def labels_that_are_missing(good: Good) -> Iterator[Fault]:
    for section in ("roles", "fields", "documents", "states", "actions"):
        for source, spot in good.spots(section, "*", "label"):
            if spot.key is not None and good.times(spot.path) == 1:
                text = source.without(spot)
                if text:
                    yield Fault("label", ("E109",), {source.file: text})


def words_that_may_not_stand_there(good: Good) -> Iterator[Fault]:
    for source, spot in _every(good):
        if isinstance(spot.node, Scalar) and spot.node.plain and spot.node.text in _MISREAD:
            if (
                len(spot.path) < 3
                or spot.path[0] not in ("actions", "states", "fields")
                or _hidden(good, source, spot)
                or spot.path[2] in ("sets", "rows", "marks", "key")
            ):
                continue
            text = source.put(spot.node, _MISREAD[spot.node.text])
            if text:
                yield Fault("type", ("E108",), {source.file: text}, (source.file, spot.node.place.line))


def values_of_another_shape(good: Good) -> Iterator[Fault]:
    wanted = (
        ("actions", "*", "label"),
        ("actions", "*", "from"),
        ("actions", "*", "by"),
        ("states", "*", "label"),
    )
    for pattern in wanted:
        for source, spot in good.spots(*pattern):
            if spot.key is None or _hidden(good, source, spot):
                continue
            text = source.put(spot.node, "{what: 7}" if pattern[-1] != "label" else "[7]")
            if text:
                yield Fault(
                    "shape",
                    ("E108", "E106", "E109"),
                    {source.file: text},
                    (source.file, spot.node.place.line),
                )


def entries_that_stand_twice(good: Good) -> Iterator[Fault]:
    for key in ("from", "by", "asks", "documents"):
        for source, spot in good.spots("actions", "*", key):
            if (
                isinstance(spot.node, Series)
                and source.flow(spot.node)
                and isinstance(spot.node.items[0], Scalar)
            ):
                begin = source.offset(spot.node.place) + 1
                text = f"{source.text[:begin]}{spot.node.items[0].text}, {source.text[begin:]}"
                yield Fault("entry", ("E112",), {source.file: text}, (source.file, spot.node.place.line))


def names_that_are_taken(good: Good) -> Iterator[Fault]:
    for source, spot in good.spots("fields"):
        for name in ("state", "filled", "two words"):
            if found := source.into(spot, f"{name}: {{type: text, label: {{id: a, en: a}}}}"):
                yield Fault("taken", ("E111",), {source.file: found[0]}, (source.file, found[1]))


def keys_that_do_not_go_together(good: Good) -> Iterator[Fault]:
    role = next(iter(good.definition.roles))
    for source, spot in good.spots("actions", "*"):
        name = str(spot.path[-1])
        action = good.definition.actions[name]
        if action.signoff is None and action.by and (found := source.into(spot, f"veto: {role}")):
            yield Fault("together", ("E113",), {source.file: found[0]})
    for source, spot in good.spots("fields", "*"):
        field = good.definition.fields[str(spot.path[-1])]
        if field.type == "text" and (found := source.into(spot, "options: [a, b]")):
            yield Fault("together", ("E113",), {source.file: found[0]})
    for source, spot in good.spots("states", "*", "within"):
        alone = good.definition.states[str(spot.path[1])].overdue and good.times(spot.path) == 1
        if alone and (text := source.without(spot)):
            yield Fault("together", ("E113",), {source.file: text})


def formats(good: Good) -> Iterator[Fault]:
    for source in good.sources.values():
        text = source.text.replace("lantik/1", "lantik/7", 1)
        yield Fault("format", ("E114",), {source.file: text}, (source.file, line_of(text, "lantik/7")))


def includes(good: Good) -> Iterator[Fault]:
    for source, spot in good.spots("include"):
        if isinstance(spot.node, Scalar):
            line = spot.node.place.line
            for bad in ("../../etc/passwd", "/etc/passwd", "parts/absent.yaml", "C:/part.yaml"):
                if text := source.put(spot.node, bad):
                    yield Fault("include", ("E115",), {source.file: text}, (source.file, line))
    for source in good.sources.values():
        if source.file == good.file:
            continue
        own = source.file.rpartition("/")[2]
        lines = [line for line in source.text.splitlines(keepends=True) if not line.startswith("include:")]
        yield Fault("circle", ("E115",), {source.file: "".join(lines) + f"include: {own}\n"})
    parts = [source for source in good.sources.values() if source.file != good.file]
    if parts:
        text = re.sub(r"^part:.*\n", "", parts[0].text, flags=re.MULTILINE)
        yield Fault("include", ("E115",), {parts[0].file: text})


def parts_that_disagree(good: Good) -> Iterator[Fault]:
    parts = [source for source in good.sources.values() if source.file != good.file]
    for source in parts:
        for spot in source.spots:
            if spot.at("roles", "*") and source.file == "parts/roles.yaml":
                for other in parts:
                    if other is not source and "\nroles:" not in other.text:
                        name = spot.path[-1]
                        text = f"{other.text}\nroles:\n  {name}: {{label: {{id: Lain, en: Other}}}}\n"
                        yield Fault("disagree", ("E116",), {other.file: text})


def files(good: Good) -> Iterator[Fault]:
    for source in good.sources.values():
        text = source.text
        half = text.index("\n", len(text) // 2) + 1
        line = text.count("\n", 0, half) + 1
        yield Fault(
            "bytes", ("E101",), {source.file: text[:half] + "\x07" + text[half:]}, (source.file, line)
        )
        yield Fault("deep", ("E102",), {source.file: f"{text}\nx: {'[' * 40}{']' * 40}\n"})
        yield Fault("large", ("E102",), {source.file: text + "# " + "x" * 300_000 + "\n"})
        yield Fault("bracket", ("E103",), {source.file: f"{text}\nroles: {{a: [b\n"})
        yield Fault("tab", ("E103",), {source.file: f"{text}\nroles:\n\tclerk: x\n"})
        yield Fault("document", ("E104",), {source.file: f"{text}\n---\na: b\n"})
    for source, spot in good.spots("actions", "*", "from"):
        if isinstance(spot.node, Scalar):
            for sign in ("&a ", "!!str "):
                if text := source.put(spot.node, sign + spot.node.text):
                    yield Fault("anchor", ("E104",), {source.file: text}, (source.file, spot.node.place.line))


def _every(good: Good) -> Iterator[tuple[Source, Spot]]:
    for source in good.sources.values():
        for spot in source.spots:
            yield source, spot


KINDS = (
    misspelled_names,
    labels_without_a_language,
    unknown_keys,
    keys_that_stand_twice,
    keys_that_are_missing,
    labels_that_are_missing,
    words_that_may_not_stand_there,
    values_of_another_shape,
    entries_that_stand_twice,
    names_that_are_taken,
    keys_that_do_not_go_together,
    formats,
    includes,
    parts_that_disagree,
    files,
)
