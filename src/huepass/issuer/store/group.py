"""Group commit: requests that wait at the same time share a transaction and its write to the disk.

A job is a generator with three parts. What comes before `connection = yield` needs no database and
is done before the transaction begins. Then comes what the job reads and writes. What comes after
the second `yield` is done, and its result given out, only when all that is on the disk.
"""

import threading
from collections.abc import Generator
from concurrent.futures import Future
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import Any, Final, TypeVar

from sqlalchemy import Connection

from huepass.errors import FolderError, Reason
from huepass.issuer.store.engine import Store, raw

MAX_JOBS: Final = 32  # in one transaction
T = TypeVar("T")
Job = Generator[None, Connection, T]
_Waiting = tuple[Job[Any], "Future[Any]"]


class GroupCommit:
    """A thread that does jobs on a database.

    A job that raises fails alone: what it wrote is undone, and its neighbours' work stays. When the
    commit fails, its error is thrown into every job of the group.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._closed = False

    def submit(self, job: Job[T]) -> "Future[T]":
        """Have a job done; its result or error is in the future once it is on the disk.

        Raises:
            FolderError: `folder_busy`, after `close`.
        """
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise FolderError(Reason.FOLDER_BUSY, "closing")
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="commit", daemon=True)
                self._thread.start()
            self._queue.put((job, future))
        return future

    def run(self, job: Job[T]) -> T:
        """Have a job done and wait for it."""
        return self.submit(job).result()

    def close(self) -> None:
        """Finish the jobs that wait, and end the thread."""
        with self._lock:
            self._closed = True
            self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while True:
            batch = [self._queue.get()]
            try:
                while len(batch) < MAX_JOBS:
                    batch.append(self._queue.get_nowait())
            except Empty:
                pass
            self._do([entry for entry in batch if entry is not None])
            if None in batch:
                return

    def _do(self, batch: list[_Waiting]) -> None:
        ready = [entry for entry in batch if _prepare(*entry)]
        if not ready:
            return
        committing: list[_Waiting] = []
        failed: list[tuple[Future[Any], Exception]] = []
        try:
            with self._store.write() as connection:
                for job, future in ready:
                    fault = _apply(job, connection)
                    if fault is None:
                        committing.append((job, future))
                    else:
                        failed.append((future, fault))
        except Exception as error:
            for job, future in ready:
                _throw(job, error)
                future.set_exception(error)
            return
        for future, fault in failed:
            future.set_exception(fault)
        for job, future in committing:
            _finish(job, future)


def _prepare(job: Job[Any], future: "Future[Any]") -> bool:
    if not future.set_running_or_notify_cancel():
        return False
    try:
        next(job)
    except Exception as error:
        future.set_exception(error)
        return False
    return True


def _apply(job: Job[Any], connection: Connection) -> Exception | None:
    driver = raw(connection)
    driver.execute("SAVEPOINT job")
    try:
        job.send(connection)
    except Exception as error:
        driver.execute("ROLLBACK TO job")
        return error
    finally:
        driver.execute("RELEASE job")
    return None


def _finish(job: Job[Any], future: "Future[Any]") -> None:
    try:
        next(job)
    except StopIteration as done:
        future.set_result(done.value)
    except Exception as error:
        future.set_exception(error)
    else:
        future.set_exception(RuntimeError("a job has three parts"))


def _throw(job: Job[Any], error: Exception) -> None:
    """Let a job undo what it remembers beside the database."""
    with suppress(Exception):
        job.throw(error)
