"""What of a faulty file could not be understood."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Gaps:
    """What could not be read of a faulty file, so that later checks do not take it for something else.

    Args:
        untyped: facts whose type is not known.
        actions: actions of which it is not known who may take them, or whether they reopen.
        graph: whether a way between states is not known.
        final: whether it is not known which states are final.
    """

    untyped: set[str] = field(default_factory=set)
    actions: set[str] = field(default_factory=set)
    graph: bool = False
    final: bool = False
