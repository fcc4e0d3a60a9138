"""`lantik` alone: the terminal screens."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from workflow.errors import InputError
from workflow.language import N_, language

if TYPE_CHECKING:
    from workflow.cli.context import Context


def run(context: Context) -> int:
    """Open the screens.

    Raises:
        InputError: nobody sits at a terminal.
    """
    if context.json or not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise InputError(
            N_("`lantik` alone opens its screens, and this is no terminal."),
            N_("`lantik --help` lists the commands."),
        )
    from tui.app import run as open_screens

    return open_screens(context.store, context.named_user, language())
