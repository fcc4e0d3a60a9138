"""Reads when something happens: a day, a moment, a length of time."""

from __future__ import annotations

import re
from datetime import date, time

from workflow.definition.duration import Duration
from workflow.definition.form import Form
from workflow.definition.scenario.model import MAX_LENGTH, When
from workflow.definition.values import found
from workflow.definition.yaml import Broken, Node, Scalar
from workflow.language import N_, Words

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d))?\Z")
_LENGTH = re.compile(r"\d{1,5} ?[a-z]+\Z")


def moment(form: Form, node: Node | None, what: Words) -> When | None:
    """A day, or a moment: `2025-11-25`, `2025-11-25 14:30`."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        match = _MOMENT.match(node.text.strip())
        try:
            if match:
                day = date.fromisoformat(match[1])
                hour = time.fromisoformat(match[2]) if match[2] else None
                if 1900 <= day.year <= 2200:
                    return When(node.place, day, hour)
        except ValueError:
            pass  # a day that no calendar has
    _wrong(form, node, N_("{what} is no day, but {found}"), N_("write 2025-11-25, or 2025-11-25 14:30"), what)
    return None


def length(form: Form, node: Node | None, what: Words) -> When | None:
    """A length of time: `3 wd`, `10 d`, `1 month`."""
    if node is None:
        return None
    if isinstance(node, Scalar):
        try:
            duration = Duration.parse(node.text)
        except ValueError:
            pass  # told below
        else:
            if duration.count <= MAX_LENGTH:
                return When(node.place, after=duration)
            form.findings.error(
                "E506",
                node.place,
                N_("{what} is longer than a scenario lasts ({most} {unit})"),
                what=what,
                most=MAX_LENGTH,
                unit=duration.unit,
            )
            return None
    hint = N_("write a whole number and wd, d, months or years, as in 5 wd")
    _wrong(form, node, N_("{what} is no length of time, but {found}"), hint, what)
    return None


def either(form: Form, node: Node | None, what: Words) -> When | None:
    """A day, a moment or a length of time."""
    if isinstance(node, Scalar) and _LENGTH.match(node.text.strip()):
        return length(form, node, what)
    return moment(form, node, what)


def _wrong(form: Form, node: Node, template: str, hint: str, what: Words) -> None:
    if not isinstance(node, Broken):
        form.findings.error("E507", node.place, template, hint, what=what, found=found(node))
