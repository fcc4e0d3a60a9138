"""The command line: `lantik COMMAND …`. Each group of commands has its own module; `main` runs one and tells its errors.

Nothing here loads the engine until a command asks for it, so that `lantik --version` answers at once; and this module loads
next to nothing, as an interrupt can be told only once it stands.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from os import devnull, dup2, environ


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command.

    Args:
        argv: the words after `lantik`; those of the process when left out.

    Returns:
        The exit code: 0 done, 1 refused by a rule, 2 wrong input, 3 conflict, 4 store damaged or not reachable,
        70 a fault of the program, 130 interrupted.

    Example:
        >>> main(["--version"])
        lantik 0.1.0
        0
    """
    try:
        return _main(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:
        sys.stderr.write("\n")
        return 130


def _main(words: list[str]) -> int:
    from workflow.cli.faults import tell
    from workflow.cli.lang import choose
    from workflow.errors import StoreError
    from workflow.language import N_, set_language

    _fill_gaps()
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, ValueError):  # a terminal that cannot show “ prints ?, and no error
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    set_language(choose(words, environ))
    try:
        code = _run(words)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has seen enough
        _say_no_more()
        code = 0
    except OSError as error:
        _say_no_more()
        told = StoreError(
            N_("The answer could not be written to standard output: {why}."),
            N_("What the command did in the store stands."),
            why=error.strerror or str(error),
        )
        code = tell(told, as_json=False)
    return code


def _fill_gaps() -> None:
    """Open something in place of a stream that was closed (`>&-`): its number must not go to a file of the store."""
    from pathlib import Path

    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - open until the end


def _say_no_more() -> None:
    """Let the rest of standard output go nowhere, so that the end of the process does not fail on it."""
    from pathlib import Path

    with suppress(OSError, ValueError), Path(devnull).open("w") as nowhere:
        dup2(nowhere.fileno(), sys.stdout.fileno())


def _run(words: list[str]) -> int:
    from workflow.cli.faults import own_fault, tell
    from workflow.errors import LantikError

    as_json = "--json" in words
    try:
        from workflow.cli.parser import parse

        return run_command(parse(words))
    except SystemExit as end:  # argparse has printed its help or the version
        return end.code if isinstance(end.code, int) else 2
    except BrokenPipeError:
        raise
    except LantikError as error:
        return tell(error, as_json)
    except OSError as error:
        if error.filename is None:  # the store words its own troubles: this one is of standard output
            raise
        from workflow.store.files import trouble

        return tell(trouble(error, error.filename), as_json)
    except Exception as error:  # noqa: BLE001 - the last line of defence: nobody is shown a traceback
        return own_fault(error, as_json)


def run_command(given: object) -> int:
    """Run what the parser understood, and close the store whatever happens."""
    from workflow.cli.context import Context

    with Context(given) as context:
        return context.run()
