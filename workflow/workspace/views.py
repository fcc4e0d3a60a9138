"""What the workspace answers with, beside `Case` and `Event`: pages, inbox items, answers of `explain`, reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Generic, TypeVar

from workflow.definition.model import Rows
from workflow.engine.case import Case, Claim
from workflow.errors import Reason
from workflow.store.protocol import Fault

T = TypeVar("T")
Label = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `next` is what to give as `after` for the page behind it, None at the end; `total` counts all.

    Example:
        >>> page = Page(("a", "b"), None, 2)
        >>> list(page), len(page)
        (['a', 'b'], 2)
    """

    items: Sequence[T]
    next: str | None
    total: int

    def __iter__(self) -> Iterator[T]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@dataclass(frozen=True, slots=True)
class InboxItem:
    """A case that waits for somebody: what they could do, and by when.

    `title` is what the case is about in words, `who` the nominee's name (or None); `waiting` the working days that are
    left until `due`, negative when it has passed; `for_whom` whom one would stand in for, where the case waits by delegation
    alone; `in_post` the post in which one acts (Plt) where it waits by that alone; `claim` who has taken it up, since when
    and until when.
    """

    case: str
    definition: str
    state: str
    phase: str
    state_label: Label
    subject: str
    title: str
    unit: str
    who: str | None
    actions: tuple[str, ...]
    labels: tuple[Label, ...]
    due: date | None
    overdue: bool
    returned: bool
    waiting: int | None
    revision: int
    for_whom: str | None = None
    claim: Claim | None = None
    in_post: str | None = None

    @property
    def id(self) -> str:
        """The case's id."""
        return self.case


@dataclass(frozen=True, slots=True)
class Answer:
    """What `explain` says of one action: allowed or not, every reason, and what it would ask for.

    `reasons` are what stands against it; `questions` what has not been given yet, which is to be asked, not a refusal.
    `rows` says which groups it takes single rows of, and which columns; `signs` whether a sign-off takes an `initial` or a
    `signature` from the one who asks, None where neither; `for_whom` is the name of whom they would act for as a stand-in;
    `faults` whether a list of faults is `required` or `optional`, None where it takes none, and `mends` for each target the
    parts that such a list may name.
    """

    name: str
    label: Label
    allowed: bool
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Reason, ...] = ()
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    side: bool = False
    needs_reason: bool = False
    signoff: bool = False
    batch: str | None = None
    rows: tuple[Rows, ...] = ()
    signs: str | None = None
    for_whom: str | None = None
    faults: str | None = None
    mends: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Preview:
    """What an act would do if it were taken now: the case as it would be, or every reason and question against it.

    `fires` is False for a signature that does not complete its sign-off yet.
    """

    case: Case | None
    reasons: tuple[Reason, ...] = ()
    questions: tuple[Reason, ...] = ()
    fires: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """What `verify` found. `faults` are damage; `notes` tell what was set aside on opening and is no fault."""

    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    cases: int = 0
    events: int = 0

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Signing:
    """A place of a sign-off as a screen shows it; places that are not asked are left out.

    `kind` is `signature` or `initial`; `votes` of the `needed` are given (in a weighted quorum a signature may be several);
    `beside` are the labels of further roles that may sign there.
    """

    role: str
    label: Label
    status: str
    needed: int
    names: tuple[str, ...] = field(default=())
    refused: tuple[str, ...] = field(default=())
    kind: str = "signature"
    votes: int = 0
    beside: tuple[Label, ...] = ()
