"""The JSON Schema of the definition language, for editors: completion and red lines while one types.

It says the form alone. What only the whole file can tell (names that exist, rules, the flow) is told by `lantik check`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow.definition.form import FACT, NAME, NUMBER_RULE
from workflow.definition.heading import FORMAT
from workflow.definition.include import PART_KEYS
from workflow.definition.model import FIELD_TYPES, PHASES
from workflow.language import LANGUAGES

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string", "minLength": 1}
_WORD: Schema = {"type": ["string", "number", "boolean"]}
_YES_NO: Schema = {"type": "boolean"}
_NUMBER: Schema = {"type": "number"}
_WHOLE: Schema = {"type": "integer"}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _table(said: str, properties: Mapping[str, Schema], required: Sequence[str] = ()) -> Schema:
    """Keys with values; `said` is what an editor shows."""
    found: Schema = {
        "type": "object",
        "description": said,
        "properties": dict(properties),
        "additionalProperties": False,
    }
    return found | ({"required": list(required)} if required else {})


def _named(said: str, entry: str, pattern: str) -> Schema:
    """A mapping of names that the file chooses."""
    return {
        "type": "object",
        "description": said,
        "patternProperties": {f"^{pattern}$": _ref(entry)},
        "additionalProperties": False,
    }


def _one_or_more(item: Schema) -> Schema:
    return {"oneOf": [item, {"type": "array", "items": item}]}


def _said(said: str, schema: Schema) -> Schema:
    return {"description": said, **schema}


def schema(languages: Sequence[str] = LANGUAGES) -> Schema:
    """The schema of definitions and of parts.

    Args:
        languages: codes of the languages in which every label must stand.

    Example:
        >>> sorted(schema()["$defs"])[:4]
        ['action', 'column', 'definition', 'document']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A definition of Lantik, or a part of one (lantik/1)",
        "if": {"required": ["part"]},
        "then": _ref("part"),
        "else": _ref("definition"),
        "$defs": {
            "definition": _definition(),
            "part": _part(),
            "label": _label(languages),
            "names": _one_or_more(_TEXT),
            "texts": _one_or_more(_TEXT),
            "parameter": _parameter(),
            "role": _role(),
            "field": _field(inside=False),
            "column": _field(inside=True),
            "options": _options(),
            "document": _document(),
            "state": _state(),
            "step": _step(),
            "action": _action(),
            "rows": _rows(),
            "mark": _mark(),
            "sets": {"type": "object", "description": "field → expression", "additionalProperties": _WORD},
            "rule": _rule(),
            "rules": _one_or_more(_ref("rule")),
            "signoff": _signoff(),
            "trigger": _trigger(),
            "duty": _duty(),
        },
    }


def _sections() -> dict[str, Schema]:
    return {
        "parameters": _named(
            "numbers, texts, dates, lists and tables that an admin changes", "parameter", FACT
        ),
        "roles": _named("who may act", "role", NAME),
        "fields": _named("what actions ask for", "field", FACT),
        "documents": _named("papers that belong to a case", "document", NAME),
        "states": _named("where a case can be", "state", NAME),
        "actions": _named("what may be done, by whom, from where to where", "action", NAME),
        "on": _named("what follows by itself when something happens around a case", "trigger", NAME),
        "duties": {
            "type": "array",
            "description": "who must not, or must, do several actions",
            "items": _ref("duty"),
        },
    }


def _definition() -> Schema:
    head: dict[str, Schema] = {
        "format": {"const": FORMAT},
        "id": _said(
            "what cases and commands call it", {"type": "string", "pattern": r"^[A-Za-z0-9._-]{1,100}$"}
        ),
        "title": _ref("label"),
        "include": _said("parts that several definitions share", _ref("names")),
        "basis": _said("the law behind the pathway", _ref("texts")),
        "subject": _said("what a case is about", {"type": "string", "examples": ["position"]}),
        "opens_for": _said("a rule that the subject must meet", _ref("rule")),
        "phases": {
            "type": "object",
            "description": f"in order; with a subject: {', '.join(PHASES)}",
            "additionalProperties": _ref("label"),
        },
        "number": _said(
            "how cases are numbered",
            {"type": "string", "pattern": r"\{n[:}]", "examples": ["JF-{year}-{n:04}"]},
        ),
        "initial": _said("the state in which a case begins", _TEXT),
    }
    return _table("a pathway", {**head, **_sections()}, ("format", "id", "title", "initial", "actions"))


def _part() -> Schema:
    own = {"format": {"const": FORMAT}, "part": _ref("label"), "include": _ref("names"), **_sections()}
    assert set(own) == set(PART_KEYS)
    # an entry of a part may be half of one: the other half stands in the definition, so that nothing in it is required
    return _table("a part that definitions include", own, ("format", "part"))


def _label(languages: Sequence[str]) -> Schema:
    return {
        "type": "object",
        "description": "words in every language",
        "properties": dict.fromkeys(languages, _TEXT),
        "required": list(languages),
        "additionalProperties": _TEXT,
        "propertyNames": {"pattern": "^[a-z]{2}$"},
    }


def _parameter() -> Schema:
    return _table(
        "a number that an admin changes, with its source",
        {
            "value": {"description": "number, text, date, yes/no, list or table"},
            "basis": _TEXT,
            "note": _TEXT,
        },
    )


def _role() -> Schema:
    scope = _said("held in the unit of the case's position, or above it", {"const": "unit"})
    who = _said("an expression that names the people of a case, instead of giving the role to anybody", _WORD)
    return _table("who may act", {"label": _ref("label"), "scope": scope, "who": who})


def _field(inside: bool) -> Schema:
    types = [one for one in FIELD_TYPES if not (inside and one == "group")]
    keys: dict[str, Schema] = {
        "type": _said("what kind of value", {"enum": types}),
        "label": _ref("label"),
        "help": _ref("label"),
        "options": _said("of a choice", _ref("options")),
        "unique": _said("what the value must be unique within", _ref("names")),
        "unique_while": _said("states in which one case alone may have the value", _ref("names")),
        "shared_in": _said("the batch whose cases may share the value", _TEXT),
        "min": _said("of a number", _NUMBER),
        "max": _said("of a number", _NUMBER),
        "key": _said("of a group: the column that names a row", _TEXT),
        "fields": _named("columns of a group", "column", FACT),
        "personal": _said("whether the value can be erased for the person whom it is about", _YES_NO),
    }
    if inside:
        keys["computed"] = _said("an expression over the row", _WORD)
    return _table("one thing that an action may ask for", keys)


def _options() -> Schema:
    return {"oneOf": [_ref("names"), {"type": "object", "additionalProperties": _ref("label")}]}


def _document() -> Schema:
    return _table("a paper that belongs to a case", {"label": _ref("label"), "needed_if": _ref("rule")})


def _state() -> Schema:
    time = {
        "type": "string",
        "pattern": r"^\s*([+-]?[0-9]+|params\.[A-Za-z_][A-Za-z0-9_]*)( ?(wd|d|months?|years?))?\s*$",
    }
    since = _table("", {"time": time, "since": _TEXT, "until": _TEXT})
    return _table(
        "where a case can be",
        {
            "phase": _said("to which phase it belongs", _TEXT),
            "label": _ref("label"),
            "final": _said("the case is over here", _YES_NO),
            "within": {"description": "the deadline, as in `5 wd`", "oneOf": [time, since]},
            "overdue": {
                "type": "array",
                "description": "what follows when it has passed",
                "items": _ref("step"),
            },
            "remind": {
                "type": "array",
                "description": "who is told how long before it",
                "items": _table("a reminder", {"before": time, "notify": _TEXT}, ("before",)),
            },
            "clock": _said("deadlines rest here", {"const": "stopped"}),
            "waits_for": _said("whom outside the case waits for", _ref("label")),
        },
    )


def _step() -> Schema:
    keys = {"after": _TEXT, "notify": _TEXT, "escalate": _TEXT, "act": _TEXT}
    one_of = [{"required": [name]} for name in ("notify", "escalate", "act")]
    return _table("what follows when a deadline has passed", keys) | {"oneOf": one_of}


def _trigger() -> Schema:
    keys = {
        "label": _ref("label"),
        "from": _said("in which states; every one that is not final where left out", _ref("names")),
        "by": _said("it happens outside: roles that may record it", _ref("names")),
        "about": _said("the field that holds whom it concerns; the subject where left out", _TEXT),
        "nobody": _said("nobody is there for what the case waits for", _YES_NO),
        "unless": _said("a rule says no", _ref("rule")),
        "notify": _said("the role that is told", _TEXT),
        "escalate": _said("the role that may act too from then", _TEXT),
        "reoffer": _said("what was taken up is offered to all again", _YES_NO),
        "act": _said("the action that fires", _TEXT),
    }
    return _table("what follows by itself", keys) | {
        "oneOf": [{"required": [name]} for name in ("by", "nobody", "unless")],
        "anyOf": [{"required": [name]} for name in ("notify", "escalate", "reoffer", "act")],
        "dependentRequired": {"about": ["by"]},
    }


def _action() -> Schema:
    target = {
        "oneOf": [_TEXT, _table("the actor picks how far back", {"any_of": _ref("names")}, ("any_of",))]
    }
    return _table(
        "what may be done to a case",
        {
            "label": _ref("label"),
            "from": _said("one state or several", _ref("names")),
            "to": {"description": "where it leads", **target},
            "by": _said("roles that may take it", _ref("names")),
            "signoff": _said("who must sign, instead of `by`", _ref("signoff")),
            "refused": _said("the action that fires when the sign-off can no longer succeed", _TEXT),
            "resets_on": _said("fields and documents whose change voids signatures", _ref("names")),
            "closes": _said("the action whose open vote it ends; who has not voted abstains", _TEXT),
            "each": _said("everybody takes it once, and the case stays where it is", _YES_NO),
            "veto": _said("the role that may end the sign-off alone", _TEXT),
            "asks": _said("fields that must be given", _ref("names")),
            "may_ask": _said("fields that may be given", _ref("names")),
            "documents": _said("documents that must be there where they are needed", _ref("names")),
            "only_if": _said("rules that must hold", _ref("rules")),
            "does": _said("changes of the registry", _ref("names")),
            "batch": _said("the kind of batch that it is taken for", _TEXT),
            "side": _said("may be done, but is not what the case waits for", _YES_NO),
            "reopens": _said("may lead out of a final state", _YES_NO),
            "reason": _said("whether the actor says why", {"enum": ["required", "optional"]}),
            "automatic": _said("nobody takes it: it fires by itself", _YES_NO),
            "external": _said("somebody outside decides", _ref("label")),
            "basis": _said("the law behind it", _ref("texts")),
            "rows": _said("rows of groups that it takes", _one_or_more(_ref("rows"))),
            "sets": _said("fields that it fills in when it fires", _ref("sets")),
            "marks": _said("what it writes into rows when it fires", _one_or_more(_ref("mark"))),
            "distribute": _said(
                "gives the work to one of those who may: by turns, or to whoever has the least",
                {"enum": ["round_robin", "least_open"]},
            ),
            "faults": _said(
                "whether who sends back lists what is wrong with which part",
                {"enum": ["required", "optional"]},
            ),
            "withdraws": _said("the action that who took it takes back, until others have acted", _TEXT),
        },
    )


def _rows() -> Schema:
    keys = {
        "of": _said("the group", _TEXT),
        "adds": _said("whether new rows may come", _YES_NO),
        "drops": _said("whether the rows that are named are struck off", _YES_NO),
        "asks": _said("columns that must be given", _ref("names")),
        "may_ask": _said("columns that may be given", _ref("names")),
        "sets": _ref("sets"),
        "only_if": _said("rules that each row must meet", _ref("rules")),
    }
    return _table("single rows of a group", keys, ("of",))


def _mark() -> Schema:
    keys = {"of": _said("the group", _TEXT), "where": _ref("rule"), "sets": _ref("sets")}
    return _table("what is written into the rows of a group", keys, ("of", "sets"))


def _rule() -> Schema:
    keys = {"rule": _WORD, "else": _said("what a refusal says", _ref("label")), "basis": _TEXT}
    return {"description": "an expression in CEL", "oneOf": [_WORD, _table("", keys, ("rule",))]}


def _signoff() -> Schema:
    trees = {"type": "array", "items": _ref("signoff"), "minItems": 1}
    rule = _said("an expression, of voters and abstained too", {"type": "string", "pattern": NUMBER_RULE})
    least = {"oneOf": [_WHOLE, {"enum": ["majority", "all"]}, rule]}
    weights = {
        "type": "object",
        "description": "votes of a holder of each role",
        "additionalProperties": _WHOLE,
    }
    quorum = _table(
        "so many votes of holders of a role",
        {"of": _ref("names"), "at_least": least, "weights": weights},
        ("of", "at_least"),
    )
    keys: dict[str, Schema] = {
        "all": trees,
        "one_by_one": trees,
        "any": trees,
        "in_order": trees,
        "quorum": quorum,
        "initial": _said("a role that initials", _TEXT),
        "sign": _said("a role that signs", _TEXT),
    }
    when = _said("asked only where this rule says yes", _WORD)
    tree = _table("who must sign", {**keys, "when": when})
    return {"oneOf": [_TEXT, tree | {"oneOf": [{"required": [kind]} for kind in keys]}]}


def _duty() -> Schema:
    keys = {
        "different": _ref("names"),
        "same": _ref("names"),
        "never": _said("a field of type person, or a group that a person is the key of", _TEXT),
        "in": _said("the actions that `never` is about; all where left out", _ref("names")),
    }
    return _table("who must not, or must, do several actions", keys) | {
        "minProperties": 1,
        "maxProperties": 2,
        "dependentRequired": {"in": ["never"]},
    }
