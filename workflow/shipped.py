"""Where the definitions that come with Lantik lie: in the installed package, or in the checkout it runs from."""

from __future__ import annotations

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
