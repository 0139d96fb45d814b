"""The three requests of OpenID4VCI 1.0: a token, a nonce, credentials."""

import base64
import binascii
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from huepass.core import SoftwareSigner
from huepass.errors import Reason, RequestRefused, WalletError
from huepass.wallet.metadata import IssuerInfo, discover
from huepass.wallet.offer import GRANT, Offer, parse_offer
from huepass.wallet.proofs import make_proof
from huepass.wallet.web import Answer, Web, unusable

MAX_WINDOWS: Final = 64
_IDENTIFIER: Final = re.compile(r"live-([0-9a-f]{8})-([0-9]{1,15})")
_CREDENTIAL: Final = re.compile(r"[A-Za-z0-9_-]{1,1024}")
_STATE: Final = re.compile(r"[\x21-\x7e]{1,64}")
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,4096}")
_BAD_OFFER: Final = ("invalid_grant", "invalid_request", "invalid_tx_code")


@dataclass(frozen=True, slots=True)
class Announced:
    """A window that the issuer gives credentials for: its identifier and what that says."""

    identifier: str
    kid: bytes
    expiry: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the token endpoint gave.

    Attributes:
        access: for credential requests.
        refresh: for the next time; None if there is none.
        windows: by expiry; empty if the issuer announces none.
        colour_state: another text when the person's colour has changed meanwhile, back to the same
            one too; None if the issuer doesn't say.
    """

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    windows: tuple[Announced, ...]
    colour_state: str | None = None


class IssuerClient:
    """Speaks with issuers.

    Args:
        web: the network.
        clock: seconds since the epoch, for the proofs.
    """

    def __init__(self, web: Web, clock: Callable[[], int]) -> None:
        self._web = web
        self._clock = clock

    def now(self) -> int:
        """The wallet's clock, seconds since the epoch."""
        return self._clock()

    def offer(self, link: str) -> Offer:
        """See `parse_offer`."""
        return parse_offer(link, self._web)

    def discover(self, issuer: str, configurations: Iterable[str]) -> IssuerInfo:
        """See `metadata.discover`."""
        return discover(self._web, issuer, configurations)

    def redeem(self, info: IssuerInfo, offer: Offer, tx_code: str | None) -> Tokens:
        """Trade the code of an offer for tokens.

        Raises:
            WalletError: `offer_refused`.
            RequestRefused: `issuer_refused`.
            FetchError: `fetch_failed`, `issuer_unusable`.
        """
        form = {"grant_type": GRANT, "pre-authorized_code": offer.code}
        if tx_code is not None:
            form["tx_code"] = tx_code
        answer = self._token(info, form)
        if answer.error in _BAD_OFFER:
            raise WalletError(Reason.OFFER_REFUSED, answer.error)
        return _tokens(_body(answer), info)

    def renew(self, info: IssuerInfo, refresh_token: str) -> Tokens:
        """Trade a refresh token for new tokens; the old one is good until the new one is used.

        Raises:
            WalletError: `wallet_ended`.
            RequestRefused: `issuer_refused`.
            FetchError: `fetch_failed`, `issuer_unusable`.
        """
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        answer = self._token(info, form)
        if answer.error == "invalid_grant":
            raise WalletError(Reason.WALLET_ENDED)
        return _tokens(_body(answer), info)

    def credentials(
        self,
        info: IssuerInfo,
        access: str,
        identifier: str | None,
        signers: Sequence[SoftwareSigner],
    ) -> list[bytes]:
        """Ask for a credential for each key; what comes is to be matched by the key in it.

        Args:
            info: the issuer.
            access: the access token.
            identifier: the window, or None for the one that is on.
            signers: the keys, at most `info.batch_size`.

        Raises:
            RequestRefused: `credentials_denied` if the issuer gives no more for now,
                `issuer_refused` for any other error.
            FetchError: `fetch_failed`, `issuer_unusable`.
        """
        answer = self._request(info, access, identifier, signers)
        if answer.error == "invalid_nonce":  # used up or too old: one more try, with the same keys
            answer = self._request(info, access, identifier, signers)
        if answer.error == "credential_request_denied":
            raise RequestRefused(Reason.CREDENTIALS_DENIED)
        return _credentials(_body(answer))

    def _token(self, info: IssuerInfo, form: dict[str, str]) -> Answer:
        asked = [{"type": "openid_credential", "credential_configuration_id": info.configuration}]
        form["authorization_details"] = json.dumps(asked, separators=(",", ":"))
        return self._web.post(info.token_endpoint, form=form)

    def _request(
        self,
        info: IssuerInfo,
        access: str,
        identifier: str | None,
        signers: Sequence[SoftwareSigner],
    ) -> Answer:
        nonce = self._web.post(info.nonce_endpoint).expect_ok().get("c_nonce")
        if not isinstance(nonce, str) or not nonce:
            raise unusable("the nonce is missing")
        proofs = [
            make_proof(
                signer,
                algorithm=info.algorithm,
                audience=info.issuer,
                nonce=nonce,
                at=self._clock(),
            )
            for signer in signers
        ]
        which = (
            {"credential_configuration_id": info.configuration}
            if identifier is None
            else {"credential_identifier": identifier}
        )
        body = {**which, "proofs": {"jwt": proofs}}
        return self._web.post(info.credential_endpoint, body=body, bearer=access)


def _body(answer: Answer) -> dict[str, Any]:
    if 400 <= answer.status < 500 and answer.status != 429:
        raise RequestRefused(Reason.ISSUER_REFUSED, f"{answer.status} {answer.error}".rstrip())
    return answer.expect_ok()


def _tokens(body: dict[str, Any], info: IssuerInfo) -> Tokens:
    kind, access = body.get("token_type"), body.get("access_token")
    if not isinstance(kind, str) or kind.lower() != "bearer" or not _is_token(access):
        raise unusable("the access token is missing")
    if "refresh_token" in body and not _is_token(body["refresh_token"]):
        raise unusable("the refresh token is not a text")
    windows: tuple[Announced, ...] = ()
    if "authorization_details" in body:
        windows = _windows(body["authorization_details"], info.configuration)
    state = body.get("colour_state")
    if state is not None and not (isinstance(state, str) and _STATE.fullmatch(state)):
        raise unusable("the state of the colour is not a short text")
    return Tokens(str(access), body.get("refresh_token"), windows, state)


def _windows(details: Any, configuration: str) -> tuple[Announced, ...]:
    """The windows that were announced, by expiry; identifiers of another form are passed over."""
    found: dict[int, Announced] = {}
    for entry in details if isinstance(details, list) else ():
        if (
            not isinstance(entry, dict)
            or entry.get("credential_configuration_id") != configuration
            or not isinstance(entry.get("credential_identifiers"), list)
        ):
            continue
        for identifier in entry["credential_identifiers"]:
            match = _IDENTIFIER.fullmatch(identifier) if isinstance(identifier, str) else None
            if match is None:
                continue
            window = Announced(identifier, bytes.fromhex(match[1]), int(match[2]))
            # Windows of one's own would tell a person from everybody else (spec section 3).
            if found.setdefault(window.expiry, window) != window or len(found) > MAX_WINDOWS:
                raise unusable("it announces too many windows")
    if not found:
        raise unusable("it announces no window")
    return tuple(found[expiry] for expiry in sorted(found))


def _credentials(body: dict[str, Any]) -> list[bytes]:
    entries = body.get("credentials")
    if not isinstance(entries, list):
        raise unusable("there are no credentials in its answer")
    return [_credential(entry) for entry in entries]


def _credential(entry: Any) -> bytes:
    """The bytes of one entry; empty, which is no credential, for anything of another form."""
    text = entry.get("credential") if isinstance(entry, dict) else None
    if not isinstance(text, str) or not _CREDENTIAL.fullmatch(text):
        return b""
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return b""


def _is_token(value: Any) -> bool:
    return isinstance(value, str) and _TOKEN.fullmatch(value) is not None
