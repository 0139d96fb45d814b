"""What the issuer remembers, as plain values. Times in seconds since the epoch."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What a staff member may do."""

    REGISTRAR = "registrar"  # register persons, make paper passes
    AUTHORITY = "authority"  # set colours
    PUBLISHER = "publisher"  # revoke passes, publish the list
    ADMIN = "admin"  # all of it


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who works for the issuer."""

    id: int
    name: str
    roles: frozenset[Role]
    created_at: int
    removed_at: int | None

    def may(self, role: Role) -> bool:
        """Whether they have the role, or are an admin."""
        return role in self.roles or Role.ADMIN in self.roles


@dataclass(frozen=True, slots=True)
class Person:
    """A registered person: a random number and a colour, nothing else."""

    id: int
    number: str
    colour: int
    registered_at: int


@dataclass(frozen=True, slots=True)
class ColourChange:
    """One line of a person's history, never changed afterwards."""

    old: int
    new: int
    reason: str
    staff: str
    at: int


@dataclass(frozen=True, slots=True)
class Window:
    """A window and how far its serials are used up; without a key it is closed for ever."""

    id: int
    key_id: bytes
    expiry: int
    lifetime: int
    bits: int
    next_counter: int
    permutation_key: bytes | None
    is_live: bool = False


@dataclass(frozen=True, slots=True)
class PaperPass:
    """A paper pass that was made. Its text is not kept."""

    handle: str
    colour: int
    made_at: int
    expires_at: int
    revoked_at: int | None


@dataclass(frozen=True, slots=True)
class Publication:
    """A revocation list that was signed."""

    sequence: int
    issued_at: int
    fresh_until: int
    document: bytes


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of credentials to a person's wallet. Its codes are not kept."""

    id: bytes
    person_id: int
    expires_at: int
    tx_code_hash: bytes | None
    tries_left: int
    used_at: int | None

    def is_open(self, now: int) -> bool:
        """Whether it can still be redeemed."""
        return self.used_at is None and self.tries_left > 0 and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Wallet:
    """A person's wallet: the family of tokens that began with one offer."""

    id: bytes
    person_id: int
    generation: int
    """Of the newest refresh token that was used; 0 if none was."""
    ended_at: int | None


@dataclass(frozen=True, slots=True)
class LiveCredential:
    """What is kept about a live credential while its window lasts."""

    window_id: int
    serial: int
    holder_hash: bytes
    colour: int
