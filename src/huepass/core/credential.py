"""The credential: pseudonymous ID, colour and expiry, signed by an issuer (spec section 3)."""

from enum import IntEnum
from typing import Any, Final, NamedTuple, NoReturn

from huepass.core import cbor, cose
from huepass.core.keys import KEY_ID_SIZE, KEY_SIZE, Signer, key_id
from huepass.errors import CodeRefused, HuepassError, Reason, UsageError

EXP: Final = 4
CTI: Final = 7
COLOUR: Final = -65537

SERIAL_SIZE: Final = 4
PAPER_ID_SIZE: Final = SERIAL_SIZE
LIVE_ID_SIZE: Final = SERIAL_SIZE + KEY_SIZE


class Colour(IntEnum):
    """The colours that have a name. What one means at an issuer is in the trust list."""

    GREY = 0
    GREEN = 1
    YELLOW = 2
    RED = 3
    BLUE = 4
    ORANGE = 5
    PLAIN = 6


class Credential(NamedTuple):
    """A credential that was read and not yet believed."""

    kid: bytes
    signed: bytes
    """Signature and Sig_structure, as libsodium wants them."""
    expiry: int
    """Seconds since the epoch."""
    pseudonymous_id: bytes
    """Empty, which under no key is right, if the payload isn't what a credential says."""
    colour: int


def sign_credential(signer: Signer, *, pseudonymous_id: bytes, colour: int, expiry: int) -> bytes:
    """A signed credential, as bytes (spec section 3).

    Args:
        signer: the issuer's live or paper key.
        pseudonymous_id: the serial (4 bytes), under a live key followed by the holder's public key.
        colour: a `Colour`, or a later one.
        expiry: seconds since the epoch, aligned to the key's step and phase.

    Raises:
        UsageError: an ID of the wrong length, or a negative number.
    """
    if len(pseudonymous_id) not in (PAPER_ID_SIZE, LIVE_ID_SIZE):
        raise UsageError("a pseudonymous ID has 4 bytes, or 36 for a wallet")
    if colour < 0 or expiry < 0:
        raise UsageError("colour and expiry are not negative")
    payload = cbor.encode({EXP: expiry, CTI: pseudonymous_id, COLOUR: colour})
    return cose.sign1({cose.KID: key_id(signer.public_key)}, payload, signer)


def holder_key(credential: bytes) -> bytes:
    """The holder's public key in a live credential, for the wallet that it was issued to.

    Nothing is verified.

    Raises:
        CodeRefused: not a live credential.
    """
    try:
        parts = CredentialParts.of(cbor.decode(credential))
    except HuepassError as error:
        raise CodeRefused(error.reason, error.detail) from None
    parts.check_structure()
    pseudonymous_id = parts.read().pseudonymous_id
    if len(pseudonymous_id) != LIVE_ID_SIZE:
        raise CodeRefused(Reason.BAD_CLAIMS, "not a live credential")
    return pseudonymous_id[SERIAL_SIZE:]


class CredentialParts:
    """A decoded COSE_Sign1 that should be a credential, examined one stage after the other.

    The stages are apart because in a presentation each comes before the next for both layers.
    """

    __slots__ = ("_header", "_item", "_payload")

    def __init__(self, item: Any, header: Any, payload: Any) -> None:
        self._item = item
        self._header = header
        self._payload = payload

    @classmethod
    def of(cls, item: Any) -> "CredentialParts":
        """Decode what is encoded inside an item (`bad_cbor`)."""
        header, payload = decode_inside(item)
        return cls(item, header, payload)

    def check_structure(self) -> None:
        """Spec section 7, step 2: `bad_structure`."""
        header = self._header
        if not cose.is_sign1(self._item):
            refuse_structure("not a COSE_Sign1")
        if not isinstance(header, dict) or header.keys() != {cose.ALG, cose.KID}:
            refuse_structure("not the header of a credential")
        if not isinstance(header[cose.ALG], int):
            refuse_structure("the algorithm is not an integer")
        if not cose.is_bytes_of(header[cose.KID], KEY_ID_SIZE):
            refuse_structure("a key ID has 4 bytes")

    @property
    def algorithm(self) -> int:
        """The algorithm that the header names; after `check_structure`."""
        algorithm: int = self._header[cose.ALG]
        return algorithm

    def read(self) -> Credential:
        """The credential; after `check_structure`."""
        protected, _, payload, signature = self._item
        expiry, pseudonymous_id, colour = _claims(self._payload)
        return Credential(
            kid=self._header[cose.KID],
            signed=signature + cose.to_be_signed(protected, payload),
            expiry=expiry,
            pseudonymous_id=pseudonymous_id,
            colour=colour,
        )


def decode_inside(item: Any) -> tuple[Any, Any]:
    """What the protected and the payload byte string of a COSE array hold, None if there is none.

    Raises:
        HuepassError: `bad_cbor`.
    """
    if not cose.is_array_of(item, 4):
        return None, None
    protected, _, payload, _ = item
    return (
        cbor.decode(protected) if isinstance(protected, bytes) else None,
        cbor.decode(payload) if isinstance(payload, bytes) else None,
    )


def refuse_structure(why: str) -> NoReturn:
    """Raise `bad_structure`."""
    raise CodeRefused(Reason.BAD_STRUCTURE, why)


def _claims(payload: Any) -> tuple[int, bytes, int]:
    """Expiry, ID and colour; with an empty ID unless the payload has exactly these claims."""
    if isinstance(payload, dict) and payload.keys() == {EXP, CTI, COLOUR}:
        expiry, pseudonymous_id, colour = payload[EXP], payload[CTI], payload[COLOUR]
        if (
            cose.is_unsigned(expiry)
            and isinstance(pseudonymous_id, bytes)
            and cose.is_unsigned(colour)
        ):
            return expiry, pseudonymous_id, colour
    return 0, b"", 0
