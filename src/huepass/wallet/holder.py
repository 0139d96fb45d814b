"""What a wallet asks its issuer besides codes: about the person, and for the person.

Access tokens are asked for when they are needed and kept nowhere. All that an issuer says is
somebody else's text: it is shown as plain text, and never longer than expected.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlencode

from huepass.errors import Reason, RequestRefused
from huepass.wallet.protocol import IssuerClient
from huepass.wallet.refresh import renewed
from huepass.wallet.store import WalletFolder
from huepass.wallet.web import Answer, Web, check_identifier, unusable

MAX_TEXT: Final = 2000  # characters
_MAX_DETAIL: Final = 300  # characters
_MAX_PAGES: Final = 200
_OK: Final = (200, 201)
_ENDED: Final = 204


class Myself:
    """Asks one issuer about the person whose wallet this is.

    Args:
        web: the network.
        issuer: the credential issuer identifier.
        access: the wallet's access token.
    """

    def __init__(self, web: Web, issuer: str, access: str) -> None:
        self._web = web
        self._issuer = issuer
        self._access = access

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Fetch something under /v1/holder.

        Raises:
            RequestRefused: with the issuer's reason; `issuer_refused` if it is none that is known.
            FetchError: `fetch_failed`, `issuer_unusable`.
        """
        url = _address(self._issuer, f"/v1/holder{path}", query)
        return _content(self._web.get(url, bearer=self._access))

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send something there; as `get`."""
        url = _address(self._issuer, f"/v1/holder{path}")
        return _content(self._web.post(url, body=body, bearer=self._access))

    def delete(self, path: str) -> None:
        """End something there; as `get`."""
        answer = self._web.delete(_address(self._issuer, f"/v1/holder{path}"), bearer=self._access)
        if answer.status != _ENDED:
            _content(answer)

    def every(self, path: str, **query: str) -> Iterator[dict[str, Any]]:
        """The entries of a list, page by page; as `get`."""
        for _ in range(_MAX_PAGES):
            page = self.get(path, **query)
            items, following = page.get("items"), page.get("next")
            if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
                raise unusable("a list is none")
            yield from items
            if following is None:
                return
            if not isinstance(following, str) or len(following) > MAX_TEXT:
                raise unusable("a list goes on nowhere")
            query["cursor"] = following
        raise unusable("a list has no end")


def signed_in(store: WalletFolder, web: Web, client: IssuerClient, person_id: str) -> Myself:
    """Get an access token for a person, with the next refresh token as a refresh would.

    Raises:
        WalletError: `wallet_ended`, `holder_unknown`, `address_refused`.
        RequestRefused: `issuer_refused`.
        FetchError: `fetch_failed`, `issuer_unusable`.
        FolderError: `folder_busy` if a refresh is under way.
        HuepassError: `file_unwritable`.
    """
    with store.refreshing():
        person, _, tokens = renewed(store, client, person_id)
    return Myself(web, person.issuer, tokens.access)


def programme(web: Web, issuer: str) -> dict[str, Any]:
    """What an issuer says to whoever applies.

    Raises:
        WalletError: `address_refused`.
        RequestRefused, FetchError: as `Myself.get`.
    """
    check_identifier(issuer)
    return _content(web.get(_address(issuer, "/v1/programme")))


def apply_to(web: Web, issuer: str, registration: dict[str, Any]) -> str:
    """Register at an issuer; the link of the offer that it makes.

    Raises:
        WalletError: `address_refused`.
        RequestRefused, FetchError: as `Myself.get`.
    """
    check_identifier(issuer)
    return link_in(_content(web.post(_address(issuer, "/v1/registrations"), body=registration)))


def link_in(offered: dict[str, Any]) -> str:
    """The link of an offer that an issuer made (`issuer_unusable`)."""
    link = offered.get("offer")
    if not isinstance(link, str):
        raise unusable("it made no offer")
    return link


def plain(value: object, length: int = MAX_TEXT) -> str:
    """A text of an issuer as it may be shown: on one line, without control characters."""
    text = value if isinstance(value, str) else ""
    return "".join(c if c.isprintable() else " " for c in text[:length])


def both(text: object) -> str:
    """A text of an issuer in Chinese and English, on one line."""
    words = [plain(text.get(one)) for one in ("zh", "en")] if isinstance(text, Mapping) else []
    return " ".join(dict.fromkeys(filter(None, words)))


def _address(issuer: str, path: str, query: Mapping[str, str] | None = None) -> str:
    asked = f"?{urlencode(query)}" if query else ""
    return f"{issuer.rstrip('/')}{quote(path)}{asked}"


def _content(answer: Answer) -> dict[str, Any]:
    if answer.status in _OK and answer.body is not None:
        return answer.body
    said = answer.body or {}
    reason, detail = said.get("reason"), plain(said.get("detail"), _MAX_DETAIL)
    if 400 <= answer.status < 500 and reason in tuple(Reason):
        raise RequestRefused(Reason(reason), detail)
    if 400 <= answer.status < 500 and answer.status != 429:
        raise RequestRefused(Reason.ISSUER_REFUSED, str(answer.status))
    return answer.expect_ok()
