"""The words of the command line: which commands there are, what they take, and what to say of a wrong one."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import Any, NoReturn

from workflow import __version__
from workflow.errors import InputError
from workflow.language import LANGUAGES, N_, _

Run = Callable[[Any], int | None]
_SAID = (
    (r"the following arguments are required: (?P<what>.*)", N_("Still missing: {what}.")),
    (r"argument (?P<what>.*): expected .*argument.*", N_("{what} needs a value.")),
    (
        r"argument (?P<what>.*): invalid int value: (?P<value>.*)",
        N_("{what} is a whole number, and {value} is not."),
    ),
    (
        r"argument (?P<what>.*): not allowed with argument (?P<value>.*)",
        N_("{what} does not go with {value}."),
    ),
)


class Formatter(argparse.RawDescriptionHelpFormatter):
    """Help in the reader's language."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """The line that shows the form of a command."""
        super().add_usage(usage, actions, groups, _("Usage: ") if prefix is None else prefix)

    def start_section(self, heading: str | None) -> None:
        """A part of the help."""
        super().start_section(_(heading) if heading else heading)


#: the headings that argparse itself gives, for the catalogue
_HEADINGS = (N_("positional arguments"), N_("options"))


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are ours: one clear line, and what was probably meant."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.known: list[str] = []
        self.commands: list[str] = []
        super().__init__(
            *args, **{"allow_abbrev": False, "formatter_class": Formatter, "add_help": False, **kwargs}
        )
        self.add_argument("-h", "--help", action="help", help=_("show this help"))

    def add_argument(self, *names: Any, **kwargs: Any) -> argparse.Action:
        """As argparse has it; remembers the names for “did you mean”."""
        self.known += [one for one in names if one.startswith("--")]
        return super().add_argument(*names, **kwargs)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            known = list(action.choices)
            near = get_close_matches(str(value), known, n=1) or known
            if isinstance(action, argparse._SubParsersAction):
                message = N_("“{command}” has no command “{value}”.")
            else:
                message = N_("“{value}” is not one of the words for {name}.")
            raise InputError(
                message, N_("Did you mean: {near}?") if len(near) == 1 else N_("There are: {near}."),
                command=self.prog, value=str(value), near=", ".join(near),
                name=action.option_strings[-1] if action.option_strings else action.metavar or action.dest,
            )  # fmt: skip

    def error(self, message: str) -> NoReturn:
        """Turn what argparse says into an error of the family."""
        for pattern, ours in _SAID:
            found = re.fullmatch(pattern, message, re.DOTALL)
            if found:
                raise InputError(
                    ours, N_("`{command} --help` shows the form."), command=self.prog, **found.groupdict()
                )
        raise InputError(
            "{message}", N_("`{command} --help` shows the form."), message=message, command=self.prog
        )


class Group:
    """A place for commands: `lantik` itself, or a word such as `case` with commands below it."""

    def __init__(self, parser: Parser) -> None:
        self.parser = parser
        self._below = parser.add_subparsers(
            title=_("commands"), metavar=_("COMMAND"), parser_class=Parser, prog=parser.prog
        )

    def command(self, name: str, run: Run, summary: str, example: str) -> Parser:
        """A new command.

        Args:
            name: its word.
            run: what it does, called with the `Context`; returns the exit code.
            summary: what it is for, in a sentence.
            example: lines that show its use, as somebody would type them.
        """
        shown = "\n".join(f"  {line}" for line in example.strip().splitlines())
        made = self._below.add_parser(
            name,
            help=summary,
            description=summary,
            epilog=f"{_('Example:')}\n{shown}",
            formatter_class=Formatter,
        )
        _common(made)
        made.set_defaults(run=run, parser=made)
        self.parser.commands.append(name)
        return made

    def group(self, name: str, summary: str) -> Group:
        """A word with commands below it."""
        made = self._below.add_parser(name, help=summary, description=summary, formatter_class=Formatter)
        _common(made)
        made.set_defaults(parser=made)
        self.parser.commands.append(name)
        return Group(made)


def _common(parser: Parser) -> None:
    """The options of every command; they may stand anywhere in the line."""
    left = argparse.SUPPRESS
    own = parser.add_argument_group(_("everywhere"))
    own.add_argument(
        "--store", metavar="PATH", default=left, help=_("the store (store.json where nothing is named)")
    )
    own.add_argument(
        "--as", dest="as_user", metavar="USER", default=left, help=_("who acts (else LANTIK_USER)")
    )
    own.add_argument("--json", action="store_true", default=left, help=_("answer with one JSON document"))
    own.add_argument("--lang", choices=LANGUAGES, default=left, help=_("the language of the answers"))
    parser.known += ["--store", "--as", "--json", "--lang"]


#: the modules of `lantik` with their words, in the order in which its help lists them
_MODULES: Mapping[str, tuple[str, ...]] = {
    "stores": ("init", "demo", "clock", "checkpoint", "tick"),
    "copying": ("copy",),
    "audit": ("verify", "audit"),
    "backups": ("backup", "restore"),
    "definitions": ("check", "show"),
    "versions": ("publish", "proposals", "compare", "migrate"),
    "case": ("case",),
    "inbox": ("inbox",),
    "tasks": ("tasks", "next"),
    "notices": ("notices",),
    "letters": ("letter",),
    "decrees": ("decree",),
    "ceremonies": ("ceremony",),
    "users": ("user", "role"),
    "delegations": ("delegate",),
    "absences": ("absence",),
    "imports": ("import",),
    "persons": ("person",),
    "exports": ("export",),
}
#: the modules of `lantik case`
_OF_CASE = ("cases", "claims", "happened", "advice", "many", "case_views", "case_history", "case_needed")


def build(word: str | None = None) -> Parser:
    """The command line: all of it, or as much as a line whose command is `word` needs.

    A command loads no other's module. A word that there is not gets all of it, to say which there are; no word (`""`) none.
    """
    from workflow.cli import terminal

    parser = Parser(
        prog="lantik",
        description=_("Takes government positions from vacant through nomination and approval to filled."),
        epilog=_(
            "`lantik` alone opens the terminal screens. `lantik COMMAND --help` shows an example of each command."
        ),
    )
    _common(parser)
    parser.add_argument(
        "--version", action="version", version=f"lantik {__version__}", help=_("show the version")
    )
    parser.set_defaults(run=terminal.run, parser=parser)
    top = Group(parser)
    whole = word is None or (word and not any(word in words for words in _MODULES.values()))
    for name, words in _MODULES.items():
        if not whole and word not in words:
            continue
        if name == "case":
            case = top.group("case", _("open cases, act on them, look at them"))
            for one in _OF_CASE:
                import_module(f"workflow.cli.{one}").register(case)
        else:
            import_module(f"workflow.cli.{name}").register(top)
    return parser


def command_of(words: Sequence[str]) -> str | None:
    """The command that the words of a line name first; "" for none; None where its help or all commands are wanted.

    Example:
        >>> command_of(["--store", "city.json", "inbox", "--help"]), command_of(["--version"]), command_of(["--help"])
        ('inbox', '', None)
    """
    rest = iter(words)
    for word in rest:
        if word in ("-h", "--help"):
            return None
        if word in ("--store", "--as", "--lang"):
            next(rest, None)
        elif not word.startswith("-"):
            return word
    return ""


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What the words of a command line say.

    Raises:
        InputError: they say nothing that there is.
    """
    given = argparse.Namespace(store="store.json", as_user=None, json=False, lang=None)
    given, rest = build(command_of(words)).parse_known_args(list(words), given)
    parser: Parser = given.parser
    options = [one for one in rest if one.startswith("-") and one != "-"]
    if rest and not options and hasattr(given, "words"):
        given.words = [*given.words, *rest]  # words that stood behind an option
        rest = []
    if rest:
        wrong = options[0] if options else rest[0]
        near = get_close_matches(wrong.partition("=")[0], parser.known, n=1, cutoff=0.7) if options else []
        raise InputError(
            N_("“{command}” does not take {wrong}."),
            N_("Did you mean: {near}?") if near else N_("`{command} --help` shows the form."),
            command=parser.prog, wrong=wrong, near=", ".join(near),
        )  # fmt: skip
    if parser.commands and parser.prog != "lantik":
        raise InputError(
            N_("“{command}” wants one more word."),
            N_("There are: {near}."),
            command=parser.prog,
            near=", ".join(parser.commands),
        )
    return given
