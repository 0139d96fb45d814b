"""The presentation: what a wallet shows, a credential with a fresh proof (spec section 4)."""

from typing import Any, Final, NamedTuple

from huepass.core import cbor, cose
from huepass.core.credential import (
    Credential,
    CredentialParts,
    decode_inside,
    holder_key,
    refuse_structure,
)
from huepass.core.keys import Signer
from huepass.core.text import is_challenge
from huepass.errors import UsageError

IAT: Final = 6
CNONCE: Final = 39
CREDENTIAL: Final = -65538

PROOF_STEP: Final = 10  # seconds; a proof's time is rounded down to it


class Presentation(NamedTuple):
    """A presentation that was read and not yet believed."""

    credential: Credential
    issued_at: int
    """The wallet's clock, seconds since the epoch."""
    challenge: bytes | None
    signed: bytes
    """Signature and Sig_structure, as libsodium wants them."""


def present(credential: bytes, holder: Signer, *, at: int, challenge: bytes | None = None) -> bytes:
    """A presentation of a live credential, as bytes (spec section 4).

    Args:
        credential: the live credential.
        holder: the key that it was issued to.
        at: the wallet's clock, seconds since the epoch; rounded down to 10 s here.
        challenge: 8 to 32 bytes that the gate shows, or None.

    Raises:
        CodeRefused: the credential isn't a live one.
        UsageError: another holder's key, a challenge of the wrong length, or a negative time.
    """
    if holder_key(credential) != holder.public_key:
        raise UsageError("the credential belongs to another holder key")
    if challenge is not None and not is_challenge(challenge):
        raise UsageError("a challenge has 8 to 32 bytes")
    if at < 0:
        raise UsageError("a time is not negative")
    payload: dict[int, Any] = {IAT: at - at % PROOF_STEP, CREDENTIAL: cbor.decode(credential)}
    if challenge is not None:
        payload[CNONCE] = challenge
    return cose.sign1({}, cbor.encode(payload), holder)


class PresentationParts:
    """What should be a presentation, its header a map, examined one stage after the other."""

    __slots__ = ("_credential", "_header", "_item", "_payload")

    def __init__(self, item: Any, header: Any, payload: Any) -> None:
        self._item = item
        self._header = header
        self._payload = payload
        inner = payload.get(CREDENTIAL) if isinstance(payload, dict) else None
        self._credential = CredentialParts(inner, *decode_inside(inner))

    def check_structure(self) -> None:
        """Spec section 7, step 2: `bad_structure`, of both layers."""
        header, payload = self._header, self._payload
        if not cose.is_sign1(self._item):
            refuse_structure("not a COSE_Sign1")
        if header.keys() != {cose.ALG}:
            refuse_structure("not the header of a presentation")
        if not isinstance(header[cose.ALG], int):
            refuse_structure("the algorithm is not an integer")
        if not isinstance(payload, dict) or payload.keys() - {CNONCE} != {IAT, CREDENTIAL}:
            refuse_structure("not the payload of a presentation")
        if not cose.is_unsigned(payload[IAT]):
            refuse_structure("the time is not an unsigned integer")
        if CNONCE in payload and not is_challenge(payload[CNONCE]):
            refuse_structure("a challenge has 8 to 32 bytes")
        self._credential.check_structure()

    @property
    def algorithms(self) -> tuple[int, int]:
        """The algorithms of both layers; after `check_structure`."""
        return self._header[cose.ALG], self._credential.algorithm

    def read(self) -> Presentation:
        """The presentation; after `check_structure`."""
        protected, _, payload, signature = self._item
        return Presentation(
            credential=self._credential.read(),
            issued_at=self._payload[IAT],
            challenge=self._payload.get(CNONCE),
            signed=signature + cose.to_be_signed(protected, payload),
        )
