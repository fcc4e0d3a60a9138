"""The work that waits and who has it, as far as somebody may see it (workflow resource patterns 40 and 41).

Everybody sees the queue of their own roles. All work of a unit is seen by administrators, auditors, and those who hold one
of the city's roles for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from workflow.access.users import BUILT_IN_ROLES
from workflow.definition.model import Label
from workflow.engine.case import Case, Claim, WorkItem
from workflow.engine.claims import covers, in_force
from workflow.engine.facts import Actor, Mandate
from workflow.engine.work import holds, takes
from workflow.errors import Reason, Refused
from workflow.language import N_
from workflow.registry.settings import CitySettings
from workflow.store.protocol import Doc, Reader
from workflow.workspace.reading import Reading


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work that waits, and who has it.

    Args:
        case, title: where, and what it is about.
        state: where the case stands.
        action, label: what is to be done.
        role: in which role.
        unit: the case's unit.
        claim: who has taken it up; None: nobody has.
        due: by when.
    """

    case: str
    title: str
    state: Label
    action: str
    label: Label
    role: Label
    unit: str | None
    claim: Claim | None
    due: date | None


def tasks(
    here: Reading, settings: CitySettings, actor: str, of: str | None = None, unit: str | None = None
) -> list[Task]:
    """The work that somebody may see, the most urgent first; see `Desk.tasks`.

    Args:
        here: one moment of the store.
        settings: who may see everybody's work.
        actor: who looks.
        of: only what this user has taken up.
        unit: only what belongs to this unit or below it.
    """
    who = here.facts.actor(actor)
    mandates = tuple(here.facts.mandates(who, here.now))
    sees = _overseen(who, mandates, settings, here)
    if of is not None and of != actor:
        here.facts.directory.user(of)
        if not any(sees(one) for one in (None, *_units(here.reader))):
            raise Refused([_not_overseer(settings, here)])
    found = [
        task
        for doc in here.reader.all("cases")
        if not doc.get("final") and doc.get("work")
        for task in _tasks(here, doc, who, mandates, sees(doc.get("unit")))
    ]
    return sorted(
        (
            one
            for one in found
            if (of is None or (one.claim is not None and one.claim.actor == of))
            and (unit is None or unit in here.facts.above(one.unit))
        ),
        key=lambda one: (one.due or date.max, one.case, one.action),
    )


def _overseen(
    who: Actor, mandates: Sequence[Mandate], settings: CitySettings, here: Reading
) -> Callable[[str | None], bool]:
    """Whether somebody may see all work of a unit."""
    roles = (*settings.claims_seen_by, *settings.claims_reassigned_by)
    everything = any(role in BUILT_IN_ROLES for role, _ in who.roles)
    bearers = [(who, None), *((one.principal, one.role) for one in mandates if one.definition is None)]

    def sees(unit: str | None) -> bool:
        return everything or any(
            only in (None, role) and _over(bearer, role, unit, here)
            for bearer, only in bearers
            for role in roles
        )

    return sees


def _not_overseer(settings: CitySettings, here: Reading) -> Reason:
    roles = (*settings.claims_seen_by, *settings.claims_reassigned_by)
    known = here.versions.roles()
    return Reason(
        "role",
        N_("The work of others is seen by {roles}."),
        {"roles": [*(known.get(role, role) for role in roles), *BUILT_IN_ROLES.values()]},
        rule=f"claims: {{seen_by: [{', '.join(roles)}]}}",
        who_can_mend=(BUILT_IN_ROLES["admin"],),
    )


def _over(bearer: Actor, role: str, unit: str | None, here: Reading) -> bool:
    """Whether a role is held over a unit; what belongs to no unit is seen by who holds it in all of the city."""
    if unit is None:
        return any(held == role and where is None for held, where in bearer.roles)
    return holds(bearer, role, unit, here.facts.above)


def _tasks(
    here: Reading, doc: Doc, who: Actor, mandates: Sequence[Mandate], all_of_it: bool
) -> Iterator[Task]:
    case = Case.from_doc(doc)
    version = here.versions.get(case.definition, case.version)
    claims = in_force(case.claims, here.now.date())
    for item in case.work:
        claim = next((one for one in claims if covers(one, item.action, item.role)), None)
        if all_of_it or _own_queue(item, case, who, mandates, here):
            yield Task(
                case.id, here.about(doc)[0], version.state(case.state).label, item.action, version.action(item.action).label,
                version.definition.roles[item.role].label, case.unit, claim, case.due,
            )  # fmt: skip


def _own_queue(item: WorkItem, case: Case, who: Actor, mandates: Sequence[Mandate], here: Reading) -> bool:
    place = (case.definition, case.unit)
    lent = tuple(one for one in mandates if one.reaches(place, here.facts.above))
    return takes(item, who, lent, here.facts.above)


def _units(reader: Reader) -> Iterator[str]:
    return (str(doc["id"]) for doc in reader.all("units"))
