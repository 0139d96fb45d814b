"""A wallet for tests: keys, proofs, and requests to an issuer in this process."""

import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import parse_qs, urlsplit

from huepass.core import SoftwareSigner, cbor
from huepass.core.credential import CredentialParts, holder_key
from huepass.issuer.domain.metadata import PRE_AUTHORIZED
from huepass.issuer.domain.requests import CredentialRequest
from huepass.issuer.domain.strips import CONFIGURATION
from huepass.issuer.service import offers, strips, wallets
from huepass.issuer.service.office import Office

DETAILS = json.dumps([{"type": "openid_credential", "credential_configuration_id": CONFIGURATION}])


def encoded(value: Any) -> str:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return urlsafe_b64encode(data).decode().rstrip("=")


def proof(
    holder: SoftwareSigner,
    issuer: str,
    nonce: str | None,
    now: int,
    *,
    header: dict[str, Any] | None = None,
    jwk: dict[str, Any] | None = None,
    claims: dict[str, Any] | None = None,
) -> str:
    """A key proof, with some members changed; those that are None are left out."""
    key = {"kty": "OKP", "crv": "Ed25519", "x": encoded(holder.public_key), **(jwk or {})}
    head = {"typ": "openid4vci-proof+jwt", "alg": "Ed25519", "jwk": key, **(header or {})}
    body = {"aud": issuer, "iat": now, "nonce": nonce, **(claims or {})}
    signed = ".".join(
        encoded({name: value for name, value in part.items() if value is not None})
        for part in (head, body)
    )
    return f"{signed}.{encoded(holder.sign(signed.encode()))}"


def offer_in(link: str) -> dict[str, Any]:
    """The offer in a link by value."""
    offer: dict[str, Any] = json.loads(parse_qs(urlsplit(link).query)["credential_offer"][0])
    return offer


def code_in(link: str) -> str:
    """The pre-authorized code in a link by value."""
    code: str = offer_in(link)["grants"][PRE_AUTHORIZED]["pre-authorized_code"]
    return code


def read(credential: bytes) -> tuple[int, int, int]:
    """Serial, colour and expiry of a live credential."""
    found = CredentialParts.of(cbor.decode(credential)).read()
    return int.from_bytes(found.pseudonymous_id[:4], "big"), found.colour, found.expiry


class Holder:
    """A person's wallet.

    Args:
        office: the issuer.
        number: the person's number.
    """

    def __init__(self, office: Office, number: str) -> None:
        self.office = office
        self.keys: dict[bytes, SoftwareSigner] = {}
        made = offers.make_offer(office, number)
        self.tokens = office.commits.run(wallets.redeem(office, code_in(made.link), None))

    def refresh(self) -> None:
        """Get the next tokens."""
        job = wallets.renew(self.office, self.tokens["refresh_token"])
        self.tokens = self.office.commits.run(job)

    def windows(self) -> list[str]:
        """The identifiers of the windows to hold."""
        found: list[str] = wallets.credential_identifiers(self.office)[0]["credential_identifiers"]
        return found

    def new_keys(self, count: int) -> list[SoftwareSigner]:
        """New keys, kept by public key."""
        made = [SoftwareSigner.generate() for _ in range(count)]
        self.keys.update({one.public_key: one for one in made})
        return made

    def request(
        self, keys: list[SoftwareSigner], window: str | None = None, nonce: str | None = None
    ) -> CredentialRequest:
        """A credential request for some keys."""
        nonce = nonce or wallets.make_nonce(self.office)
        url, now = self.office.settings.url, self.office.now()
        proofs = [proof(one, url, nonce, now) for one in keys]
        return CredentialRequest(CONFIGURATION if window is None else None, window, proofs)

    def ask(
        self,
        keys: list[SoftwareSigner] | int,
        window: str | None = None,
        nonce: str | None = None,
    ) -> list[bytes]:
        """Get a credential for each key, or for so many new ones."""
        keys = self.new_keys(keys) if isinstance(keys, int) else keys
        request = self.request(keys, window, nonce)
        job = strips.issue(self.office, self.tokens["access_token"], request)
        return self.office.commits.run(job)

    def strip(self, count: int = 4) -> dict[str, list[bytes]]:
        """Credentials for every window, with new tokens."""
        self.refresh()
        return {window: self.ask(count, window) for window in self.windows()}

    def key_of(self, credential: bytes) -> SoftwareSigner:
        """The key of a credential."""
        return self.keys[holder_key(credential)]
