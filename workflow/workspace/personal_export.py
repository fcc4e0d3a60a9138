"""Everything that is kept of one person, and of nobody else, as one document: the answer to who asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow.errors import InputError
from workflow.language import N_
from workflow.store.protocol import Doc, Reader
from workflow.workspace.erasing import Survey

FORMAT = "lantik-person/1"


def everything_of(reader: Reader, survey: Survey, now: datetime) -> dict[str, Any]:
    """The document.

    Args:
        reader: one moment of the store.
        survey: looks for what is the person's.
        now: the store's clock.

    Raises:
        InputError: there is nothing of such a person.
    """
    person = survey.person
    row = reader.get("people", person)
    holdings = list(reader.find("holdings", "person", person))
    cases = [_case(reader, survey, doc) for doc in survey.about()]
    if row is None and not holdings and not cases:
        raise InputError(N_("Nothing here is of “{person}”."), person=person)
    accounts = list(reader.find("users", "person", person))
    names = {doc["id"] for doc in accounts}
    return {
        "format": FORMAT,
        "person": person,
        "at": now.isoformat(),
        "registry": row,
        "holdings": holdings,
        "cases": cases,
        "candidacies": list(reader.find("candidacies", "person", person)),
        "accounts": accounts,
        "absences": [doc for doc in reader.all("absences") if doc["user"] in names],
        "delegations": [
            doc for doc in reader.all("delegations") if doc["principal"] in names or doc["to"] in names
        ],
    }


def _case(reader: Reader, survey: Survey, doc: Doc) -> dict[str, Any]:
    """A case: all of it where it is about the person, else their own rows alone."""
    found = {name: doc[name] for name in ("id", "definition", "version", "subject", "state") if name in doc}
    history = []
    for event, theirs in survey.steps(doc):
        fields = event.get("fields", {}) if theirs else survey.own_rows(doc, event.get("fields", {}))
        said = {name: event[name] for name in ("seq", "at", "action", "target")}
        if fields:
            said["fields"] = fields
        if theirs:
            said |= {name: event[name] for name in ("reason", "documents") if name in event}
        if theirs or fields:
            history.append(said)
    given: Mapping[str, Any] = doc.get("fields", {})
    return {
        **found,
        "fields": given if survey.names(doc, given) else survey.own_rows(doc, given),
        "history": history,
    }
