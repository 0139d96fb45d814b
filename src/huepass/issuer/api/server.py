"""Running the service with uvicorn, in one process or in several."""

import http.client
import logging
import logging.config
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from huepass.core import SoftwareSigner
from huepass.errors import FolderError, Reason
from huepass.issuer.api.app import create_app
from huepass.issuer.settings import load_settings
from huepass.pages import PageFiles

_BACKLOG: Final = 2048
_POLL: Final = 0.05  # seconds
# Connections of one process, idle ones too; more are told 503. It keeps a flood of slow clients
# below the usual limit of 1024 open files, so that the database and the documents still open.
MAX_CONNECTIONS: Final = 900


class Service:
    """Makes the app, in whichever process it is called.

    With several workers it travels to each of them over the pipe that starts a process: private
    keys are in no argument, environment variable or file.

    Args:
        folder: the issuer's folder.
        seeds: the private keys.
        secret: the service's 32 secret bytes.
        pages: the wallet's and the gate's pages, so that every process serves the same; or None.
    """

    def __init__(
        self, folder: Path, seeds: list[bytes], secret: bytes | None, pages: PageFiles | None
    ) -> None:
        self._folder = folder
        self._seeds = seeds
        self._secret = secret
        self._pages = pages

    def __call__(self) -> FastAPI:
        """The app of this process."""
        _configure_logging()
        _end_with_parent()
        signers = [SoftwareSigner.from_seed(seed) for seed in self._seeds]
        settings = load_settings(self._folder)
        return create_app(settings, signers, lambda: int(time.time()), self._secret, self._pages)

    def __repr__(self) -> str:
        return f"{type(self).__name__}()"


def run_service(
    service: Service, host: str, port: int, workers: int, ready: Callable[[str], None]
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        service: makes the app.
        host: name or address to listen on.
        port: 0 for any free one.
        workers: processes, at least 1.
        ready: called with the URL once the service answers.

    Raises:
        FolderError: `address_in_use`.
    """
    _configure_logging()
    listener = _listen(host, port)
    config = uvicorn.Config(
        service,
        factory=True,
        workers=workers,
        log_config=None,
        access_log=False,  # it would write the numbers of persons
        server_header=False,
        proxy_headers=False,
        backlog=_BACKLOG,
        limit_concurrency=MAX_CONNECTIONS,
        timeout_graceful_shutdown=10,
    )
    port = listener.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    announcer = threading.Thread(
        target=_announce, args=(listener, lambda: ready(f"http://{shown}:{port}")), daemon=True
    )
    announcer.start()
    # uvicorn raises the signal that ended it once more; by then everything is done.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    with listener:
        if workers == 1:
            uvicorn.Server(config).run(sockets=[listener])
        else:
            Multiprocess(config, sockets=[listener]).run()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except (OSError, OverflowError) as error:
        raise FolderError(Reason.ADDRESS_IN_USE, f"{host}:{port}") from error
    listener.set_inheritable(True)
    return listener


def _announce(listener: socket.socket, ready: Callable[[], None]) -> None:
    """Wait until the service answers itself."""
    address = listener.getsockname()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address[0], address[0])
    while listener.fileno() >= 0:
        connection = http.client.HTTPConnection(host, address[1], timeout=30)
        try:
            connection.request("GET", "/health")
            if connection.getresponse().status == http.client.OK:
                ready()
                return
        except OSError:
            pass
        finally:
            connection.close()
        time.sleep(_POLL)


def _end_with_parent() -> None:
    """End a worker whose parent was killed: it would keep the address."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()


def _configure_logging() -> None:
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(message)s"}},
            "handlers": {
                "stderr": {
                    "class": "logging.StreamHandler",
                    "formatter": "line",
                    "stream": sys.stderr,
                }
            },
            "loggers": {
                "huepass": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
                "uvicorn": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            },
        }
    )
