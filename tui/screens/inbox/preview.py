"""The pane beside the inbox: the case under the cursor in a dozen lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content
from textual.widgets import Static

from tui.case_view import CaseView
from tui.screens.case import words
from tui.screens.case.signing import signing_lines
from tui.screens.taking import held
from tui.widgets.hang import hung
from workflow.language import text
from workflow.language import translate as _

if TYPE_CHECKING:
    from workflow import InboxItem


class Preview(Static):
    """A case in short; empty until one is shown."""

    def show(self, view: CaseView | None, item: InboxItem | None = None) -> None:
        """Show a case, or nothing; its row in the inbox says in whose place it came and who has it."""
        self.border_title = Content(view.case.id) if view is not None else ""
        self.update(told(view, self.content_size.width or 40, item) if view is not None else "")


def told(view: CaseView, width: int, item: InboxItem | None = None) -> Content:
    """The case in short: what, where it stands, who signed, the nominee, what may be done and what not."""
    lines = [
        Content.assemble(Content.styled(view.title, "bold"), f" · {view.unit}" if view.unit else ""),
        words.timeline(view, width),
        Content.assemble(Content.styled(text(view.state), "$text-accent"), "  ", words.due_line(view)),
        *_beside(view, item),
        Content(""),
    ]
    signing = signing_lines(view)
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


def _beside(view: CaseView, item: InboxItem | None) -> list[Content]:
    """In whose place it came, and who has taken it up."""
    lines = []
    if item is not None and item.for_whom:
        lines.append(Content.styled(_("a.n. {name}").format(name=item.for_whom), "bold $text-warning"))
    elif item is not None and item.in_post:
        lines.append(Content.styled(_("as {post}").format(post=item.in_post), "bold $text-warning"))
    if item is not None and item.claim is not None:
        lines.append(Content.styled(held(item.claim, view.user), "$text-accent"))
    return lines
