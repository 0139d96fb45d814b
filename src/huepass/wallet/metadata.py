"""What an issuer says about itself (OpenID4VCI section 12, RFC 8414)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import httpx

from huepass.core import ColourEntry
from huepass.wallet.person import colours_from_json, is_label
from huepass.wallet.web import Web, check_address, unusable

FORMAT: Final = "huepass+cwt"
# In the order in which a wallet prefers them: the fully specified name first (RFC 9864).
ALGORITHMS: Final = ("Ed25519", "EdDSA")


@dataclass(frozen=True, slots=True)
class IssuerInfo:
    """The part of an issuer's metadata that a wallet uses.

    Attributes:
        issuer: the credential issuer identifier, and the audience of proofs.
        configuration: the credential configuration.
        credential_endpoint, nonce_endpoint, token_endpoint: URLs.
        algorithm: the JOSE name to sign proofs with.
        batch_size: how many proofs a request may have.
        names: the issuer's name by language.
        colours: what it calls its colours; empty if it doesn't say.
    """

    issuer: str
    configuration: str
    credential_endpoint: str
    nonce_endpoint: str
    token_endpoint: str
    algorithm: str
    batch_size: int
    names: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[int, ColourEntry] = field(default_factory=dict)


def discover(web: Web, issuer: str, configurations: Iterable[str]) -> IssuerInfo:
    """Fetch an issuer's metadata.

    Args:
        web: the network.
        issuer: the credential issuer identifier.
        configurations: the ones to choose from.

    Raises:
        FetchError: `fetch_failed`, `issuer_unusable`.
        WalletError: `address_refused`.
    """
    metadata = web.get(well_known(issuer, "openid-credential-issuer")).expect_ok()
    if metadata.get("credential_issuer") != issuer:
        raise unusable("the metadata is another issuer's")
    if "authorization_servers" in metadata:
        raise unusable("it sends wallets to another server for tokens")
    server = web.get(well_known(issuer, "oauth-authorization-server")).expect_ok()
    if server.get("issuer") != issuer:
        raise unusable("the authorization server's metadata is another issuer's")
    name, configuration = _choose(metadata, configurations)
    details = configuration.get("credential_metadata")
    return IssuerInfo(
        issuer=issuer,
        configuration=name,
        credential_endpoint=_address(metadata, "credential_endpoint"),
        nonce_endpoint=_address(metadata, "nonce_endpoint"),
        token_endpoint=_address(server, "token_endpoint"),
        algorithm=_algorithm(configuration),
        batch_size=_batch_size(metadata),
        names=_names(metadata.get("display")),
        colours=_colours(details.get("colours") if isinstance(details, dict) else None),
    )


def well_known(issuer: str, name: str) -> str:
    """The address of a well-known file: between host and path (RFC 8414 section 3)."""
    url = httpx.URL(issuer)
    return str(url.copy_with(path=f"/.well-known/{name}{url.path.rstrip('/')}"))


def _choose(metadata: dict[str, Any], wanted: Iterable[str]) -> tuple[str, dict[str, Any]]:
    known = metadata.get("credential_configurations_supported")
    for name in wanted:
        found = known.get(name) if isinstance(known, dict) else None
        if isinstance(found, dict) and found.get("format") == FORMAT:
            return name, found
    raise unusable("it offers no huepass credential")


def _algorithm(configuration: dict[str, Any]) -> str:
    try:
        listed = configuration["proof_types_supported"]["jwt"]["proof_signing_alg_values_supported"]
        return next(name for name in ALGORITHMS if name in listed)
    except (KeyError, TypeError, StopIteration):
        raise unusable("it takes no proof by Ed25519") from None


def _batch_size(metadata: dict[str, Any]) -> int:
    if "batch_credential_issuance" not in metadata:
        return 1
    batch = metadata["batch_credential_issuance"]
    size = batch.get("batch_size") if isinstance(batch, dict) else None
    if type(size) is not int or size < 1:
        raise unusable("batch_size is not a number")
    return size


def _address(metadata: dict[str, Any], name: str) -> str:
    value = metadata.get(name)
    if not isinstance(value, str):
        raise unusable(f"{name} is missing")
    check_address(value)
    return value


def _names(display: Any) -> dict[str, str]:
    """The issuer's name by language; whatever is amiss costs only the name."""
    names = {}
    for entry in display if isinstance(display, list) else ():
        name, locale = (
            (entry.get("name"), entry.get("locale")) if isinstance(entry, dict) else (None, None)
        )
        if is_label(name) and isinstance(locale, str):
            names[locale.partition("-")[0].lower()] = name
    return names


def _colours(value: Any) -> dict[int, ColourEntry]:
    try:
        return colours_from_json(value)
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
