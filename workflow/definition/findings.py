"""Collects what is found in one file, worded in the reader's language and in the file's order."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, Literal

from workflow.definition.codes import CODES
from workflow.definition.diagnostic import Diagnostic
from workflow.definition.model import Place
from workflow.errors import sentence
from workflow.language import N_, Phrase, Words

#: names compared in one file for “did you mean”: a file with thousands of faults gets its answer in time all the same
_MOST_LOOKED = 20_000


def near(word: str, known: Iterable[str]) -> str | None:
    """The known word that was probably meant.

    Args:
        word: what was written.
        known: the words that exist.

    Returns:
        The nearest of them, or None when none is near.

    Example:
        >>> near("propsed", ["vacant", "proposed"])
        'proposed'
        >>> near("case.tmtt", ["today", "case.tmt"]), near("tmt", ["today", "case.tmt"])
        ('case.tmt', 'case.tmt')
    """
    words = list(known)
    root, dot, last = word[:200].rpartition(".")
    if dot:  # a fact: rather its own part misspelled than another root
        parts = {one[len(root) + 1 :]: one for one in words if one.startswith(root + ".")}
        meant = _nearest(last, parts)
        if meant is not None:
            return parts[meant]
    elsewhere = [one for one in words if one.rpartition(".")[2] == last and one != last]
    if elsewhere:
        return elsewhere[0]
    meant = _nearest(word[:200], words)
    return None if meant is not None and word.startswith(meant + ".") else meant


def _nearest(word: str, words: Iterable[str]) -> str | None:
    by_case = {one.lower(): one for one in words}
    found = get_close_matches(word.lower(), by_case, n=1, cutoff=0.65)
    return by_case[found[0]] if found else None


class Findings:
    """The diagnostics of one file.

    Example:
        >>> found = Findings()
        >>> found.error("E106", Place("a.yaml", 2, 1), "unknown key “{key}”", key="lable")
        >>> [str(one) for one in found.sorted()]
        ['a.yaml:2:1: error E106 unknown key “lable”']
    """

    def __init__(self) -> None:
        self._all: list[Diagnostic] = []
        self._looked = 0

    def __len__(self) -> int:
        return len(self._all)

    def error(self, code: str, place: Place, template: str, hint: str | None = None, **data: Any) -> None:
        """Note an error.

        Args:
            code: one of `CODES`.
            place: where it stands.
            template: the sentence in English with `{names}`.
            hint: what to do, likewise.
            **data: the values of the names.
        """
        self._add("error", code, place, template, hint, data)

    def warning(self, code: str, place: Place, template: str, hint: str | None = None, **data: Any) -> None:
        """Note a warning; arguments as for `error`."""
        self._add("warning", code, place, template, hint, data)

    def unknown(
        self, code: str, place: Place, template: str, known: Iterable[str], word: str, **data: Any
    ) -> str | None:
        """Note a name that does not exist, with “did you mean …?” or the list of those that do.

        Args:
            code: one of `CODES`.
            place: where it stands.
            template: the sentence, in which `{word}` is the name.
            known: the names that exist.
            word: the name as written.
            **data: further names of the sentence.

        Returns:
            The name that was probably meant, so that reading can go on with it.
        """
        names = list(known)
        self._looked += len(names)
        meant = near(word, names) if self._looked <= _MOST_LOOKED else None
        hint = None
        if meant is not None:
            hint = N_("did you mean “{meant}”?")
        elif 0 < len(names) <= 12:
            hint = N_("known: {names}")
        data |= {"word": _short(word), "meant": meant, "names": ", ".join(names)}
        self._add("error", code, place, template, hint, data)
        return meant

    def add(self, diagnostics: Iterable[Diagnostic]) -> None:
        """Take over what was found before."""
        self._all.extend(diagnostics)

    def sorted(self) -> list[Diagnostic]:
        """All of them in the file's order, each once; the files in the order in which something was found."""
        files = {file: n for n, file in enumerate(dict.fromkeys(one.place.file for one in self._all))}

        def key(one: Diagnostic) -> tuple[int, int, int, str]:
            return (files[one.place.file], one.place.line, one.place.column, one.code)

        return sorted(dict.fromkeys(self._all), key=key)

    def _add(
        self,
        severity: Literal["error", "warning"],
        code: str,
        place: Place,
        template: str,
        hint: str | None,
        data: dict[str, Any],
    ) -> None:
        assert code in CODES, code
        words = {key: _short(str(one)) if isinstance(one, Words) else one for key, one in data.items()}
        self._all.append(
            Diagnostic(
                place, severity, code, sentence(template, words), sentence(hint, words) if hint else ""
            )
        )


def of(key: str, what: Words) -> Phrase:
    """A key of something, for a sentence.

    Example:
        >>> str(of("within", "state “a”"))
        'within of state “a”'
    """
    return Phrase("{key} of {what}", key=key, what=what)


def _short(text: str) -> str:
    """One line of at most 200 characters, so that a message stays a message."""
    line = " ".join(text.split())
    return line if len(line) <= 200 else line[:199] + "…"
