"""Reads a scenario file: bytes → `ScenarioFile`, with every mistake of its form at its line and column."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from workflow.definition.diagnostic import Diagnostic
from workflow.definition.findings import Findings, of
from workflow.definition.form import Form
from workflow.definition.model import Definition, Place
from workflow.definition.parts import at
from workflow.definition.rules import fact_types
from workflow.definition.scenario import moments
from workflow.definition.scenario.city import Shapes, city
from workflow.definition.scenario.model import (
    CITY_FORMAT,
    FORMAT,
    MAX_ALL_STEPS,
    MAX_BYTES,
    MAX_SCENARIOS,
    City,
    Name,
    Scenario,
    ScenarioFile,
    When,
)
from workflow.definition.scenario.steps import Steps
from workflow.definition.values import value
from workflow.definition.yaml import Node, Scalar, Series, Table, parse
from workflow.language import LANGUAGES, N_, Phrase, Words

_KEYS = ("format", "title", "definition", "use", "given", "city", "scenarios")
_SCENARIO = ("name", "continues", "given", "open", "steps", "then")
_GIVEN = ("on", "parameters", "city")
_GIVEN_TO_ALL = ("on", "parameters")
_FILE = Phrase("the scenario file")

#: finds the definition that a file is about, by the name that it gives (None: that of the same name); it says itself
#: what is wrong, and gives None
Find = Callable[[Name | None, Findings], Definition | None]


def read_scenarios(
    content: bytes, file: str, find: Find, shapes: Shapes
) -> tuple[ScenarioFile | None, list[Diagnostic]]:
    r"""Read a scenario file; whatever the bytes are, the answer is no traceback.

    Args:
        content: its bytes.
        file: its name, for the places.
        find: gives the definition.
        shapes: what the entries of a city may say.

    Returns:
        The file, or None when its form has an error; and what is wrong with it, in its order.

    Example:
        >>> text = b"format: lantik-scenario/1\nscenario: []"
        >>> read_scenarios(text, "x.scenario.yaml", lambda name, told: None, {})[1][0].message
        'unknown key “scenario” in the scenario file'
    """
    findings = Findings()
    form, table = _table(content, file, findings)
    if table is None:
        return None, findings.sorted()
    form.keys(table, _FILE, _KEYS, ("format", "scenarios"))
    form.word(at(table, "format"), "format", (FORMAT,))
    form.text(at(table, "title"), "title")
    named, used = (_word(form, at(table, key), key) for key in ("definition", "use"))
    definition = find(named, findings)
    if definition is None:
        return None, findings.sorted()
    form.declared = {
        "roles": tuple(definition.roles),
        "fields": tuple(definition.fields),
        "documents": tuple(definition.documents),
        "states": tuple(definition.states),
        "actions": tuple(definition.actions),
        "phases": tuple(definition.phases),
        "parameters": tuple(definition.parameters),
        "events": tuple(one.name for one in definition.on.values() if one.by),
        "watched": (*definition.fields, *definition.documents),
    }
    world = city(form, at(table, "city"), shapes, "city")
    scenarios = _Scenarios(form, definition, shapes).all(at(table, "scenarios"), at(table, "given"))
    found = findings.sorted()
    return (None if found else ScenarioFile(file, named, used, world, scenarios)), found


def read_city(
    content: bytes, file: str, shapes: Shapes, roles: Sequence[str] | None
) -> tuple[City, list[Diagnostic]]:
    """Read a city that scenario files share: the keys of `city` with `format: lantik-scenario-city/1` above them.

    Args:
        content: its bytes.
        file: its name, for the places.
        shapes: what its entries may say.
        roles: the roles of the definition that it is used for; None where that is not known.
    """
    findings = Findings()
    form, table = _table(content, file, findings)
    if table is None:
        return City(), findings.sorted()
    form.declared = {} if roles is None else {"roles": tuple(roles)}
    form.word(at(table, "format"), "format", (CITY_FORMAT,))
    found = city(form, table, shapes, Phrase("the city"), ("format",))
    return found, findings.sorted()


def _table(content: bytes, file: str, findings: Findings) -> tuple[Form, Table | None]:
    form = Form(LANGUAGES, findings)
    if len(content) > MAX_BYTES:
        findings.error(
            "E102",
            Place(file),
            N_("the file has {size} bytes; at most {most} are read"),
            size=len(content),
            most=MAX_BYTES,
        )
        return form, None
    _, root = parse(content, file, findings)
    if root is None:
        if not findings:
            findings.error(
                "E107",
                Place(file),
                N_("the file is empty"),
                N_("begin with “format: {format}”"),
                format=FORMAT,
            )
        return form, None
    if any(one.code in ("E102", "E103") for one in findings.sorted()):
        return form, None  # it was read up to there only: what stands behind would be missed
    return form, form.table(root, _FILE)


def _shortened(name: str, most: int = 60) -> str:
    """A name as a diagnostic quotes it; where it is cut, that shows.

    Example:
        >>> _shortened("the nominee is past the age limit", 12)
        'the nominee…'
    """
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def _word(form: Form, node: Node | None, what: Words) -> Name | None:
    text = form.text(node, what)
    return Name(text, node.place) if text is not None and node is not None else None


class _Scenarios:
    """Reads the list of scenarios."""

    def __init__(self, form: Form, definition: Definition, shapes: Shapes) -> None:
        self.form, self.definition, self.shapes = form, definition, shapes
        self.steps = Steps(form, definition.fields, shapes)
        self.names: dict[str, Place] = {}
        self.on: When | None = None
        self.parameters: dict[str, tuple[Any, Place]] = {}

    def all(self, node: Node | None, given: Node | None) -> tuple[Scenario, ...]:
        inside = of("given", _FILE)
        table = self.form.table(given, inside) if given is not None else None
        if table is not None:
            self.form.keys(table, inside, _GIVEN_TO_ALL)
            self.on = moments.moment(self.form, at(table, "on"), of("on", inside))
            self.parameters = self._parameters(at(table, "parameters"), of("parameters", inside))
        if node is None:
            return ()
        if not isinstance(node, Series):
            self.form.wrong(node, N_("{what} must be a list, not {found}"), what="scenarios")
            return ()
        if len(node.items) > MAX_SCENARIOS:
            self._too_many(
                node.place,
                N_("there are {count} scenarios; at most {most} are run"),
                len(node.items),
                MAX_SCENARIOS,
            )
            return ()
        found = [self._scenario(item, number) for number, item in enumerate(node.items, 1)]
        scenarios = tuple(one for one in found if one is not None)
        steps = sum(len(one.steps) for one in scenarios)
        if steps > MAX_ALL_STEPS:
            self._too_many(
                node.place,
                N_("there are {count} steps in all; at most {most} are taken"),
                steps,
                MAX_ALL_STEPS,
            )
        return scenarios

    def _too_many(self, place: Place, template: str, count: int, most: int) -> None:
        self.form.findings.error(
            "E506", place, template, N_("Write a second scenario file."), count=count, most=most
        )

    def _scenario(self, node: Node, number: int) -> Scenario | None:
        table = self.form.table(node, Phrase("scenario {number}", number=number))
        if table is None:
            return None
        name = at(table, "name")
        shown = _shortened(name.text) if isinstance(name, Scalar) else str(number)
        what = Phrase("scenario “{name}”", name=shown)
        self.form.keys(table, what, _SCENARIO, ("name",))
        text = self.form.text(name, of("name", what)) or str(number)
        continues = _word(self.form, at(table, "continues"), of("continues", what))
        if continues is not None and continues.text not in self.names:
            self.form.findings.unknown(
                "E504",
                continues.place,
                N_("{what} continues a scenario that does not stand before it: “{word}”"),
                self.names,
                continues.text,
                what=what,
            )
        if text in self.names:
            self.form.findings.error(
                "E112",
                name.place if name else table.place,
                N_("“{name}” stands twice in {what}"),
                name=text,
                what="scenarios",
            )
        self.names.setdefault(text, table.place)
        made = Scenario(
            text,
            name.place if name else table.place,
            continues,
            open=self.steps.openings(at(table, "open"), what),
            steps=self.steps.all(at(table, "steps"), what),
            then=self.steps.wanted.then(at(table, "then"), of("then", what)),
        )
        return self._given(at(table, "given"), made, what)

    def _given(self, node: Node | None, made: Scenario, what: Words) -> Scenario:
        inside = of("given", what)
        begins = made.continues is None
        if begins:
            made = replace(made, on=self.on, parameters=self.parameters)
        table = self.form.table(node, inside) if node is not None else None
        if table is None:
            return made
        self.form.keys(table, inside, _GIVEN)
        parameters = self._parameters(at(table, "parameters"), of("parameters", inside))
        if parameters and not begins:
            self.form.findings.error(
                "E113",
                table.entries["parameters"][0].place,
                N_("{what} continues another one, whose parameters stand"),
                N_("give the parameters there"),
                what=what,
            )
        return replace(
            made,
            on=moments.moment(self.form, at(table, "on"), of("on", inside)) or made.on,
            parameters={**made.parameters, **parameters},
            city=city(self.form, at(table, "city"), self.shapes, of("city", inside)),
        )

    def _parameters(self, node: Node | None, what: Words) -> dict[str, tuple[Any, Place]]:
        """Other values of parameters, each of the type that it has in the definition."""
        table = self.form.table(node, what) if node is not None else None
        found: dict[str, tuple[Any, Place]] = {}
        for key, inner in table.entries.values() if table else ():
            name = self.form.known(key, "parameters", what)
            if name is None:
                continue
            given = value(inner)
            kinds = [fact_types(one)[f"params.{name}"] for one in (self.definition, self._with(name, given))]
            if kinds[0] != kinds[1]:
                self.form.wrong(
                    inner,
                    N_("{name} of {what} must be of type {kind}, as in the definition"),
                    name=name,
                    what=what,
                    kind=kinds[0],
                )
                continue
            found[name] = (given, inner.place)
        return found

    def _with(self, name: str, given: Any) -> Definition:
        changed = replace(self.definition.parameters[name], value=given)
        return replace(self.definition, parameters={**self.definition.parameters, name: changed})


def changed(definition: Definition, parameters: Mapping[str, tuple[Any, Place]]) -> Definition:
    """A definition with other values of some parameters."""
    others = {
        name: replace(definition.parameters[name], value=given) for name, (given, _) in parameters.items()
    }
    return replace(definition, parameters={**definition.parameters, **others})
