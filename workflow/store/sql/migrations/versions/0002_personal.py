"""Events may cover personal values by salted digests alone.

No table changes. A program that knows nothing of it would call such an event changed, and refuses the store instead.
"""

from __future__ import annotations

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """What is written stays as it is."""
