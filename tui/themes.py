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

_OWN = "ansi_default"
PLAIN = Theme(
    name="lantik-plain",
    ansi=True,
    primary=_OWN,
    secondary=_OWN,
    accent=_OWN,
    foreground=_OWN,
    background=_OWN,
    surface=_OWN,
    panel=_OWN,
    boost=_OWN,
    success=_OWN,
    warning=_OWN,
    error=_OWN,
    variables={
        "muted": _OWN,
        "faint": _OWN,
        "border": _OWN,
        "border-blurred": _OWN,
        "ansi-background": "ansi_black",
        "ansi-foreground": "ansi_white",
        "block-cursor-foreground": "ansi_black",
        "block-cursor-background": "ansi_white",
        "input-cursor-background": "ansi_black",
        "input-cursor-foreground": "ansi_bright_white",
        "input-cursor-text-style": "none",
    },
)
"""No colour at all but the cursor's (NO_COLOR): everything is told in words and bold."""

ANSI_DARK, ANSI_LIGHT = "ansi-dark", "ansi-light"
"""Textual's themes of the terminal's own sixteen colours."""

ORDER = (DARK.name, LIGHT.name, ANSI_DARK, ANSI_LIGHT)

DEFAULTS = {"muted": "ansi_default", "faint": "ansi_bright_black"}
"""Our own colour names for themes that do not have them."""
