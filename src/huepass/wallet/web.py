"""HTTP as a wallet does it: https, one host at a time, no redirects, bounded sizes and times."""

import ipaddress
import json
import time
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, Final, Self

import httpx

from huepass.errors import FetchError, Reason, WalletError

MAX_ANSWER: Final = 256 * 1024  # bytes
_JSON: Final = ("application/json", "application/problem+json")


@dataclass(frozen=True)
class Limits:
    """How long an issuer is waited for, in seconds.

    Args:
        connect: for the connection.
        silence: between two pieces of an answer.
        whole: for one answer, so that a server that drips bytes holds nobody up for ever.
    """

    connect: float = 10.0
    silence: float = 20.0
    whole: float = 60.0


@dataclass(frozen=True)
class Answer:
    """What a server said.

    Attributes:
        status: the HTTP status.
        body: the JSON object, None where there is none.
    """

    status: int
    body: dict[str, Any] | None = field(repr=False)

    @property
    def error(self) -> str:
        """The standard's error code, empty if there is none."""
        code = self.body.get("error") if self.body else None
        # From the network and into messages: no more than a code of the standard can be.
        known = isinstance(code, str) and len(code) <= 64 and code.replace("_", "").isalnum()
        return str(code) if known and self.status >= 400 else ""

    def expect_ok(self) -> dict[str, Any]:
        """The JSON object of a 200.

        Raises:
            FetchError: `fetch_failed` for another status, `issuer_unusable` without JSON.
        """
        if self.status != httpx.codes.OK:
            detail = f"HTTP status {self.status} {self.error}".rstrip()
            raise FetchError(Reason.FETCH_FAILED, detail)
        if self.body is None:
            raise unusable("the answer is no JSON object")
        return self.body


class Web:
    """Keeps connections to an issuer open while it is used; to be used in a `with` block.

    Raises:
        FetchError: `fetch_failed`, the environment's settings for proxies or certificates are of
            no use.
    """

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._client = _client(self._limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, url: str, *, bearer: str | None = None) -> Answer:
        """Fetch (`fetch_failed`)."""
        return self._ask("GET", url, headers=_authorization(bearer))

    def post(
        self,
        url: str,
        *,
        form: dict[str, str] | None = None,
        body: dict[str, Any] | None = None,
        bearer: str | None = None,
    ) -> Answer:
        """Send a form, a JSON object or nothing (`fetch_failed`)."""
        return self._ask("POST", url, data=form, json=body, headers=_authorization(bearer))

    def delete(self, url: str, *, bearer: str | None = None) -> Answer:
        """End something (`fetch_failed`)."""
        return self._ask("DELETE", url, headers=_authorization(bearer))

    def _ask(self, method: str, url: str, **options: Any) -> Answer:
        check_address(url)
        deadline = time.monotonic() + self._limits.whole
        try:
            with self._client.stream(method, url, **options) as response:
                if response.is_redirect:
                    raise FetchError(Reason.FETCH_FAILED, "the server redirects")
                body = bytearray()
                for chunk in response.iter_raw():
                    body += chunk
                    if len(body) > MAX_ANSWER:
                        raise FetchError(Reason.FETCH_FAILED, f"longer than {MAX_ANSWER} bytes")
                    if time.monotonic() > deadline:
                        raise FetchError(Reason.FETCH_FAILED, "too slow")
        except httpx.TimeoutException:
            raise FetchError(Reason.FETCH_FAILED, "the server did not answer in time") from None
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            # Not the error's own words, which may quote what was sent.
            raise FetchError(Reason.FETCH_FAILED, type(error).__name__) from None
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        try:
            content = parse_object(bytes(body)) if kind in _JSON else None
        except ValueError:
            content = None
        return Answer(response.status_code, content)


def _authorization(bearer: str | None) -> dict[str, str]:
    return {} if bearer is None else {"Authorization": f"Bearer {bearer}"}


def _client(limits: Limits) -> httpx.Client:
    try:
        return httpx.Client(
            timeout=httpx.Timeout(limits.silence, connect=limits.connect),
            follow_redirects=False,
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            headers={
                # The same of every wallet, and nothing compressed: unpacking is an attack surface.
                "User-Agent": "huepass-wallet",
                "Accept-Encoding": "identity",
                "Accept": "application/json",
            },
        )
    except (ImportError, OSError, ValueError, httpx.InvalidURL) as error:
        # Not the error's own words, which may quote a proxy's password.
        detail = f"the settings for proxies or certificates: {type(error).__name__}"
        raise FetchError(Reason.FETCH_FAILED, detail) from None


def parse_object(data: bytes) -> dict[str, Any]:
    """A JSON object, whatever else somebody may have sent.

    Raises:
        ValueError: not one.
    """
    try:
        value = json.loads(data)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def check_address(url: str) -> None:
    """Refuse an address that must not be used: https only, http on this machine only.

    Raises:
        WalletError: `address_refused`.
    """
    try:
        parts = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, TypeError):
        raise WalletError(Reason.ADDRESS_REFUSED, "not an address") from None
    if parts.userinfo or parts.fragment or not parts.host:
        raise WalletError(Reason.ADDRESS_REFUSED, "with a user name or a fragment, or no host")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_this_machine(parts.host)):
        raise WalletError(Reason.ADDRESS_REFUSED, "it does not begin with https://")


def check_identifier(issuer: str) -> None:
    """Refuse an address that can't be a credential issuer identifier: one with a query.

    Raises:
        WalletError: `address_refused`.
    """
    check_address(issuer)
    if "?" in issuer or "#" in issuer:
        raise WalletError(Reason.ADDRESS_REFUSED, "an issuer's address has no query")


def unusable(detail: str) -> FetchError:
    """What the issuer's service says is not as the standard requires."""
    return FetchError(Reason.ISSUER_UNUSABLE, detail)


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
