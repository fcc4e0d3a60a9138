"""Everything of a store in an open form: one zip of JSON lines that any program reads, with its own description."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import orjson

README = """\
# Everything of a Lantik store

Plain text in UTF-8 and the attached files as they were; no program of Lantik is needed to read it.

- `tables/NAME.jsonl`: what stands now, one JSON object a line. `cases` are the runs of a workflow, `versions` the
  published definitions (`source` is the file as it was published, `hash` its SHA-256), `units`, `positions`, `people` and
  `holdings` the registry (who holds which position since when), `users` and `delegations` who may do what, `ceremonies`
  and `decrees` what is decided for many at once, `letters` the decisions from outside, `uniques` the values that may stand
  once only, `meta` counters and settings.
- `events.jsonl`: the record, oldest first, one event a line. `case` and `seq` say which event of which case (a name that
  begins with @ is a chain beside the cases), `action`, `actor`, `on_behalf_of`, `at` (when it took effect), `recorded`
  (when it was entered), `source` and `target` (the states), `fields`, `documents`, `reason`, `vote`. `hash` is the SHA-256
  of the event as JSON with sorted keys, no spaces, and `hash` itself left out; `before` is the hash of the case's event
  before.
- `files/SHA256`: each attached file under its hash, as `documents` in cases and events name it.
- `contents.json`: how many lines each file has, and its SHA-256.

Times are ISO 8601 with a zone, days are YYYY-MM-DD. A field that is absent is empty.
"""


def write_everything(
    path: Path,
    tables: Mapping[str, Iterable[Mapping[str, Any]]],
    events: Iterable[Mapping[str, Any]],
    files: Iterable[tuple[str, Iterable[bytes]]] = (),
) -> dict[str, int]:
    r"""Write it all.

    Args:
        path: the zip to write.
        tables: name → its documents.
        events: the record, oldest first.
        files: the attached files: the SHA-256 of each, and its pieces.

    Returns:
        How many lines each part has.

    Raises:
        OSError: it cannot be written, or a file not read.

    Example:
        >>> import tempfile; path = Path(tempfile.mkdtemp()) / "all.zip"
        >>> write_everything(path, {"cases": [{"id": "C-1"}]}, [{"case": "C-1", "seq": 1}])
        {'tables/cases.jsonl': 1, 'events.jsonl': 1}
        >>> zipfile.ZipFile(path).read("tables/cases.jsonl")
        b'{"id":"C-1"}\n'
    """
    contents: dict[str, dict[str, Any]] = {}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        archive.writestr("README.md", README)
        for name, docs in tables.items():
            contents[f"tables/{name}.jsonl"] = _lines(archive, f"tables/{name}.jsonl", docs)
        contents["events.jsonl"] = _lines(archive, "events.jsonl", events)
        for digest, pieces in files:
            with archive.open(f"files/{digest}", "w", force_zip64=True) as into:
                for piece in pieces:
                    into.write(piece)
        archive.writestr("contents.json", json.dumps(contents, indent=1) + "\n")
    return {name: one["lines"] for name, one in contents.items()}


def _lines(archive: zipfile.ZipFile, name: str, docs: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    count, digest = 0, hashlib.sha256()
    with archive.open(name, "w", force_zip64=True) as into:
        for doc in docs:
            line = orjson.dumps(doc) + b"\n"
            digest.update(line)
            into.write(line)
            count += 1
    return {"lines": count, "sha256": digest.hexdigest()}
