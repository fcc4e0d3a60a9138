"""A shop to try one pattern in: a few lines of a definition, a store of its own, a user for every role.

shop = Shop(tmp_path, "initial: a …")        # labels, phases and the head are put in where the text leaves them out
shop.open()
shop.act("send", "clerk", amount=5)
shop.waiting("head")                          # {"sign"}: what the inbox of a user holds
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from workflow import Case, Refused, Workspace
from workflow.engine.case import Event

KUPANG = timezone(timedelta(hours=8), "WITA")
#: a Tuesday
MORNING = datetime(2025, 11, 25, 8, 0, tzinfo=KUPANG)
_LABELLED = ("roles", "fields", "documents", "states", "actions", "on")
_OWN = ("reason", "to", "vote", "on_behalf_of", "documents", "at")


def whole(text: str, id: str = "pattern") -> dict[str, Any]:
    """A definition out of the lines that matter: the head, the phases and every label are added where they are missing."""
    body: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    for section in _LABELLED:
        for name, entry in (body.get(section) or {}).items():
            entry.setdefault("label", {"id": name, "en": name})
            if section == "fields" and entry.get("type") == "group":
                for column, one in entry["fields"].items():
                    one.setdefault("label", {"id": column, "en": column})
    for state in body["states"].values():
        state.setdefault("phase", "over" if state.get("final") else "going")
    phases = {name: {"id": name, "en": name} for name in ("going", "over")}
    head = {"format": "lantik/1", "id": id, "title": {"id": id, "en": id}, "number": f"{id}-{{n}}"}
    return {**head, **({} if "subject" in body else {"phases": phases}), **body}


class Shop:
    """A definition, published in a store of its own, and one case at a time.

    Args:
        folder: an empty folder.
        text: the lines of the definition that matter.
        people: role → how many hold it (`board1`, `board2`, …); one of the role's own name where nothing is said.
        more: further definitions, by their id.
    """

    def __init__(
        self,
        folder: Path,
        text: str,
        people: Mapping[str, int] | None = None,
        more: Mapping[str, str] | None = None,
    ) -> None:
        self.moment, self.folder = MORNING, folder
        self.ws = Workspace.open(folder / "store.json", clock=lambda: self.moment)
        self.case: Case
        roles: dict[str, None] = {}
        for name, one in {"pattern": text, **(more or {})}.items():
            body = whole(one, name)
            path = folder / f"{name}.yaml"
            path.write_text(json.dumps(body), encoding="utf-8")
            self.ws.publish(path, actor="admin")
            roles |= dict.fromkeys(name for name, role in body["roles"].items() if "who" not in role)
        for role in roles:
            count = (people or {}).get(role, 1)
            for number in range(1, count + 1):
                self.user(role if count == 1 else f"{role}{number}", role)

    def user(self, id: str, *roles: str) -> None:
        """One more user, who is the person of that id."""
        self.ws.add_user(id, name=id.title(), roles=list(roles), actor="admin", person=id)

    def open(
        self, actor: str = "clerk", definition: str = "pattern", subject: str = "it", **fields: Any
    ) -> Case:
        """A new case, which is the one that is acted on from now."""
        self.case = self.ws.open_case(definition, subject, actor=actor, fields=fields)
        return self.case

    def act(self, action: str, actor: str, case: str | None = None, **given: Any) -> Case:
        """Act; what is not an act's own argument is a field."""
        own = {name: given.pop(name) for name in _OWN if name in given}
        found = self.ws.act(case or self.case.id, action, actor=actor, fields=given, **own)
        if case is None:
            self.case = found
        return found

    def codes(self, action: str, actor: str, **given: Any) -> list[str]:
        """Why an act is refused; empty when it is done."""
        try:
            self.act(action, actor, **given)
        except Refused as refusal:
            return [one.code for one in refusal.reasons]
        return []

    def now(self) -> Case:
        """The case as it stands in the store."""
        self.case = self.ws.case(self.case.id)
        return self.case

    @property
    def state(self) -> str:
        """Where the case is."""
        return self.now().state

    def waiting(self, user: str) -> set[str]:
        """The actions of the case that wait for somebody, as their inbox says."""
        return {
            one for item in self.ws.inbox(user).items if item.case == self.case.id for one in item.actions
        }

    def history(self) -> list[Event]:
        """What happened, oldest first."""
        return self.ws.history(self.case.id)

    def words(self) -> list[str]:
        """The actions of the record, oldest first."""
        return [one.action for one in self.history()]

    def pass_days(self, days: int) -> None:
        """Let the clock move on, and do what is due."""
        self.moment += timedelta(days=days)
        self.ws.tick()

    def sound(self) -> None:
        """The record replays to the stored case."""
        report = self.ws.verify()
        assert report.ok, report.faults
