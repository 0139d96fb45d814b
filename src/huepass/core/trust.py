"""The trust list: the issuers of a federation, their keys and their colours (spec section 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from types import MappingProxyType
from typing import Any, Final

from huepass.core import cbor, cose, document
from huepass.core.document import Kind, Parts, expect
from huepass.core.keys import KEY_SIZE, Signer, is_prime_order, key_id

MAX_LIFETIME: Final = 30 * 86400  # seconds that a trust list may be valid
MAX_KEYS_OF_A_USAGE: Final = 4
MAX_STEPS: Final = 32
MIN_LIVE_STEP: Final = 3600
MIN_LIVE_OVERLAP: Final = 600
MIN_PAPER_STEP: Final = 86400
MAX_NAME: Final = 64  # code points

_FEDERATION, _SEQUENCE, _IAT, _EXP, _ISSUERS = range(1, 6)
_ID, _NAMES, _KEYS, _COLOURS, _URL = range(1, 6)
_PUBLIC_KEY, _USAGE, _NBF, _NAF, _LIFETIME, _STEP, _PHASE = range(1, 8)

# Control characters, and those that turn the direction of text around.
_NOT_IN_NAMES: Final = frozenset(
    chr(point)
    for first, last in (
        (0x0000, 0x001F),
        (0x007F, 0x009F),
        (0x061C, 0x061C),
        (0x200E, 0x200F),
        (0x202A, 0x202E),
        (0x2066, 0x2069),
    )
    for point in range(first, last + 1)
)


class Usage(IntEnum):
    """What a key may sign (spec section 2)."""

    LIVE = 1
    PAPER = 2
    REVOKE = 3


class Level(IntEnum):
    """What a colour means to a gate of any city (spec section 6)."""

    CLEAR = 0
    CHECK = 1
    STOP = 2
    UNDETERMINED = 3


@dataclass(frozen=True, slots=True)
class Key:
    """A key of an issuer, times in seconds. The last three are for live and paper keys only."""

    public_key: bytes
    usage: Usage
    not_before: int
    not_after: int
    lifetime: int = 0
    step: int = 0
    phase: int = 0

    @property
    def kid(self) -> bytes:
        """The key ID (spec section 2)."""
        return key_id(self.public_key)


@dataclass(frozen=True, slots=True)
class ColourEntry:
    """What a colour means at an issuer, and what it is called there, by language."""

    level: Level
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer as the trust list describes it."""

    id: str
    names: Mapping[str, str]
    keys: tuple[Key, ...]
    colours: Mapping[int, ColourEntry]
    revocation_list_url: str
    skipped: tuple[Mapping[Any, Any], ...] = ()
    """Entries of keys whose usage gates skip, as they stand; nothing but the usage was looked at.
    They go into the next trust list unchanged, and `huepass.core.evidence` reads some of them."""


@dataclass(frozen=True, slots=True)
class TrustList:
    """A trust list, times in seconds since the epoch. `document` is what it was read from."""

    federation: str
    sequence: int
    issued_at: int
    expires_at: int
    issuers: tuple[Issuer, ...]
    document: bytes = b""
    by_kid: Mapping[bytes, tuple[Issuer, Key]] = field(init=False, repr=False, compare=False)
    """The issuer and the key that a key ID finds."""

    def __post_init__(self) -> None:
        found = {key.kid: (issuer, key) for issuer in self.issuers for key in issuer.keys}
        object.__setattr__(self, "by_kid", MappingProxyType(found))


def sign_trust_list(trust: TrustList, signers: Iterable[Signer]) -> bytes:
    """A trust list with the given signatures, perhaps not all that it needs (spec section 6)."""
    payload = {
        _FEDERATION: trust.federation,
        _SEQUENCE: trust.sequence,
        _IAT: trust.issued_at,
        _EXP: trust.expires_at,
        _ISSUERS: [_issuer_value(issuer) for issuer in trust.issuers],
    }
    return document.sign(Kind.TRUST_LIST, cbor.encode(payload), signers)


def parse_trust_list(data: bytes) -> TrustList:
    """What a trust list says; its signatures are not checked.

    Raises:
        DocumentRefused: `too_large`, `bad_cbor`, `bad_structure` or `bad_trust_list`.
    """
    parts = document.read(data)
    return document.judging(Kind.TRUST_LIST, lambda: understand_trust_list(parts))


def understand_trust_list(parts: Parts) -> TrustList:
    """The trust list in a document that has been read; raises `document.Bad`."""
    expect(parts.kind == Kind.TRUST_LIST, "not a trust list")
    document.check_multi_signed(parts)
    payload = parts.payload
    expect(document.has_keys_and_later(payload, {1, 2, 3, 4, 5}), "not the content of a trust list")
    expect(document.is_id(payload[_FEDERATION]), "not the ID of a federation")
    for number in (_SEQUENCE, _IAT, _EXP):
        expect(cose.is_unsigned(payload[number]), "a number that is not an unsigned integer")
    expect(payload[_EXP] > payload[_IAT], "it ends before it begins")
    expect(payload[_EXP] - payload[_IAT] <= MAX_LIFETIME, "valid for more than 30 days")
    expect(isinstance(payload[_ISSUERS], list), "the issuers are no array")
    issuers = tuple(_issuer(value) for value in payload[_ISSUERS])
    ids = [issuer.id for issuer in issuers]
    expect(len(set(ids)) == len(ids), "two issuers with one ID")
    kids = [key.kid for issuer in issuers for key in issuer.keys]
    expect(len(set(kids)) == len(kids), "two keys with one key ID")
    return TrustList(
        federation=payload[_FEDERATION],
        sequence=payload[_SEQUENCE],
        issued_at=payload[_IAT],
        expires_at=payload[_EXP],
        issuers=issuers,
        document=parts.document,
    )


def _issuer(value: Any) -> Issuer:
    expect(document.has_keys_and_later(value, {1, 2, 3, 4, 5}), "not the content of an issuer")
    expect(document.is_id(value[_ID]), "not the ID of an issuer")
    expect(_are_names(value[_NAMES]), "not the names of an issuer")
    expect(isinstance(value[_KEYS], list), "an issuer's keys are no array")
    expect(isinstance(value[_COLOURS], dict), "an issuer's colours are no map")
    expect(isinstance(value[_URL], str), "the address of the revocation list is no text")
    read = [(entry, _key(entry)) for entry in value[_KEYS]]
    keys = tuple(key for _, key in read if key)
    for usage in Usage:
        expect(
            sum(key.usage == usage for key in keys) <= MAX_KEYS_OF_A_USAGE,
            f"more than {MAX_KEYS_OF_A_USAGE} keys of one usage",
        )
    return Issuer(
        id=value[_ID],
        names=MappingProxyType(value[_NAMES]),
        keys=keys,
        colours=MappingProxyType(
            {colour: _colour(colour, entry) for colour, entry in value[_COLOURS].items()}
        ),
        revocation_list_url=value[_URL],
        skipped=tuple(MappingProxyType(entry) for entry, key in read if key is None),
    )


def _colour(colour: Any, value: Any) -> ColourEntry:
    expect(cose.is_unsigned(colour), "a colour that is no unsigned integer")
    expect(cose.is_array_of(value, 2), "a colour has a level and labels")
    level, labels = value
    expect(cose.is_unsigned(level) and level <= max(Level), "a level that does not exist")
    expect(_are_names(labels), "not the labels of a colour")
    return ColourEntry(Level(level), MappingProxyType(labels))


def _key(value: Any) -> Key | None:
    """A key, or None for one whose usage is none of a gate's."""
    expect(isinstance(value, dict), "a key that is no map")
    usage = value.get(_USAGE)
    expect(cose.is_unsigned(usage), "a key without a usage")
    if usage not in tuple(Usage):
        return None
    signs_codes = usage != Usage.REVOKE
    named = {1, 2, 3, 4, 5, 6, 7} if signs_codes else {1, 2, 3, 4}
    expect(document.has_keys_and_later(value, named), "not the content of a key")
    expect(cose.is_bytes_of(value[_PUBLIC_KEY], KEY_SIZE), "a key that has not 32 bytes")
    expect(is_prime_order(value[_PUBLIC_KEY]), "a key that is not of prime order")
    for number in named - {_PUBLIC_KEY}:
        expect(cose.is_unsigned(value[number]), "a number that is not an unsigned integer")
    expect(value[_NAF] > value[_NBF], "a key that ends before it begins")
    key = Key(
        public_key=value[_PUBLIC_KEY],
        usage=Usage(usage),
        not_before=value[_NBF],
        not_after=value[_NAF],
        lifetime=value.get(_LIFETIME, 0),
        step=value.get(_STEP, 0),
        phase=value.get(_PHASE, 0),
    )
    if signs_codes:
        _check_windows(key)
    return key


def _check_windows(key: Key) -> None:
    """The limits of spec section 3 on a live or paper key."""
    expect(key.phase < key.step, "a phase that is not below the step")
    expect(key.step <= key.lifetime, "a lifetime below the step")
    expect(key.lifetime <= MAX_STEPS * key.step, f"a lifetime above {MAX_STEPS} steps")
    if key.usage == Usage.LIVE:
        expect(key.step >= MIN_LIVE_STEP, "a live step below an hour")
        expect(key.lifetime >= key.step + MIN_LIVE_OVERLAP, "live windows that do not overlap")
    else:
        expect(key.step >= MIN_PAPER_STEP, "a paper step below a day")


def _are_names(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(language, str) and _is_name(name) for language, name in value.items()
    )


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and len(value) <= MAX_NAME and _NOT_IN_NAMES.isdisjoint(value)


def _issuer_value(issuer: Issuer) -> dict[int, Any]:
    return {
        _ID: issuer.id,
        _NAMES: dict(issuer.names),
        _KEYS: [*map(_key_value, issuer.keys), *map(dict, issuer.skipped)],
        _COLOURS: {
            colour: [entry.level, dict(entry.labels)] for colour, entry in issuer.colours.items()
        },
        _URL: issuer.revocation_list_url,
    }


def _key_value(key: Key) -> dict[int, Any]:
    value = {
        _PUBLIC_KEY: key.public_key,
        _USAGE: key.usage,
        _NBF: key.not_before,
        _NAF: key.not_after,
    }
    if key.usage != Usage.REVOKE:
        value |= {_LIFETIME: key.lifetime, _STEP: key.step, _PHASE: key.phase}
    return value
