"""Plays one scenario: step after step against its workspace, with a story of what happened and findings where it differs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from workflow.definition.model import Action, Place
from workflow.definition.scenario.model import (
    MAX_CASES,
    City,
    Doing,
    Explaining,
    Happened,
    Name,
    Opening,
    Refusal,
    Scenario,
    Step,
    Then,
    When,
)
from workflow.engine.case import Case, Event
from workflow.engine.duty import barred
from workflow.engine.work import plays
from workflow.errors import LantikError, Reason
from workflow.language import N_, _
from workflow.workspace.scenarios.judge import Judge
from workflow.workspace.scenarios.reasons import fits, in_words, of_error
from workflow.workspace.scenarios.world import Stop, World

FIRST = "case"


class Play:
    """One scenario being played.

    Args:
        scenario: which.
        world: where; it is changed.
    """

    def __init__(self, scenario: Scenario, world: World) -> None:
        self.scenario, self.world = scenario, world
        self.ws, self.told = world.ws, world.told
        self.story: list[str] = []
        self._ticked: list[Event] = []

    def run(self) -> None:
        """All of it; what is wrong is told, and a step that went another way than it should ends it.

        Raises:
            Stop: it could not be played to its end.
        """
        openings = self.scenario.open
        if not openings and self.scenario.continues is None:
            openings = (Opening(self.scenario.place),)
        for number, opening in enumerate(openings):
            self._open(opening, FIRST if number == 0 and not self.world.cases else None)
        for step in self.scenario.steps:
            self._step(step)
        if self.scenario.then:
            self._judge(None, self.scenario.then, self.scenario.place)

    def _step(self, step: Step) -> None:
        self._ticked = []
        if step.when is not None:
            self.world.move(step.when)
        if isinstance(step.what, Opening):
            self._open(step.what, None)
        elif isinstance(step.what, Doing):
            self._do(step.what, self.world.case(step.case, step.place))
        elif isinstance(step.what, When):
            self._tick(step.what)
        elif isinstance(step.what, Happened):
            self._happen(step.what, self.world.case(step.case, step.place))
        elif isinstance(step.what, Explaining):
            self._explain(step.what, self.world.case(step.case, step.place))
        elif isinstance(step.what, City):
            self.world.change(step.what)
            self._say(_("the registry changes"))
        if step.then or step.case is not None:
            self._judge(step.case, step.then, step.place)

    def _judge(self, case: Name | None, then: Then, place: Place) -> None:
        Judge(self.world, self.world.case(case, place), self._ticked).all(then)

    def _say(self, line: str) -> None:
        self.story.append(f"{self.world.clock.moment:%Y-%m-%d %H:%M}  {line}")

    # -- cases

    def _open(self, opening: Opening, handle: str | None) -> None:
        if len(self.world.cases) >= MAX_CASES:
            self.told.error(
                "E506", opening.place, N_("more than {most} cases in one scenario"), most=MAX_CASES
            )
            raise Stop
        named = opening.handle.text if opening.handle else handle or f"{FIRST}-{len(self.world.cases) + 1}"
        if named in self.world.cases:
            self.told.error("E504", opening.place, N_("there is a case “{name}” already"), name=named)
            raise Stop
        definition = self.world.definition
        subject = self._subject(opening)
        by = self.world.user(opening.by) if opening.by else self._opener(opening.place)
        try:
            at = self.world.moment(opening.at) if opening.at else None
            case = self.ws.open_case(definition.id, subject, actor=by, fields=opening.given, at=at)
        except LantikError as error:
            reasons = of_error(error)
            self._say(
                _("{by} may not open a case on {subject}: {why}").format(
                    by=by, subject=subject, why=in_words(reasons)
                )
            )
            self._refused(reasons, opening.refused, opening.place, _("opening a case"))
            return
        self.world.cases[named], self.world.current = case.id, named
        self._say(
            _("{by} opens {case} on {subject} → {state}").format(
                by=by, case=case.id, subject=subject, state=case.state
            )
        )
        self._not_refused(opening.refused, _("opening a case"))

    def _subject(self, opening: Opening) -> str:
        positions = self.world.definition.subject == "position"
        if opening.subject is not None:
            return self.world.named("positions", opening.subject) if positions else opening.subject.text
        if not positions:
            return self.scenario.name
        known = [doc["id"] for doc in self.world.store.read().all("positions")]
        if len(known) == 1:
            return str(known[0])
        self.told.error(
            "E504",
            opening.place,
            N_("no case is opened, and the city has {count} positions"),
            N_("say which: open: POSITION"),
            count=len(known),
        )
        raise Stop

    def _opener(self, place: Place) -> str:
        definition = self.world.definition
        roles = [role for action in definition.leaving(definition.initial) for role in action.roles]
        blank = Case("", definition.id, 1, "", definition.initial, "")
        return self._holder(roles, blank, (), place)

    # -- actions

    def _do(self, doing: Doing, case: str) -> None:
        action = self.world.definition.actions[doing.action.text]
        actors: Sequence[Name | None] = doing.by or (None,)
        for number, name in enumerate(actors):
            last = number == len(actors) - 1
            self._act(doing, action, case, name, first=number == 0, refused=doing.refused if last else None)

    def _act(
        self,
        doing: Doing,
        action: Action,
        case: str,
        name: Name | None,
        *,
        first: bool,
        refused: Refusal | None,
    ) -> None:
        place = doing.action.place
        self.world.spend(place, acts=1)
        by = self.world.user(name) if name else self._doer(action, self.ws.case(case), place)
        given: dict[str, Any] = {
            "actor": by,
            "fields": doing.given if first else {},
            "reason": self._reason(doing, action),
            "to": doing.to,
            "vote": doing.vote,
            "on_behalf_of": self.world.user(doing.on_behalf_of) if doing.on_behalf_of else None,
            "at": self.world.moment(doing.at) if doing.at else None,
            "faults": doing.faults if first else (),
        }
        given["documents"] = self._documents(doing, action, case, given)
        try:
            done = self.ws.act(case, action.name, **given)
        except LantikError as error:
            reasons = of_error(error)
            self._say(
                _("{by} may not {action}: {why}").format(by=by, action=action.name, why=in_words(reasons))
            )
            self._refused(reasons, refused, name.place if name and not first else place, f"“{action.name}”")
            return
        # Work that is given out, and what followed by itself, come after the act; the act is the last under its name.
        event = next(one for one in reversed(self.ws.history(case)) if one.action == action.name)
        arrow = (
            f"→ {done.state}" if event.fired else _("signs") if event.vote in (None, "sign") else event.vote
        )
        self._say(f"{by}: {action.name} {arrow}")
        self._not_refused(refused, f"“{action.name}”")

    def _happen(self, happened: Happened, case: str) -> None:
        """Record what happened outside; whom it is about is read from the case where it is not said."""
        trigger = self.world.definition.on[happened.name.text]
        found = self.ws.case(case)
        place, word = happened.name.place, f"“{trigger.name}”"
        self.world.spend(place, acts=1)
        by = self.world.user(happened.by) if happened.by else self._holder(trigger.by, found, (), place)
        if happened.about is not None:
            about = happened.about.text
        else:
            about = str(found.fields.get(trigger.about, "-")) if trigger.about else found.subject
        try:
            self.ws.happened(trigger.name, about, actor=by, reason=happened.reason)
        except LantikError as error:
            reasons = of_error(error)
            self._say(_("{by} may not {action}: {why}").format(by=by, action=word, why=in_words(reasons)))
            self._refused(reasons, happened.refused, place, word)
            return
        self._say(f"{by}: {trigger.name} ({about}) → {self.ws.case(case).state}")
        self._not_refused(happened.refused, word)

    @staticmethod
    def _reason(doing: Doing, action: Action) -> str | None:
        if doing.reason is not None or doing.no_reason:
            return doing.reason
        return "-" if action.reason == "required" or doing.vote == "refuse" else None

    def _doer(self, action: Action, case: Case, place: Place) -> str:
        """Whoever may take an action next: whose turn it is in a sign-off, else the first by role and duties."""
        items = [one for one in case.work if one.action == action.name]
        out = (
            *barred(self.world.definition, case, action.name),
            *(who for one in items for who in one.barred),
        )
        roles = [one.role for one in items] or list(action.roles)
        if not roles:
            self.told.error(
                "E501", place, N_("“{action}” happens by itself; nobody takes it"), action=action.name
            )
            raise Stop
        return self._holder(roles, case, out, place)

    def _holder(self, roles: Sequence[str], case: Case, out: Sequence[str], place: Place) -> str:
        """The first user who holds one of these roles there, and is not barred if there is such a one."""
        facts = self.ws.facts(self.world.store.read())
        users = [one for one in self.ws.access.users() if one.active]
        holders = [
            one
            for role in roles
            for one in users
            if plays(self.world.definition, case, facts.actor(one.id), role, facts.above)
        ]
        free = [one for one in holders if one.identity not in out]
        if not holders:
            self.told.error(
                "E504", place, N_("nobody in this scenario holds {roles} there"), roles=", ".join(roles)
            )
            raise Stop
        return (free or holders)[0].id

    def _documents(self, doing: Doing, action: Action, case: str, given: Mapping[str, Any]) -> dict[str, str]:
        """The documents to give: those named, or all that are needed now but those that are to be missing."""
        if doing.documents is not None:
            return dict.fromkeys(doing.documents, "on file")
        if not action.documents:
            return {}
        try:
            found = self.ws.preview(case, action.name, **given)
        except LantikError:
            return {}  # the act itself will tell
        labels = [
            one.data["document"] for one in (*found.reasons, *found.questions) if one.code == "document"
        ]
        declared = self.world.definition.documents
        return {
            name: "on file"
            for name in action.documents
            if declared[name].label in labels and name not in doing.without
        }

    # -- refusals

    def _refused(self, reasons: Sequence[Reason], wanted: Refusal | None, place: Place, what: str) -> None:
        """Whether a refusal is the one that is expected."""
        why = in_words(reasons)
        if wanted is None:
            self.told.error("E501", place, N_("{what} was refused: {why}"), what=what, why=why)
            raise Stop
        if not fits(reasons, wanted):
            self.told.error(
                "E502",
                wanted.place,
                N_("{what} should be refused for {wanted}, and was for {why}"),
                what=what,
                wanted=_wanted(wanted),
                why=why,
            )

    def _not_refused(self, wanted: Refusal | None, what: str) -> None:
        if wanted is not None:
            self.told.error(
                "E502",
                wanted.place,
                N_("{what} should be refused for {wanted}, and was done"),
                what=what,
                wanted=_wanted(wanted),
            )
            raise Stop

    def _explain(self, asked: Explaining, case: str) -> None:
        self.world.spend(asked.place, acts=2)
        by = self.world.user(asked.by)
        answers = {one.name: one for one in self.ws.explain(case, actor=by)}
        state = self.ws.case(case).state
        for name in asked.allowed:
            answer = answers.get(name.text)
            if answer is None or not answer.allowed:
                why = (
                    in_words(answer.reasons) if answer else _("the case is in “{state}”").format(state=state)
                )
                self.told.error(
                    "E503",
                    name.place,
                    N_("“{action}” should be allowed to {by}, and is not: {why}"),
                    action=name.text,
                    by=by,
                    why=why,
                )
        for name, wanted in asked.refused:
            answer = answers.get(name.text)
            if answer is not None and answer.allowed:
                self.told.error(
                    "E503",
                    name.place,
                    N_("“{action}” should be refused to {by}, and is allowed"),
                    action=name.text,
                    by=by,
                )
            elif answer is None and set(wanted.codes) != {"state"}:
                self.told.error(
                    "E503",
                    wanted.place,
                    N_("“{action}” is refused to {by} since the case is in “{state}”"),
                    action=name.text,
                    by=by,
                    state=state,
                )
            elif answer is not None and not fits(answer.reasons, wanted):
                self.told.error(
                    "E503",
                    wanted.place,
                    N_("“{action}” should be refused to {by} for {wanted}, and is for {why}"),
                    action=name.text,
                    by=by,
                    wanted=_wanted(wanted),
                    why=in_words(answer.reasons),
                )
        allowed = ", ".join(name for name, one in answers.items() if one.allowed) or "-"
        self._say(_("{by} may: {actions}").format(by=by, actions=allowed))

    # -- time

    def _tick(self, when: When) -> None:
        """Let the days go by up to a moment, each with what is due on it."""
        clock, until = self.world.clock, self.world.later(when)
        days = (until.date() - clock.moment.date()).days
        self.world.spend(when.place, days=days)
        start = clock.moment
        for gone in range(1, days):
            clock.moment = start + timedelta(gone)
            self._due()
        clock.moment = until
        self._due()
        notified = [
            f"{key} {role}"
            for event in self._ticked
            for one in event.followed
            for key, role in one.items()
            if key in ("notify", "escalate")
        ]
        fired = [f"{event.action} → {event.target}" for event in self._ticked if event.fired]
        self._say(_("time goes by: {what}").format(what=", ".join((*notified, *fired)) or "-"))

    def _due(self) -> None:
        if self.ws.ticking.anything(self.world.store.read(), self.world.clock.moment):
            self._ticked += self.ws.tick()


def _wanted(wanted: Refusal) -> str:
    return ", ".join(
        f"{code} ({', '.join(f'“{one}”' for one in words)})" if words else code
        for code, words in wanted.codes.items()
    )
