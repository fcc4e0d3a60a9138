"""What a version is known by: the hash of its file and of the parts that it includes."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256


def content_hash(content: bytes, parts: Iterable[bytes] = ()) -> str:
    """What a version is known by: the SHA-256 of its file, or with parts that of the list of all their hashes.

    A person can check it: `sha256sum FILE PART… | cut -c1-64 | sha256sum`.

    Example:
        >>> content_hash(b"a")[:8], content_hash(b"a", [b"b"])[:8]
        ('ca978112', 'bf75fafa')
    """
    hashes = [sha256(one).hexdigest() for one in (content, *parts)]
    return (
        hashes[0] if len(hashes) == 1 else sha256("".join(f"{one}\n" for one in hashes).encode()).hexdigest()
    )
