"""The root of a federation: which keys may sign what, and how many it takes (spec section 6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from huepass.core import cbor, cose, document
from huepass.core.document import Kind, Parts, expect
from huepass.core.keys import KEY_SIZE, Signer, is_prime_order, key_id

_FEDERATION, _VERSION, _IAT, _EXP, _KEYS, _ROLES = range(1, 7)
_ROOT_ROLE: Final = 1
_TRUST_ROLE: Final = 2
MAX_KEYS: Final = 64


@dataclass(frozen=True, slots=True)
class Role:
    """How many of which keys it takes to sign."""

    threshold: int
    kids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Root:
    """A root, times in seconds since the epoch. `document` is what it was read from."""

    federation: str
    version: int
    issued_at: int
    expires_at: int
    keys: Mapping[bytes, bytes]
    """Public keys by key ID."""
    root_role: Role
    trust_role: Role
    document: bytes = b""

    def reaches(self, role: Role, item: Any) -> bool:
        """Whether a decoded, checked document carries this root's threshold for a role."""
        keys = {kid: self.keys[kid] for kid in role.kids}
        return len(document.signers(item, keys)) >= role.threshold


def sign_root(root: Root, signers: Iterable[Signer]) -> bytes:
    """A root document with the given signatures, perhaps not all that it needs (spec section 6)."""
    payload = {
        _FEDERATION: root.federation,
        _VERSION: root.version,
        _IAT: root.issued_at,
        _EXP: root.expires_at,
        _KEYS: dict(root.keys),
        _ROLES: {
            number: [role.threshold, list(role.kids)]
            for number, role in ((_ROOT_ROLE, root.root_role), (_TRUST_ROLE, root.trust_role))
        },
    }
    return document.sign(Kind.ROOT, cbor.encode(payload), signers)


def parse_root(data: bytes) -> Root:
    """What a root says; its signatures are not checked.

    Raises:
        DocumentRefused: `too_large`, `bad_cbor`, `bad_structure` or `bad_root`.
    """
    parts = document.read(data)
    return document.judging(Kind.ROOT, lambda: understand_root(parts))


def understand_root(parts: Parts) -> Root:
    """The root in a document that has been read; raises `document.Bad`."""
    expect(parts.kind == Kind.ROOT, "not a root")
    document.check_multi_signed(parts)
    payload = parts.payload
    expect(document.has_keys(payload, {1, 2, 3, 4, 5, 6}), "not the content of a root")
    expect(document.is_id(payload[_FEDERATION]), "not the ID of a federation")
    for number in (_VERSION, _IAT, _EXP):
        expect(cose.is_unsigned(payload[number]), "a number that is not an unsigned integer")
    expect(payload[_EXP] > payload[_IAT], "it ends before it begins")
    keys = payload[_KEYS]
    expect(isinstance(keys, dict), "the keys are no map")
    # Before any of them is looked at, because a root that anyone made can have many.
    expect(len(keys) <= MAX_KEYS, f"more than {MAX_KEYS} keys")
    for kid, key in keys.items():
        expect(cose.is_bytes_of(key, KEY_SIZE), "a key that has not 32 bytes")
        expect(is_prime_order(key), "a key that is not of prime order")
        expect(kid == key_id(key), "a key under another key's ID")
    roles = payload[_ROLES]
    expect(document.has_keys(roles, {_ROOT_ROLE, _TRUST_ROLE}), "not the two roles")
    return Root(
        federation=payload[_FEDERATION],
        version=payload[_VERSION],
        issued_at=payload[_IAT],
        expires_at=payload[_EXP],
        keys=MappingProxyType(keys),
        root_role=_role(roles[_ROOT_ROLE], keys),
        trust_role=_role(roles[_TRUST_ROLE], keys),
        document=parts.document,
    )


def _role(value: Any, keys: Mapping[bytes, bytes]) -> Role:
    expect(cose.is_array_of(value, 2), "a role is a threshold and key IDs")
    threshold, kids = value
    expect(isinstance(threshold, int) and isinstance(kids, list), "a role of another form")
    expect(all(isinstance(kid, bytes) and kid in keys for kid in kids), "a role with unknown keys")
    expect(len(set(kids)) == len(kids), "a role that names a key twice")
    expect(1 <= threshold <= len(kids), "a threshold that can't be, or need not be, reached")
    return Role(threshold, tuple(kids))
