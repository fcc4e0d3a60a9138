"""The way in: opening the store, the welcome where there is none, what is wrong with it, and who uses it."""

from .opening import OpeningScreen, ProblemScreen
from .welcome import WelcomeScreen
from .who import WhoScreen

__all__ = ["OpeningScreen", "ProblemScreen", "WelcomeScreen", "WhoScreen"]
