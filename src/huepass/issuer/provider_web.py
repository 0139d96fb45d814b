"""HTTP as the service speaks it to an OpenID Connect provider: bounded, and without redirects."""

import json
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Final, Self

import httpx
from authlib.oauth2 import ClientAuth

MAX_ANSWER: Final = 256 << 10  # bytes
_CONNECT: Final = 5.0  # seconds
_SILENCE: Final = 5.0  # seconds between two pieces
WHOLE: Final = 10.0  # seconds


class ProviderFault(Exception):
    """The provider doesn't answer, or not as it should; the words are never the provider's."""


class ProviderWeb:
    """Requests to a provider; to be used in a `with` block, and by authlib as its session.

    Args:
        whole: seconds for an answer's body.
    """

    def __init__(self, whole: float = WHOLE) -> None:
        self._whole = whole

    def __enter__(self) -> Self:
        try:
            self._client = httpx.Client(
                timeout=httpx.Timeout(_SILENCE, connect=_CONNECT),
                follow_redirects=False,
                # Nothing compressed: a small answer could become a large one.
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
            )
        except (ImportError, OSError, ValueError, httpx.InvalidURL):
            raise ProviderFault("the settings for proxies or certificates are wrong") from None
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(self, url: str, bearer: str | None = None) -> dict[str, Any]:
        """A JSON object.

        Raises:
            ProviderFault: none came.
        """
        headers = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        answer = self._ask("GET", url, headers=headers)
        if answer.status_code != httpx.codes.OK:
            raise ProviderFault(f"HTTP status {answer.status_code}")
        try:
            content = json.loads(answer.content)
        except (ValueError, RecursionError):
            raise ProviderFault("the answer is no JSON") from None
        if not isinstance(content, dict):
            raise ProviderFault("the answer is no JSON object")
        return content

    def post(
        self, url: str, data: dict[str, str], headers: dict[str, str], auth: ClientAuth
    ) -> httpx.Response:
        """Send a form as a client of the provider: what authlib calls for a token.

        Raises:
            ProviderFault: no answer came.
        """
        form = str(httpx.QueryParams(data))
        # A copy: authlib hands out one that all clients share, and adds the secret to it.
        prepare: Callable[..., tuple[str, dict[str, str], str]] = auth.prepare
        url, headers, form = prepare("POST", url, dict(headers), form)
        return self._ask("POST", url, headers=headers, content=form)

    def _ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        until = time.monotonic() + self._whole
        body = bytearray()
        try:
            with self._client.stream(method, url, **options) as response:
                if response.is_redirect:
                    raise ProviderFault("it redirects")
                for chunk in response.iter_raw():
                    body += chunk
                    if len(body) > MAX_ANSWER:
                        raise ProviderFault(f"longer than {MAX_ANSWER} bytes")
                    if time.monotonic() > until:
                        raise ProviderFault("too slow")
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, ValueError) as error:
            # Not the error's own words, which may quote what was sent.
            raise ProviderFault(type(error).__name__) from None
        return httpx.Response(
            response.status_code, content=bytes(body), request=httpx.Request(method, url)
        )
