"""A text area that shows the structure of YAML, and keeps the indentation of a new line. It parses nothing."""

from __future__ import annotations

import re

from rich.style import Style
from rich.text import Text
from textual import events
from textual.widgets import TextArea

_KEY = re.compile(r"(?:^\s*(?:- )?|[{,]\s*)([\w./ -]+?)(?=:(?:\s|$))")
_COMMENT = re.compile(r"(?:^|(?<=\s))#.*$")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'[^\']*\'')
_RULE = re.compile(r"^\s*(?:- )?(?:rule|needed_if|opens_for):\s*(?=\S)(.+)$")
_INDENT = re.compile(r"\s*")


class YamlArea(TextArea):
    """The text of a definition."""

    def get_line(self, line_index: int) -> Text:
        """A line with its keys, rules, texts and comments told apart."""
        line = super().get_line(line_index)
        theme = self.app.current_theme
        key, rule, quoted = (_style(one) for one in (theme.primary, theme.accent, theme.success))
        said = line.plain
        comment = next(
            (one for one in _COMMENT.finditer(said) if said.count('"', 0, one.start()) % 2 == 0), None
        )
        end = comment.start() if comment else len(said)
        if found := _RULE.match(said[:end]):
            line.stylize(rule, found.start(1), found.end(1))
        else:
            for one in _QUOTED.finditer(said[:end]):
                line.stylize(quoted, one.start(), one.end())
        for one in _KEY.finditer(said[:end]):
            if not found or one.start(1) < found.start(1):
                line.stylize(key, one.start(1), one.end(1))
        if comment:
            line.stylize(Style(dim=True, italic=True), comment.start(), len(said))
        return line

    async def _on_key(self, event: events.Key) -> None:
        """Enter keeps the indentation of the line."""
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            start, end = sorted(self.selection)
            before = self.document.get_line(start[0])[: start[1]]
            indent = _INDENT.match(before)
            self.replace(
                "\n" + (indent.group() if indent else ""), start, end, maintain_selection_offset=False
            )


def _style(colour: str | None) -> Style:
    """A colour of the theme; in the terminal's own sixteen colours nothing is coloured."""
    return Style(color=colour) if colour and colour.startswith("#") else Style()
