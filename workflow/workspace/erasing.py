"""What of a person can be erased, and what stays: worked out from one moment of the store, before anything is written.

What is personal: the row of the registry; values of fields with `personal: true` and free-text reasons of the cases that
are about the person; papers of these cases; the name and reasons of their own accounts. What stays: ids, appointments and
holdings, who decided what and when. See docs/security.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflow.definition.model import Definition
from workflow.engine.journal import MARK, REASON, is_journal
from workflow.engine.personal import Marked, free_text, take, without
from workflow.errors import Reason
from workflow.language import N_
from workflow.registry.model import Holding
from workflow.store.protocol import Doc, Reader
from workflow.workspace.erasures import Plan
from workflow.workspace.versions import Versions


@dataclass(slots=True)
class Survey:
    """Looks for what is a person's.

    Args:
        reader: one moment of the store.
        versions: the published versions in it.
        person: whose.
        today: the day on which it is asked.
        keep_years: how long the row of somebody who held a post is kept.
    """

    reader: Reader
    versions: Versions
    person: str
    today: date
    keep_years: int
    _marks: dict[tuple[str, int], Marked] = field(default_factory=dict)

    def plan(self) -> Plan:
        """What goes and what stays."""
        reader, person = self.reader, self.person
        holdings = [Holding.from_doc(doc) for doc in reader.find("holdings", "person", person)]
        accounts = list(reader.find("users", "person", person))
        names = tuple(doc["id"] for doc in accounts)
        holds = any(one.until is None or one.until >= self.today for one in holdings)
        kept_until = None if holds else self._kept_until(holdings)
        about = list(self.about())
        kept = {one.case for one in holdings if one.case} if kept_until or holds else set()
        against = tuple(self._against(holdings, accounts, about))
        events: dict[str, dict[int, tuple[str, ...]]] = {}
        marks: dict[str, str] = {}
        free = [doc for doc in about if doc["id"] not in kept]
        own = [doc["id"] for doc in free if self.nominee(doc)]
        for doc in free:
            numbers, papers = self._of_case(doc)
            if numbers:
                events[doc["id"]] = numbers
            marks |= papers
        events |= self._beside(own, names)
        elsewhere = self._elsewhere(set(marks), own)
        return Plan(
            person,
            against,
            row=reader.get("people", person) is not None and not (kept_until or holds),
            kept_until=kept_until,
            events=events,
            cases=tuple(doc["id"] for doc in free),
            kept_cases=tuple(doc["id"] for doc in about if doc["id"] in kept),
            papers={digest: name for digest, name in marks.items() if digest not in elsewhere},
            shared=tuple(sorted(marks[digest] for digest in elsewhere)),
            accounts=names,
            absences=tuple(d["id"] for d in reader.all("absences") if d["user"] in names and d.get("reason")),
            delegations=tuple(
                d["id"]
                for d in reader.all("delegations")
                if d.get("reason") and (d["principal"] in names or d["to"] in names)
            ),
            notices=tuple(d["id"] for case in own for d in reader.find("notices", "case", case)),
            ceremonies=tuple(
                d["id"]
                for d in reader.all("ceremonies")
                if any(line["case"] in own and line.get("reason") for line in d["lines"])
            ),
            uniques=tuple(self._uniques(events)),
            holdings=len(holdings),
        )

    def _kept_until(self, holdings: Sequence[Holding]) -> date | None:
        """Until when the row stays for the sake of the posts that the person held; None: it need not any more."""
        ends = [one.until for one in holdings if one.until is not None]
        if not ends:
            return None
        last = max(ends)
        until = date(last.year + self.keep_years, last.month, min(last.day, 28))
        return until if until > self.today else None

    def _against(
        self, holdings: Sequence[Holding], accounts: Sequence[Doc], about: Sequence[Doc]
    ) -> Iterator[Reason]:
        if self.reader.get("people", self.person) is None and not about and not holdings:
            yield Reason("unknown_person", N_("Nothing here is of “{person}”."), {"person": self.person})
        for one in holdings:
            if one.until is None or one.until >= self.today:
                yield Reason(
                    "holds_post",
                    N_(
                        "{person} holds {position}: as long as somebody holds a post, what belongs to it is kept."
                    ),
                    {"person": self.person, "position": one.position},
                    who_can_mend=(N_("end the holding first"),),
                )
        for doc in about:
            if not doc.get("final"):
                yield Reason(
                    "open_case",
                    N_("Case {case} about {person} is still open."),
                    {"case": doc["id"], "person": self.person},
                    who_can_mend=(N_("bring the case to its end first"),),
                )
        for doc in accounts:
            if doc.get("active", True):
                yield Reason(
                    "open_account",
                    N_("{person} has the open account {user}."),
                    {"person": self.person, "user": doc["id"]},
                    who_can_mend=(N_("close the account first: lantik user close"),),
                )

    # ── cases ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def definition(self, doc: Doc) -> Definition:
        """The definition under which a case runs."""
        return self.versions.get(doc["definition"], doc["version"]).definition

    def nominee(self, doc: Doc) -> bool:
        """Whether a case is, or once was, about the person themselves, and not only about one of several in a list."""
        definition = self.definition(doc)
        return any(self._named(definition, one.get("fields", {})) for one in self.reader.history(doc["id"]))

    def about(self) -> Iterator[Doc]:
        """The cases that name or named the person, as their nominee or in a row of a list; the record is read once."""
        found = dict.fromkeys(
            str(event["case"]) for event in self.reader.events() if self._mentions(event.get("fields"))
        )
        for case in found:
            doc = None if is_journal(case) else self.reader.get("cases", case)
            if doc is not None:
                definition = self.definition(doc)
                given = [one.get("fields", {}) for one in self.reader.history(case)]
                if any(self._named(definition, one) or any(self._rows(definition, one)) for one in given):
                    yield doc

    def _mentions(self, fields: Any) -> bool:
        return isinstance(fields, Mapping) and any(
            value == self.person
            or (
                isinstance(value, list)
                and any(isinstance(row, Mapping) and self.person in row.values() for row in value)
            )
            for value in fields.values()
        )

    def _named(self, definition: Definition, fields: Mapping[str, Any]) -> bool:
        return any(
            fields.get(name) == self.person for name, one in definition.fields.items() if one.type == "person"
        )

    def _rows(self, definition: Definition, fields: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
        """The rows that are about the person: name of the group, number."""
        for name, group in definition.fields.items():
            if group.key is not None and group.fields[group.key].type == "person":
                for number, row in enumerate(fields.get(name) or ()):
                    if row.get(group.key) == self.person:
                        yield name, number

    def marked(self, doc: Doc) -> Marked:
        """Which values of a case are personal: as its own version says, or the newest."""
        key = (doc["definition"], doc["version"])
        found = self._marks.get(key)
        if found is None:
            found = Marked(self.definition(doc))
            found.add(Marked(self.versions.newest(doc["definition"]).definition))
            self._marks[key] = found
        return found

    def steps(self, doc: Doc) -> Iterator[tuple[Doc, bool]]:
        """The events of a case, each with whether the case was about the person themselves at that time."""
        people = {name for name, one in self.definition(doc).fields.items() if one.type == "person"}
        who: dict[str, Any] = {}
        for event in self.reader.history(doc["id"]):
            who |= {name: value for name, value in event.get("fields", {}).items() if name in people}
            yield event, self.person in who.values()

    def names(self, doc: Doc, fields: Mapping[str, Any]) -> bool:
        """Whether values of a case name the person as the one whom it is about."""
        return self._named(self.definition(doc), fields)

    def own_rows(self, doc: Doc, fields: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Of the lists among some values, the person's own rows."""
        found: dict[str, list[Any]] = {}
        for name, number in self._rows(self.definition(doc), fields):
            found.setdefault(name, []).append(fields[name][number])
        return found

    def _of_case(self, doc: Doc) -> tuple[dict[int, tuple[str, ...]], dict[str, str]]:
        """Of each event, the paths of the person's values; and the papers that were given for them."""
        definition, marked = self.definition(doc), self.marked(doc)
        numbers: dict[int, tuple[str, ...]] = {}
        papers: dict[str, str] = {}
        for event, theirs in self.steps(doc):
            fields = event.get("fields", {})
            rows = tuple(self._rows(definition, fields))
            paths = [path for path in marked.paths(fields) if theirs or _in(path, rows)]
            if theirs:
                paths += free_text(event.get("reason"), event.get("faults", ()))
            if paths:
                numbers[event["seq"]] = tuple(paths)
            if theirs:
                papers |= _files(event.get("documents", {}))
        return numbers, papers

    def _elsewhere(self, digests: set[str], own: Sequence[str]) -> set[str]:
        """Of these files, those that a case of somebody else has too."""
        if not digests:
            return set()
        own_cases = set(own)
        return {
            digest
            for doc in self.reader.all("cases")
            if doc["id"] not in own_cases
            for digest in _files(doc.get("documents", {}))
            if digest in digests
        }

    def _beside(self, own: Sequence[str], accounts: Sequence[str]) -> dict[str, dict[int, tuple[str, ...]]]:
        """Reasons on the chains beside the cases: of absences and delegations, and of who did not come to a ceremony."""

        def theirs(said: Mapping[str, Any]) -> bool:
            users = {
                said.get("user"),
                said.get("principal"),
                said.get("to") if isinstance(said.get("to"), str) else None,
            }
            return not users.isdisjoint(accounts) or not set(said.get("cases", ())).isdisjoint(own)

        found: dict[str, dict[int, tuple[str, ...]]] = {}
        for chain in (f"{MARK}access", f"{MARK}ceremonies"):
            numbers: dict[int, tuple[str, ...]] = {
                event["seq"]: (REASON,)
                for event in self.reader.history(chain)
                if event.get("fields", {}).get("reason") and theirs(event["fields"])
            }
            if numbers:
                found[chain] = numbers
        return found

    def _uniques(self, events: Mapping[str, Mapping[int, Sequence[str]]]) -> Iterator[str]:
        """Values that go and were kept unique: each is part of the document's id."""
        gone = {
            (path.removeprefix("fields."), str(take(event, path)[1]).strip().casefold())
            for case, numbers in events.items()
            for event in (self.reader.history(case) if not is_journal(case) else ())
            for path in numbers.get(event["seq"], ())
            if path.startswith("fields.")
        }
        keys = {f"{name}|{value}" for name, value in gone}
        for doc in self.reader.all("uniques") if keys else ():
            taken = doc["id"].removeprefix("while|")
            if any(f"{taken}|".startswith(f"{key}|") for key in keys):
                yield doc["id"]

    # ── documents without the values ────────────────────────────────────────────────────────────────────────────────

    def scrub_case(self, doc: Doc, numbers: Mapping[int, Sequence[str]]) -> Callable[[Doc], Doc]:
        """What takes the person's values out of a case's document, of whatever time.

        Args:
            doc: the case.
            numbers: number of an event → the paths of what goes from it.
        """
        definition, marked = self.definition(doc), self.marked(doc)
        given = [
            (path, take(event, path)[1])
            for event in self.reader.history(doc["id"])
            for path in numbers.get(event["seq"], ())
        ]

        def scrub(state: Doc) -> Doc:
            fields = dict(state.get("fields", {}))
            theirs = self._named(definition, fields)
            rows = tuple(self._rows(definition, fields))
            # a value that was given for the person stays theirs when somebody else is named afterwards
            paths = [
                path
                for path in marked.paths(fields)
                if theirs or _in(path, rows) or (path, take(state, path)[1]) in given
            ]
            return without(state, [*paths, *(free_text(None, state.get("faults", ())) if theirs else ())])

        return scrub


def _in(path: str, rows: Sequence[tuple[str, int]]) -> bool:
    return any(path.startswith(f"fields.{name}.{number}.") for name, number in rows)


def _files(documents: Mapping[str, Any]) -> dict[str, str]:
    """Digest → name of the files that documents are."""
    return {
        str(mark["sha256"]): str(mark.get("file", ""))
        for mark in documents.values()
        if isinstance(mark, Mapping) and mark.get("sha256")
    }
