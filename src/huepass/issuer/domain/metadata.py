"""What wallets read about the issuer (OpenID4VCI 1.0 sections 4.1 and 12.2, RFC 8414)."""

import json
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from huepass.core import ColourEntry
from huepass.core.keys import ALG_ED25519
from huepass.issuer.domain.proofs import ALGORITHMS
from huepass.issuer.domain.strips import CONFIGURATION

FORMAT: Final = "huepass+cwt"
PRE_AUTHORIZED: Final = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
REFRESH: Final = "refresh_token"
TX_CODE_LENGTH: Final = 6
TOKEN_PATH: Final = "/oid4vci/token"
NONCE_PATH: Final = "/oid4vci/nonce"
CREDENTIAL_PATH: Final = "/oid4vci/credential"
OFFER_PATH: Final = "/oid4vci/offers/"


def credential_issuer(
    url: str, names: Mapping[str, str], colours: Mapping[int, ColourEntry], batch: int
) -> dict[str, Any]:
    """The credential issuer's metadata. `credential_metadata` has a member of our own, `colours`.

    Args:
        url: the credential issuer identifier.
        names: of the issuer, by language.
        colours: level and labels of each colour.
        batch: how many proofs a request may have.
    """
    display = [{"name": name, "locale": language} for language, name in names.items()]
    configuration = {
        "format": FORMAT,
        "cryptographic_binding_methods_supported": ["cose_key"],
        "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": list(ALGORITHMS)}},
        "credential_signing_alg_values_supported": [ALG_ED25519],
        "credential_metadata": {
            "display": display,
            "colours": {
                str(int(colour)): {"level": entry.level.name.lower(), "labels": dict(entry.labels)}
                for colour, entry in colours.items()
            },
        },
    }
    return {
        "credential_issuer": url,
        "credential_endpoint": url + CREDENTIAL_PATH,
        "nonce_endpoint": url + NONCE_PATH,
        **({"batch_credential_issuance": {"batch_size": batch}} if batch > 1 else {}),
        "display": display,
        "credential_configurations_supported": {CONFIGURATION: configuration},
    }


def authorization_server(url: str) -> dict[str, Any]:
    """The authorization server's metadata; the issuer is its own."""
    return {
        "issuer": url,
        "token_endpoint": url + TOKEN_PATH,
        "grant_types_supported": [PRE_AUTHORIZED, REFRESH],
        "token_endpoint_auth_methods_supported": ["none"],
        "pre-authorized_grant_anonymous_access_supported": True,
        "authorization_details_types_supported": ["openid_credential"],
    }


def credential_offer(url: str, code: str, with_tx_code: bool) -> dict[str, Any]:
    """A credential offer."""
    grant: dict[str, Any] = {"pre-authorized_code": code}
    if with_tx_code:
        grant["tx_code"] = {"input_mode": "numeric", "length": TX_CODE_LENGTH}
    return {
        "credential_issuer": url,
        "credential_configuration_ids": [CONFIGURATION],
        "grants": {PRE_AUTHORIZED: grant},
    }


def offer_link(offer: Mapping[str, Any]) -> str:
    """The link with an offer in it."""
    text = json.dumps(offer, separators=(",", ":"))
    return f"openid-credential-offer://?credential_offer={quote(text, safe='')}"


def reference_link(url: str, reference: str) -> str:
    """The link to an offer that the wallet fetches."""
    address = quote(url + OFFER_PATH + reference, safe="")
    return f"openid-credential-offer://?credential_offer_uri={address}"
