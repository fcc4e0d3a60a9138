"""How a store is found, made, loaded and mended: picture first, then the record's tail.

The record is the truth. A picture that is missing or broken is rebuilt from it; one without its record is refused.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from workflow.errors import StoreError, sentence
from workflow.language import N_, Phrase
from workflow.store import blanking, checkpoint
from workflow.store.files import Files, trouble
from workflow.store.lock import StoreLock
from workflow.store.log import NEWER, NEWER_HINT, Log, Torn
from workflow.store.picture import FORMAT, BadPicture, Picture, PictureStorage
from workflow.store.state import State


@dataclass(frozen=True, slots=True)
class Paths:
    """The names that belong to one store.

    Example:
        >>> Paths.of(Path("store.json")).lock.name, Paths.of(Path("city.store")).log.name
        ('store.lock', 'city.store.log')
    """

    picture: Path
    log: Path
    lock: Path
    checkpoint: Path

    @classmethod
    def of(cls, picture: Path) -> Paths:
        """The names beside a picture."""
        ours = picture.suffix == ".json"
        stem = picture.stem if ours else picture.name
        return cls(
            picture,
            picture.with_name(stem + ".log"),
            picture.with_name(stem + ".lock"),
            picture.with_name(picture.name + (".lock" if ours else ".picture.lock")),
        )

    def other(self) -> Path:
        """The one other name that a picture of the same record could have: `store` beside `store.json`."""
        ours = self.picture.suffix == ".json"
        return self.picture.with_suffix("") if ours else self.picture.with_name(f"{self.picture.name}.json")

    @property
    def making(self) -> Path:
        """A file that is there while a new store is made, and stays where that was cut short."""
        return self.log.with_suffix(".making")

    def there(self) -> bool:
        """Whether there is a store: a picture, or a record from which it can be made again.

        Raises:
            OSError: the folder of the record may not be read.
        """
        return self.picture.exists() or (
            self.log.is_dir() and any(one.endswith(".log") for one in os.listdir(self.log))
        )


def look(paths: Paths, files: Files, create: bool) -> None:
    """Whether a store may be looked for at a path at all; nothing is opened.

    Args:
        paths: where it would be.
        files: the system's calls.
        create: whether one that is not there is to be made.

    Raises:
        StoreError: something else is there, or nothing is where something should be.
    """
    path = paths.picture
    if path.is_dir():
        raise StoreError(
            N_("{path} is a folder, not a store."),
            N_("Name a file in it, such as {path}/store.json."),
            path=str(path),
        )
    if not path.parent.is_dir():
        raise StoreError(
            N_("The folder {path} is not there."),
            N_("Make it first, or look at the path."),
            path=str(path.parent),
        )
    if path.exists() and not path.is_file():  # reading it might never end
        raise StoreError(
            N_("{path} is no ordinary file."), N_("Name a file, such as store.json."), path=str(path)
        )
    other = paths.other()
    if not path.exists() and other.is_file() and PictureStorage(other, files).head():
        raise StoreError(
            N_("There is no store at {path}, but one at {other} with the same record."),
            N_("Did you mean that one? Its record cannot have two pictures."),
            path=str(path),
            other=str(other),
        )
    if not create and not (path.exists() or paths.log.exists()):
        raise StoreError(
            N_("There is no store at {path}."),
            N_("Make one with lantik init, or look at the path."),
            path=str(path),
        )


@dataclass(slots=True)
class Opening:
    """One attempt to open a store.

    Args:
        paths: where it is.
        files: the system's calls.
        create: make it when there is none.
        lock: the store's lock; not held.
        mode: the mode of new files.
        notes: what was mended, in words; added to.
    """

    paths: Paths
    files: Files
    create: bool
    lock: StoreLock
    mode: int
    notes: list[str] = field(default_factory=list)

    def run(self) -> State:
        """The store in memory, up to the record's end.

        Raises:
            StoreError: it is not there, not ours, of a newer format, or damaged. Nothing was changed.
        """
        from workflow.store.migrate import bring_up  # late: it takes the names from here

        log = Log(self.paths.log, self.files, self.mode)
        try:
            if not log.segments.exist():
                self._no_record(log)
            log.segments.find()
            if self.files.there(str(self.paths.log / blanking.SIDE)):
                with self.lock.held():
                    if blanking.go_on(log):
                        self.notes.append(
                            sentence(N_("An erasure had been cut short; it is settled now."), {})
                        )
            picture = self._picture(log)
            state = State(picture, log)
            anew = None
            with self.lock.held():
                follow(state, self.notes, thorough=True)
                there = PictureStorage(self.paths.picture, self.files).head() or {}
                older = there.get("format", 0) < FORMAT
                if older:  # the picture comes last: one of this format has a record of this format
                    bring_up(state, self.paths, self.files, self.notes)
                missing = not self.paths.picture.exists()
                if missing:
                    self._note_rebuilt(state)
                if missing or older or state.erased:  # the one that is there still has what was erased
                    anew = state.picture.tables_as_kept(state.record())
            if (
                anew is not None
            ):  # one at a time writes it, which may be a checkpoint that somebody began before
                still = log.segments.still_there
                checkpoint.write(self.paths, self.files, self.mode, self.lock.wait, anew, still)
            return state
        except OSError as error:
            log.close()
            raise trouble(error, error.filename or self.paths.picture) from error
        except BaseException:
            log.close()
            raise

    def _no_record(self, log: Log) -> None:
        path = self.paths.picture
        if path.exists():
            check_format(PictureStorage(path, self.files).head(), path)
            try:
                ours = Picture(path, self.files).load()
            except BadPicture:
                ours = False
            if ours:
                raise StoreError(
                    N_("{path} is there, but its record {log} is gone."),
                    N_("Put the folder back beside it, or restore a backup."),
                    path=str(path),
                    log=str(self.paths.log),
                )
            raise StoreError(
                N_("{path} is not a Lantik store."),
                N_("Choose another path with --store; nothing was changed."),
                path=str(path),
            )
        stem = self.paths.log.name.removesuffix(".log")
        cut_short = [name for name in self.files.names(path.parent) if name.startswith(f"{stem}.restoring-")]
        if cut_short:
            raise StoreError(
                N_("A restore of {path} was cut short; what was there lies in {folder}."),
                N_("Do `lantik restore FILE` again; then remove {left}."),
                path=str(path),
                folder=f"{stem}.before-restore-…",
                left=cut_short[0],
            )
        if not self.create:
            raise StoreError(
                N_("There is no store at {path}."),
                N_("Make one with lantik init, or look at the path."),
                path=str(path),
            )
        with self.lock.held():
            if not log.segments.exist():
                self.files.make_folder(self.paths.log, 0o2770 if self.mode & 0o070 else 0o700)
                log.begin()
                self.files.sync_folder(self.paths.log.parent)
                log.close()

    def _picture(self, log: Log) -> Picture:
        """The picture, or an empty one to rebuild; a broken one is set aside under the lock."""
        path = self.paths.picture
        check_format(PictureStorage(path, self.files).head(), path)
        try:
            return self._loaded(log)
        except BadPicture:
            with self.lock.held():
                try:  # another process may have mended it by now
                    return self._loaded(log)
                except BadPicture as bad:
                    names = self.files.names(path.parent)
                    number = next(
                        n for n in range(1, len(names) + 2) if f"{path.name}.broken-{n}" not in names
                    )
                    side = path.with_name(f"{path.name}.broken-{number}")
                    self.files.rename(path, side)
                    self.notes.append(
                        sentence(
                            N_(
                                "{path} was broken ({cause}); it was set aside as {side} and rebuilt from the record."
                            ),
                            {"path": path.name, "cause": str(bad), "side": side.name},
                        )
                    )
        return Picture(path, self.files, self.mode)

    def _loaded(self, log: Log) -> Picture:
        picture = Picture(self.paths.picture, self.files, self.mode)
        if picture.load():
            record = picture.record
            try:
                place, digest, commit = (
                    int(record["place"]),
                    str(record["hash"]).encode(),
                    int(record["commit"]),
                )
                store = str(record["store"])
            except (KeyError, TypeError, ValueError) as error:
                raise BadPicture(Phrase("it does not say how far it goes")) from error
            log.go_to(place, digest, commit, store)
        return picture

    def _note_rebuilt(self, state: State) -> None:
        if state.commit and not self.notes:
            self.notes.append(
                sentence(
                    N_("{path} was missing; it was rebuilt from the record."),
                    {"path": self.paths.picture.name},
                )
            )


def follow(state: State, notes: list[str], *, thorough: bool = False) -> None:
    """Bring the tables up to the record's end; a torn last line is set aside and noted. The lock is held."""
    try:
        state.catch_up(thorough=thorough)
    except Torn:
        side = state.log.mend()
        notes.append(
            sentence(
                N_(
                    "A crash cut the last line of the record short; it was never acknowledged, and is set aside as {side}."
                ),
                {"side": side.name},
            )
        )
        state.catch_up(thorough=thorough)


def check_format(head: dict[str, object] | None, path: Path) -> None:
    """Refuse a picture of a newer format."""
    number = head.get("format") if head else None
    if isinstance(number, int) and number > FORMAT:
        raise StoreError(NEWER, NEWER_HINT, path=str(path), format=number, known=FORMAT)
