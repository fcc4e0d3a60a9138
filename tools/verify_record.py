#!/usr/bin/env python3
"""Check the record of a Lantik store, or a proof, with nothing of Lantik: one file, on Python's standard library alone.

    python3 verify_record.py store.log [--seal FILE]…      the record: every line, every chain, every seal
    python3 verify_record.py --proof FILE [--seal FILE]    one case's events under a seal

What is checked: each line's length and SHA-256 over the line before; each segment in its place; no commit missing; each
event's hash over the event before of its case; the seals on the record, and copies of seals that were kept outside, as
Merkle roots (RFC 9162) over the events' hashes in the record's order. It ends with 0 when all of that holds, else with 1.
A line from which values were erased keeps its hash; a later one names it ("blanked") with the SHA-256 of what it says since.
"""

# ruff: noqa: D101, D102, D103 - short, so that it is read before it is trusted
import argparse
import hashlib
import json
import re
import sys
from functools import partial
from pathlib import Path

NO_HASH = "0" * 64
Written = type("Written", (str,), {})  # a decimal number, as it was written
parse = partial(json.loads, parse_float=Written)


def canonical(value):
    if isinstance(value, dict):
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in sorted(value)) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return str(value) if isinstance(value, Written) else json.dumps(value, ensure_ascii=False)


def sha256(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def event_hash(event):
    """Over the event without its hash and its personal values, each of which has a salted digest while it is there."""
    said = parse(canonical({name: value for name, value in event.items() if name != "hash"}))
    for path, (digest, *salt) in said.get("personal", {}).items():
        *parents, last = path.split(".")
        inner = said
        for name in parents if salt else ():
            inner = inner[int(name) if isinstance(inner, list) else name]
        sound = not salt or sha256(f"{salt[0]}:{canonical(inner.pop(last))}".encode()).hex() == digest
        said["personal"][path] = digest if sound else ""
    said = {name: value for name, value in said.items() if value or name != "fields"}
    return sha256(canonical(said).encode()).hex()


def root(leaves):
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256()
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return sha256(b"\1", root(leaves[:half]), root(leaves[half:]))


def leads_to(found, index, size, path):
    """The root to which a path leads from a leaf; None when the path is too long or too short."""
    if size <= 1 or not path:
        return None if path or index or size != 1 else found
    left = index < (half := 1 << ((size - 1).bit_length() - 1))
    below = leads_to(found, index if left else index - half, half if left else size - half, path[:-1])
    return below and sha256(b"\1", *((below, path[-1]) if left else (path[-1], below)))


class Check:
    def __init__(self):
        self.faults, self.notes, self.leaves, self.seals, self.chains = [], [], [], [], {}
        self.blanked, self.kept = {}, {}
        self.before, self.commit, self.end, self.store = NO_HASH, 0, 0, None

    def fault(self, where, what):
        self.faults.append(f"{where}: {what}")

    def erased(self, data):
        """What later lines say of earlier ones: written over since; an event whose hash covers an erased value plainly."""
        lines = [one for one in data.split(b"\n") if b'"blanked":[' in one or b'"case":"@erasure"' in one]
        for body in [parse(one) for one in lines if one.endswith(b'"}')]:
            self.blanked |= dict(body.get("blanked", []))
            for said in [
                one["event"]["fields"] for one in body["events"] if one["event"]["case"] == "@erasure"
            ]:
                for case, left in said.get("kept", {}).items():
                    self.kept |= {(case, int(seq)): tuple(one) for seq, one in left.items()}

    def segment(self, number, path):
        data, at, count = path.read_bytes(), 0, 0
        if path.name != f"{number:08d}.log":
            self.fault(path.name, f"segment {number} is missing")
        while at < len(data) and data[at]:
            count += 1
            where = f"{path.name}, line {count}, byte {at}"
            found = re.match(rb'\{"length": *(\d+),', data[at : at + 24])
            line = data[at : at + int(found[1])] if found else b""
            if not found or len(line) < int(found[1]) or not line.endswith(b'"}\n'):
                if b"\n" in data[at:].rstrip(b"\0\n"):
                    return self.fault(where, "no whole line begins here")
                return self.notes.append(f"{where}: the last line is not whole; it was never acknowledged")
            said, stated = line[:-67], line[-67:-3].decode(errors="replace")
            sound = stated == sha256(self.before.encode(), said).hex()
            if not sound and sha256(line).hex() != self.blanked.get(self.end + at):
                return self.fault(where, "the hash does not match")
            self.line(where, parse(line), number, count, len(data))
            self.before, at = stated, at + len(line)
        if data[at:].strip(b"\0"):
            self.fault(f"{path.name}, byte {at}", "something stands behind the last line")
        self.end += len(data)
        return None

    def line(self, where, body, number, count, size):
        if count == 1:
            said = [body.get(name) for name in ("segment", "start", "size", "commit")]
            if said != [number, self.end, size, self.commit] or self.store not in (None, body.get("store")):
                self.fault(where, "the segment is not in its place")
            self.store = body.get("store")
            return
        self.commit += 1
        if body["commit"] != self.commit:
            self.fault(where, "a commit is missing before it")
        for entry in body["events"]:
            self.event(entry["event"])

    def event(self, event, proof=False):
        case, place = event["case"], f"event {event.get('seq')} of {event['case']}"
        seq, before = self.chains.get(case, (0, ""))
        bare = proof and event.keys() == {"case", "seq", "hash"}  # its hash covers an erased value plainly
        if (event.get("seq"), before if bare else event.get("before", "")) != (seq + 1, before):
            self.fault(place, "does not follow the one before it")
        stated, said = event.get("hash"), event_hash(event)
        if said != stated and not bare and self.kept.get((case, event["seq"])) != (stated, said):
            self.fault(place, "is not as it was written")
        if case == "@audit" and event.get("action") == "seal":
            self.seals.append((place, event["fields"]))
        self.chains[case] = (event.get("seq"), event.get("hash", ""))
        self.leaves.append(sha256(b"\0", bytes.fromhex(event.get("hash", NO_HASH))))

    def seal(self, where, seal):
        size = seal["size"]
        if size > len(self.leaves):
            self.fault(where, f"covers {size} events of {len(self.leaves)}: the record's end is cut off")
        elif root(self.leaves[:size]).hex() != seal["root"] or seal["format"] != "lantik-seal/1":
            self.fault(where, f"it covers other events than the first {size}, or is of another format")

    def record(self, folder, copies):
        folder = folder.with_suffix(".log") if folder.suffix == ".json" else folder
        paths = sorted(folder.glob("*.log"))
        if not paths:
            self.fault(folder, "there is no record here")
        for path in paths:
            self.erased(path.read_bytes())
        for number, path in enumerate(paths, 1):
            self.faults or self.segment(number, path)
        for where, seal in [*self.seals, *copies]:
            self.faults or self.seal(where, seal)
        return f"{self.commit} commits, {len(self.leaves)} events, {len(self.seals)} seals, {len(copies)} copies of seals"

    def proof(self, proof, copies):
        seal, last = proof["seal"], -1
        if not proof["events"] or proof["format"] != "lantik-proof/1":
            self.fault(proof["case"], "the proof shows no event, or is of another format")
        for where, copy in copies:
            if any(copy[name] != seal[name] for name in ("format", "day", "at", "size", "root")):
                self.fault(where, "the proof was made for another seal")
        for one in proof["events"]:
            event, place = one["event"], f"event {one['event'].get('seq')} of {proof['case']}"
            self.event(event, proof=True)
            path = [bytes.fromhex(part) for part in one["path"]]
            if leads_to(self.leaves[-1], one["index"], seal["size"], path) != bytes.fromhex(seal["root"]):
                self.fault(place, "is not under the seal")
            if event["case"] != proof["case"] or one["index"] <= last:
                self.fault(place, "is not in its place")
            last = one["index"]
        return f"{len(proof['events'])} events of {proof['case']} under the seal of {seal['day']}, root {seal['root']}"


def main():
    options = argparse.ArgumentParser(epilog=__doc__.splitlines()[0])
    which = options.add_mutually_exclusive_group(required=True)
    which.add_argument("record", nargs="?", type=Path, help="store.log, or the store.json beside it")
    which.add_argument("--proof", type=Path)
    options.add_argument("--seal", type=Path, action="append", default=[], help="a copy kept outside")
    given = options.parse_args()
    check = Check()
    copies = [(path, parse(path.read_bytes())) for path in given.seal]
    proof = given.proof and parse(given.proof.read_bytes())
    said = check.proof(proof, copies) if proof else check.record(given.record, copies)
    print(*check.notes, *check.faults, sep="\n", end="\n" if check.notes or check.faults else "")
    print(f"{'NOT SOUND' if check.faults else 'Sound'}: {said}")
    return 1 if check.faults else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        sys.exit(f"NOT SOUND: it cannot be read: {error!r}")
