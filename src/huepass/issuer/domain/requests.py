"""Reading what wallets send (OpenID4VCI 1.0 sections 6.1 and 8.2). Unknown members are ignored."""

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple, NoReturn
from urllib.parse import parse_qsl

from huepass.issuer.domain.refusals import Fault, WalletRefused
from huepass.issuer.domain.strips import CONFIGURATION

DETAILS_TYPE: Final = "openid_credential"
_MAX_FIELDS: Final = 32


class CredentialRequest(NamedTuple):
    """A credential request; exactly one of the first two is there."""

    configuration: str | None
    identifier: str | None
    proofs: list[str]
    """JWTs, none of them looked at."""


def token_fields(body: bytes) -> Mapping[str, str]:
    """The fields of a token request; those without a value count as left out.

    Raises:
        WalletRefused: `invalid_request`, also for a field that comes twice.
    """
    try:
        pairs = parse_qsl(
            body.decode("ascii"), strict_parsing=bool(body), errors="strict",
            max_num_fields=_MAX_FIELDS, keep_blank_values=True,
        )  # fmt: skip
    except ValueError as error:
        raise WalletRefused(Fault.INVALID_REQUEST, "the body is no form") from error
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise WalletRefused(Fault.INVALID_REQUEST, "a field comes twice")
    return {name: value for name, value in fields.items() if value}


def asks_for_identifiers(fields: Mapping[str, str]) -> bool:
    """Whether a token request has `authorization_details`, which must ask for what there is.

    Raises:
        WalletRefused: `invalid_authorization_details` (RFC 9396 section 5).
    """
    text = fields.get("authorization_details")
    if text is None:
        return False
    try:
        details = json.loads(text)
    except (ValueError, RecursionError):
        details = None
    if (
        not isinstance(details, list)
        or not details
        or not all(
            isinstance(detail, dict)
            and detail.get("type") == DETAILS_TYPE
            and detail.get("credential_configuration_id") == CONFIGURATION
            for detail in details
        )
    ):
        raise WalletRefused(
            Fault.INVALID_AUTHORIZATION_DETAILS,
            f"{DETAILS_TYPE} of {CONFIGURATION} is all there is",
        )
    return True


def credential_request(body: bytes, batch: int) -> CredentialRequest:
    """Read a credential request.

    Args:
        body: JSON.
        batch: how many proofs it may have.

    Raises:
        WalletRefused: `invalid_credential_request`, `unknown_credential_configuration`,
            `invalid_encryption_parameters`, `invalid_proof` without a proof.
    """
    try:
        content = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WalletRefused(Fault.INVALID_CREDENTIAL_REQUEST, "the body is not JSON") from error
    if not isinstance(content, dict):
        _refuse("the body is no object")
    names = ("credential_configuration_id", "credential_identifier")
    configuration, identifier = (content.get(name) for name in names)
    if (configuration is None) == (identifier is None):
        _refuse("either credential_configuration_id or credential_identifier is needed")
    if not isinstance(identifier if configuration is None else configuration, str):
        _refuse("an identifier is a string")
    if configuration not in (None, CONFIGURATION):
        raise WalletRefused(Fault.UNKNOWN_CREDENTIAL_CONFIGURATION, "no such configuration")
    if content.get("credential_response_encryption") is not None:
        raise WalletRefused(
            Fault.INVALID_ENCRYPTION_PARAMETERS, "responses are encrypted by TLS alone"
        )
    proofs = _proofs(content.get("proofs"))
    if len(proofs) > batch:
        _refuse(f"more than {batch} proofs")
    return CredentialRequest(configuration, identifier, proofs)


def _proofs(proofs: Any) -> list[str]:
    found = proofs.get("jwt") if isinstance(proofs, dict) and len(proofs) == 1 else None
    if not isinstance(found, list) or not found or not all(isinstance(one, str) for one in found):
        raise WalletRefused(Fault.INVALID_PROOF, "proofs of the type jwt are needed")
    return found


def _refuse(why: str) -> NoReturn:
    raise WalletRefused(Fault.INVALID_CREDENTIAL_REQUEST, why)
