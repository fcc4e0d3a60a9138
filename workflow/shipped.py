"""Where the definitions that come with Lantik lie: in the installed package, or in the checkout it runs from."""

from __future__ import annotations

import shutil
from pathlib import Path


def shipped_definitions() -> Path:
    """The folder of the definitions, reference tables and templates that come with Lantik.

    A wheel carries the checkout's `definitions/` as `workflow/_shipped`; in a checkout the folder itself is used,
    so that an edit shows at once. Its files are there to be read and copied, never to be written.

    Returns:
        The absolute path of a folder that exists.

    Raises:
        FileNotFoundError: neither folder is there, as after a damaged installation.

    Example:
        >>> shipped_definitions().name in {"_shipped", "definitions"}
        True
    """
    package = Path(__file__).resolve().parent
    installed, checkout = package / "_shipped", package.parent / "definitions"
    for folder in (installed, checkout):
        if folder.is_dir():
            return folder
    raise FileNotFoundError(
        f"The definitions that come with Lantik are missing: neither {installed} nor {checkout} exists."
    )


def copy_whole(source: Path, target: Path) -> None:
    """Copy a folder under a new name, whole or not at all: a disk that fills up leaves no half of it.

    Raises:
        OSError: it cannot be copied; the first thing that the system refused.
    """
    half = target.with_name(f".{target.name}.new")
    shutil.rmtree(half, ignore_errors=True)
    try:
        shutil.copytree(source, half, copy_function=shutil.copyfile)
        half.rename(target)
    except shutil.Error as several:
        shutil.rmtree(half, ignore_errors=True)
        raise OSError(0, str(several.args[0][0][2])) from several
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
