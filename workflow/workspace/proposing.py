"""Publishing with four eyes: where the city wants it, one admin proposes a content and another one publishes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from workflow.access.directory import Directory
from workflow.access.users import User
from workflow.definition.renaming import Renaming
from workflow.engine.journal import note
from workflow.errors import Reason, Refused
from workflow.language import N_
from workflow.store.protocol import Reader, Transaction
from workflow.workspace.admins import ADMIN, require_admin


@dataclass(frozen=True, slots=True)
class Proposal:
    """A content that an admin wants to see published.

    Args:
        definition: its id.
        hash: the SHA-256 of the content; only exactly this content is proposed.
        file: the name of the file.
        proposed_by: the account of the admin.
        proposed_at: when, as ISO text.
        map: what became of states and actions, as it would be published with it.
    """

    definition: str
    hash: str
    file: str
    proposed_by: str
    proposed_at: str
    map: Mapping[str, Any]

    @classmethod
    def from_doc(cls, doc: Mapping[str, Any]) -> Self:
        """From the document of the store."""
        return cls(
            doc["definition"], doc["hash"], doc["file"], doc["proposed_by"], doc["proposed_at"], doc["map"]
        )


def propose(
    tx: Transaction, definition: str, hash: str, file: str, actor: str, now: Any, renaming: Renaming
) -> Proposal:
    """Write down that an admin proposes a content; a later proposal of the same content takes its place.

    Args:
        tx: the transaction.
        definition: the definition's id.
        hash: of the content.
        file: the name of the file.
        actor: who proposes it; must be an admin.
        now: the store's clock.
        renaming: what became of states and actions.
    """
    require_admin(tx, actor)
    doc = {
        "id": f"{definition}:{hash}:{actor}",
        "definition": definition,
        "hash": hash,
        "file": file,
        "proposed_by": actor,
        "proposed_at": now.isoformat(),
        "map": renaming.as_doc(),
    }
    tx.put("proposals", doc)
    told = {name: doc[name] for name in ("definition", "hash", "file", "map") if doc[name]}
    note(tx, "definitions", "propose", actor, now, told)
    return Proposal.from_doc(doc)


def proposals(reader: Reader) -> list[Proposal]:
    """Every proposal that nobody has published yet, oldest first."""
    return [Proposal.from_doc(doc) for doc in reader.all("proposals")]


def seconded(tx: Transaction, definition: str, hash: str, actor: str, renaming: Renaming | None) -> Proposal:
    """The proposal of another admin that lets this one publish a content.

    Two accounts of one person are one admin, and who has lost the role or the account proposes nothing any more.

    Args:
        tx: the transaction.
        definition: the definition's id.
        hash: of the content.
        actor: who wants to publish it.
        renaming: the map that is to be published with it; None: the one that was proposed.

    Raises:
        Refused: there is none.
    """
    publisher = require_admin(tx, actor)
    for one in proposals(tx):
        same = (one.definition, one.hash) == (definition, hash)
        if same and _other(tx, one.proposed_by, publisher) and (
            renaming is None or renaming.as_doc() == dict(one.map)
        ):  # fmt: skip
            return one
    raise Refused(
        [
            Reason(
                "second_admin",
                N_(
                    "Here two administrators publish: another one must have proposed exactly this content of “{definition}”"
                    " first, with `lantik publish FILE --propose`."
                ),
                {"definition": definition},
                rule="publishing: {second_admin: true}",
                who_can_mend=tuple(_others(tx, publisher)),
            )
        ]
    )


def settled(tx: Transaction, definition: str, hash: str) -> None:
    """Take away the proposals of a content that is published now."""
    for doc in list(tx.find("proposals", "definition", definition)):
        if doc["hash"] == hash:
            tx.drop("proposals", doc["id"])


def _other(reader: Reader, account: str, publisher: User) -> bool:
    user = Directory(reader).user(account)
    return user.active and user.holds(ADMIN) and user.identity != publisher.identity


def _others(reader: Reader, publisher: User) -> list[str]:
    users = (User.from_doc(doc) for doc in reader.all("users"))
    return [one.name for one in users if _other(reader, one.id, publisher)]
