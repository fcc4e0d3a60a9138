"""Take the picture of the README: the inbox of the Sekda in the demonstration city, as docs/pictures/inbox.svg.

    python tools/picture.py           makes the city in a temporary folder, opens its inbox at 100 × 30, writes the picture
    python tools/picture.py --check   writes nothing; ends with 1 when the picture is another one

The clock stands still, so that a second run gives the same picture.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from datetime import datetime, timedelta, timezone
from pathlib import Path

from tui.app import LantikApp
from workflow import make_demo

PICTURE = Path(__file__).resolve().parent.parent / "docs/pictures/inbox.svg"
NOW = datetime(2025, 11, 25, 7, 30, tzinfo=timezone(timedelta(hours=8), "WITA"))
SIZE = (100, 30)
USER = "sekda"


async def taken(store: Path) -> str:
    """The inbox as an SVG, once everything in it has been read."""
    app = LantikApp(str(store), USER, "en", clock=lambda: NOW)
    app.animation_level = "none"
    async with app.run_test(size=SIZE) as pilot:
        for _round in range(8):
            await app.workers.wait_for_complete([one for one in app.workers if not one.is_finished])
            await pilot.pause(0.1)
        return app.export_screenshot(title="Lantik")


def main() -> int:
    """Take the picture, or compare it with the one that is there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store.json"
        make_demo(store).close()
        picture = asyncio.run(taken(store))
    picture = "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"
    if check:
        return 0 if PICTURE.exists() and PICTURE.read_text(encoding="utf-8") == picture else 1
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    PICTURE.write_text(picture, encoding="utf-8")
    print(PICTURE)
    return 0


if __name__ == "__main__":
    sys.exit(main())
