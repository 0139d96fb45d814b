"""What a wallet keeps of one person. Times are seconds since the epoch."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, NamedTuple, Self, TypeGuard

from huepass.core import ColourEntry, Level, SoftwareSigner, cbor
from huepass.core.credential import CredentialParts, holder_key
from huepass.core.keys import ALG_ED25519
from huepass.errors import CodeRefused, Reason, WalletError

_VERSION: Final = 1


@dataclass(frozen=True, slots=True)
class Held:
    """A live credential with the key that it was made for.

    Attributes:
        credential: the signed bytes.
        seed: the holder key's 32 secret bytes.
        kid: the issuer's key.
        colour: what it says.
        begin: when it may be shown from.
        expiry: when it ends.
        shown: how often it was brought up.
    """

    credential: bytes = field(repr=False)
    seed: bytes = field(repr=False)
    kid: bytes = field(repr=False)
    colour: int
    begin: int
    expiry: int
    shown: int = 0

    @property
    def signer(self) -> SoftwareSigner:
        """The holder key."""
        return SoftwareSigner.from_seed(self.seed)


@dataclass(frozen=True, slots=True)
class Pending:
    """Keys that were made for a window, for which no credential has come yet."""

    identifier: str | None
    seeds: tuple[bytes, ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """One person's part of a wallet.

    Attributes:
        id: names the file; says nothing.
        name: what the wallet's owner calls them.
        issuer: the credential issuer identifier, a URL.
        configuration: the credential configuration at the issuer.
        refresh_token: what the next strip is fetched with; None if the issuer gave none.
        issuer_names: by language.
        colours: what the issuer calls its colours.
        colour: the colour that the issuer gave last, None before the first.
        colour_state: what the issuer said then of changes of the colour; None if nothing.
        held: the strip.
        pending: keys under way.
        refreshed_at: when the issuer was last asked with success.
        next_refresh_at: when to ask next.
        ended: whether the issuer has ended this wallet.
    """

    id: str
    name: str
    issuer: str
    configuration: str
    refresh_token: str | None = field(repr=False)
    issuer_names: Mapping[str, str] = field(default_factory=dict)
    colours: Mapping[int, ColourEntry] = field(default_factory=dict)
    colour: int | None = None
    colour_state: str | None = None
    held: tuple[Held, ...] = ()
    pending: tuple[Pending, ...] = ()
    refreshed_at: int = 0
    next_refresh_at: int = 0
    ended: bool = False

    @property
    def strip(self) -> tuple[Held, ...]:
        """The credentials of the present colour."""
        return tuple(one for one in self.held if one.colour == self.colour)

    def with_held(self, *more: Held) -> Self:
        """With these credentials, each once."""
        known = {one.seed for one in self.held}
        return replace(self, held=(*self.held, *(one for one in more if one.seed not in known)))

    def without_pending(self, seeds: Collection[bytes]) -> Self:
        """Without these keys among those that are under way."""
        rest = (
            replace(one, seeds=tuple(seed for seed in one.seeds if seed not in seeds))
            for one in self.pending
        )
        return replace(self, pending=tuple(one for one in rest if one.seeds))


class Received(NamedTuple):
    """What a live credential says; nothing of it is verified."""

    holder_key: bytes
    kid: bytes
    expiry: int
    colour: int


def read_credential(credential: bytes) -> Received:
    """What a live credential says.

    The issuer's signature is not verified: a gate does that, and a wallet that was given rubbish
    has no better one to show.

    Raises:
        CodeRefused: it is not a live credential.
    """
    key = holder_key(credential)
    parts = CredentialParts.of(cbor.decode(credential))
    if parts.algorithm != ALG_ED25519:
        raise CodeRefused(Reason.UNSUPPORTED_ALG)
    found = parts.read()
    return Received(key, found.kid, found.expiry, found.colour)


def to_json(person: Person) -> bytes:
    """The bytes to be sealed."""
    content = {
        "version": _VERSION,
        "id": person.id,
        "name": person.name,
        "issuer": person.issuer,
        "configuration": person.configuration,
        "refresh_token": person.refresh_token,
        "issuer_names": dict(person.issuer_names),
        "colours": colours_to_json(person.colours),
        "colour": person.colour,
        "colour_state": person.colour_state,
        "held": [
            {
                "credential": one.credential.hex(),
                "seed": one.seed.hex(),
                "kid": one.kid.hex(),
                "colour": one.colour,
                "begin": one.begin,
                "expiry": one.expiry,
                "shown": one.shown,
            }
            for one in person.held
        ],
        "pending": [[one.identifier, [seed.hex() for seed in one.seeds]] for one in person.pending],
        "refreshed_at": person.refreshed_at,
        "next_refresh_at": person.next_refresh_at,
        "ended": person.ended,
    }
    return json.dumps(content, ensure_ascii=False).encode()


def from_json(data: bytes) -> Person:
    """What `to_json` wrote.

    Raises:
        WalletError: `folder_broken`.
    """
    try:
        content = json.loads(data)
        if content["version"] != _VERSION:
            raise ValueError("another version")
        return Person(
            id=content["id"],
            name=content["name"],
            issuer=content["issuer"],
            configuration=content["configuration"],
            refresh_token=content["refresh_token"],
            issuer_names=content["issuer_names"],
            colours=colours_from_json(content["colours"]),
            colour=content["colour"],
            colour_state=content.get("colour_state"),  # wallets that are older have none
            held=tuple(
                Held(
                    credential=bytes.fromhex(one["credential"]),
                    seed=bytes.fromhex(one["seed"]),
                    kid=bytes.fromhex(one["kid"]),
                    colour=one["colour"],
                    begin=one["begin"],
                    expiry=one["expiry"],
                    shown=one["shown"],
                )
                for one in content["held"]
            ),
            pending=tuple(
                Pending(identifier, tuple(bytes.fromhex(seed) for seed in seeds))
                for identifier, seeds in content["pending"]
            ),
            refreshed_at=content["refreshed_at"],
            next_refresh_at=content["next_refresh_at"],
            ended=content["ended"],
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise WalletError(Reason.FOLDER_BROKEN, "a person's file of another version") from error


def colours_to_json(colours: Mapping[int, ColourEntry]) -> dict[str, Any]:
    """As the issuer's metadata has them."""
    return {
        str(colour): {"level": entry.level.name.lower(), "labels": dict(entry.labels)}
        for colour, entry in colours.items()
    }


def colours_from_json(value: Any) -> dict[int, ColourEntry]:
    """What an issuer calls its colours.

    Raises:
        ValueError, KeyError, TypeError, AttributeError: it says so in no form that is known.
    """
    return {
        int(colour): ColourEntry(
            level=Level[entry["level"].upper()],
            labels={language: _label(label) for language, label in entry["labels"].items()},
        )
        for colour, entry in value.items()
    }


def is_label(text: Any) -> TypeGuard[str]:
    """Whether something is a text that may be shown to people."""
    return isinstance(text, str) and len(text) <= 64 and text.isprintable()


def _label(text: Any) -> str:
    if not is_label(text):
        raise ValueError("not a label")
    return text
