"""What a row says about a post's kind: the eselon of a structural one; function, category and level of a functional one."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

from workflow.exchange import terms
from workflow.exchange.columns import plain
from workflow.exchange.plan import RowReader
from workflow.language import N_
from workflow.registry.model import PositionKind
from workflow.registry.reference import Reference


@dataclass(frozen=True, slots=True)
class Post:
    """A post as the row describes it, in the words of the reference tables."""

    kind: PositionKind
    name: str
    level: str
    function: str | None = None
    category: str | None = None
    education: str | None = None


def structural(reader: RowReader, name: str, reference: Reference) -> Post | None:
    """A structural post: its level is the eselon."""
    column = "eselon" if reader.row.cell("eselon") is not None else "level"
    eselon = reader.word(column, lambda text: terms.eselon_of(text, reference))
    if eselon is None:
        if not reader.faults:
            reader.fault("eselon", "missing", N_("The eselon of the structural post is missing."))
        return None
    return Post("structural", name, eselon)


def functional(reader: RowReader, name: str, category: str | None, reference: Reference) -> Post | None:
    """A functional post: function, category and level, from columns of their own or out of the name.

    A function or a ladder of levels that the tables do not know is kept with a warning; a level that does not belong to
    the category is a fault.
    """
    found = reader.word("level", lambda text: terms.level_of(text, reference))
    said = reader.text("category")
    if said is not None:
        category = terms.category_of(said)
        if category is None:
            reader.fault(
                "category", "category", N_("“{value}” is neither Keahlian nor Keterampilan."), value=said
            )
    function, in_name = _parted(reader.text("function") or name, reference)
    if in_name is None:  # “Perawat Pelaksana Lanjutan” beside the old level “Pelaksana Lanjutan”
        function = _without(function, reader.text("level") if found is not None else None)
    if found is None and not reader.faults and in_name is not None:
        found = in_name, True
    if found is None or reader.faults:
        if not reader.faults:
            reader.fault("level", "missing", N_("The level (jenjang) of the functional position is missing."))
        return None
    level, known = found
    if known:
        own = reference.levels[level].category
        if category is not None and category != own:
            reader.fault(
                "level" if reader.row.cell("level") is not None else "name",
                "level_category",
                N_("{level} is a level of {own}, not of {category}."),
                level=level,
                own=own,
                category=category,
            )
            return None
        category = own
    else:
        reader.warn(
            "level",
            "own_ladder",
            N_("The tables have no level “{level}”; it was kept, and rules about levels will not know it."),
            level=level,
        )
    function, education = _checked(reader, function, category, level, reference)
    title = f"{function} {level}" if plain(name) in (plain(function), "") else name
    return Post("functional", title, level, function, category, education)


def _checked(
    reader: RowReader, function: str, category: str | None, level: str, reference: Reference
) -> tuple[str, str | None]:
    """The function as the tables write it, with its education; warnings where they know it otherwise."""
    spelled = {plain(one): one for one, _ in reference.functions}
    column = "function" if reader.row.cell("function") is not None else "name"
    if plain(function) not in spelled:
        near = [spelled[one] for one in get_close_matches(plain(function), spelled, n=2, cutoff=0.85)]
        template = N_("The tables have no functional job “{function}”; it was kept as it is.")
        if near:
            template = N_("The tables have no functional job “{function}”; it was kept. Is {near} meant?")
        reader.warn(column, "function_unknown", template, function=function, near=", ".join(near))
        return function, None
    function = spelled[plain(function)]
    row = reference.functions.get((function, category or ""))
    if row is None:
        reader.warn(
            column,
            "function_category",
            N_("The tables have no {function} in {category}."),
            function=function,
            category=category or "?",
        )
        return function, None
    order = reference.level_order(level)
    first, last = reference.level_order(row.first_level), reference.level_order(row.last_level)
    if order is not None and first is not None and last is not None and not first <= order <= last:
        reader.warn(
            "level" if reader.row.cell("level") is not None else column,
            "level_range",
            N_("{function} runs from {first} to {last}; {level} lies outside."),
            function=function,
            first=row.first_level,
            last=row.last_level,
            level=level,
        )
    return function, row.education


def _without(name: str, level: str | None) -> str:
    """A name without the level at its end, where it has one.

    Example:
        >>> _without("Perawat Pelaksana Lanjutan", "pelaksana lanjutan"), _without("Perawat", "Perawat")
        ('Perawat', 'Perawat')
    """
    count = len((level or "").split())
    words = name.split()
    if count and len(words) > count and plain(" ".join(words[-count:])) == plain(level or ""):
        return " ".join(words[:-count]).rstrip(" -–,/")
    return name


def _parted(name: str, reference: Reference) -> tuple[str, str | None]:
    """“Perawat Ahli Muda” as function and level; the level is None where the name has none.

    Example:
        >>> from workflow.shipped import shipped_definitions
        >>> _parted("Perawat Ahli Muda", Reference.load(shipped_definitions() / "reference"))
        ('Perawat', 'Ahli Muda')
    """
    words = name.split()
    levels = {plain(level): level for level in reference.levels}
    for count in (2, 1):
        level = levels.get(plain(" ".join(words[-count:])))
        if level is not None and len(words) > count:
            return " ".join(words[:-count]).rstrip(" -–,/"), level
    return name, None
