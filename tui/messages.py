"""Messages that cross screens. Widgets post messages of their own up; these are for the app."""

from __future__ import annotations

from textual.message import Message


class CaseChosen(Message):
    """A case is to be opened on top of the present screen."""

    def __init__(self, case: str) -> None:
        super().__init__()
        self.case = case
