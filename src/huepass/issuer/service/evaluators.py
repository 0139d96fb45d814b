"""Evaluating in processes of their own, while this one writes."""

import gc
import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from huepass.issuer.service.moving import BATCH, Evaluated, Evaluations, evaluate_range
from huepass.issuer.service.office import Office
from huepass.issuer.service.rules import Rules, rules_in_force
from huepass.issuer.store import programmes
from huepass.issuer.store.engine import Store

_AHEAD: Final = 3  # ranges that each process has before it


class _Evaluator:
    """One of the processes."""

    def __init__(self, database: Path) -> None:
        self._store = Store(database)
        self._rules: tuple[tuple[int, int], Rules] | None = None

    def evaluate(self, first: int, last: int, now: int) -> Evaluated:
        with self._store.read() as connection:
            key = programmes.newest(connection)
            if self._rules is None or self._rules[0] != key:
                self._rules = key, rules_in_force(connection, {})
            return evaluate_range(connection, self._rules[1], first, last, now)


_evaluator: _Evaluator | None = None


@contextmanager
def processes(office: Office, count: int) -> Iterator[Evaluations]:
    """Evaluations that come from other processes, in order.

    Args:
        office: the issuer. The processes get the path of its database and nothing else.
        count: how many processes.
    """
    pool = ProcessPoolExecutor(
        count,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_begin,
        initargs=(office.settings.database,),
    )
    try:
        yield lambda cursor: _in_order(pool, cursor, count * _AHEAD, office.now)
    finally:
        pool.shutdown(cancel_futures=True)


def _in_order(
    pool: ProcessPoolExecutor, cursor: int, ahead: int, now: Callable[[], int]
) -> Iterator[Evaluated]:
    waiting: deque[Future[Evaluated]] = deque()
    while True:
        while len(waiting) < ahead:
            waiting.append(pool.submit(_evaluate, cursor + 1, cursor + BATCH, now()))
            cursor += BATCH
        yield waiting.popleft().result()


def _begin(database: Path) -> None:
    global _evaluator
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks is told
    _end_with_parent()
    _evaluator = _Evaluator(database)
    # Facts and colours are trees of small tuples: to look for circles in them takes a fifth of
    # the time, and there are none. Each range is cleared up after.
    gc.disable()


def _evaluate(first: int, last: int, now: int) -> Evaluated:
    assert _evaluator is not None
    done = _evaluator.evaluate(first, last, now)
    gc.collect(0)
    return done


def _end_with_parent() -> None:
    """End when whoever asks was killed: nothing else would tell."""
    parent = multiprocessing.parent_process()
    assert parent is not None

    def wait() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
