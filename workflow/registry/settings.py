"""What `city.yaml` says: the city's name and titles, its languages, time zone, and own days off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from workflow.definition.duration import Duration
from workflow.definition.findings import Findings
from workflow.definition.form import Form
from workflow.definition.model import Label, Place
from workflow.definition.values import plain
from workflow.definition.yaml import Node, Scalar, Series, Table, parse
from workflow.errors import DefinitionError, InputError
from workflow.language import LANGUAGES, N_, Phrase
from workflow.registry.term import Term

FORMAT = "lantik-city/1"
_CITY = Phrase("the city")
_REQUIRED = ("format", "name", "languages", "time_zone", "agency", "titles")
_OPTIONAL = (
    "code", "mayor_sworn_in", "election_determined_on", "term_ends_on", "holidays", "working_days", "six_day_units",
    "retirement_warnings", "entered_later", "publishing", "claims", "standing_in", "separate", "personal_data",
)  # fmt: skip
#: how long a claim counts where the city says nothing
TWO_DAYS = Duration(2, "wd")
_CLAIMS = ("expire", "reassigned_by", "returned_to_same", "seen_by")
_PUBLISHING = ("second_admin", "must_be_staffed")
_PERSONAL_DATA = ("keep_years", "second_admin")
#: how many years the row of somebody who held a post is kept where the city says nothing; no rule that we found fixes it
TEN_YEARS = 10
_STANDING_IN = ("must_be_staffed",)
_TITLES = ("mayor", "deputy_mayor", "secretary")


@dataclass(frozen=True, slots=True)
class CitySettings:
    """A city's own settings.

    Args:
        name, code: the city's name, and its code in the register of regions.
        languages: codes in which every label must stand, the first being the city's own.
        time_zone: an IANA name.
        agency, agency_short: the human resources agency, by configuration because it was renamed.
        titles: labels of `mayor`, `deputy_mayor` and `secretary`.
        mayor_sworn_in: the day from which the six months without replacements are counted.
        election_determined_on: the day on which the candidates of the next election are determined; the ban on
            replacements begins six months before it.
        term_ends_on: the last day of the mayor's term, on which that ban ends.
        holidays: the city's own days off, by date, each with its name.
        working_days: days worked although weekend or holiday say otherwise.
        six_day_units: ids of units that work on Saturdays too.
        retirement_warnings: months before a retirement, the earliest warning first.
        entered_later: whether acts may be entered later than they took effect.
        second_admin: whether a definition is published only after another admin has proposed it.
        must_be_staffed: whether publishing is refused for a pathway that the people there are cannot complete.
        claims_expire: how long somebody has a work item that they took up.
        claims_reassigned_by: roles that may give it to somebody else; an administrator always may.
        claims_seen_by: further roles that may see the work of others, in the units over which they are held.
        claims_returned_to_same: whether a case that is sent back is taken up at once for whoever did that step before.
        absence_must_be_staffed: whether an absence is refused that would leave a running case without people to end it.
        separate: sets of roles of which nobody holds two.
        keep_years: how many years after somebody's last post their row of the registry is kept.
        erase_second_admin: whether somebody's data are erased only after another admin has proposed it.
    """

    name: str
    languages: tuple[str, ...]
    time_zone: str
    agency: str
    agency_short: str
    titles: Mapping[str, Label]
    code: str | None = None
    mayor_sworn_in: date | None = None
    election_determined_on: date | None = None
    term_ends_on: date | None = None
    holidays: Mapping[date, str] = field(default_factory=dict)
    working_days: frozenset[date] = frozenset()
    six_day_units: tuple[str, ...] = ()
    retirement_warnings: tuple[int, ...] = (12, 6, 3)
    entered_later: bool = True
    second_admin: bool = False
    must_be_staffed: bool = False
    claims_expire: Duration = TWO_DAYS
    claims_reassigned_by: tuple[str, ...] = ()
    claims_returned_to_same: bool = False
    claims_seen_by: tuple[str, ...] = ()
    absence_must_be_staffed: bool = False
    separate: tuple[tuple[str, ...], ...] = ()
    keep_years: int = TEN_YEARS
    erase_second_admin: bool = False

    @property
    def term(self) -> Term:
        """The mayor's term, as the bans on replacements count it."""
        return Term(self.mayor_sworn_in, self.election_determined_on, self.term_ends_on)


def load_city(source: Path | str) -> CitySettings:
    """Read a city's settings.

    Args:
        source: the path of a `city.yaml`, or its text.

    Raises:
        InputError: there is no such file, or it cannot be read.
        DefinitionError: something in it is wrong; every fault is told with file, line and column.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> city = load_city(shipped_definitions() / "city.yaml")
        >>> city.name, city.languages, city.agency_short
        ('Kota Kupang', ('id', 'en'), 'BKPSDM')
    """
    content, name = _content(source)
    findings = Findings()
    _, root = parse(content, name, findings)
    form = Form(LANGUAGES, findings)
    settings = None
    if root is not None:
        table = form.table(root, _CITY)
        settings = _settings(form, table) if table else None
    elif len(findings) == 0:
        findings.error("E107", Place(name), N_("the settings are empty"))
    faults = findings.sorted()
    if settings is None or any(one.severity == "error" for one in faults):
        raise DefinitionError(faults)
    return settings


def _content(source: Path | str) -> tuple[bytes, str]:
    if isinstance(source, str):
        return source.encode(), "city.yaml"
    try:
        return source.read_bytes(), str(source)
    except OSError as cause:
        raise InputError(
            N_("The city's settings {file} cannot be read: {cause}."),
            N_("Name a file that is there and may be read; one comes with Lantik."),
            file=source, cause=cause.strerror or cause,
        ) from None  # fmt: skip


def _settings(form: Form, table: Table) -> CitySettings:
    form.keys(table, _CITY, (*_REQUIRED, *_OPTIONAL), _REQUIRED)
    form.word(_at(table, "format"), "format", (FORMAT,))
    languages = tuple(one.text for one in form.words(_at(table, "languages"), "languages"))
    node = _at(table, "languages")
    for scalar in node.items if isinstance(node, Series) else ():
        form.word(scalar, Phrase("a language"), LANGUAGES)
    form.languages = tuple(one for one in languages if one in LANGUAGES) or LANGUAGES
    agency = _table(form, table, "agency", ("short", "name"))
    warnings = form.words(_at(table, "retirement_warnings"), "retirement_warnings")
    publishing = _flags(form, table, "publishing", _PUBLISHING)
    standing_in = _flags(form, table, "standing_in", _STANDING_IN)
    claims = _part(form, table, "claims", _CLAIMS)
    personal = _part(form, table, "personal_data", _PERSONAL_DATA)
    return CitySettings(
        name=form.text(_at(table, "name"), "name") or "",
        code=form.text(_at(table, "code"), "code"),
        languages=languages,
        time_zone=_time_zone(form, _at(table, "time_zone")),
        agency=form.text(agency.get("name"), "name") or "",
        agency_short=form.text(agency.get("short"), "short") or "",
        titles=_titles(form, table),
        mayor_sworn_in=_date(form, _at(table, "mayor_sworn_in"), "mayor_sworn_in"),
        election_determined_on=_date(form, _at(table, "election_determined_on"), "election_determined_on"),
        term_ends_on=_date(form, _at(table, "term_ends_on"), "term_ends_on"),
        holidays=_holidays(form, _at(table, "holidays")),
        working_days=_days(form, _at(table, "working_days")),
        six_day_units=tuple(one.text for one in form.words(_at(table, "six_day_units"), "six_day_units")),
        retirement_warnings=tuple(form.whole(one, "retirement_warnings") or 0 for one in warnings)
        or (12, 6, 3),
        entered_later=_at(table, "entered_later") is None
        or form.flag(_at(table, "entered_later"), "entered_later"),
        second_admin=publishing["second_admin"],
        must_be_staffed=publishing["must_be_staffed"],
        absence_must_be_staffed=standing_in["must_be_staffed"],
        separate=_separate(form, _at(table, "separate")),
        claims_expire=_duration(form, claims.get("expire")) or TWO_DAYS,
        claims_reassigned_by=tuple(
            one.text for one in form.words(claims.get("reassigned_by"), "reassigned_by")
        ),
        claims_returned_to_same=form.flag(claims.get("returned_to_same"), "returned_to_same"),
        keep_years=_years(form, personal.get("keep_years")),
        erase_second_admin=form.flag(personal.get("second_admin"), "second_admin"),
        claims_seen_by=tuple(one.text for one in form.words(claims.get("seen_by"), "seen_by")),
    )


def _at(table: Table, key: str) -> Node | None:
    found = table.entries.get(key)
    return found[1] if found else None


def _table(form: Form, table: Table, key: str, known: tuple[str, ...]) -> dict[str, Node]:
    node = _at(table, key)
    inner = form.table(node, key) if node is not None else None
    if inner is None:
        return {}
    form.keys(inner, key, known, known)
    return {name: value for name, (_, value) in inner.entries.items()}


def _part(form: Form, table: Table, key: str, known: tuple[str, ...]) -> dict[str, Node]:
    """A part each of whose keys may be left out."""
    node = _at(table, key)
    inner = form.table(node, key) if node is not None else None
    if inner is None:
        return {}
    form.keys(inner, key, known)
    return {name: value for name, (_, value) in inner.entries.items()}


def _flags(form: Form, table: Table, key: str, known: tuple[str, ...]) -> dict[str, bool]:
    """What holds for one subject, as yes or no; each of its keys may be left out."""
    node = _at(table, key)
    inner = form.table(node, key) if node is not None else None
    if inner is None:
        return dict.fromkeys(known, False)
    form.keys(inner, key, known)
    return {name: name in inner.entries and form.flag(_at(inner, name), name) for name in known}


def _separate(form: Form, node: Node | None) -> tuple[tuple[str, ...], ...]:
    """Sets of roles of which nobody holds two, each with two roles at least."""
    if node is None:
        return ()
    if not isinstance(node, Series):
        form.wrong(node, N_("separate must be a list, not {found}"), N_("write - [hr_verifier, ppk]"))
        return ()
    found = []
    for item in node.items:
        roles = tuple(dict.fromkeys(one.text for one in form.words(item, "separate")))
        if len(roles) > 1:
            found.append(roles)
        else:
            form.wrong(
                item,
                N_("roles to be kept apart are a list of two at least, not {found}"),
                N_("write - [hr_verifier, ppk]"),
            )
    return tuple(found)


def _duration(form: Form, node: Node | None) -> Duration | None:
    """How long a claim counts: at least a day of its unit, or it would be over at once."""
    words = form.text(node, "expire") if node is not None else None
    if words is None or node is None:
        return None
    try:
        found = Duration.parse(words)
    except ValueError:
        found = None
    if found is None or found.count < 1:
        form.wrong(node, N_("expire must be a time of 1 or more, not {found}"), N_("write it as 2 wd"))
        return None
    return found


def _years(form: Form, node: Node | None) -> int:
    """For how long rows are kept: whole years, none at least."""
    if node is None:
        return TEN_YEARS
    years = form.whole(node, "keep_years")
    if years is not None and years < 0:
        form.wrong(node, N_("{what} must be 0 or more, not {found}"), what="keep_years")
    return TEN_YEARS if years is None else years


def _titles(form: Form, table: Table) -> dict[str, Label]:
    given = _table(form, table, "titles", _TITLES)
    return {name: form.label(node, node.place, name) for name, node in given.items()}


def _time_zone(form: Form, node: Node | None) -> str:
    name = form.text(node, "time_zone") or ""
    if not name or node is None:
        return name
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        known = available_timezones()
        if known:  # else this machine has no time zone data, and cannot tell
            form.findings.unknown(
                "E108", node.place, N_("there is no time zone “{word}”"), sorted(known), name
            )
    return name


def _date(form: Form, node: Node | None, what: str) -> date | None:
    if node is None:
        return None
    found = plain(node.text) if isinstance(node, Scalar) else None
    if isinstance(found, date):
        return found
    form.wrong(node, N_("{what} must be a date, not {found}"), N_("write it as 2025-11-25"), what=what)
    return None


def _days(form: Form, node: Node | None) -> frozenset[date]:
    days = (_date(form, one, "working_days") for one in form.words(node, "working_days"))
    return frozenset(day for day in days if day is not None)


def _holidays(form: Form, node: Node | None) -> dict[date, str]:
    if node is None:
        return {}
    if not isinstance(node, Series):
        form.wrong(
            node, N_("holidays must be a list, not {found}"), N_("write - {{date: 2026-04-25, name: …}}")
        )
        return {}
    days: dict[date, str] = {}
    for item in node.items:
        row = form.table(item, Phrase("a holiday"))
        if row is None:
            continue
        form.keys(row, Phrase("a holiday"), ("date", "name"), ("date", "name"))
        day = _date(form, _at(row, "date"), "date")
        name = form.text(_at(row, "name"), "name")
        if day is not None and name is not None:
            days[day] = name
    return days
