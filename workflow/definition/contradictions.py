"""Duties that contradict one another: the same person and different people for the same actions."""

from __future__ import annotations

from workflow.definition.findings import Findings
from workflow.definition.model import Definition
from workflow.language import N_


def check_contradictions(definition: Definition, findings: Findings) -> None:
    """Note duties that want the same person and different people for two actions: the second one is nobody's."""
    for binding in (one for one in definition.duties if one.kind == "same"):
        for apart in (one for one in definition.duties if one.kind == "different"):
            both = [name for name in binding.actions if name in apart.actions]
            if len(both) > 1:
                findings.warning(
                    "W306",
                    binding.place,
                    N_("one duty wants the same person for {actions}, another one different people"),
                    N_("where a case needs them all, nobody can take the last of them: take one duty back"),
                    actions=", ".join(f"“{name}”" for name in both),
                )
