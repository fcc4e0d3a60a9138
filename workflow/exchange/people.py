"""People from a sheet: every row that says who somebody is becomes a person, and a holding where it names a known post.

A person is known again by the NIP, so that the same file twice changes nothing; an empty cell never takes away what is
known. What the rows say against the NIP is what BKN sends files back for (BTS, berkas tidak sesuai).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from workflow.exchange import identity, terms
from workflow.exchange.cells import read_date, read_digits, read_number, read_whole, read_yes_no
from workflow.exchange.columns import plain
from workflow.exchange.findings import Bad
from workflow.exchange.headings import Row, Table
from workflow.exchange.layouts import PEOPLE
from workflow.exchange.plan import Draft, ImportPlan, Known, RowReader
from workflow.exchange.posts import Claim, Posts, acting
from workflow.exchange.units import checked_id
from workflow.language import N_
from workflow.registry.model import Person, Sex
from workflow.registry.nip import SEX_DIGITS, check_nip, real_date
from workflow.registry.pppk import check_pppk
from workflow.registry.reference import Reference

_YES_NO = ("basic_training", "leadership_training", "healthy", "under_discipline", "study_leave")


def read_people(table: Table, reference: Reference, known: Known, *, today: date) -> ImportPlan:
    """What a table of people comes to.

    Args:
        table: rows by the columns of `workflow.exchange.layouts.PEOPLE`.
        reference: the reference tables that ranks, religions and the rest are checked against.
        known: the registry before.
        today: the day on which ages and holdings are judged.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> cells = {"nip": "198609262015051001", "name": "Ana Nalle, S.Kep", "rank": "III/c", "religion": "Kristen"}
        >>> row = Row("f.csv", 2, cells, {name: (at, name) for at, name in enumerate(cells)})
        >>> tables = Reference.load(shipped_definitions() / "reference")
        >>> plan = read_people(Table((row,)), tables, Known(), today=date(2025, 11, 25))
        >>> plan.records[0].full_name, plan.records[0].birth_date.isoformat(), plan.new
        ('Ana Nalle, S.Kep', '1986-09-26', 1)
    """
    reading = _People(reference, known, today)
    readers = [RowReader(row) for row in table.rows]
    same = identity.rows_by_nip(table.rows)
    for reader in readers:
        reading.take(reader, same)
    return reading.draft.plan(table)


class _People:
    def __init__(self, reference: Reference, known: Known, today: date) -> None:
        self.reference, self.today = reference, today
        self.draft = Draft(known)
        self.posts = Posts(self.draft)
        self.by_nip = {person.nip: person for person in known.people.values()}

    def take(self, reader: RowReader, same: Mapping[str, Sequence[Row]]) -> None:
        """One row."""
        person = self._person(reader, same)
        claim = self._claim(reader)
        held = None
        if person is not None and claim is not None and not reader.faults:
            try:
                held, warnings = self.posts.hold(person, claim, self.today)
            except Bad as bad:
                reader.faults.append(reader.row.finding("position", bad))
            else:
                reader.warnings += [reader.row.finding("position", one) for one in warnings]
        if person is None or reader.faults:
            self.draft.finish_row(reader, "bad")
            return
        outcome = self.draft.put(person)
        self.by_nip[person.nip] = person
        if held is not None:
            also = self.draft.put(held)
            self.posts.take(held)
            outcome = "changed" if outcome == "unchanged" and also != "unchanged" else outcome
        self.draft.finish_row(reader, outcome)

    def _person(self, reader: RowReader, same: Mapping[str, Sequence[Row]]) -> Person | None:
        nip = reader.read("nip", read_digits)
        given = self._given(reader)
        if nip is None:
            if not reader.faults or reader.row.cell("nip") is None:
                reader.fault("nip", "missing", N_("The NIP is missing."))
            return None
        before = self.by_nip.get(nip)
        identity.check_twice(reader, nip, same.get(nip, ()))
        identity.check_same(reader, given, before)
        given["employment"] = self._employment(reader, given, before)
        self._number(reader, nip, given, before)
        for name, column in (("name", "name"), ("rank", "rank"), ("religion", "religion")):
            if given.get(name) is None and before is None and reader.row.cell(column) is None:
                reader.fault(column, "missing", N_("“{column}” is missing."), column=PEOPLE.heading(column))
        id_ = self._id(reader, nip, before)
        if reader.faults or id_ is None:
            return None
        values = {name: value for name, value in given.items() if value is not None}
        if before is not None:
            values["ratings"] = {**before.ratings, **given["ratings"]}
            return replace(before, **values)
        return Person(id_, nip, **values)

    def _given(self, reader: RowReader) -> dict[str, Any]:
        """What the row says, field by field; None where it says nothing."""
        reference = self.reference
        given: dict[str, Any] = {}
        front, name, back = identity.parted(reader.text("name") or "")
        given["name"] = name or None
        given["title_front"] = reader.text("title_front") or front
        given["title_back"] = reader.text("title_back") or back
        given["birth_place"], given["birth_date"] = self._born(reader)
        given["sex"] = reader.word("sex", terms.sex_of)
        given["religion"] = reader.word("religion", lambda text: terms.religion_of(text, reference))
        given["rank"] = self._rank(reader)
        given["rank_since"] = reader.read("rank_since", read_date)
        given["education"] = reader.word("education", lambda text: terms.education_of(text, reference))
        given["field_of_study"] = reader.text("field_of_study")
        given["credit"] = reader.read("credit", read_number)
        given["experience_years"] = reader.read("experience_years", read_number)
        given["talent_box"] = reader.read("talent_box", lambda cell: read_whole(cell, 1, 9))
        for one in _YES_NO:
            given[one] = reader.read(one, read_yes_no)
        ratings = {
            column.partition(":")[2]: reader.word(column, lambda text: terms.rating_of(text, reference))
            for column in reader.row.columns
            if column.startswith("rating:")
        }
        given["ratings"] = {year: word for year, word in sorted(ratings.items()) if word}
        return given

    def _rank(self, reader: RowReader) -> str | None:
        column = "rank" if reader.row.cell("rank") is not None else "rank_name"
        found = reader.word(column, lambda text: terms.rank_of(text, self.reference))
        if found is None:
            return None
        rank, other = found
        names = {plain(row.name): row.name for row in self.reference.ranks.values()}
        if column == "rank" and reader.row.cell("rank_name") is not None:
            other = names.get(plain(reader.text("rank_name") or ""), other)
        name = self.reference.ranks[rank].name
        if other is not None and other != name:
            reader.warn(
                column,
                "rank_name",
                N_("The pangkat {other} does not belong to {rank} ({name}); the golongan counts."),
                other=other,
                rank=rank,
                name=name,
            )
        return rank

    @staticmethod
    def _born(reader: RowReader) -> tuple[str | None, date | None]:
        place, day = reader.text("birth_place"), reader.read("birth_date", read_date)
        both = reader.row.cell("birth")
        if both is not None and day is None:
            if not isinstance(both, str):
                return place, reader.read("birth", read_date)
            found = re.match(r"^\s*(\D*?)[\s,./]*(\d.*)$", both, re.DOTALL)
            day = reader.read("birth", lambda cell: read_date(found[2] if found else cell))
            place = place or (found[1].strip() if found else None) or None
        return place, day

    def _employment(self, reader: RowReader, given: dict[str, Any], before: Person | None) -> str | None:
        said = reader.word("employment", terms.employment_of)
        if said is None and identity.is_employment(reader.row):
            said = reader.word("any_status", terms.employment_of)
        rank = given.get("rank") or (before.rank if before else None)
        if rank is None:
            return said
        contract = self.reference.ranks[rank].employment == "PPPK" if rank in self.reference.ranks else False
        found = said or (before.employment if before else None) or ("PPPK" if contract else "PNS")
        if (found == "PPPK") != contract:
            reader.fault(
                "rank" if reader.row.cell("rank") is not None else "rank_name",
                "rank_employment",
                N_("{rank} is no rank of {employment}."),
                rank=rank,
                employment=found,
            )
        return found

    def _number(self, reader: RowReader, nip: str, given: dict[str, Any], before: Person | None) -> None:
        """The number against itself and against the row; what the row leaves out, the number says."""
        born, sex = given["birth_date"], given["sex"]
        if given["employment"] == "PPPK":
            found = check_pppk(nip, birth_date=born, sex=sex)
        else:
            found = check_nip(nip, birth_date=born, sex=sex, today=self.today)
        for one in found:
            bad = reader.row.finding("nip", Bad(one.code, one.template, **one.data))
            (reader.faults if one.severity == "error" else reader.warnings).append(bad)
        if any(one.severity == "error" for one in found):
            return
        if before is None:
            given["birth_date"] = born or real_date(nip[:8])
            given["sex"] = sex or SEX_DIGITS.get(nip[14])
            if given["sex"] is None and reader.row.cell("sex") is None:
                reader.fault("sex", "missing", N_("“{column}” is missing."), column=PEOPLE.heading("sex"))
            return
        stored: tuple[tuple[str, date | Sex, Any], ...] = (
            ("birth_date", before.birth_date, born),
            ("sex", before.sex, sex),
        )
        for column, was, says in stored:
            if says is not None and says != was:
                reader.fault(
                    column if reader.row.has(column) else "birth",
                    "differs_from_registry",
                    N_("The registry says {was} for {person}, the row says {says} (BTS)."),
                    was=was,
                    person=before.name,
                    says=says,
                )

    def _id(self, reader: RowReader, nip: str, before: Person | None) -> str | None:
        said = reader.word("id", checked_id)
        if before is not None:
            if said is not None and said != before.id:
                reader.fault("id", "id", N_("The person with this NIP has the id {id}."), id=before.id)
            return before.id
        id_ = said or f"P-{nip}"
        if id_ in self.draft.people:
            reader.fault(
                "id", "id", N_("The id {id} belongs to {name}."), id=id_, name=self.draft.people[id_].name
            )
            return None
        return id_

    def _claim(self, reader: RowReader) -> Claim | None:
        """The post that the row names, where the registry knows it."""
        text = reader.text("position_id") or reader.text("position")
        unit, level = reader.text("unit"), reader.text("level")
        since, until = reader.read("since", read_date), reader.read("until", read_date)
        said = reader.word("status", terms.status_of)
        if said is None and not identity.is_employment(reader.row):
            said = reader.word("any_status", terms.status_of)
        if since is not None and until is not None and until < since:
            reader.fault("until", "until", N_("The end lies before the beginning."))
        if text is None:
            return None
        title, prefix = acting(text)
        try:
            position = self.posts.find(title, unit, level)
        except Bad as bad:
            reader.warnings.append(
                reader.row.finding("position" if reader.row.has("position") else "position_id", bad)
            )
            return None
        return Claim(position, said or prefix or "definitif", since, until)
