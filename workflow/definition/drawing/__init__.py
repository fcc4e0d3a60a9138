"""A definition as a picture: its main way drawn, what lies beside the way kept out of the way."""

from workflow.definition.drawing.svg import svg
from workflow.definition.drawing.terminal import terminal

__all__ = ["svg", "terminal"]
