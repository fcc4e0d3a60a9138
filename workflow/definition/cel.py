"""The rule language underneath: environments of Google's CEL engine, type names, and its messages taken apart.

Two things differ from plain CEL. Whole and decimal numbers compare with each other (`case.amount > 5`), which the
standard declarations refuse. And a function keeps the cause of its failure, of which the engine would tell only words.
"""

from __future__ import annotations

import re
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from cel_expr_python import cel

from workflow.definition.subject import Function

_T = cel.Type
_SIMPLE = {
    "string": _T.STRING,
    "int": _T.INT,
    "double": _T.DOUBLE,
    "bool": _T.BOOL,
    "timestamp": _T.TIMESTAMP,
    "duration": _T.DURATION,
    "dyn": _T.DYN,
}
_ERROR = re.compile(r"^ERROR: <input>:(-?\d+):(-?\d+): (.*)$", re.MULTILINE)


@cache
def type_of(name: str) -> cel.Type:
    """The engine's type for a type name.

    Args:
        name: `string`, `int`, `double`, `bool`, `timestamp`, `dyn`, `list(T)`, `map(T, T)`.

    Raises:
        ValueError: no such type.

    Example:
        >>> type_of("map(string, list(int))").name()
        'MAP<STRING, LIST<INT>>'
    """
    name = name.strip()
    if name in _SIMPLE:
        return _SIMPLE[name]
    if name.startswith("list(") and name.endswith(")"):
        return _T.List(type_of(name[5:-1]))
    if name.startswith("map(") and name.endswith(")"):
        key, _, value = name[4:-1].partition(",")
        return _T.Map(type_of(key), type_of(value))
    raise ValueError(f"no type {name!r}")


class Frame(threading.local):
    """What a function needs while a rule is evaluated, one for each thread: the lookup, and the cause of a failure."""

    lookup: Any = None
    cause: Exception | None = None


def environment(facts: Mapping[str, str], functions: Iterable[Function], frame: Frame) -> cel.Env:
    """An environment in which rules over these facts and functions compile and run.

    Args:
        facts: dotted name → type name.
        functions: what rules may call; those that share a name are overloads of one.
        frame: passed on to the functions; the environment holds nothing else of its maker.
    """
    overloads: dict[str, list[cel.Overload]] = defaultdict(list)
    for number, one in enumerate(functions):
        overloads[one.name].append(
            cel.Overload(
                f"{one.name}_{number}",
                return_type=type_of(one.returns),
                parameters=[type_of(name) for name in one.parameters],
                impl=_keeping_cause(one.impl, frame),
            )
        )
    declared = [cel.FunctionDecl(name, list(several)) for name, several in overloads.items()]
    return cel.NewEnv(
        config=_config(),
        variables={name: type_of(kind) for name, kind in facts.items()},
        functions=[*_comparisons(), *declared],
    )


def _keeping_cause(impl: Callable[..., Any], frame: Frame) -> Callable[..., Any]:
    def call(*args: Any) -> Any:
        try:
            return impl(frame.lookup, *args)
        except Exception as fault:
            frame.cause = fault
            raise

    return call


_ORDER = {"_<_": "less", "_<=_": "less_equals", "_>_": "greater", "_>=_": "greater_equals"}
_EQUALITY = {"_==_": "equals", "_!=_": "not_equals"}
_SAME = {
    "bool": _T.BOOL,
    "int64": _T.INT,
    "uint64": _T.UINT,
    "double": _T.DOUBLE,
    "string": _T.STRING,
    "timestamp": _T.TIMESTAMP,
    "duration": _T.DURATION,
}
_MIXED = {"int64_double": (_T.INT, _T.DOUBLE), "double_int64": (_T.DOUBLE, _T.INT)}


@cache
def _config() -> cel.EnvConfig:
    names = "".join(f'    - name: "{name}"\n' for name in (*_ORDER, *_EQUALITY))
    return cel.NewEnvConfigFromYaml("stdlib:\n  exclude_functions:\n" + names)


@cache
def _comparisons() -> tuple[cel.FunctionDecl, ...]:
    """Comparisons declared again, with int and double mixed; the engine has the implementations already."""
    declared = []
    for name, prefix in (_ORDER | _EQUALITY).items():
        pairs = {kind: (one, one) for kind, one in _SAME.items()} | _MIXED
        if name in _EQUALITY:
            # each with itself only: one overload for everything (as in plain CEL) would let `case.amount == "x"` pass
            pairs |= {
                "list": (_T.List(_T.DYN),) * 2,
                "map": (_T.Map(_T.DYN, _T.DYN),) * 2,
                "bytes": (_T.BYTES,) * 2,
            }
        declared.append(
            cel.FunctionDecl(
                name,
                [
                    cel.Overload(f"{prefix}_{kind}", return_type=_T.BOOL, parameters=[*pair])
                    for kind, pair in pairs.items()
                ],
            )
        )
    return tuple(declared)


@dataclass(frozen=True, slots=True)
class CompileError:
    """One complaint of the compiler: line and column in the rule's text from 1 (0: the rule as a whole)."""

    line: int
    column: int
    message: str


def compile_errors(fault: Exception) -> list[CompileError]:
    r"""The complaints in a failed compilation's message.

    Example:
        >>> compile_errors(RuntimeError("INVALID_ARGUMENT: ERROR: <input>:1:5: undeclared reference\n | x"))
        [CompileError(line=1, column=5, message='undeclared reference')]
    """
    text = re.sub(r"^[A-Z_]+: (?=ERROR: )", "", str(fault))
    found = [CompileError(max(0, int(a)), max(0, int(b)), message) for a, b, message in _ERROR.findall(text)]
    return found or [CompileError(0, 0, plain_message(text))]


_NO_VALUE = re.compile(r'No value with name "([^"]+)"')
_NO_KEY = re.compile(r'Key not found in map ?: ?"?([^"\]]+)"?')


def missing_fact(message: str) -> str | None:
    """The fact that has no value, out of an evaluation's error.

    Example:
        >>> missing_fact('UNKNOWN: No value with name "case.tmt" found in Activation')
        'case.tmt'
    """
    found = _NO_VALUE.search(message)
    return found[1] if found else None


def missing_key(message: str) -> str | None:
    """The key that a map does not have, out of an evaluation's error.

    Example:
        >>> missing_key('NOT_FOUND: Key not found in map : "total"')
        'total'
    """
    found = _NO_KEY.search(message)
    return found[1].strip() if found else None


def plain_message(message: str) -> str:
    """An error's sentence without the engine's status words around it."""
    return re.sub(r"^[A-Z_]+: | \[[A-Z_]+\]$", "", message.strip())
