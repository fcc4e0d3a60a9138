"""The roles that every store has, whatever its definitions say."""

from __future__ import annotations

from collections.abc import Mapping

BUILT_IN_ROLES: Mapping[str, Mapping[str, str]] = {
    "admin": {"id": "Admin", "en": "Administrator"},
    "auditor": {"id": "Auditor", "en": "Auditor"},
}
