"""The revocation list of an issuer (spec section 5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from huepass.core import cbor, cose, document
from huepass.core.document import Bad, Kind, Parts, expect
from huepass.core.keys import ALG_ED25519, KEY_ID_SIZE, Signer, holds, key_id
from huepass.core.serials import SerialList, encode_serials, rice_parameter
from huepass.core.trust import TrustList, Usage
from huepass.errors import UsageError

MAX_FRESHNESS: Final = 86400  # seconds from a list's making until it is stale, at most

_ISSUER, _SEQUENCE, _IAT, _FRESH_UNTIL, _WINDOWS = range(1, 6)

Window = tuple[bytes, int]
"""A window: the key ID and the expiry (seconds since the epoch) that its credentials share."""


@dataclass(frozen=True, slots=True)
class RevocationList:
    """A revocation list, times in seconds since the epoch. `document` is what it was read from."""

    issuer: str
    sequence: int
    issued_at: int
    fresh_until: int
    windows: Mapping[Window, SerialList]
    document: bytes
    signed_by: bytes
    """The public key under which its signature was found right, empty if it was only parsed."""

    def covers(self, expiry: int, lifetime: int) -> bool:
        """Whether no mention of a window in this list means that nothing in it is revoked."""
        return expiry > self.issued_at and expiry - lifetime < self.fresh_until


def sign_revocation_list(
    signer: Signer,
    *,
    issuer: str,
    sequence: int,
    issued_at: int,
    fresh_until: int,
    windows: Mapping[Window, tuple[int, Sequence[int]]],
) -> bytes:
    """A signed revocation list, as bytes (spec section 5).

    Args:
        signer: the issuer's revoke key.
        issuer: the issuer's ID.
        sequence: higher than that of every list before.
        issued_at: seconds since the epoch.
        fresh_until: seconds since the epoch, at most a day after `issued_at`.
        windows: for each window with revoked serials the bits of its serial space and the serials,
            strictly increasing.

    Raises:
        UsageError: serials that can't be coded, or a freshness that no gate accepts.
    """
    if not 0 < fresh_until - issued_at <= MAX_FRESHNESS:
        raise UsageError("a list is fresh for more than no time and for a day at most")
    coded = [
        (kid, expiry, bits, len(serials), encode_serials(serials, bits))
        for (kid, expiry), (bits, serials) in sorted(windows.items())
    ]
    payload = {
        _ISSUER: issuer,
        _SEQUENCE: sequence,
        _IAT: issued_at,
        _FRESH_UNTIL: fresh_until,
        _WINDOWS: [
            [kid, expiry, bits, count, rice_parameter(bits, count), data]
            for kid, expiry, bits, count, data in coded
        ],
    }
    header = {cose.KID: key_id(signer.public_key), cose.TYP: Kind.REVOCATION_LIST.value}
    return cose.sign1(header, cbor.encode(payload), signer)


def parse_revocation_list(data: bytes) -> RevocationList:
    """What a revocation list says; its signature is not checked.

    Raises:
        DocumentRefused: `too_large`, `bad_cbor`, `bad_structure` or `bad_revocation_list`.
    """
    parts = document.read(data)

    def understand() -> RevocationList:
        _signer_id(parts)
        return _understand(parts, b"")

    return document.judging(Kind.REVOCATION_LIST, understand)


def verify_revocation_list(parts: Parts, trust: TrustList | None) -> RevocationList:
    """The revocation list in a document that has been read, if the trust list bears it out.

    The signature comes before the content, so that nobody else's serials are ever unpacked.

    Raises:
        Bad: no trust list, a key that isn't the issuer's revoke key of that time, a wrong
            signature, wrong content, or a window of another issuer's key.
        DocumentRefused: `bad_revocation_list`, serials in a wrong coding.
    """
    kid = _signer_id(parts)
    if trust is None or kid not in trust.by_kid:
        raise Bad("signed with a key that no trust list has given")
    issuer, key = trust.by_kid[kid]
    expect(key.usage == Usage.REVOKE, "signed with a key that is not for revoking")
    protected, _, payload, signature = parts.item
    expect(
        holds(key.public_key, signature + cose.to_be_signed(protected, payload)),
        "the signature is wrong",
    )
    found = _understand(parts, key.public_key)
    expect(found.issuer == issuer.id, "signed with another issuer's key")
    expect(key.not_before <= found.issued_at < key.not_after, "made outside its key's time")
    for window_kid, _ in found.windows:
        owner, _ = trust.by_kid.get(window_kid, (issuer, None))
        expect(owner.id == issuer.id, "a window of another issuer's key")
    return found


def _signer_id(parts: Parts) -> bytes:
    """The key ID of the signer, of a document that has the form of a revocation list."""
    header = parts.header
    expect(parts.kind == Kind.REVOCATION_LIST, "not a revocation list")
    expect(
        cose.is_sign1(parts.item)
        and document.has_keys(header, {cose.ALG, cose.KID, cose.TYP})
        and header[cose.ALG] == ALG_ED25519
        and cose.is_bytes_of(header[cose.KID], KEY_ID_SIZE),
        "not the form of a revocation list",
    )
    kid: bytes = header[cose.KID]
    return kid


def _understand(parts: Parts, signed_by: bytes) -> RevocationList:
    payload = parts.payload
    expect(
        document.has_keys_and_later(payload, {1, 2, 3, 4, 5}),
        "not the content of a revocation list",
    )
    expect(document.is_id(payload[_ISSUER]), "not the ID of an issuer")
    for number in (_SEQUENCE, _IAT, _FRESH_UNTIL):
        expect(cose.is_unsigned(payload[number]), "a number that is not an unsigned integer")
    freshness = payload[_FRESH_UNTIL] - payload[_IAT]
    expect(0 < freshness <= MAX_FRESHNESS, "fresh for no time, or for more than a day")
    expect(isinstance(payload[_WINDOWS], list), "the windows are no array")
    return RevocationList(
        issuer=payload[_ISSUER],
        sequence=payload[_SEQUENCE],
        issued_at=payload[_IAT],
        fresh_until=payload[_FRESH_UNTIL],
        windows=MappingProxyType(_windows(payload[_WINDOWS])),
        document=parts.document,
        signed_by=signed_by,
    )


def _windows(entries: list[Any]) -> dict[Window, SerialList]:
    windows: dict[Window, SerialList] = {}
    previous: Window = (b"", -1)
    for entry in entries:
        expect(cose.is_array_of(entry, 6), "not the form of a window")
        kid, expiry, bits, count, k, data = entry
        expect(cose.is_bytes_of(kid, KEY_ID_SIZE), "a key ID has 4 bytes")
        expect(all(map(cose.is_unsigned, (expiry, bits, count, k))), "not the numbers of a window")
        expect(isinstance(data, bytes), "a window's data are no byte string")
        expect((kid, expiry) > previous, "windows out of order or twice")
        previous = (kid, expiry)
        windows[previous] = SerialList(bits, count, k, data)
    return windows
