"""A definition as plain JSON and back, so that a published version need not be parsed again by every command.

What stands in the file stays the truth: the plain form is made from it on publishing, and `verify` reads the file again
to see that it still says the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from typing import Any

from workflow.definition import model
from workflow.definition.model import Definition, Parameter

#: changes when the form of the values does; what has another number is read from the file instead
FORM = 2
_KIND, _DAY = "!", "!date"
_KINDS = {
    name: kind for name, kind in vars(model).items() if isinstance(kind, type) and is_dataclass(kind)
}  # fmt: skip
_LEFT_OUT = frozenset({"source", "hash", "parts"})


def to_plain(value: Any) -> Any:
    """A definition, or a part of one, as JSON values.

    Example:
        >>> to_plain(model.Signer("head"))
        {'!': 'Signer', 'role': 'head'}
    """
    if is_dataclass(value) and not isinstance(value, type):
        left_out = _LEFT_OUT if isinstance(value, Definition) else ()
        parts = {one.name: getattr(value, one.name) for one in fields(value) if one.name not in left_out}
        return {_KIND: type(value).__name__} | {
            name: to_plain(part)
            for name, part in parts.items()
            if part != _default(_FIELDS[type(value)][name])
        }
    if isinstance(value, Mapping):
        return {str(name): to_plain(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [to_plain(part) for part in value]
    return {_DAY: value.isoformat()} if isinstance(value, date) else value


def from_plain(plain: Any, *, source: str, hash: str, parts: Mapping[str, str] | None = None) -> Definition:
    """The definition that `to_plain` wrote.

    Args:
        plain: what it gave.
        source: the file's text.
        hash: what the version is known by (`include.content_hash`).
        parts: the texts of the files that it includes, by their path.

    Raises:
        ValueError: it is not of this form.

    Example:
        >>> small = Definition("leave", {}, "draft", {}, {}, {})
        >>> from_plain(to_plain(small), source="", hash="") == small
        True
    """
    try:
        found = _read(plain, {"source": source, "hash": hash, "parts": dict(parts or {})})
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a definition in its plain form: {error}") from None
    if not isinstance(found, Definition):
        raise ValueError("not a definition in its plain form")
    return found


def _read(plain: Any, more: Mapping[str, Any] | None = None) -> Any:
    if isinstance(plain, list):
        return [_read(part) for part in plain]
    if not isinstance(plain, dict):
        return plain
    if _DAY in plain:
        return date.fromisoformat(plain[_DAY])
    if _KIND not in plain:
        return {name: _read(part) for name, part in plain.items()}
    kind = _KINDS[plain[_KIND]]
    parts = {name: _read(part) for name, part in plain.items() if name != _KIND}
    if kind is not Parameter:  # a parameter's value may be a list; every other series is a tuple
        parts = {name: tuple(part) if isinstance(part, list) else part for name, part in parts.items()}
    return kind(**parts, **(more or {}))


def _default(one: Field[Any]) -> Any:
    if one.default is not MISSING:
        return one.default
    return one.default_factory() if one.default_factory is not MISSING else MISSING


_FIELDS = {kind: {one.name: one for one in fields(kind)} for kind in _KINDS.values()}
