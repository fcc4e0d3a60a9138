"""The colours: deep blue-green by night, paper by day, the terminal's own where colours are not wanted."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="lantik-dark", dark=True,
    primary="#3fa7a0", secondary="#7fb8c9", accent="#e2b566",
    foreground="#dbe7e5", background="#0a1c21", surface="#0e252b", panel="#153139",
    success="#7cc79a", warning="#e6b15a", error="#ee8172",
    variables={"border": "#2b515a", "border-blurred": "#1f4049", "muted": "#93adab", "faint": "#6b8785"},
)  # fmt: skip

LIGHT = Theme(
    name="lantik-light", dark=False,
    primary="#0c6f6f", secondary="#2c6b80", accent="#8a4f00",
    foreground="#10282c", background="#f6f8f7", surface="#ecf1f0", panel="#dfe8e6",
    success="#1d6b3f", warning="#8a5a00", error="#a8261a",
    variables={"border": "#9db7b5", "border-blurred": "#c3d3d1", "muted": "#4f696b", "faint": "#7d9494"},
)  # fmt: skip

ANSI_DARK, ANSI_LIGHT = "ansi-dark", "ansi-light"
"""Textual's themes of the terminal's own sixteen colours."""

ORDER = (DARK.name, LIGHT.name, ANSI_DARK, ANSI_LIGHT)

DEFAULTS = {"muted": "ansi_default", "faint": "ansi_bright_black"}
"""Our own colour names for themes that do not have them."""
