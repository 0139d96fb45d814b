"""Group commit: what is answered is on the disk, and a job that fails fails alone."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from huepass.errors import FolderError, Reason
from huepass.issuer.store.engine import Store
from huepass.issuer.store.group import GroupCommit, Job


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = Store(tmp_path / "issuer.db")
    store.create()
    yield store
    store.close()


@pytest.fixture
def group(store: Store) -> Iterator[GroupCommit]:
    group = GroupCommit(store)
    yield group
    group.close()


def add(number: str, log: list[str], fails: str = "") -> Job[str]:
    """A job that registers a person, and fails in one of its parts."""
    log.append("prepared")
    if fails == "prepare":
        raise ZeroDivisionError
    connection = yield
    try:
        connection.execute(
            text(f"INSERT INTO person (number, colour, registered_at) VALUES ('{number}', 0, 0)")
        )
        if fails == "apply":
            raise ZeroDivisionError
        yield
    except BaseException:
        log.append("undone")
        raise
    log.append("committed")
    if fails == "finish":
        raise ZeroDivisionError
    return number


def numbers(store: Store) -> set[str]:
    with store.read() as connection:
        return set(connection.execute(text("SELECT number FROM person")).scalars())


def wait(started: threading.Event, go: threading.Event) -> Job[None]:
    started.set()
    assert go.wait(30)
    yield
    yield


def test_the_parts_come_in_order_and_the_result_after_the_commit(
    group: GroupCommit, store: Store
) -> None:
    log: list[str] = []
    assert group.run(add("a", log)) == "a"
    assert log == ["prepared", "committed"]
    assert numbers(store) == {"a"}


@pytest.mark.parametrize(("part", "kept"), [("prepare", 0), ("apply", 0), ("finish", 1)])
def test_a_job_that_fails_fails_alone(
    group: GroupCommit, store: Store, part: str, kept: int
) -> None:
    started, go = threading.Event(), threading.Event()
    first = group.submit(wait(started, go))
    assert started.wait(30)  # the others come together in the next group
    futures = [
        group.submit(add(name, [], fails)) for name, fails in (("a", ""), ("bad", part), ("c", ""))
    ]
    go.set()
    first.result(30)
    assert futures[0].result(30) == "a"
    assert isinstance(futures[1].exception(30), ZeroDivisionError)
    assert futures[2].result(30) == "c"
    assert numbers(store) == {"a", "c"} | ({"bad"} if kept else set())


def test_a_commit_that_fails_is_told_to_every_job(store: Store, tmp_path: Path) -> None:
    group = GroupCommit(Store(tmp_path / "issuer.db", busy_seconds=0))
    log: list[str] = []
    with store.write():
        future = group.submit(add("a", log))
        error = future.exception(30)
    assert isinstance(error, FolderError)
    assert error.reason == Reason.FOLDER_BUSY
    assert group.run(add("b", [])) == "b"
    group.close()
    assert numbers(store) == {"b"}


def test_closing_finishes_what_waits_and_takes_nothing_more(store: Store) -> None:
    group = GroupCommit(store)
    futures = [group.submit(add(str(number), [])) for number in range(50)]
    group.close()
    assert [future.result(0) for future in futures] == [str(number) for number in range(50)]
    with pytest.raises(FolderError):
        group.submit(add("late", []))
    GroupCommit(store).close()


def test_a_job_that_was_cancelled_is_not_done(store: Store, group: GroupCommit) -> None:
    started, go = threading.Event(), threading.Event()
    group.submit(wait(started, go))
    assert started.wait(30)
    late = group.submit(add("late", []))
    assert late.cancel()
    go.set()
    group.run(add("a", []))
    assert numbers(store) == {"a"}
