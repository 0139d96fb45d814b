"""Reading what was shown: a bare credential or a presentation (spec section 7, step 2).

Nearly every honest code has one of two byte layouts. Those are matched exactly, byte for byte,
which is as strict as decoding and far faster; everything else goes the long way, and a property
test keeps both ways in agreement.
"""

from struct import Struct
from typing import Final

from huepass.core import cbor, cose
from huepass.core.credential import Credential, CredentialParts, decode_inside
from huepass.core.keys import ALG_ED25519
from huepass.core.presentation import Presentation, PresentationParts
from huepass.errors import CodeRefused, HuepassError, Reason

Shown = Credential | Presentation

# [h'{1: -19, 4: kid}', {}, h'{4: exp, 7: serial, -65537: colour}', signature], 98 bytes
_PAPER: Final = Struct(">7s4s5sI2s4s5sB2s64s")
_PAPER_FIXED: Final = (
    bytes.fromhex("8449a201320444"),
    bytes.fromhex("a053a3041a"),
    bytes.fromhex("0744"),
    bytes.fromhex("3a00010000"),
    bytes.fromhex("5840"),
)
# [h'{1: -19}', {}, h'{6: iat, -65538: credential}', signature], 218 bytes; the credential as above,
# with 36 bytes of ID
_LIVE: Final = Struct(">11sI12s4s6sI3s36s5sB2s64s2s64s")
_LIVE_FIXED: Final = (
    bytes.fromhex("8443a10132a05890a2061a"),
    bytes.fromhex("3a000100018449a201320444"),
    bytes.fromhex("a05834a3041a"),
    bytes.fromhex("075824"),
    bytes.fromhex("3a00010000"),
    bytes.fromhex("5840"),
    bytes.fromhex("5840"),
)
# Where the protected header and the payload stand.
_PAPER_PROTECTED, _PAPER_PAYLOAD = slice(1, 11), slice(12, 32)
_PROOF_PROTECTED, _PROOF_PAYLOAD = slice(1, 5), slice(6, 152)
_INNER_PROTECTED, _INNER_PAYLOAD = slice(21, 31), slice(32, 86)

_SIGNATURE1: Final = bytes.fromhex("846a") + b"Signature1"
_NO_EXTERNAL_DATA: Final = bytes.fromhex("40")
# The smallest number that deterministic encoding gives four bytes, and one byte more.
_FOUR_BYTES: Final = 1 << 16
_ONE_MORE_BYTE: Final = 24


def parse(code: bytes) -> Shown:
    """Read a code without believing any of it.

    Raises:
        CodeRefused: `bad_cbor`, `bad_structure` or `unsupported_alg`.
    """
    return match_layout(code) or parse_any(code)


def match_layout(code: bytes) -> Shown | None:
    """The same as `parse_any` for the two usual byte layouts, None for everything else."""
    if len(code) == _PAPER.size:
        return _match_paper(code)
    if len(code) == _LIVE.size:
        return _match_live(code)
    return None


def parse_any(code: bytes) -> Shown:
    """Read a code in any layout.

    Raises:
        CodeRefused: `bad_cbor`, `bad_structure` or `unsupported_alg`.
    """
    try:
        item = cbor.decode(code)
        header, payload = decode_inside(item)
        # The protected header of a credential has a key ID, that of a presentation has none.
        if isinstance(header, dict) and cose.KID not in header:
            presentation = PresentationParts(item, header, payload)
            presentation.check_structure()
            _check_algorithms(presentation.algorithms)
            return presentation.read()
    except HuepassError as error:
        raise CodeRefused(error.reason, error.detail) from None
    credential = CredentialParts(item, header, payload)
    credential.check_structure()
    _check_algorithms((credential.algorithm,))
    return credential.read()


def _check_algorithms(algorithms: tuple[int, ...]) -> None:
    if any(algorithm != ALG_ED25519 for algorithm in algorithms):
        raise CodeRefused(Reason.UNSUPPORTED_ALG, "only Ed25519 (-19) is accepted")


def _match_paper(code: bytes) -> Credential | None:
    head, kid, exp, expiry, cti, serial, hue, colour, sig, signature = _PAPER.unpack(code)
    if (head, exp, cti, hue, sig) != _PAPER_FIXED:
        return None
    if expiry < _FOUR_BYTES or colour >= _ONE_MORE_BYTE:
        return None
    signed = _signed(signature, code[_PAPER_PROTECTED], code[_PAPER_PAYLOAD])
    return Credential(kid, signed, expiry, serial, colour)


def _match_live(code: bytes) -> Presentation | None:
    (head, issued_at, key, kid, exp, expiry, cti, pseudonymous_id, hue, colour, sig, signature,
     proof_sig, proof) = _LIVE.unpack(code)  # fmt: skip
    if (head, key, exp, cti, hue, sig, proof_sig) != _LIVE_FIXED:
        return None
    if issued_at < _FOUR_BYTES or expiry < _FOUR_BYTES or colour >= _ONE_MORE_BYTE:
        return None
    signed = _signed(signature, code[_INNER_PROTECTED], code[_INNER_PAYLOAD])
    credential = Credential(kid, signed, expiry, pseudonymous_id, colour)
    signed = _signed(proof, code[_PROOF_PROTECTED], code[_PROOF_PAYLOAD])
    return Presentation(credential, issued_at, None, signed)


def _signed(signature: bytes, protected: bytes, payload: bytes) -> bytes:
    """What `cose.to_be_signed` gives, from slices that hold their own CBOR heads."""
    return b"".join((signature, _SIGNATURE1, protected, _NO_EXTERNAL_DATA, payload))
