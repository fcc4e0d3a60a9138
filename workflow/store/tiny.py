"""The embedded store: `store.json` (TinyDB) for the current picture, `store.log/` for the record."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar
from weakref import finalize

from workflow.errors import StoreError
from workflow.language import N_
from workflow.store import blanking, checkpoint
from workflow.store.blanking import line_salt
from workflow.store.check import check
from workflow.store.files import Files
from workflow.store.lock import WAIT, StoreLock
from workflow.store.log import Broken, Log
from workflow.store.opening import Opening, Paths, follow, look
from workflow.store.picture import BadPicture, Picture
from workflow.store.protocol import Fault, Transaction
from workflow.store.segments import FIRST, Segment
from workflow.store.state import State
from workflow.store.views import Draft, Moment

T = TypeVar("T")


class TinyStore:
    """A store in one folder, for one or several processes of one host.

    Args:
        path: the picture, usually `store.json`; the record, the lock and the rest lie beside it.
        create: make it when there is none.
        files: the system's calls (tests put a failing layer here).
        wait: how many seconds to wait for another process's lock.
        grown: after how many bytes of record a checkpoint is due (or a tenth of the picture, if that is more);
            0 for never by itself.

    Raises:
        StoreError: it is not there, not ours, of a newer format, damaged, or may not be read. Nothing was changed.

    Example:
        >>> import tempfile; store = TinyStore(Path(tempfile.mkdtemp()) / "store.json")
        >>> def open_case(tx):
        ...     tx.put("cases", {"id": "C-1", "state": "vacant"})
        ...     tx.append({"case": "C-1", "seq": 1, "action": "open"})
        >>> store.transact(open_case)
        >>> now = store.read()
        >>> now.find("cases", "state", "vacant"), now.history("C-1")[0]["action"], store.position()
        ([{'id': 'C-1', 'state': 'vacant'}], 'open', 1)
        >>> store.close()
    """

    def __init__(
        self,
        path: str | Path,
        *,
        create: bool = True,
        files: Files | None = None,
        wait: float = WAIT,
        grown: int = checkpoint.GROWN,
    ) -> None:
        self.path = Path(path).absolute()
        self._paths = Paths.of(self.path)
        self._files = files or Files()
        look(self._paths, self._files, create)
        self._wait, self._grown = wait, grown
        self._mode = self._group_mode()
        self._turn = threading.RLock()  # one transaction or catching-up at a time in this process
        self._lock = StoreLock(
            self._paths.lock, self._files, wait, self._mode, anchor=self._paths.log / FIRST
        )
        self._notes: list[str] = []
        self._thinking: int | None = None
        self._unsure = self._broken = self._closed = False
        try:
            self._state = self._open(create)
        except BaseException:
            self._lock.close()
            raise
        self._due = checkpoint.Due(self._paths, grown, self._state.end)

    def _group_mode(self) -> int:
        with suppress(OSError):
            return 0o660 if self._paths.log.stat().st_mode & 0o070 else 0o600
        return 0o600

    def _open(self, create: bool) -> State:
        return Opening(self._paths, self._files, create, self._lock, self._mode, self._notes).run()

    # --- writing ------------------------------------------------------------------------------------------------

    def transact(self, think: Callable[[Transaction], T]) -> T:
        """Run `think` alone, then write what it put: all or nothing, durable when this returns.

        Raises:
            StoreError: it could not be locked or written; nothing of it is kept.
        """
        with self._turn:
            self._usable(writing=True)
            with self._lock.held():
                self._catch_up()
                draft = Draft(self._state)
                self._thinking = threading.get_ident()
                try:
                    result = think(draft)
                finally:
                    self._thinking = None
                if draft.blanking:
                    self._erase(draft)
                elif not draft.empty:
                    self._write(draft, b"," + line_salt())
            if draft.blanking:
                self._rewrite_picture()
            self._due.look(self._state.end)
            return result

    def _rewrite_picture(self) -> None:
        try:
            self.checkpoint()
        except StoreError as error:
            raise StoreError(
                N_("The erasure is on the record, but {path} still has what was erased: {cause}"),
                N_("Open the store again, which writes it anew."),
                path=str(self.path),
                cause=error.message,
            ) from error

    def _erase(self, draft: Draft) -> None:
        """Commit, then write over what the record still says of the erased values."""
        log = self._state.log
        blanking.go_on(log)  # an earlier one that could not be finished
        lines = blanking.blanked_lines(log, draft.blanking)
        if lines:
            blanking.note(log, lines)
        try:
            self._write(draft, b",%b,%b" % (blanking.member(lines), line_salt()))
        except StoreError:
            if not self._broken:
                blanking.drop(log)
            raise
        try:
            blanking.write_over(log, lines)
            for path in blanking.set_aside(log.folder, self.path):
                self._files.remove(path)
        except OSError as error:
            self._unsure = (
                True  # gone on with before anything else is read here, and whenever the store is opened
            )
            raise StoreError(
                N_("The erasure is on the record, but {path} could not be written over everywhere: {cause}."),
                N_("Look after the disk, then open the store again: it is finished by itself."),
                path=str(log.folder),
                cause=error.strerror or str(error),
            ) from error

    def _write(self, draft: Draft, more: bytes) -> None:
        state = self._state
        puts, drops = draft.as_json()
        self._unsure = (
            True  # until the tables say what the record says: an interrupt between the two is made good
        )
        try:
            _, places = state.log.append(draft.events_put, puts, drops, state.newest, more)
        except Broken:
            self._broken = True
            raise
        except StoreError:
            self._unsure = False
            raise
        with state.guard:
            state.apply(*draft.changes(), places.items())
            state.settle()
        self._unsure = False

    def _usable(self, *, writing: bool = False) -> None:
        if self._closed:
            raise StoreError(N_("The store {path} is closed."), path=str(self.path))
        if writing and self._broken:
            raise StoreError(
                N_(
                    "An earlier write to {path} failed and could not be undone, so this program writes no more."
                ),
                N_("Look after the disk, then open the store again."),
                path=str(self.path),
            )
        if self._thinking == threading.get_ident():
            raise RuntimeError(
                "transact() and read() are not called from within think: use what it was given"
            )

    def _catch_up(self) -> None:
        """Apply what others wrote. The turn and the lock are held."""
        if self._unsure and not self._broken:
            old, self._state = self._state, self._reopen()
            finalize(old, old.log.close)  # readers of before go on reading the old one
            self._unsure = False
        if self._state.log.grown():
            self._unsure = True  # likewise
            follow(self._state, self._notes)
            self._unsure = False

    def _reopen(self) -> State:
        log = Log(self._paths.log, self._files, self._mode)
        log.segments.find()
        blanking.go_on(log)
        picture = Picture(self.path, self._files, self._mode)
        try:
            if picture.load():
                record = picture.record
                log.go_to(record["place"], record["hash"].encode(), record["commit"], record["store"])
        except (BadPicture, LookupError, AttributeError):  # the next opening sets it aside
            picture = Picture(self.path, self._files, self._mode)
        state = State(picture, log)
        follow(state, self._notes)
        return state

    # --- reading ------------------------------------------------------------------------------------------------

    def _follow(self) -> None:
        """Look whether somebody wrote since; only then wait for the lock and read it."""
        self._usable()
        if self._unsure or self._state.log.grown():
            with self._turn, self._lock.held():
                self._catch_up()

    def read(self) -> Moment:
        """A reader of the state as it is now; it stays as it is while others write."""
        self._follow()
        state = self._state
        with state.guard:
            moment = Moment(state)
            state.watchers.add(moment)
            return moment

    def position(self) -> int:
        """The number of the last commit, by anybody."""
        self._follow()
        return self._state.commit

    def notes(self) -> Sequence[str]:
        """What was mended, in words. Not faults."""
        return tuple(self._notes)

    def record(self) -> tuple[dict[str, Any], list[Segment]]:
        """Where the record stands: its store, place, hash and commit; and the segments up to there."""
        self._follow()
        with self._turn:
            state = self._state
            end = state.record()
            return end, [one for one in state.log.segments.all if one.start < end["place"]]

    def erased(self) -> dict[int, str]:
        """The lines of the record from which values were erased; waits for an erasure that is going on."""
        with self._turn:
            self._usable()
            with self._lock.held():
                self._catch_up()
                return self._state.log.blanked()

    @property
    def tables(self) -> Picture:
        """The picture in memory as a TinyDB, for its queries; it is changed through `transact` alone."""
        self._follow()
        return self._state.picture

    # --- care ---------------------------------------------------------------------------------------------------

    def check(self) -> Sequence[Fault]:
        """Read the whole record again and compare every line with its hash, and the picture's place with it."""
        self._usable()
        try:
            self._follow()
        except StoreError as error:
            place = error.data.get("place")
            if place is None:
                raise
        return check(self._state, self.path)

    def checkpoint(self) -> None:
        """Bring the picture up to the record, unless the file goes further already."""
        self._follow()
        state = self._state
        with state.guard:
            data = state.picture.tables_as_kept(state.record())
        checkpoint.write(
            self._paths, self._files, self._mode, self._wait, data, state.log.segments.still_there
        )
        self._due.done(state.end)

    def close(self) -> None:
        """Let go of files and locks; what is not closed loses nothing."""
        with self._turn:
            if self._closed:
                return
            self._closed = True
            self._state.log.close()
            self._lock.close()

    def __enter__(self) -> TinyStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
