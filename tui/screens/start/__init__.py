"""The way in: opening the store, the welcome where there is none, what is wrong with it, and who uses it.

The screens are loaded when they are first asked for, so that the first of them is painted at once.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .opening import OpeningScreen, ProblemScreen
    from .welcome import WelcomeScreen
    from .who import WhoScreen

__all__ = ["OpeningScreen", "ProblemScreen", "WelcomeScreen", "WhoScreen"]

_HOMES = {
    "OpeningScreen": ".opening",
    "ProblemScreen": ".opening",
    "WelcomeScreen": ".welcome",
    "WhoScreen": ".who",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name], __name__), name)
