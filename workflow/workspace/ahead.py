"""What is certain to be asked for, asked at once where a store has to be asked for each; the embedded one has it all.

Nothing is decided here, and what is left out is asked for when it is wanted. Each question less is a way to the server and
back less. What is not certain to be asked for stays out: in a database, whoever reads a thing may meet its writer.
"""

from __future__ import annotations

from collections.abc import Iterable

from workflow.engine.case import Act
from workflow.store.protocol import Reader


def fetched(reader: Reader, **wanted: Iterable[str]) -> None:
    """Read many documents (table → ids), for the `get` of each that follows."""
    fetch = getattr(reader, "fetch", None)
    if fetch is not None:
        fetch(**wanted)


#: account → whose it was when it was last seen here: nothing but the question rests on it
_whose: dict[str, str] = {}


def for_act(reader: Reader, act: Act) -> None:
    """What every act begins with: the case, who acts and for whom, for whom they could, and the posts that they hold."""
    ask = getattr(reader, "ahead", None)
    if ask is None:
        return
    actor, nobody = act.actor, f"user:{act.actor}"
    users = [one for one in (actor, act.on_behalf_of) if one is not None]
    ask(
        [("cases", act.case), *(("users", one) for one in users)],
        [
            ("delegations", "to", actor),
            ("absences", "to", actor),
            ("holdings", "person", _whose.get(actor, nobody)),
        ],
    )
    doc = reader.get("users", actor)
    if doc is not None:
        _whose[actor] = doc.get("person") or nobody


def for_rules(reader: Reader, subject: str, nominee: object) -> None:
    """What rules get to know of a position, of its nominee, and of the posts of both."""
    ask = getattr(reader, "ahead", None)
    if ask is not None:
        named = [nominee] if isinstance(nominee, str) else []
        ask(
            [("positions", subject), *(("people", one) for one in named)],
            [("holdings", "position", subject), *(("holdings", "person", one) for one in named)],
        )
