"""The one family of errors: what happened, why, and what to do next.

It stands alone so that every package may raise from it without an import loop. Each error carries data; its sentence is
worded in the reader's language only when it is asked for (`workflow.language`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workflow.language import N_, Counted, Phrase, text, translate


@dataclass(frozen=True, slots=True)
class Fact:
    """Something on which a rule rests: its name in rules, its label (or name) as people call it, and its value.

    `words` is the label of the value, where it has one.

    Example:
        >>> str(Fact("case.urgent", {"id": "Mendesak", "en": "Urgent"}, True))
        'Urgent: yes'
    """

    name: str
    label: str | Mapping[str, str]
    value: Any
    words: Mapping[str, str] | None = None

    def __str__(self) -> str:
        if isinstance(self.value, bool):
            return f"{text(self.label)}: {translate(N_('yes') if self.value else N_('no'))}"
        return f"{text(self.label)}: {text(self.words or self.value)}"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason why an action is refused.

    Args:
        code: a short stable word (`role`, `duty`, `missing`, `rule`, …) that programs may compare.
        template: the sentence in English with `{names}`; a label of a definition (`{"id": …, "en": …}`) stands as it is.
        data: the values of those names; a value that is itself a label is worded in the same language.
        rule: the rule as the definition writes it, or the name of the built-in rule.
        basis: the law or regulation that the rule rests on.
        who_can_mend: roles (labels) or people who could remove this reason.
        question: a thing not yet given (a field, a document, a reason): `explain` asks it instead of refusing.
        values: of a rule: the facts that it names, with the values on which it rests.

    Example:
        >>> Reason("missing", "“{field}” is not filled in.", {"field": {"id": "Calon", "en": "Nominee"}}).message
        '“Nominee” is not filled in.'
    """

    code: str
    template: str | Mapping[str, str]
    data: Mapping[str, Any] = field(default_factory=dict)
    rule: str | None = None
    basis: str | None = None
    who_can_mend: Sequence[str | Mapping[str, str]] = ()
    question: bool = False
    values: Sequence[Fact] = ()

    @property
    def message(self) -> str:
        """The sentence in the current language."""
        return sentence(self.template, self.data)

    def as_dict(self) -> dict[str, Any]:
        """The shape that `--json` prints."""
        return {
            "code": self.code,
            "message": self.message,
            "rule": self.rule,
            "basis": self.basis,
            "who_can_mend": [text(who) for who in self.who_can_mend],
            **({"values": {one.name: one.value for one in self.values}} if self.values else {}),
        }


def sentence(template: str | Mapping[str, str], data: Mapping[str, Any]) -> str:
    """Word a template in the current language and fill in its data (labels among them are worded too)."""
    pattern = translate(template) if isinstance(template, str) else text(template)
    if not data:
        return pattern
    return pattern.format_map({name: text(value) for name, value in data.items()})


class LantikError(Exception):
    """The root of the family.

    Args:
        template: what happened and why, in English with `{names}`.
        hint: what to do next, likewise.
        **data: the values of the names in both.
    """

    exit_code = 2

    def __init__(self, template: str, hint: str | None = None, **data: Any) -> None:
        self.template = template
        self.hint_template = hint
        self.data = data
        super().__init__(template)

    @property
    def message(self) -> str:
        """What happened and why, in the current language."""
        return sentence(self.template, self.data)

    @property
    def hint(self) -> str | None:
        """What to do next, in the current language."""
        return sentence(self.hint_template, self.data) if self.hint_template else None

    def __str__(self) -> str:
        return f"{self.message} {self.hint}" if self.hint else self.message


class InputError(LantikError):
    """Something given is not what it should be: an unknown name, a wrong date, a bad number."""


class Refused(LantikError):
    """A rule says no. `reasons` has every one of them, never only the first.

    `already`: what was asked for was done before, so that nothing is lost by this refusal, and it is no failure.
    """

    exit_code = 1

    def __init__(
        self,
        reasons: Sequence[Reason],
        case: str | None = None,
        action: str | None = None,
        already: bool = False,
    ) -> None:
        self.reasons = list(reasons)
        self.case = case
        self.action = action
        self.already = already
        if already:
            self.exit_code = 0
        super().__init__(N_("Refused."))

    @property
    def message(self) -> str:
        """All reasons in one line: first what stands against it, then what is only not given yet."""
        return " ".join(one.message for one in sorted(self.reasons, key=lambda one: one.question))


class Conflict(LantikError):
    """Somebody else changed the case after the revision that the caller saw: `by` whom, `at` when, with which action."""

    exit_code = 3

    def __init__(
        self,
        case: str,
        expected: int,
        revision: int,
        by: str | None = None,
        at: str | None = None,
        action: str | Mapping[str, str] | Phrase | None = None,
    ) -> None:
        self.case, self.expected, self.revision, self.by, self.at = case, expected, revision, by, at
        self.action = action
        super().__init__(
            N_(
                "Case {case} has moved on: {by} took “{action}” at {at} (revision {revision}; you saw {expected})."
            )
            if action
            else N_(
                "Case {case} has moved on: {by} changed it at {at} (revision {revision}; you saw {expected})."
            ),
            N_("Look at it again, then repeat what you wanted."),
            case=case,
            by=by or "?",
            at=at or "?",
            revision=revision,
            expected=expected,
            action=action,
        )


class DefinitionError(LantikError):
    """A definition cannot be used. `diagnostics` says each fault with its place."""

    def __init__(self, diagnostics: Sequence[Any]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__(
            N_("The definition has {count}: {first}"),
            N_("Mend the places named, then try again; nothing was published."),
            count=Counted("{n} fault", "{n} faults", len(self.diagnostics)),
            first=str(self.diagnostics[0]) if self.diagnostics else "?",
        )


class StoreError(LantikError):
    """The store cannot be read or written: damaged, locked, full, gone."""

    exit_code = 4
