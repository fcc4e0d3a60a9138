"""Makes the kept sample of a format; run once when the format number rises, never again for an old one.

    python -m tests.store.samples.make 1

`format-N.zip` has a store's own files (picture, record), `backup-N.zip` its backup.
"""

from __future__ import annotations

import sys
import tempfile
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

from tests.definition.samples import LEAVE
from workflow import Workspace
from workflow.store.backup import back_up
from workflow.store.tiny import TinyStore

HERE = Path(__file__).parent
BEGIN = datetime.fromisoformat("2025-11-25T08:00:00+08:00")
FIELDS = {"applicant": "anna", "kind": "annual", "days": 2.5, "from_day": "2026-01-05"}


def make(number: int) -> None:
    """Write both files."""
    clock = iter(BEGIN + timedelta(minutes=n) for n in range(1000))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store.json"
        definition = Path(folder) / "leave.yaml"
        definition.write_text(LEAVE)
        with Workspace.open(path, clock=lambda: next(clock)) as ws:
            ws.publish(definition, actor="admin")
            ws.add_user("anna", name="Anna – “Ani”", roles=["employee"], actor="admin")
            for n in range(3):
                case = ws.open_case("leave", subject=f"L-{n}", actor="anna").id
                ws.act(case, "ask", actor="anna", fields=FIELDS)
            ws.store.checkpoint()
            ws.audit.seal(actor="admin")
            ws.open_case("leave", subject="after the checkpoint", actor="anna")
            store = ws.store
            assert isinstance(store, TinyStore)
            back_up(store, HERE / f"backup-{number}.zip")
        with zipfile.ZipFile(HERE / f"format-{number}.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            for name in ("store.json", "store.log/00000001.log"):
                archive.write(Path(folder) / name, name)


if __name__ == "__main__":
    make(int(sys.argv[1]))
