"""What the palette (Ctrl+P) offers beside the app's commands: the actions of the case on the screen, any case by words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from tui import keys
from tui.case_view import CaseView
from workflow.errors import LantikError
from workflow.language import text
from workflow.language import translate as _

if TYPE_CHECKING:
    from tui.app import LantikApp
    from workflow import Answer, Session

FEW = 12
"""How many cases the palette names at most."""


class Palette(CommandPalette):
    """The palette in the user's words, that nothing fits what is typed among them."""

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Textual's own words for this are English and are not to be had from outside."""
        self._stop_no_matches_countdown()
        self._no_matches_timer = self.set_timer(
            self._NO_MATCHES_COUNTDOWN, partial(self._say_none, search_value)
        )

    def _say_none(self, sought: str) -> None:
        self._list_visible = bool(sought)
        if sought:
            words = Content(_("Nothing fits “{words}”.").format(words=sought))
            self.query_one(CommandList).add_option(Option(words, id=self._NO_MATCHES, disabled=True))


class CaseActions(Provider):
    """Every action of the case, those that may not be taken with why not; and what happened outside, to be recorded."""

    @property
    def _view(self) -> CaseView | None:
        return cast("CaseView | None", getattr(self.screen, "view", None))

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        view = self._view
        for answer in sorted(view.answers, key=lambda one: not one.allowed) if view is not None else ():
            label, more = self._told(answer)
            yield DiscoveryHit(label, partial(self._take, answer), text=text(answer.label), help=more)
        for words, run in self._events():
            yield DiscoveryHit(words, run, text=words)

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed."""
        matcher, view = self.matcher(query), self._view
        for answer in view.answers if view is not None else ():
            score = matcher.match(text(answer.label))
            if score > 0:
                label, more = self._told(answer)
                yield Hit(score, label, partial(self._take, answer), text=text(answer.label), help=more)
        for words, run in self._events():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), run, text=words)

    def _events(self) -> Iterator[tuple[str, Callable[[], Any]]]:
        """What happened outside and may be recorded with the case."""
        from tui.screens.base import Framed
        from tui.screens.case.happened import record
        from tui.screens.case.words import may_be_recorded

        screen, view = self.screen, self._view
        if view is not None and isinstance(screen, Framed):
            for one in view.recordable:
                yield (
                    may_be_recorded(view, one),
                    partial(record, screen, view, one, lambda _done: screen.look()),
                )

    def _told(self, answer: Answer) -> tuple[Content, str]:
        label = text(answer.label)
        if answer.allowed:
            targets = self._view.definition.states if self._view is not None else {}
            where = ", ".join(text(targets[one].label) for one in answer.targets)
            return Content.styled(label, "bold"), f"→ {where}" if where else ""
        return Content.styled(label, "$faint"), _("Not now: {why}").format(
            why=" ".join(reason.message for reason in answer.reasons)
        )

    def _take(self, answer: Answer) -> None:
        from tui.screens.base import Framed
        from tui.screens.case.acting import begin

        screen, view = self.screen, self._view
        if view is None or not isinstance(screen, Framed):
            return
        if answer.allowed:
            begin(screen, view, answer.name)
        else:
            screen.toast("\n".join(reason.message for reason in answer.reasons))


class ScreenKeys(Provider):
    """What the keys of the screen do, to be found by words: a key that one does not know yet is here beside what it does."""

    async def discover(self) -> Hits:
        """All of them, before anything is typed."""
        for words, key, run in self._all():
            yield DiscoveryHit(words, run, text=words, help=key)

    async def search(self, query: str) -> Hits:
        """Those that fit what is typed."""
        matcher = self.matcher(query)
        for words, key, run in self._all():
            score = matcher.match(words)
            if score > 0:
                yield Hit(score, matcher.highlight(words), run, text=words, help=key)

    def _all(self) -> Iterator[tuple[str, str, Callable[[], Any]]]:
        for active in self.screen.active_bindings.values():
            key = keys.find(active.binding.id)
            if key is None or not active.enabled or key.id.partition(".")[0] in ("app", "table"):
                continue
            run = partial(self.app.run_action, active.binding.action, active.node)
            yield _(key.says), _("Key {key}").format(key=key.shown), run


class GoTo(Provider):
    """Cases by id, position, unit, nominee or state."""

    @property
    def _lantik(self) -> LantikApp:
        return cast("LantikApp", self.app)

    async def search(self, query: str) -> Hits:
        """The cases that have all the words."""
        if not self._lantik.signed_in or self._lantik.gateway is None or len(query.strip()) < 2:
            return

        def ask(session: Session) -> list[tuple[str, str]]:
            found = session.cases(search=query, limit=FEW)
            definitions = session.workspace.definitions
            return [
                (
                    one.id,
                    text(definitions.get(one.definition, one.version).definition.states[one.state].label),
                )
                for one in found
            ]

        try:
            cases = await self._lantik.gateway.read(ask)
        except LantikError:
            return
        for number, (case, state) in enumerate(cases):
            words = _("Go to case {case}").format(case=case)
            yield Hit(
                0.9 - number / 100,
                Content(words),
                partial(self._lantik.open_case, case),
                text=words,
                help=state,
            )
