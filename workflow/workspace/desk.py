"""`ws.desk`: what a user keeps for their own work: filters of the inbox, drafts, the next task; and whose work one may see.

Filters and drafts are nobody else's business and no part of the record. A draft that belongs to a case which has moved on is
thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from workflow.errors import InputError
from workflow.language import N_
from workflow.registry.settings import CitySettings
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.acting import load
from workflow.workspace.drafts import (
    DRAFTED,
    MOST_LETTERS,
    desk_of,
    entered,
    hold_letter,
    key_of,
    letter_drafts,
    stands,
)
from workflow.workspace.filters import hold_filter
from workflow.workspace.reading import Reading
from workflow.workspace.tasks import Task, tasks
from workflow.workspace.typed import typed_verbs
from workflow.workspace.views import InboxItem

#: what a filter of the inbox may say
FILTERS = ("search", "unit", "phase", "due", "sort", "claimed")


@typed_verbs
class Desk:
    """A user's own things, and their sight of others' work.

    Args:
        transact, read: the store's.
        reading: reads one moment of the store.
        settings: who may see everybody's work.
    """

    def __init__(
        self,
        transact: Callable[[Callable[[Transaction], Any]], Any],
        read: Callable[[], Reader],
        reading: Callable[[Reader], Reading],
        settings: Callable[[], CitySettings],
    ) -> None:
        self._transact, self._read, self._reading, self._settings = transact, read, reading, settings

    # ── filters ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def save_filter(self, name: str, wanted: Mapping[str, str | None], *, actor: str) -> Mapping[str, str]:
        """Keep a filter of the inbox under a name; one of that name is put in its place.

        Args:
            name: of 1 to 60 signs.
            wanted: as `Workspace.inbox` takes it: `search`, `unit`, `phase`, `due`, `sort`, `claimed`.
            actor: whose it is.

        Raises:
            InputError: it says what no inbox knows.
        """
        given = {key: value for key, value in wanted.items() if value}
        if not name.strip() or len(name) > 60 or not name.isprintable():
            raise InputError(N_("“{name}” is no name for a filter."), N_("Use 1 to 60 signs."), name=name)
        unknown = [key for key in given if key not in FILTERS]
        if unknown:
            raise InputError(
                N_("A filter knows no “{key}”."), N_("Choose: {known}."), key=unknown[0], known=", ".join(FILTERS)
            )  # fmt: skip

        def think(tx: Transaction) -> Mapping[str, str]:
            here = self._reading(tx)
            here.inbox(here.facts.actor(actor), limit=1, after=None, **_whole(given))  # refuses a wrong word
            hold_filter(tx, here.versions, phase=given.get("phase"), unit=given.get("unit"))
            kept = dict(desk_of(tx, actor).get("filters", {}))
            kept[name.strip()] = given
            tx.put("meta", {**desk_of(tx, actor), "filters": kept})
            return given

        found: Mapping[str, str] = self._transact(think)
        return found

    def filters(self, *, actor: str) -> dict[str, Mapping[str, str]]:
        """The filters that a user keeps: name → what `Workspace.inbox` takes."""
        return dict(desk_of(self._read(), actor).get("filters", {}))

    def filter(self, name: str, *, actor: str) -> Mapping[str, str]:
        """A filter by its name; raises InputError that names those there are."""
        known = self.filters(actor=actor)
        if name not in known:
            raise InputError(
                N_("You keep no filter “{name}”."),
                N_("You keep: {known}.") if known else N_("`lantik inbox --save NAME` keeps one."),
                name=name,
                known=", ".join(known),
            )
        return known[name]

    def drop_filter(self, name: str, *, actor: str) -> None:
        """Throw a filter away; raises InputError where there is none of that name."""
        self.filter(name, actor=actor)

        def think(tx: Transaction) -> None:
            doc = desk_of(tx, actor)
            tx.put(
                "meta", {**doc, "filters": {key: one for key, one in doc["filters"].items() if key != name}}
            )

        self._transact(think)

    def check_filter(
        self,
        *,
        state: str | None = None,
        phase: str | None = None,
        definition: str | None = None,
        unit: str | None = None,
    ) -> None:
        """Refuse a word that no case can have: what to ask where a list came out empty.

        Args:
            state: a state of any published version; None: any.
            phase: a phase of any of them.
            definition: the id of a published definition.
            unit: the id of a unit.

        Raises:
            InputError: there is no such thing; names the near ones.
        """
        reader = self._read()
        versions = self._reading(reader).versions
        hold_filter(reader, versions, state=state, phase=phase, definition=definition, unit=unit)

    # ── drafts ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def keep_draft(self, case: str, action: str, given: Mapping[str, Any], *, actor: str) -> None:
        """Keep what was typed for an act and is not sent yet; it is there when the work is taken up again, or handed on.

        Args:
            case: the case's id.
            action: the action.
            given: what `Workspace.act` takes of it: `fields`, `documents`, `reason`, `to`, `vote`; what a form had in its
                lines (`typed`); empty: none any more.
            actor: whose it is.

        Raises:
            InputError: the case has no such action in its state, or something is given that no draft holds.
        """
        unknown = [key for key in given if key not in DRAFTED]
        if unknown:
            raise InputError(
                N_("A draft holds no “{key}”."), N_("Choose: {known}."), key=unknown[0], known=", ".join(DRAFTED)
            )  # fmt: skip

        def think(tx: Transaction) -> None:
            here = self._reading(tx)
            here.facts.actor(actor)
            found = load(tx, case)
            version = here.versions.get(found.definition, found.version)
            if found.state not in version.action(action).source:
                raise InputError(
                    N_("“{action}” cannot be taken where case {case} stands."),
                    action=version.action(action).label,
                    case=case,
                )
            drafts = {
                key: one for key, one in desk_of(tx, actor).get("drafts", {}).items() if stands(tx, one)
            }
            drafts.pop(key_of(case, action), None)
            if any(given.values()):
                drafts[key_of(case, action)] = {"case": case, "entered": entered(found), "given": dict(given)}
            tx.put("meta", {**desk_of(tx, actor), "drafts": drafts})

        self._transact(think)

    def draft(self, case: str, action: str, *, actor: str) -> Mapping[str, Any] | None:
        """What a user has typed for an act and not sent; None where there is nothing, or the case has moved on."""
        reader = self._read()
        one = desk_of(reader, actor).get("drafts", {}).get(key_of(case, action))
        return dict(one["given"]) if one is not None and stands(reader, one) else None

    def drafts(self, case: str, *, actor: str) -> dict[str, Mapping[str, Any]]:
        """What a user has typed for the actions of a case and not sent: action → as it was kept."""
        reader = self._read()
        return {
            key.removeprefix(key_of(case, "")): dict(one["given"])
            for key, one in desk_of(reader, actor).get("drafts", {}).items()
            if one["case"] == case and stands(reader, one)
        }

    def keep_letter_draft(
        self, cases: Sequence[str], given: Mapping[str, Any], *, actor: str, corrects: str | None = None
    ) -> None:
        """Keep a letter in the making; it takes the place of those that cover some of the same cases.

        Args:
            cases: which it covers.
            given: `number`, `date`, `issuer`, `why`, `scan` as typed, and `answers`: case → (action, state, reason); empty:
                none any more.
            actor: whose it is.
            corrects: the id of the letter whose place it takes.

        Raises:
            InputError: something is given that no draft holds.
        """
        hold_letter(given)

        def think(tx: Transaction) -> None:
            self._reading(tx).facts.actor(actor)
            desk = desk_of(tx, actor)
            had, others = letter_drafts(desk, cases, corrects)
            kept = [{"cases": list(cases), "corrects": corrects, "given": dict(given)}] if given else []
            if had != kept:
                tx.put("meta", {**desk, "letters": [*others, *kept][-MOST_LETTERS:]})

        self._transact(think)

    def letter_draft(
        self, cases: Sequence[str], *, actor: str, corrects: str | None = None
    ) -> Mapping[str, Any] | None:
        """The newest letter in the making that covers some of these cases, as it was kept; None where there is none."""
        had, _others = letter_drafts(desk_of(self._read(), actor), cases, corrects)
        return dict(had[-1]["given"]) if had else None

    # ── tasks ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def next_task(
        self, *, actor: str, after: str | None = None, filter: str | None = None
    ) -> InboxItem | None:
        """The most urgent thing that waits for a user: what to open when one thing is done.

        Args:
            actor: whose inbox.
            after: the case that they come from, which is not offered again.
            filter: one of the user's own filters.
        """
        here = self._reading(self._read())
        wanted = _whole(self.filter(filter, actor=actor) if filter is not None else {})
        found = here.inbox(here.facts.actor(actor), after=None, limit=2, **wanted)
        return next((one for one in found if one.case != after), None)

    def tasks(self, *, actor: str, of: str | None = None, unit: str | None = None) -> list[Task]:
        """The work that waits, taken up or not, as far as somebody may see it: the most urgent first.

        Everybody sees the queue of their own roles, and who has what of it. All work of a unit is seen by administrators,
        auditors and those who hold one of the city's roles for it (`claims: {seen_by: …}`, or `reassigned_by`).

        Args:
            actor: who looks.
            of: only what this user has taken up.
            unit: only what belongs to this unit or below it.

        Raises:
            Refused: the work of another is asked for by somebody who may see none but their own queue.
        """
        return tasks(self._reading(self._read()), self._settings(), actor, of, unit)


def _whole(given: Mapping[str, str]) -> dict[str, Any]:
    """A filter with every word that an inbox takes."""
    return {"search": "", "unit": None, "phase": None, "due": None, "sort": "due", "claimed": None, **given}
