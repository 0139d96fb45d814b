"""Certificates in a wallet: evidence for issuers, each with a key of its own (spec section 11)."""

import json
import secrets
from base64 import urlsafe_b64decode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Final

from huepass.core import SoftwareSigner
from huepass.core.evidence import (
    Certificate,
    evidence_to_text,
    read_certificate,
    show_certificate,
)
from huepass.errors import CodeRefused, FolderError, Reason, UsageError, WalletError

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate, or the key that was made for one.

    Attributes:
        id: names the file; says nothing.
        name: what the wallet's owner calls it: whose, what for.
        seed: the subject key's 32 secret bytes.
        made_at: when the key was made, seconds since the epoch.
        document: the signed bytes; None before they came.
    """

    id: str
    name: str
    seed: bytes = field(repr=False)
    made_at: int
    document: bytes | None = field(default=None, repr=False)

    @property
    def signer(self) -> SoftwareSigner:
        """The subject key."""
        return SoftwareSigner.from_seed(self.seed)

    @property
    def request(self) -> str:
        """What the issuer needs to certify: the public key, in hexadecimal."""
        return self.signer.public_key.hex()

    @property
    def content(self) -> Certificate | None:
        """What the certificate says, if it has come."""
        return None if self.document is None else read_certificate(self.document)

    def text(self, at: int, challenge: bytes) -> str:
        """What is shown to an issuer.

        Args:
            at: the wallet's clock, seconds since the epoch.
            challenge: what that issuer gave, 8 to 32 bytes.

        Raises:
            WalletError: `certificate_unknown`, if it has not come yet.
            UsageError: a challenge of another length, or a negative time.
        """
        if self.document is None:
            raise WalletError(Reason.CERTIFICATE_UNKNOWN, "it was requested and has not come")
        shown = show_certificate(self.document, self.signer, at=at, challenge=challenge)
        return evidence_to_text(shown)


def new_request(name: str, now: int) -> HeldCertificate:
    """A new key, for a certificate that is to be requested.

    Args:
        name: what the wallet's owner calls it.
        now: the wallet's clock, seconds since the epoch.
    """
    return HeldCertificate(secrets.token_hex(8), name, SoftwareSigner.generate().seed, now)


def add_certificate(text: str, held: Iterable[HeldCertificate]) -> HeldCertificate:
    """The certificate that an issuer made, with the key that is here.

    The issuer's signature is not verified: whoever accepts it does that.

    Args:
        text: the certificate in base64url.
        held: all that the wallet has.

    Raises:
        CodeRefused: it is not a certificate.
        WalletError: `certificate_unknown`: the key that it was made for is not here.
    """
    try:
        # Spaces and line ends may have come in on the way.
        joined = "".join(text.split())
        document = urlsafe_b64decode(joined.encode("ascii") + b"=" * (-len(joined) % 4))
    except (ValueError, Base64Error):
        raise CodeRefused(Reason.BAD_STRUCTURE, "a certificate is in base64url") from None
    subject = read_certificate(document).subject
    for one in held:
        if one.signer.public_key == subject:
            return replace(one, document=document)
    raise WalletError(Reason.CERTIFICATE_UNKNOWN, "the key that it was made for is not here")


def chosen(held: Iterable[HeldCertificate], name: str | None, now: int) -> HeldCertificate:
    """The certificate to show: the newest of a name that is valid now.

    Args:
        held: all that the wallet has.
        name: what the wallet's owner calls it; None if there is only one name.
        now: the wallet's clock, seconds since the epoch.

    Raises:
        UsageError: several have come up, and no name was given.
        WalletError: `certificate_unknown`; `strip_ended` if none of them is valid now.
    """
    come = [
        (one, content)
        for one in held
        if name in (None, one.name) and (content := one.content) is not None
    ]
    if not come:
        raise WalletError(Reason.CERTIFICATE_UNKNOWN)
    if len({one.name for one, _ in come}) > 1:
        raise UsageError("there are several certificates in this wallet; name one")
    valid = [one for one, content in come if content.not_before <= now < content.expiry]
    if not valid:
        raise WalletError(Reason.STRIP_ENDED, "the certificate is not valid now")
    return valid[-1]


def certificate_to_json(held: HeldCertificate) -> bytes:
    """The bytes to be sealed."""
    content = {
        "version": _VERSION,
        "id": held.id,
        "name": held.name,
        "seed": held.seed.hex(),
        "made_at": held.made_at,
        "document": None if held.document is None else held.document.hex(),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def certificate_from_json(data: bytes) -> HeldCertificate:
    """What `certificate_to_json` wrote.

    Raises:
        FolderError: `folder_broken`.
    """
    try:
        content = json.loads(data)
        if content["version"] != _VERSION:
            raise ValueError("another version")
        document = content["document"]
        return HeldCertificate(
            id=content["id"],
            name=content["name"],
            seed=bytes.fromhex(content["seed"]),
            made_at=content["made_at"],
            document=None if document is None else bytes.fromhex(document),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise FolderError(Reason.FOLDER_BROKEN, "a certificate of another version") from error
