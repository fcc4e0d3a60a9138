"""Which files are scenario files, and which definition each is about, told without parsing any."""

from __future__ import annotations

import re
from pathlib import Path

from workflow.definition.model import Definition
from workflow.definition.reader import content_of

SUFFIX = ".scenario.yaml"
_DEFINITION = re.compile(rb"^definition:[ \t]*(?P<name>[^\r\n#]+)", re.MULTILINE)
_USE = re.compile(rb"^use:[ \t]*(?P<name>[^\r\n#]+)", re.MULTILINE)
_ID = re.compile(rb"^id:[ \t]*(?P<name>[^\r\n#]+)", re.MULTILINE)


def is_scenario(path: Path) -> bool:
    """Whether a file is named as one of scenarios."""
    return path.name.endswith(SUFFIX)


def scenarios_of(path: Path, definition: Definition) -> list[Path]:
    """The scenario files beside a definition that name it."""
    return [one for one in sorted(path.parent.glob(f"*{SUFFIX}")) if _is_about(one, path, definition)]


def _is_about(file: Path, path: Path, definition: Definition) -> bool:
    """Whether a scenario file names this definition: by its file, by its id, or by its own name."""
    try:
        match = _DEFINITION.search(content(file))
    except (OSError, ValueError):
        match = None
    named = _bare(match) if match else None
    if named is None:
        return file.name.removesuffix(SUFFIX) == path.stem
    return named in (path.name, definition.id)


def definition_file(file: Path, named: str | None) -> Path | None:
    """The definition beside a scenario file: by its file or its id, or else the one of the same name."""
    folder = file.parent
    wanted = named or f"{file.name.removesuffix(SUFFIX)}.yaml"
    if Path(wanted).name == wanted and (folder / wanted).is_file():
        return folder / wanted
    for one in sorted(folder.glob("*.yaml")) if named else ():
        if is_scenario(one) or not one.is_file():
            continue
        match = _ID.search(content(one))
        if match and _bare(match) == named:
            return one
    return None


def what_it_says(file: Path) -> tuple[object, ...]:
    """The bytes of a scenario file and of the city that it uses, as far as they can be read."""
    found: list[object] = [str(file)]
    try:
        found.append(own := content(file))
        used = _USE.search(own)
        if used:
            found.append(content(file.parent / _bare(used)))
    except (OSError, ValueError):
        pass  # running it tells
    return tuple(found)


def content(path: Path) -> bytes:
    """The bytes of a file, no more than tells that it is too big.

    Raises:
        OSError: it is no file, or cannot be read.
        ValueError: no file can have that name.
    """
    if not path.is_file():
        raise FileNotFoundError(2, "No such file", str(path))
    return content_of(path)


def _bare(match: re.Match[bytes]) -> str:
    return match["name"].decode("utf-8", "replace").strip().strip("'\"")
