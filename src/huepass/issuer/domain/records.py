"""What the issuer remembers, as plain values. Times in seconds since the epoch."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from huepass.issuer.domain.divisions import EVERYWHERE, contains


class Role(StrEnum):
    """What a staff member may do."""

    REGISTRAR = "registrar"  # register persons, make paper passes
    AUTHORITY = "authority"  # set and lift categories, answer objections, say regions' risks
    INSPECTOR = "inspector"  # look persons up, for a purpose
    MANAGER = "manager"  # collection points and their collectors
    COLLECTOR = "collector"  # take readings at their points, and see nothing
    ORGANISATION = "organisation"  # report for those who joined it
    PUBLISHER = "publisher"  # revoke passes, publish the list
    ADMIN = "admin"  # all of it, and staff


class Origin(StrEnum):
    """Where a fact, an offer or a wallet came from."""

    STAFF = "staff"  # somebody of the staff, or of who works on the folder itself
    HOLDER = "holder"  # the person, by a wallet of theirs
    FAMILY = "family"  # somebody else who applied for the person
    SHARED = "shared"  # whom the person shared their code with
    ORGANISATION = "organisation"
    POINT = "point"  # a collection point
    IMPORT = "import"  # an authority's list


@dataclass(frozen=True, slots=True)
class Staff:
    """Someone who works for the issuer."""

    id: int
    name: str
    roles: frozenset[Role]
    created_at: int
    removed_at: int | None
    handle: str
    """A random number: by what programs find them, and people the organisation that they join."""
    authorities: tuple[str, ...] = ()
    """Those of the programme for which they may set and lift categories."""
    scopes: tuple[str, ...] = (EVERYWHERE,)
    """The administrative divisions in which they act."""

    def may(self, role: Role) -> bool:
        """Whether they have the role, or are an admin."""
        return role in self.roles or Role.ADMIN in self.roles

    def covers(self, division: str | None) -> bool:
        """Whether they act in a division; whoever belongs to none is for those who act in all."""
        return any(contains(scope, division) for scope in self.scopes)


@dataclass(frozen=True, slots=True)
class Person:
    """A registered person: a random number, and what follows from the facts about them."""

    id: int
    number: str
    colour: int
    registered_at: int
    programme_id: int
    """The programme in force when the colour was found."""
    reason: str
    """Of the programme's reason codes."""
    since: int | None
    due_at: int | None
    """Until then neither colour nor reason change unless something else does; None if never."""
    division: str | None = None
    """The administrative division that they belong to."""


class Cause(StrEnum):
    """What changed a colour."""

    FACT = "fact"  # something was recorded
    TIME = "time"  # something ended, or came due
    PROGRAMME = "programme"  # another programme is in force
    RISK = "risk"  # a region has another risk


@dataclass(frozen=True, slots=True)
class ColourChange:
    """One line of a person's history, never changed afterwards."""

    old: int
    new: int
    reason: str
    """The staff's words for a decision, otherwise a reason code of the programme."""
    staff: str | None
    """Who recorded the fact, if it was a fact."""
    at: int
    cause: Cause


class FactRow(NamedTuple):
    """A fact as it is kept."""

    programme_id: int
    """The programme in force when it was recorded."""
    at: int
    kind: str
    body: str
    person_id: int


@dataclass(frozen=True, slots=True)
class ProgrammeRow:
    """A programme that was loaded."""

    id: int
    name: str
    version: int
    source: bytes
    loaded_at: int


@dataclass(frozen=True, slots=True)
class Job:
    """Evaluating everybody anew."""

    id: int
    cause: Cause
    programme_id: int
    cursor: int
    """Everybody up to this row ID is done."""
    done: int
    """Persons."""
    changed: int
    """Persons whose colour changed."""
    total: int
    """Persons when it began."""
    started_at: int
    finished_at: int | None


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

    id: int
    handle: str
    colour: int
    made_at: int
    expires_at: int
    revoked_at: int | None
    person_id: int
    serial: int
    origin: Origin = Origin.STAFF


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
    origin: Origin = Origin.STAFF

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
    origin: Origin = Origin.STAFF


class Holder(NamedTuple):
    """Who asks with a wallet's access token."""

    person: Person
    wallet: Wallet


@dataclass(frozen=True, slots=True)
class LiveCredential:
    """What is kept about a live credential while its window lasts."""

    window_id: int
    serial: int
    holder_hash: bytes
    colour: int
