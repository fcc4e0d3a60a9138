"""Writes the JSON Schema of the definition language to definitions/schema/, where editors find it (`make schema`)."""

from __future__ import annotations

import json
from pathlib import Path

from workflow.definition.schema import schema

FILE = Path(__file__).resolve().parents[1] / "definitions" / "schema" / "lantik-1.schema.json"

if __name__ == "__main__":
    FILE.write_text(json.dumps(schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(FILE)
