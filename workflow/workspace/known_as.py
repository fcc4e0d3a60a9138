"""Whose an account is becomes known: every case in which it acted is told, in the commit that says so."""

from __future__ import annotations

from datetime import datetime

from workflow.engine.aside import noted
from workflow.engine.case import Case
from workflow.engine.facts import Actor
from workflow.engine.known_as import KNOWN, entry, moment_of, stands_in_case
from workflow.store.protocol import Transaction
from workflow.workspace.acting import write
from workflow.workspace.versions import Versions


def make_known(
    tx: Transaction, versions: Versions, word: str, person: str, actor: Actor, now: datetime
) -> int:
    """Tell every case in which somebody stands by `word` which person that is; returns how many there were.

    Args:
        tx: in which the account was changed.
        versions: the published versions in it.
        word: how the account stood on record.
        person: whose it is.
        actor: the admin who says so.
        now: the store's clock.
    """
    told = 0
    for doc in list(tx.all("cases")):
        case = Case.from_doc(doc)
        if stands_in_case(case, word):
            version, when = versions.get(case.definition, case.version), moment_of(case, now)
            answer = noted(version, case, KNOWN, entry(word, person), when, now, actor)
            write(tx, version.definition, answer)
            told += 1
    return told
