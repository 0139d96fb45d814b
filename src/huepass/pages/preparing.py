"""Fitting built pages to where they are served: whom they may talk to, and whom they ask.

A page says in its own text which addresses it may reach (its content security policy) and which
services it asks. Its service worker knows the hash of that text, and is changed along with it.
"""

import re
from base64 import b64encode
from collections.abc import Iterable
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Final

from huepass.errors import FolderError, Reason
from huepass.pages.files import MEDIA_TYPES, PAGES, PageFiles

_PORT: Final = r"(?::[0-9]{1,5})?"
_ORIGIN: Final = (
    rf"(?:https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?{_PORT}|http://(?:localhost|127\.0\.0\.1){_PORT})"
)
_ADDRESS: Final = re.compile(rf"({_ORIGIN})(?:[/?#].*)?", re.IGNORECASE | re.ASCII | re.DOTALL)
_SERVER: Final = re.compile(rf"({_ORIGIN}(?:/[A-Za-z0-9._~-]+)*)/?", re.IGNORECASE | re.ASCII)
_REACHED: Final = "connect-src 'self';"
_ASKED: Final = '<meta name="huepass-servers" content="" />'
_POLICY: Final = re.compile(r'http-equiv="Content-Security-Policy"\s+content="([^"]+)"')


def origin_of(address: str) -> str | None:
    """Scheme, host and port of an address that a page may talk to.

    None for all others: for what isn't https or this machine, and for what has characters in it
    that mean something else in a policy.
    """
    found = _ADDRESS.fullmatch(address)
    return found[1].lower() if found else None


def server_of(address: str) -> str | None:
    """The address of an issuer's service as pages know it: without a slash at its end.

    None if a page could not use it.
    """
    found = _SERVER.fullmatch(address)
    return found[1] if found else None


def prepare(files: PageFiles, reached: Iterable[str], servers: Iterable[str] = ()) -> PageFiles:
    """The pages, fitted to where they are served.

    Args:
        files: as they were built.
        reached: addresses that the pages may talk to besides their own; those that a page could
            not use are left out.
        servers: issuers' services that the pages ask and may talk to (`server_of`); none means the
            one that serves them.

    Raises:
        FolderError: `folder_broken`: these aren't built pages.
    """
    servers = tuple(servers)
    origins = {origin for address in (*reached, *servers) if (origin := origin_of(address))}
    sources = " ".join(("'self'", *sorted(origins)))
    made = dict(files)
    for page in PAGES:
        name, worker = f"{page}/index.html", f"{page}/worker.js"
        text = _replaced(name, files[name], _REACHED.encode(), f"connect-src {sources};".encode())
        asked = f'<meta name="huepass-servers" content="{" ".join(servers)}" />'
        made[name] = _replaced(name, text, _ASKED.encode(), asked.encode())
        before, after = _hash(files[name]), _hash(made[name])
        made[worker] = _replaced(worker, files[worker], before, after)
    return made


def policy_of(page: bytes) -> str:
    """The content security policy of a page, as a header; there it can forbid frames as well.

    Raises:
        FolderError: `folder_broken`: it has none.
    """
    found = _POLICY.search(page.decode("utf-8", "replace"))
    if found is None:
        raise FolderError(Reason.FOLDER_BROKEN, "a page has no content security policy")
    return f"{found[1]}; frame-ancestors 'none'"


def media_type_of(name: str) -> str:
    """The media type of a file of the pages."""
    return MEDIA_TYPES[PurePosixPath(name).suffix]


def _hash(content: bytes) -> bytes:
    return b"sha256-" + b64encode(sha256(content).digest())


def _replaced(name: str, content: bytes, before: bytes, after: bytes) -> bytes:
    if content.count(before) != 1:
        raise FolderError(Reason.FOLDER_BROKEN, f"{name} was not built by this version")
    return content.replace(before, after)
