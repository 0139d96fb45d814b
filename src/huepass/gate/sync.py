"""Fetching a gate's documents over HTTP; the core decides what of it is believed.

    URL/federation/roots.cbor        all roots, as a CBOR sequence
    URL/federation/trust-list.cbor
    each issuer's revocation list    at the address that the trust list gives

Each file stands for itself: where one can't be fetched or is refused, the others are still taken.
Nothing here is trusted, since every document is signed: a server, or whoever sits in between, can
withhold documents and no more.

Nor is anything that a server says remembered. What a gate has already is said by a tag that it
computes from the document in force, as the issuer's service does; another server just answers with
the whole file.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx

from huepass.core import document
from huepass.errors import FetchError, HuepassError, Reason, UsageError
from huepass.gate.deadline import Deadline
from huepass.gate.folder import GateFolder
from huepass.gate.snapshot import Snapshot

ROOTS_PATH: Final = "federation/roots.cbor"
TRUST_LIST_PATH: Final = "federation/trust-list.cbor"


class Kind(StrEnum):
    """What a file is."""

    ROOTS = "roots"
    TRUST_LIST = "trust-list"
    REVOCATION_LIST = "revocation-list"


class Outcome(StrEnum):
    """What became of one file."""

    LOADED = "loaded"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    FAILED = "failed"


_LIMITS: Final = {
    # All roots ever: 256 of the largest, or some ten thousand ordinary ones.
    Kind.ROOTS: 256 * document.MAX_SIZE[document.Kind.ROOT],
    Kind.TRUST_LIST: document.MAX_SIZE[document.Kind.TRUST_LIST],
    Kind.REVOCATION_LIST: document.MAX_SIZE[document.Kind.REVOCATION_LIST],
}


@dataclass(frozen=True)
class Fetched:
    """What became of one file.

    Attributes:
        kind: what it is.
        issuer: the id of the issuer whose revocation list it is, or None.
        url: where it was looked for.
        outcome: what became of it; on `refused` and `failed` the gate keeps what it had.
        error: why, for these two.
    """

    kind: Kind
    issuer: str | None
    url: str
    outcome: Outcome
    error: HuepassError | None = None


@dataclass(frozen=True)
class SyncReport:
    """What became of each file, in the order in which they were fetched."""

    files: tuple[Fetched, ...]

    @property
    def ok(self) -> bool:
        """Whether everything was fetched and believed."""
        return all(file.error is None for file in self.files)


@dataclass(frozen=True)
class Limits:
    """How long a server is waited for, in seconds.

    Args:
        connect: for the connection.
        silence: between two pieces of an answer.
        whole: for one file from its request to its last byte, so that a server that drips bytes
            holds nobody up for ever.
    """

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 600.0


def sync(
    folder: GateFolder,
    clock: Callable[[], float],
    *,
    url: str | None = None,
    limits: Limits | None = None,
) -> SyncReport:
    """Fetch what is new and take it into the folder.

    Args:
        folder: the gate's folder.
        clock: gives seconds since the epoch.
        url: the federation's address, in place of the one that the folder remembers.
        limits: how long to wait.

    Raises:
        UsageError: there is no address.
        FetchError: the environment's settings for proxies or certificates are of no use.
        FolderError: `folder_missing`, `folder_broken`, `folder_busy`.
        HuepassError: `file_unreadable`, `file_unwritable`.
    """
    base = url or folder.read().settings.url
    if base is None:
        raise UsageError("this gate has no address to fetch from; give one with --url")
    base = base.rstrip("/") + "/"
    with _client(limits or Limits()) as client:
        run = _Run(folder, clock, client, limits or Limits())
        files = [
            run.fetch(Kind.ROOTS, None, base + ROOTS_PATH),
            run.fetch(Kind.TRUST_LIST, None, base + TRUST_LIST_PATH),
        ]
        trust = folder.read().state.trust
        for issuer in trust.issuers if trust else ():
            files.append(run.fetch(Kind.REVOCATION_LIST, issuer.id, issuer.revocation_list_url))
    return SyncReport(tuple(files))


class _Run:
    """One pass over all files."""

    def __init__(
        self,
        folder: GateFolder,
        clock: Callable[[], float],
        client: httpx.Client,
        limits: Limits,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._client = client
        self._limits = limits

    def fetch(self, kind: Kind, issuer: str | None, url: str) -> Fetched:
        """Fetch one file and load it."""
        report = Fetched(kind, issuer, url, Outcome.LOADED)
        held = _tag(self._folder.read(), kind, issuer)
        try:
            data = _get(self._client, url, _LIMITS[kind], held, self._limits.whole)
        except FetchError as error:
            return replace(report, outcome=Outcome.FAILED, error=error)
        if data is None:
            return replace(report, outcome=Outcome.UNCHANGED)
        loaded = self._folder.load(data, int(self._clock()))
        if loaded.errors:
            return replace(report, outcome=Outcome.REFUSED, error=loaded.errors[0])
        same = _tag(self._folder.read(), kind, issuer) == held
        return replace(report, outcome=Outcome.UNCHANGED if same else Outcome.LOADED)


def _client(limits: Limits) -> httpx.Client:
    try:
        return httpx.Client(
            timeout=httpx.Timeout(limits.silence, connect=limits.connect),
            # A connection for each file: one deadline then belongs to one connection.
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            # No cookies: a server must not recognise a gate.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            # Not compressed: unpacking is an attack surface, and signatures don't shrink.
            headers={"User-Agent": "huepass-gate", "Accept-Encoding": "identity", "Accept": "*/*"},
        )
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        # Not the error's own words, which may quote a proxy's password.
        detail = f"the settings for proxies or certificates: {type(error).__name__}"
        raise FetchError(Reason.FETCH_FAILED, detail) from None


def _get(
    client: httpx.Client, url: str, limit: int, tag: str | None, seconds: float
) -> bytes | None:
    """The body, or None if the server says that it is what the tag stands for."""
    with Deadline(seconds) as deadline:
        try:
            return _exchange(client, url, limit, tag, deadline)
        except httpx.TimeoutException:
            detail = "the server did not answer in time"
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            detail = type(error).__name__
        if deadline.over:
            detail = f"not there after {seconds:g} seconds"
        raise FetchError(Reason.FETCH_FAILED, detail)


def _exchange(
    client: httpx.Client, url: str, limit: int, tag: str | None, deadline: Deadline
) -> bytes | None:
    headers = {"If-None-Match": tag} if tag else {}
    extensions = {"trace": deadline.trace}
    with client.stream("GET", url, headers=headers, extensions=extensions) as response:
        if tag and response.status_code == httpx.codes.NOT_MODIFIED:
            return None
        _check_head(response, limit)
        body = bytearray()
        # In pieces as they come: with a size given, httpx would wait until it has that much.
        for chunk in response.iter_raw():
            body += chunk
            if len(body) > limit:
                raise FetchError(Reason.FETCH_FAILED, f"longer than {limit} bytes")
    # Without a length the end of the connection looks like the end of the file.
    if deadline.over:
        raise httpx.ReadTimeout("the deadline is over")
    return bytes(body)


def _check_head(response: httpx.Response, limit: int) -> None:
    if response.is_redirect:
        raise FetchError(Reason.FETCH_FAILED, "the server redirects; use the address it names")
    if response.status_code != httpx.codes.OK:
        raise FetchError(Reason.FETCH_FAILED, f"HTTP status {response.status_code}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchError(Reason.FETCH_FAILED, "the server compresses, which was not asked for")
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/"):
        # Mostly the login page of a network.
        raise FetchError(Reason.FETCH_FAILED, f"the server sent {kind.split(';')[0]}")
    length = response.headers.get("Content-Length", "0")
    if length.isdecimal() and int(length) > limit:
        raise FetchError(Reason.FETCH_FAILED, f"longer than {limit} bytes")


def _tag(snapshot: Snapshot, kind: Kind, issuer: str | None) -> str | None:
    """What the issuer's service calls the file that is in force here, None if there is none."""
    state = snapshot.state
    if kind == Kind.ROOTS:
        held = b"".join(snapshot.roots)
    else:
        signed = state.trust if kind == Kind.TRUST_LIST else state.lists.get(issuer or "")
        if signed is None:
            return None
        held = signed.document
    return f'"{hashlib.sha256(held).hexdigest()[:32]}"'
