"""Key proofs: a wallet has the private key of what it asks for (OpenID4VCI appendix F.1)."""

import base64
import warnings
from typing import Final

from joserfc import jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import OKPKey

from huepass.core import SoftwareSigner

TYPE: Final = "openid4vci-proof+jwt"


def make_proof(
    signer: SoftwareSigner, *, algorithm: str, audience: str, nonce: str, at: int
) -> str:
    """A proof for one key.

    Args:
        signer: the key.
        algorithm: `Ed25519` or `EdDSA`, which are the same mathematics.
        audience: the credential issuer identifier.
        nonce: the issuer's.
        at: the wallet's clock, seconds since the epoch.
    """
    public = {"kty": "OKP", "crv": "Ed25519", "x": unpadded(signer.public_key)}
    key = OKPKey.import_key({**public, "d": unpadded(signer.seed)})
    header = {"typ": TYPE, "alg": algorithm, "jwk": public}
    claims = {"aud": audience, "iat": at, "nonce": nonce}
    with warnings.catch_warnings():
        # An issuer that lists the old name only is to be had with that name only.
        warnings.filterwarnings("ignore", "EdDSA is deprecated", SecurityWarning)
        return jwt.encode(header, claims, key, algorithms=[algorithm])


def unpadded(data: bytes) -> str:
    """base64url without padding (RFC 7515 section 2)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
