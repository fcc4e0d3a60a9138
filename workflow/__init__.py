"""Lantik: a workflow and approval engine for filling government positions.

`Workspace` opens a store; what hangs on it does the rest. The names here are stable. They are loaded when they are first
asked for, so that a command that needs no engine starts at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workflow.access.absence import Absence
    from workflow.access.delegation import Delegation
    from workflow.access.users import User
    from workflow.definition.compare import Difference
    from workflow.definition.diagnostic import Diagnostic
    from workflow.definition.model import Version
    from workflow.demo import make_demo
    from workflow.engine.case import Act, Case, Claim, Event
    from workflow.engine.needed.model import Needed, NeededStep
    from workflow.engine.stays import CaseClock
    from workflow.errors import (
        Conflict,
        DefinitionError,
        InputError,
        LantikError,
        Reason,
        Refused,
        StoreError,
    )
    from workflow.registry.filling import TimeToFill
    from workflow.setup import make_empty
    from workflow.workspace.core import Workspace
    from workflow.workspace.happening import Recordable
    from workflow.workspace.letters import Letter, LetterAnswer, LetterLine
    from workflow.workspace.many import Common
    from workflow.workspace.migrating import Moved
    from workflow.workspace.noticing import Notice
    from workflow.workspace.proposing import Proposal
    from workflow.workspace.session import Session
    from workflow.workspace.sign_offs import Branch, Fallen, SignOffMark, SignOffView
    from workflow.workspace.ticking import Ticked
    from workflow.workspace.views import Answer, InboxItem, Page, Preview, Report, Signing

__version__ = "0.1.0"

_HOMES = {
    "Act": "workflow.engine.case", "Case": "workflow.engine.case", "Event": "workflow.engine.case",
    "Conflict": "workflow.errors", "DefinitionError": "workflow.errors", "InputError": "workflow.errors",
    "LantikError": "workflow.errors", "Reason": "workflow.errors", "Refused": "workflow.errors",
    "StoreError": "workflow.errors",
    "Session": "workflow.workspace.session", "Workspace": "workflow.workspace.core",
    "Answer": "workflow.workspace.views", "InboxItem": "workflow.workspace.views", "Page": "workflow.workspace.views",
    "Preview": "workflow.workspace.views", "Report": "workflow.workspace.views", "Signing": "workflow.workspace.views",
    "Absence": "workflow.access.absence", "Delegation": "workflow.access.delegation", "User": "workflow.access.users",
    "make_demo": "workflow.demo", "make_empty": "workflow.setup",
    "Diagnostic": "workflow.definition.diagnostic", "Version": "workflow.definition.model",
    "Difference": "workflow.definition.compare", "Moved": "workflow.workspace.migrating",
    "Proposal": "workflow.workspace.proposing",
    "Recordable": "workflow.workspace.happening",
    "Common": "workflow.workspace.many",
    "Letter": "workflow.workspace.letters", "LetterAnswer": "workflow.workspace.letters",
    "LetterLine": "workflow.workspace.letters",
    "CaseClock": "workflow.engine.stays", "Claim": "workflow.engine.case", "Notice": "workflow.workspace.noticing",
    "Needed": "workflow.engine.needed.model", "NeededStep": "workflow.engine.needed.model",
    "Ticked": "workflow.workspace.ticking", "TimeToFill": "workflow.registry.filling",
    "Branch": "workflow.workspace.sign_offs", "Fallen": "workflow.workspace.sign_offs",
    "SignOffMark": "workflow.workspace.sign_offs", "SignOffView": "workflow.workspace.sign_offs",
}  # fmt: skip

__all__ = [
    "Absence", "Act", "Answer", "Branch", "Case", "CaseClock", "Claim", "Common", "Conflict", "DefinitionError",
    "Delegation", "Diagnostic", "Difference", "Event", "Fallen", "InboxItem", "InputError", "LantikError", "Letter",
    "LetterAnswer", "LetterLine", "Moved", "Needed", "NeededStep", "Notice", "Page", "Preview", "Proposal", "Reason",
    "Recordable",
    "Refused", "Report", "Session", "SignOffMark", "SignOffView", "Signing", "StoreError", "Ticked", "TimeToFill", "User",
    "Version", "Workspace", "__version__", "make_demo", "make_empty",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'workflow' has no attribute {name!r}")
    value = getattr(import_module(home), name)
    globals()[name] = value
    return value
