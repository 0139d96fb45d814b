"""Objects of every kind, honest and broken, made without any of huepass's own code.

Everything is built with `rawcbor` and PyNaCl, so it can be compared with what huepass makes, byte
for byte, and can hold one fault while all the rest, signatures included, is right:

    forge.paper()                           an honest paper credential, decoded
    forge.paper(claims={forge.EXP: -1})     the same with another claim, rightly signed
    forge.paper(claims={forge.EXP: DROP})   the same without it
    forge.text(forge.paper())               what stands in its QR code

All keys come from fixed seeds by name, so the same calls give the same bytes.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from typing import Any, Final

from base45 import b45encode
from nacl.signing import SigningKey

from .rawcbor import dump as dump

NOW: Final = 1_790_000_000
HOUR: Final = 3600
DAY: Final = 24 * HOUR
YEAR: Final = 365 * DAY

LIVE_STEP, LIVE_LIFETIME, LIVE_PHASE = 6 * HOUR, 6 * HOUR + 600, 1800
PAPER_STEP, PAPER_LIFETIME, PAPER_PHASE = DAY, 8 * DAY, 7200
LIVE_EXPIRY: Final = (
    NOW - NOW % LIVE_STEP + LIVE_STEP + LIVE_PHASE - LIVE_STEP * (NOW % LIVE_STEP < LIVE_PHASE)
)
PAPER_EXPIRY: Final = NOW - NOW % PAPER_STEP + 4 * PAPER_STEP + PAPER_PHASE
FIRST, LAST = NOW - 60 * DAY, NOW + YEAR  # of every key
SERIAL: Final = 7
BITS: Final = 20

ALG, KID, CONTENT_TYPE = 1, 4, 16
ED25519: Final = -19
EXP, CTI, COLOUR = 4, 7, -65537
IAT, CNONCE, CREDENTIAL = 6, 39, -65538
LIVE, PAPER, REVOKE = 1, 2, 3  # usages
ROOT_TYPE: Final = "application/huepass-root+cose"
TRUST_TYPE: Final = "application/huepass-trust+cose"
LIST_TYPE: Final = "application/huepass-rl+cose"

ENGLISH_NAME = {"en": "Guangzhou", "zh": "广州"}
COLOURS: Final[dict[int, Any]] = {
    0: [3, {"en": "grey", "zh": "灰码"}],
    1: [0, {"en": "green", "zh": "绿码"}],
    2: [1, {"en": "yellow", "zh": "黄码"}],
    3: [2, {"en": "red", "zh": "红码"}],
}


class _Drop:
    """Marks, among changes, what is to be left out."""


DROP: Final = _Drop()


def changed(value: dict[Any, Any], change: Any) -> Any:
    """The map with some entries changed or dropped; anything but a dict takes its place whole."""
    if change is None:
        return value
    if not isinstance(change, dict):
        return change
    return {key: entry for key, entry in {**value, **change}.items() if entry is not DROP}


# Keys


@cache
def key(name: str) -> SigningKey:
    """The private key that this name always has."""
    return SigningKey(sha256(b"huepass example " + name.encode()).digest())


def public(name: str) -> bytes:
    """The public key that this name always has."""
    return bytes(key(name).verify_key)


def thumb(public_key: bytes) -> bytes:
    """The key ID of a public key."""
    return sha256(dump({1: 1, -1: 6, -2: public_key})).digest()[:4]


def kid(name: str) -> bytes:
    """The key ID of the key that this name always has."""
    return thumb(public(name))


def signature(signer: str, structure: list[Any]) -> bytes:
    """The named key's signature of a Sig_structure."""
    return key(signer).sign(dump(structure)).signature


# COSE


def _wrapped(value: Any) -> bytes:
    return value if isinstance(value, bytes) else dump(value)


def _placed(item: list[Any], outer: Mapping[int, Any] | None) -> list[Any]:
    for place, value in (outer or {}).items():
        item[place] = value
    return item


def sign1(
    header: Any, payload: Any, signer: str, *, outer: Mapping[int, Any] | None = None
) -> list[Any]:
    """A COSE_Sign1, decoded; `outer` replaces entries of the array after signing."""
    protected, content = _wrapped(header), _wrapped(payload)
    signed = signature(signer, ["Signature1", protected, b"", content])
    return _placed([protected, {}, content, signed], outer)


def entry(body: bytes, content: bytes, signer: str, *, header: Any = None) -> list[Any]:
    """One signature of a COSE_Sign."""
    protected = _wrapped(changed({ALG: ED25519, KID: kid(signer)}, header))
    return [protected, {}, signature(signer, ["Signature", body, protected, b"", content])]


def sign(
    header: Any,
    payload: Any,
    signers: Iterable[str],
    *,
    entries: Any = None,
    outer: Mapping[int, Any] | None = None,
) -> list[Any]:
    """A COSE_Sign, decoded. `entries` takes the place of the signatures: a list, or a function
    that gets the honest ones."""
    body, content = _wrapped(header), _wrapped(payload)
    honest = [entry(body, content, signer) for signer in signers]
    if callable(entries):
        honest = entries(honest)
    elif entries is not None:
        honest = entries
    return _placed([body, {}, content, honest], outer)


# Codes


def paper(
    *,
    signer: str = "paper",
    serial: int = SERIAL,
    colour: int = 1,
    expiry: int = PAPER_EXPIRY,
    header: Any = None,
    claims: Any = None,
    outer: Mapping[int, Any] | None = None,
) -> list[Any]:
    """A paper credential, decoded."""
    payload = {EXP: expiry, CTI: serial.to_bytes(4, "big"), COLOUR: colour}
    return sign1(
        changed({ALG: ED25519, KID: kid(signer)}, header),
        changed(payload, claims),
        signer,
        outer=outer,
    )


def credential(
    *,
    signer: str = "live",
    holder: str = "holder",
    serial: int = SERIAL,
    expiry: int = LIVE_EXPIRY,
    claims: Any = None,
    **rest: Any,
) -> list[Any]:
    """A live credential, decoded; the rest is as for `paper`."""
    change = {CTI: serial.to_bytes(4, "big") + public(holder)}
    if claims is not None:
        change = {**change, **claims} if isinstance(claims, dict) else claims
    return paper(signer=signer, expiry=expiry, claims=change, **rest)


def live(
    *,
    inner: Any = None,
    holder: str = "holder",
    at: int = NOW // 10 * 10,
    challenge: bytes | None = None,
    header: Any = None,
    payload: Any = None,
    outer: Mapping[int, Any] | None = None,
    **rest: Any,
) -> list[Any]:
    """A presentation, decoded, of the credential `inner` or of one with the rest as for it."""
    inner = credential(holder=holder, **rest) if inner is None else inner
    content: dict[int, Any] = {IAT: at, CREDENTIAL: inner}
    if challenge is not None:
        content[CNONCE] = challenge
    return sign1(changed({ALG: ED25519}, header), changed(content, payload), holder, outer=outer)


def text(item: Any) -> str:
    """What stands in the QR code of a decoded object, or of bytes."""
    return "HP1:" + str(b45encode(item if isinstance(item, bytes) else dump(item)), "ascii")


# Documents


def role(names: Sequence[str], threshold: int | None = None) -> list[Any]:
    """A role of a root."""
    return [len(names) if threshold is None else threshold, [kid(name) for name in names]]


def root(
    version: int = 1,
    *,
    federation: str = "example",
    iat: int = NOW - 90 * DAY,
    exp: int = NOW + YEAR,
    root_keys: Sequence[str] = ("root",),
    trust_keys: Sequence[str] = ("trust",),
    root_threshold: int | None = None,
    trust_threshold: int | None = None,
    signers: Iterable[str] | None = None,
    header: Any = None,
    change: Any = None,
    **rest: Any,
) -> bytes:
    """A root, signed by all its root keys unless told otherwise."""
    payload = {
        1: federation,
        2: version,
        3: iat,
        4: exp,
        5: {kid(name): public(name) for name in (*root_keys, *trust_keys)},
        6: {1: role(root_keys, root_threshold), 2: role(trust_keys, trust_threshold)},
    }
    signers = root_keys if signers is None else signers
    header = changed({CONTENT_TYPE: ROOT_TYPE}, header)
    return dump(sign(header, changed(payload, change), signers, **rest))


def key_entry(name: str, usage: int, change: Any = None) -> Any:
    """A key in a trust list, with the times that all keys here have."""
    value = {1: public(name), 2: usage, 3: FIRST, 4: LAST}
    if usage == LIVE:
        value |= {5: LIVE_LIFETIME, 6: LIVE_STEP, 7: LIVE_PHASE}
    if usage == PAPER:
        value |= {5: PAPER_LIFETIME, 6: PAPER_STEP, 7: PAPER_PHASE}
    return changed(value, change)


def issuer_keys(prefix: str = "") -> list[Any]:
    """The three keys that every issuer here has."""
    usages = {"live": LIVE, "paper": PAPER, "revoke": REVOKE}
    return [key_entry(prefix + name, usage) for name, usage in usages.items()]


def issuer(name: str = "gz", *, keys: Any = None, colours: Any = None, change: Any = None) -> Any:
    """An issuer in a trust list; its keys are `live`, `paper` and `revoke`."""
    value = {
        1: name,
        2: ENGLISH_NAME,
        3: issuer_keys() if keys is None else keys,
        4: COLOURS if colours is None else colours,
        5: "http://localhost/gz.cbor",
    }
    return changed(value, change)


def other_issuer() -> Any:
    """A second issuer, `sz`, with keys of its own."""
    return issuer("sz", keys=issuer_keys("sz-"))


def trust_list(
    seq: int = 1,
    *,
    federation: str = "example",
    iat: int = NOW - DAY,
    exp: int | None = None,
    issuers: Any = None,
    signers: Iterable[str] = ("trust",),
    header: Any = None,
    change: Any = None,
    **rest: Any,
) -> bytes:
    """A trust list with the issuer `gz`, or with others."""
    payload = {
        1: federation,
        2: seq,
        3: iat,
        4: iat + 30 * DAY if exp is None else exp,
        5: [issuer()] if issuers is None else issuers,
    }
    header = changed({CONTENT_TYPE: TRUST_TYPE}, header)
    return dump(sign(header, changed(payload, change), signers, **rest))


def parameter(bits: int, count: int) -> int:
    """The Rice parameter, word for word as specified."""
    return min(int.bit_length(((2**bits) // count) * 77 // 160), bits - 1)


def coded(serials: Iterable[int], k: int) -> str:
    """The Rice codes of serials, zeros and ones, without padding."""
    codes, previous = [], -1
    for serial in serials:
        gap = serial - previous - 1
        low = f"{gap % 2**k:0{k}b}" if k else ""
        codes.append("1" * (gap >> k) + "0" + low)
        previous = serial
    return "".join(codes)


def packed(bits: str) -> bytes:
    """Zeros and ones as bytes, zeros to the end of the last."""
    bits += "0" * (-len(bits) % 8)
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))


def window(
    signer: str = "paper",
    expiry: int = PAPER_EXPIRY,
    serials: Sequence[int] = (SERIAL,),
    *,
    bits: int = BITS,
    change: Mapping[int, Any] | None = None,
) -> list[Any]:
    """A window of a revocation list; `change` replaces entries by place."""
    k = parameter(bits, len(serials))
    data = packed(coded(serials, k))
    return _placed([kid(signer), expiry, bits, len(serials), k, data], change)


def revocation_list(
    seq: int = 1,
    *,
    name: str = "gz",
    iat: int = NOW - 60,
    fresh_until: int | None = None,
    windows: Any = (),
    signer: str = "revoke",
    header: Any = None,
    change: Any = None,
    outer: Mapping[int, Any] | None = None,
) -> bytes:
    """A revocation list; its windows must be given in order."""
    fresh_until = iat + HOUR if fresh_until is None else fresh_until
    payload = {1: name, 2: seq, 3: iat, 4: fresh_until, 5: windows}
    header = changed({ALG: ED25519, KID: kid(signer), CONTENT_TYPE: LIST_TYPE}, header)
    return dump(sign1(header, changed(payload, change), signer, outer=outer))


def in_order(*windows: list[Any]) -> list[list[Any]]:
    """Windows as a list has to have them."""
    return sorted(windows, key=lambda one: (one[0], one[1]))
