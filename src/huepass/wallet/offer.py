"""A credential offer: what a person gets from the issuer to begin with (OpenID4VCI section 4)."""

from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from huepass.errors import Reason, WalletError
from huepass.wallet.web import Web, check_address, check_identifier, parse_object

SCHEME: Final = "openid-credential-offer"
GRANT: Final = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
MAX_LINK: Final = 64 * 1024  # characters


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer.

    Attributes:
        issuer: the credential issuer identifier, a URL.
        configurations: the credential configurations that are offered.
        code: the pre-authorized code, good for one use.
        needs_tx_code: whether the person was told a transaction code as well.
    """

    issuer: str
    configurations: tuple[str, ...]
    code: str = field(repr=False)
    needs_tx_code: bool


def parse_offer(link: str, web: Web) -> Offer:
    """The offer of a link, which says it itself or names where to fetch it.

    Args:
        link: `openid-credential-offer://?...`.
        web: for an offer by reference.

    Raises:
        WalletError: `offer_invalid`, `address_refused`.
        FetchError: `fetch_failed`, `issuer_unusable`.
    """
    kind, value = _parameter(link)
    if kind == "credential_offer_uri":
        check_address(value)
        return _offer(web.get(value).expect_ok())
    try:
        content = parse_object(value.encode())
    except ValueError:
        raise _invalid("not a JSON object") from None
    return _offer(content)


def _parameter(link: str) -> tuple[str, str]:
    if len(link) > MAX_LINK:
        raise _invalid("too long")
    try:
        parts = urlsplit(link.strip())
        query = parse_qs(parts.query, strict_parsing=True, max_num_fields=16, errors="strict")
    except ValueError:
        raise _invalid("not a link of this kind") from None
    if parts.scheme != SCHEME:
        raise _invalid(f"the link does not begin with {SCHEME}://")
    found = [
        (kind, values)
        for kind in ("credential_offer", "credential_offer_uri")
        if (values := query.get(kind))
    ]
    if len(found) != 1 or len(found[0][1]) != 1:
        raise _invalid("the link has no offer, or two")
    return found[0][0], found[0][1][0]


def _offer(content: dict[str, Any]) -> Offer:
    issuer = content.get("credential_issuer")
    configurations = content.get("credential_configuration_ids")
    grants = content.get("grants")
    grant = grants.get(GRANT) if isinstance(grants, dict) else None
    if (
        not isinstance(issuer, str)
        or not isinstance(configurations, list)
        or not configurations
        or not all(isinstance(one, str) for one in configurations)
    ):
        raise _invalid("issuer or configurations are missing")
    if not isinstance(grant, dict) or not isinstance(grant.get("pre-authorized_code"), str):
        raise _invalid("there is no pre-authorized code")
    if "tx_code" in grant and not isinstance(grant["tx_code"], dict):
        raise _invalid("tx_code is not an object")
    check_identifier(issuer)
    return Offer(issuer, tuple(configurations), grant["pre-authorized_code"], "tx_code" in grant)


def _invalid(detail: str) -> WalletError:
    return WalletError(Reason.OFFER_INVALID, detail)
