"""COSE_Sign1 and COSE_Sign, RFC 9052, as narrow as huepass uses them (spec section 2).

Untagged, unprotected headers empty, external AAD empty, Ed25519 only.
"""

from typing import Any, Final

from huepass.core import cbor
from huepass.core.keys import ALG_ED25519, KEY_ID_SIZE, SIGNATURE_SIZE, Signer, key_id

ALG: Final = 1
KID: Final = 4
TYP: Final = 16  # RFC 9596


def to_be_signed(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of a COSE_Sign1 (RFC 9052 section 4.4)."""
    return cbor.encode(["Signature1", protected, b"", payload])


def to_be_signed_by(body_protected: bytes, protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure of one signature of a COSE_Sign (RFC 9052 section 4.4)."""
    return cbor.encode(["Signature", body_protected, protected, b"", payload])


def sign1(header: dict[int, Any], payload: bytes, signer: Signer) -> bytes:
    """A COSE_Sign1; `header` is the protected header without the algorithm."""
    protected = cbor.encode({ALG: ALG_ED25519, **header})
    signature = signer.sign(to_be_signed(protected, payload))
    return cbor.encode([protected, {}, payload, signature])


def signature_entry(body_protected: bytes, payload: bytes, signer: Signer) -> list[Any]:
    """One signature of a COSE_Sign, as it stands in the array of signatures."""
    protected = cbor.encode({ALG: ALG_ED25519, KID: key_id(signer.public_key)})
    return [protected, {}, signer.sign(to_be_signed_by(body_protected, protected, payload))]


def is_sign1(value: Any) -> bool:
    """Whether a decoded item has the form of a COSE_Sign1, its protected header aside."""
    return (
        is_array_of(value, 4)
        and value[1] == {}
        and isinstance(value[2], bytes)
        and is_bytes_of(value[3], SIGNATURE_SIZE)
    )


def is_signature_entry(value: Any) -> bool:
    """Whether a decoded item has the form of one signature of a COSE_Sign, its header included."""
    return (
        is_array_of(value, 3)
        and isinstance(value[0], bytes)
        and value[1] == {}
        and is_bytes_of(value[2], SIGNATURE_SIZE)
        and is_signer_header(cbor.decode(value[0]))
    )


def is_signer_header(header: Any) -> bool:
    """Whether a decoded header is `{1: -19, 4: kid}` and nothing else."""
    return (
        isinstance(header, dict)
        and header.keys() == {ALG, KID}
        and header[ALG] == ALG_ED25519
        and is_bytes_of(header[KID], KEY_ID_SIZE)
    )


def is_array_of(value: Any, length: int) -> bool:
    """Whether a decoded item is an array with so many entries."""
    return isinstance(value, list) and len(value) == length


def is_bytes_of(value: Any, length: int) -> bool:
    """Whether a decoded item is a byte string with so many bytes."""
    return isinstance(value, bytes) and len(value) == length


def is_unsigned(value: Any) -> bool:
    """Whether a decoded item is an unsigned integer."""
    return isinstance(value, int) and value >= 0
