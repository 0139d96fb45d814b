"""An end for requests over HTTP that take too long as a whole."""

import socket
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any, Self


class Deadline:
    """Ends a request after some seconds, whatever the server does, by shutting its connection.

    httpx itself bounds only the silence between two pieces, and a head may have very many. To be
    used in a `with` block around one request on a connection of its own, whose extension `trace`
    is `Deadline.trace`.

    Args:
        seconds: from the beginning of the block.

    Attributes:
        over: whether the time is up; whatever was read until then may not be all.
    """

    def __init__(self, seconds: float) -> None:
        self.over = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        self._timer.join()  # so that it can't shut a socket that was meanwhile closed

    def trace(self, event: str, info: dict[str, Any]) -> None:
        """Learn the connection, for httpx's extension `trace`; behind TLS it comes twice."""
        get = getattr(info.get("return_value"), "get_extra_info", None)
        if event.endswith(".complete") and get is not None:
            self._socket = get("socket")
            if self.over:
                self._shut()

    def _end(self) -> None:
        self.over = True
        self._shut()

    def _shut(self) -> None:
        with suppress(OSError):
            if self._socket is not None:
                # Below TLS, whose own way of it is not for another thread.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
