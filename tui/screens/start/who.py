"""Who uses the store: in a demonstration anybody may be picked; elsewhere one says who one is. No password is taken yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui import keys
from tui.keys import Key
from tui.screens.base import Framed
from tui.widgets.table import Column, ListSource, VirtualTable
from workflow.errors import InputError, LantikError
from workflow.language import N_, plural, text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import User, Workspace

MANY = 8
"""A role that more people hold than this stands behind the others, so that those do not drown."""

FIELDS = ("role", "name", "unit", "waits", "id")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A user to pick: their first role, where it is held, what it may do, how many cases wait."""

    user: User
    place: int
    role: Any
    unit: str
    does: tuple[Any, ...]
    waits: int | None = None


def people_of(workspace: Workspace) -> list[Somebody]:
    """Everybody with an open account by role, as the definitions name them; roles that many hold stand behind the others."""
    roles = workspace.access.roles()
    order = {
        role: number
        for number, role in enumerate(
            [*(one for one in roles if one not in ("admin", "auditor")), "admin", "auditor"]
        )
    }
    units = {unit.id: unit.name for unit in workspace.registry.units()}
    does: dict[str, dict[str, Any]] = {}
    for version in workspace.definitions.all():
        for action in version.definition.actions.values():
            for role in action.roles:
                does.setdefault(role, {})[action.name] = action.label
    found = []
    for user in workspace.access.users():
        if not user.active:
            continue
        role, unit = min(user.roles, key=lambda one: order.get(one[0], 99), default=("", None))
        found.append(
            Somebody(
                user,
                order.get(role, 99),
                roles.get(role, {"en": role or "–"}),
                units.get(unit or "", unit or ""),
                tuple(does.get(role, {}).values()),
            )
        )
    crowd = Counter(one.place for one in found)
    last = len(order) - 2  # admin and auditor
    return sorted(
        found,
        key=lambda one: (one.place >= last, crowd[one.place] > MANY, one.place, one.unit, one.user.name),
    )


class WhoScreen(Framed):
    """A list of people by role, with a line for typing."""

    CSS_PATH = "start.tcss"
    BINDINGS = keys.bind(
        Key("who.find", "slash", "find", N_("Filter")),
        Key("who.open", "enter", "enter", N_("Be this person"), show=False),
        Key("who.back", "escape", "list", N_("Back to the list"), show=False),
    )

    def content(self) -> ComposeResult:
        """What is asked, the line for typing, the list, and what the role under the cursor does."""
        story = self.gateway.is_story
        with Vertical(classes="panel", id="who-panel"):
            yield Static(id="who-intro")
            yield Input(
                placeholder=_("Type a name or a role to filter")
                if story
                else _("Your user id, or part of your name"),
                id="who",
                compact=True,
            )
            yield VirtualTable(
                self._columns(),
                multi=False,
                empty=_("Nobody fits. Press Esc and type something else."),
                id="people",
            )
            yield Static(id="role-does", classes="quiet")

    def _columns(self) -> list[Column]:
        return [
            Column("role", _("Role"), min_width=21, weight=0.4, sortable=False),
            Column("name", _("Name"), min_width=16, weight=1.2, sortable=False),
            Column("unit", _("Unit"), min_width=14, sortable=False, priority=1),
            Column("waits", _("Waiting"), width=9, align="right", sortable=False),
            Column("id", _("User id"), min_width=15, weight=0.1, priority=2, sortable=False),
        ]

    def on_mount(self) -> None:
        """Show the people; the list first where anybody may be picked."""
        story = self.gateway.is_story
        intro = (
            _(
                "This is a demonstration: pick who to be. Units and offices are real, the people are invented, "
                "and nothing you do can break it."
            )
            if story
            else _("Who are you? No password is asked yet: passwords come with a later version.")
        )
        self.query_one("#who-intro", Static).update(Content(intro))
        self.query_one("#people" if story else "#who").focus()

    def refresh_data(self) -> None:
        """Read the people in a thread; then count what waits for each."""
        self.run_worker(cast("Any", self._read), exclusive=True, group="people")

    async def _read(self) -> None:
        import asyncio

        workspace = self.gateway.workspace
        try:
            people = await asyncio.to_thread(people_of, workspace)
            source = ListSource(
                people, key=lambda one: one.user.id, cells=self._cells, fields=FIELDS, search=_search
            )
            table = self.query_one(VirtualTable)
            table.update_source(source)
            table.refresh_rows()
            for start in range(0, len(people), 20):
                some = people[start : start + 20]
                counts = await asyncio.to_thread(_counts, workspace, some)
                source.put(*(replace(one, waits=counts[one.user.id]) for one in some))
                table.refresh_rows()
                self._describe()
        except LantikError as error:
            self.toast(error)
        self.lantik.settled()

    def _cells(self, one: Somebody) -> list[str]:
        waits = "…" if one.waits is None else str(one.waits) if one.waits else "–"
        return [text(one.role), one.user.name, one.unit, waits, one.user.id]

    # ── choosing ────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def _people(self) -> ListSource[Somebody] | None:
        source = self.query_one(VirtualTable).source
        return source if isinstance(source, ListSource) else None

    def on_virtual_table_row_highlighted(self) -> None:
        """Say in one line what the role does."""
        self._describe()

    def _describe(self) -> None:
        people, key = self._people, self.query_one(VirtualTable).cursor_key
        one = people.get(key) if people is not None and key else None
        said = Content("")
        if one is not None:
            does = ", ".join(text(label) for label in one.does)
            waits = plural("{n} case waits", "{n} cases wait", one.waits or 0).format(n=one.waits or 0)
            said = Content.assemble(
                Content.styled(text(one.role), "bold"),
                f" · {waits}: ",
                does or _("looks after users and definitions"),
            )
        self.query_one("#role-does", Static).update(said)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter as one types."""
        people = self._people
        if people is not None:
            people.filter(event.value)
            self.query_one(VirtualTable).refresh_rows()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The id as typed, or the only one that fits, or the list."""
        table, people = self.query_one(VirtualTable), self._people
        typed = event.value.strip()
        if people is None:
            return
        if typed and people.get(typed) is not None:
            self._be(typed)
        elif people.count == 1:
            self._be(people.key(0))
        elif people.count:
            table.focus()
        elif typed:
            self._be(typed)

    def on_virtual_table_row_selected(self, event: VirtualTable.RowSelected) -> None:
        """Be this person."""
        self._be(event.key)

    def action_find(self) -> None:
        """Type to filter."""
        self.query_one(Input).focus()

    def action_list(self) -> None:
        """Back to the list, all of it."""
        self.query_one(Input).value = ""
        self.query_one(VirtualTable).focus()

    def _be(self, user: str) -> None:
        try:
            self.lantik.enter(user)
        except InputError as error:
            self.toast(error)


def _search(one: Somebody) -> list[str]:
    labels = " ".join(one.role.values())
    return [labels, one.user.name, one.unit, "", one.user.id]


def _counts(workspace: Workspace, people: list[Somebody]) -> Mapping[str, int]:
    return {one.user.id: workspace.inbox(one.user.id, limit=1).total for one in people}
