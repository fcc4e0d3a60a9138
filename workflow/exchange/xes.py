"""Event logs in XES, the format of process mining tools.

Source: IEEE 1849-2016; extensions concept, lifecycle, organizational and time.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from workflow.engine.journal import is_journal
from workflow.errors import InputError
from workflow.language import N_

#: what XML 1.0 allows in no form: control characters, halves of surrogate pairs, U+FFFE and U+FFFF
_NO_XML = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
  <extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
  <extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
  <extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
  <extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
  <classifier name="Activity" keys="concept:name"/>
  <string key="concept:name" value="Lantik"/>
"""


def write_xes(path: str | Path, events: Iterable[Mapping[str, Any]]) -> int:
    """Write events as a log with one trace a case.

    Args:
        path: the file to write.
        events: the documents of the record, in its order.

    Returns:
        How many events were written.

    Raises:
        InputError: the file cannot be written.
    """
    traces: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for event in events:
        if is_journal(event["case"]):
            continue
        traces[event["case"]].append(event)
    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as file:
            file.write(_HEAD)
            for case, history in traces.items():
                file.write("  <trace>\n" + _string("concept:name", case, 4))
                file.write(_string("lantik:definition", history[0]["definition"], 4))
                file.writelines(_event(event) for event in history)
                file.write("  </trace>\n")
            file.write("</log>\n")
    except (OSError, ValueError) as error:
        raise InputError(
            N_("{path} cannot be written: {why}."),
            N_("Check the folder and its permissions."),
            path=str(path),
            why=getattr(error, "strerror", None) or str(error),
        ) from None
    return sum(map(len, traces.values()))


def _event(event: Mapping[str, Any]) -> str:
    parts = [
        _string("concept:name", event["action"]),
        _string("lifecycle:transition", "complete"),
        _string("org:resource", event["actor"]),
        f'      <date key="time:timestamp" value={quoteattr(event["at"])}/>\n',
        _string("lantik:to", event["target"]),
    ]
    optional = (
        ("org:role", "role"),
        ("lantik:from", "source"),
        ("lantik:vote", "vote"),
        ("lantik:kind", "kind"),
        ("lantik:for", "on_behalf_of"),
        ("lantik:for_name", "principal"),
        ("lantik:mandate", "mandate"),
    )
    parts += [_string(key, event[name]) for key, name in optional if event.get(name)]
    return "    <event>\n" + "".join(parts) + "    </event>\n"


def _string(key: str, value: str, indent: int = 6) -> str:
    clean = _NO_XML.sub("", str(value))
    return f"{' ' * indent}<string key={quoteattr(key)} value={quoteattr(clean)}/>\n"
