"""The demonstration's cases of the other pathways: Administrator and Pengawas posts, acting officials, executive posts.

A handful of each at a plausible stage. Whom they are about is found by trying: who meets the rules is proposed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, tzinfo
from itertools import islice
from typing import Any

from workflow.demo.staff import Staff
from workflow.errors import Refused
from workflow.registry.city import City
from workflow.registry.ladder import post_class
from workflow.registry.model import Position
from workflow.workspace.core import Workspace

ADMINISTRATOR, ACTING, EXECUTIVE = "administrator-pengawas", "plt-plh", "pelaksana"
#: how many people are tried for a post, at most
_TRIED = 60
_EVALUATION = {"integrity": True, "managerial": True, "technical": True, "sociocultural": True}
_DAYS = tuple(
    date.fromisoformat(day)
    for day in (
        "2025-09-01",
        "2025-10-20",
        "2025-10-27",
        "2025-11-12",
        "2025-11-19",
        "2025-11-21",
        "2025-11-24",
    )
)


class OtherPosts:
    """Opens and works these cases, day by day.

    Args:
        workspace: the store that is being made.
        city: its people and posts.
        staff: its users.
        taken: people whom other cases are about, or who have an account.
        set_clock: sets the store's clock.
    """

    def __init__(
        self,
        workspace: Workspace,
        city: City,
        staff: Staff,
        taken: Collection[str | None],
        set_clock: Callable[[datetime], None],
    ) -> None:
        self._ws, self._city, self._staff, self._set_clock = workspace, city, staff, set_clock
        self._positions = {one.id: one for one in city.positions}
        self._classes = {
            id_: post_class(one.as_doc(), city.reference) for id_, one in self._positions.items()
        }
        held = [one for one in city.holdings if one.status == "definitif" and one.until is None]
        self._own = {one.person: one.position for one in held if one.person not in taken}
        counts: dict[str, int] = {}
        for one in held:
            counts[one.position] = counts.get(one.position, 0) + 1
        acting = {one.position for one in city.holdings if one.status != "definitif"}
        self._vacant = [
            one for one in city.positions if one.need > counts.get(one.id, 0) and one.id not in acting and not one.flags
        ]  # fmt: skip
        self._tz: tzinfo = workspace.clock.tz
        self._cases: dict[str, str] = {}

    def meetings(self) -> Mapping[date, Callable[[], None]]:
        """What is done on which day, in order."""
        return dict(zip(_DAYS, self._work(), strict=True))

    def _work(self) -> Sequence[Callable[[], None]]:
        return (
            self._somebody_acts,
            self._division_is_proposed,
            self._division_is_assessed,
            self._section_is_proposed,
            self._division_goes_to_bkn,
            self._section_goes_to_the_mayor,
            self._monday,
        )

    # -- the days

    def _somebody_acts(self) -> None:
        """A Plt whose three months end five days after the founding morning."""
        self._at(_DAYS[0])
        self._assign("Plt", self._next("Administrator"), _DAYS[0], order=True)

    def _division_is_proposed(self) -> None:
        self._at(_DAYS[1])
        self._propose("division", "Administrator", "Pengawas")
        self._act("division", "verify", "verifikator-01")

    def _division_is_assessed(self) -> None:
        self._at(_DAYS[2])
        self._assessed("division", _DAYS[2])
        self._submitted("division", _DAYS[2])

    def _section_is_proposed(self) -> None:
        self._at(_DAYS[3])
        self._propose("section", "Pengawas", "Pelaksana")
        self._act("section", "verify", "verifikator-02")
        self._act(
            "division",
            "approve",
            "walikota",
            disposition_number="DISP/1211/XI/2025",
            disposition_date=_DAYS[3],
        )

    def _division_goes_to_bkn(self) -> None:
        self._at(_DAYS[4])
        number = "800.1.3.3/1911.b/BKPSDM/XI/2025"
        self._act("division", "request_pertek", "hr-01", request_number=number, request_date=_DAYS[4])
        self._assessed("section", _DAYS[4])
        self._place("clerk", "verify", "initial")

    def _section_goes_to_the_mayor(self) -> None:
        self._at(_DAYS[5])
        self._submitted("section", _DAYS[5])
        self._place("operator", "verify")

    def _monday(self) -> None:
        """A section's post reported vacant, and a Plt proposed for it."""
        self._at(_DAYS[6])
        post = self._next("Pengawas")
        if post is not None:
            self._ws.open_case(ADMINISTRATOR, post.id, actor="hr-01")
            self._assign("second Plt", post, date(2025, 12, 1), order=False)

    # -- the steps

    def _at(self, day: date) -> None:
        self._set_clock(datetime.combine(day, time(7, 50), self._tz))

    def _act(self, name: str, action: str, user: str, /, **fields: Any) -> None:
        """An action of a case, where there is that case."""
        if name in self._cases:
            self._ws.act(self._cases[name], action, actor=user, fields=_given(fields))

    def _propose(self, name: str, wanted: str, below: str) -> None:
        post = self._next(wanted)
        if post is None:
            return
        case = self._cases[name] = self._ws.open_case(ADMINISTRATOR, post.id, actor="hr-01").id
        papers = ("diploma", "rank_decree", "cv", "position_decree", "ratings")
        fields = {"route": "promosi", "tmt": date(2025, 12, 15)}
        if not self._first(case, "nominate", post, self._from((below,), post), fields, papers):
            del self._cases[name]

    def _assessed(self, name: str, day: date) -> None:
        minutes = {"minutes_number": f"BA/{day:%d%m}.b/TPK/2025", "minutes_date": day}
        self._act(name, "assess", "kabid-mutasi", **minutes, **_EVALUATION)
        for member in ("tim-01", "tim-02", "tim-03"):
            self._act(name, "assess", member)

    def _submitted(self, name: str, day: date) -> None:
        self._act(name, "endorse", "sekda", memo_number=f"ND/{day:%d%m}/SETDA/2025", memo_date=day)

    def _assign(self, name: str, post: Position | None, since: date, *, order: bool) -> None:
        if post is None:
            return
        case = self._cases[name] = self._ws.open_case(ACTING, post.id, actor="hr-01").id
        near = {"Administrator": ("Administrator", "Pengawas"), "Pengawas": ("Pengawas", "Pelaksana")}
        people = self._from(near[self._classes[post.id]], post, elsewhere=False)
        fields = {"acting_kind": "plt", "acting_from": since}
        if self._first(case, "propose", post, people, fields, ()) and order:
            number = {"order_number": f"800.1.11.1/{since:%d%m}/BKPSDM/2025", "order_date": since}
            self._ws.act(case, "order", actor="sekda", fields=_given(number), documents=_noted(("order",)))

    def _place(self, name: str, *steps: str) -> None:
        post = self._next("Pelaksana")
        if post is None:
            return
        case = self._cases[name] = self._ws.open_case(EXECUTIVE, post.id, actor="hr-01").id
        papers = ("diploma", "rank_decree", "request_letter", "position_decree")
        fields = {"route": "mutasi", "tmt": date(2025, 12, 1)}
        if not self._first(case, "nominate", post, self._from(("Pelaksana",), post), fields, papers):
            return
        if "verify" in steps:
            self._act(name, "verify", "verifikator-01", map_entry="4.2.1", map_fits=True)
        if "initial" in steps:
            self._act(name, "initial", "sekda")

    # -- posts and people

    def _next(self, wanted: str) -> Position | None:
        """The next vacant post of a class."""
        found = next((one for one in self._vacant if self._classes[one.id] == wanted), None)
        if found is not None:
            self._vacant.remove(found)
        return found

    def _from(self, classes: Sequence[str], post: Position, *, elsewhere: bool = True) -> Iterator[str]:
        """People in posts of these classes, those of the post's own unit first."""
        here = [one for one, held in self._own.items() if self._classes[held] in classes]
        near = [one for one in here if self._positions[self._own[one]].unit == post.unit]
        yield from near
        if elsewhere:
            yield from (one for one in here if self._positions[self._own[one]].unit != post.unit)

    def _first(
        self,
        case: str,
        action: str,
        post: Position,
        people: Iterable[str],
        fields: Mapping[str, Any],
        papers: Sequence[str],
    ) -> bool:
        """Propose the first person against whom nothing speaks; False where nobody is found."""
        for person in islice(people, _TRIED):
            try:
                self._ws.act(
                    case,
                    action,
                    actor=self._staff.proposer(post),
                    fields=_given({**fields, "nominee": person}),
                    documents=_noted(papers),
                )
            except Refused:
                continue
            del self._own[person]
            return True
        return False


def _given(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in fields.items()}


def _noted(papers: Sequence[str]) -> dict[str, Any]:
    return {paper: {"noted": True} for paper in papers}
