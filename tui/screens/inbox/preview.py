"""The pane beside the inbox: the case under the cursor in a dozen lines."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static

from tui.case_view import CaseView
from tui.screens.case import words
from tui.widgets.hang import hung
from workflow.language import text
from workflow.language import translate as _


class Preview(Static):
    """A case in short; empty until one is shown."""

    def show(self, view: CaseView | None, for_whom: str | None = None) -> None:
        """Show a case, or nothing; `for_whom` is who asked one to stand in."""
        self.border_title = Content(view.case.id) if view is not None else ""
        self.update(told(view, self.content_size.width or 40, for_whom) if view is not None else "")


def told(view: CaseView, width: int, for_whom: str | None = None) -> Content:
    """The case in short: what, where it stands, who signed, the nominee, what may be done and what not."""
    lines = [
        Content.assemble(Content.styled(view.title, "bold"), f" · {view.unit}" if view.unit else ""),
        words.timeline(view, width),
        Content.assemble(Content.styled(text(view.state), "$text-accent"), "  ", words.due_line(view)),
        *([Content.styled(_("a.n. {name}").format(name=for_whom), "bold $text-warning")] if for_whom else []),
        Content(""),
    ]
    signing = words.signing_lines(view)
    if signing:
        lines += [*signing, Content("")]
    if view.case.faults:
        lines += [*words.fault_lines(view), Content("")]
    if view.nominee is not None:
        person = view.nominee
        ratings = " · ".join(
            f"{year} {word}" for year, word in sorted(person.ratings.items(), reverse=True)[:2]
        )
        lines += [
            Content.styled(person.full_name, "bold"),
            Content(
                f"{person.rank} · " + _("age {n}").format(n=view.age) + (f" · {ratings}" if ratings else "")
            ),
            Content(""),
        ]
    for number, (answer, label) in enumerate(words.open_actions(view), 1):
        lines.append(
            Content.assemble(
                Content.styled(f"{number} ", "bold $accent"),
                Content.styled(label, "" if answer.side else "bold"),
            )
        )
    for answer in view.answers:
        if not answer.allowed and answer.reasons and not answer.side:
            lines.append(Content.styled(f"– {text(answer.label)}: {answer.reasons[0].message}", "$muted"))
    last = view.history[-1] if view.history else None
    if last is not None:
        lines += [Content(""), *words.event_lines(view, last)]
    return Content("\n").join(hung(lines, width))
