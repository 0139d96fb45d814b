"""An issuer's folder and the settings in its `issuer.toml`. No secrets are in it."""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from huepass.core import Colour, ColourEntry, Level
from huepass.errors import FolderError, Reason
from huepass.files import write_atomically
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.publishing import MAX_FRESH, MIN_INTERVALS
from huepass.issuer.domain.serials import MAX_BITS, MIN_BITS
from huepass.issuer.files import is_there, read_file
from huepass.issuer.provider_settings import (
    OPENID,
    ClaimNames,
    ProviderSettings,
    dump_provider,
    read_provider,
)

SETTINGS_FILE: Final = "issuer.toml"
MAX_CREDENTIALS: Final = 64
WALLETS: Final = 4  # that can hold one person's codes in one window, each replaced once
MAX_BATCH: Final = 64
MAX_AHEAD: Final = 7 * 86400
_ID: Final = re.compile(r"[a-z0-9.-]{1,64}")
_HEADER: Final = re.compile(r"\s*\[")
_COLOURS_HEADER: Final = re.compile(r"\s*\[\s*colours\s*\.")
_URL: Final = re.compile(r"https?://[^\s?#]+[^\s?#/]")


@dataclass(frozen=True, slots=True)
class Settings:
    """What `issuer.toml` says.

    Attributes:
        folder: the issuer's folder.
        issuer: the issuer's ID.
        names: the issuer's name by language.
        colours: level and labels of each colour that the issuer uses.
        url: where gates and staff reach the service, without a slash at the end.
        timezone: for the dates that people see.
        federation: the federation's ID.
        federation_keys: folder of the custodians' keys, absolute or in the issuer's folder; the
            service never needs it.
        serial_bits: size of the serial space of new windows, in bits.
        publish_interval: seconds between revocation lists.
        fresh_for: seconds for which a revocation list is fresh.
        wallet_credentials: how many credentials a wallet should hold for a window; eight times as
            many are made at most for a person, window and colour.
        wallet_batch: how many a wallet may ask for at once, if it may have as many.
        wallet_ahead: seconds; a wallet can have the windows that begin before then.
        identity_provider: where persons prove who they are; None if nowhere.
        staff_provider: where staff sign in; None if with tokens only.
    """

    folder: Path
    issuer: str
    names: Mapping[str, str]
    colours: Mapping[int, ColourEntry]
    url: str
    timezone: str
    federation: str
    federation_keys: Path
    serial_bits: int = 26
    publish_interval: int = 600
    fresh_for: int = 14400
    wallet_credentials: int = 4
    wallet_batch: int = 16
    wallet_ahead: int = 86400
    identity_provider: ProviderSettings | None = None
    staff_provider: ProviderSettings | None = None

    def __post_init__(self) -> None:
        """Refuse what can't work.

        Raises:
            FolderError: `settings_broken`.
        """
        for field, value in (("issuer.id", self.issuer), ("federation.id", self.federation)):
            if not _ID.fullmatch(value):
                _refuse(f"{field}: only a-z, 0-9, '.' and '-', at most 64")
        if not _URL.fullmatch(self.url):
            _refuse("issuer.url: http:// or https://, without a slash at the end")
        if Colour.GREY not in self.colours:
            _refuse("colours: grey is missing, the colour of whoever has no other")
        if not MIN_BITS <= self.serial_bits <= MAX_BITS:
            _refuse(f"serials.bits: {MIN_BITS} to {MAX_BITS}")
        if self.publish_interval < 1:
            _refuse("publishing.interval: at least 1 second")
        if not MIN_INTERVALS * self.publish_interval <= self.fresh_for <= MAX_FRESH:
            _refuse(f"publishing.fresh_for: {MIN_INTERVALS} intervals to {MAX_FRESH} seconds")
        if not 1 <= self.wallet_credentials <= MAX_CREDENTIALS:
            _refuse(f"wallets.credentials: 1 to {MAX_CREDENTIALS}")
        if not 1 <= self.wallet_batch <= MAX_BATCH:
            _refuse(f"wallets.batch: 1 to {MAX_BATCH}")
        if not 1 <= self.wallet_ahead <= MAX_AHEAD:
            _refuse(f"wallets.ahead: 1 to {MAX_AHEAD} seconds")
        for table, provider in self.providers.items():
            provider.check(table)
        pages = {(one.issuer, one.redirect_uri) for one in self.providers.values()}
        if len(pages) > len({page for _, page in pages}):
            # One could have what comes from the other sent to it (RFC 9700 section 4.4.2).
            _refuse("staff_provider.redirect_uri: another page than identity_provider's")
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise FolderError(Reason.SETTINGS_BROKEN, "issuer.timezone: unknown") from error

    @property
    def providers(self) -> Mapping[str, ProviderSettings]:
        """The OpenID Connect providers that are set up, by their table in the file."""
        both = {"identity_provider": self.identity_provider, "staff_provider": self.staff_provider}
        return {table: provider for table, provider in both.items() if provider is not None}

    @property
    def credential_cap(self) -> int:
        """How many credentials are made at most for a person, window and colour."""
        return WALLETS * 2 * self.wallet_credentials

    @property
    def batch_size(self) -> int:
        """How many proofs a wallet may send at once: what one wallet may need for a window."""
        return min(self.wallet_batch, 2 * self.wallet_credentials)

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / "issuer.db"

    @property
    def keys(self) -> Path:
        """The folder of the service's private keys."""
        return self.folder / "keys"

    @property
    def custodian_keys(self) -> Path:
        """The folder of the custodians' private keys."""
        return self.folder / self.federation_keys

    @property
    def documents(self) -> Path:
        """The folder of the federation's public documents."""
        return self.folder / "federation"

    @property
    def revocation_list_url(self) -> str:
        """Where gates fetch the issuer's revocation list."""
        return f"{self.url}/revocation-list.cbor"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone for the dates that people see."""
        return ZoneInfo(self.timezone)


def load_settings(folder: Path) -> Settings:
    """Read the settings of an issuer's folder.

    Raises:
        FolderError: `folder_missing`, `file_unreadable`, `settings_broken`.
    """
    path = folder / SETTINGS_FILE
    if not is_there(path):
        raise FolderError(Reason.FOLDER_MISSING, f"{folder} has no {SETTINGS_FILE}")
    try:
        content = tomllib.loads(read_file(path).decode())
    except ValueError as error:
        raise FolderError(Reason.SETTINGS_BROKEN, f"not TOML: {error}") from error
    try:
        return _from_content(folder, content)
    except KeyError as error:
        raise FolderError(Reason.SETTINGS_BROKEN, f"missing or unknown: {error}") from error
    except (TypeError, ValueError, AttributeError) as error:
        raise FolderError(Reason.SETTINGS_BROKEN, "a value has the wrong type") from error


def save_colours(settings: Settings, colours: Mapping[int, ColourEntry]) -> Settings:
    """Write other colours into `issuer.toml`, and leave the rest of it as it is.

    Raises:
        FolderError: `settings_broken`, if the file has its colours where they can't be found.
        HuepassError: `file_unreadable`, `file_unwritable`.
    """
    path = settings.folder / SETTINGS_FILE
    kept: list[str] = []
    skipping = False
    for line in read_file(path).decode().splitlines():
        if _HEADER.match(line):
            skipping = _COLOURS_HEADER.match(line) is not None
        if not skipping:
            kept.append(line)
    text = "\n".join(kept).rstrip() + "\n\n" + _dump_colours(colours) + "\n"
    changed = replace(settings, colours=colours)
    try:
        found = _from_content(settings.folder, tomllib.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError):
        found = None
    if found != changed:
        raise FolderError(Reason.SETTINGS_BROKEN, "write each colour as [colours.NAME]")
    write_atomically(path, text.encode())
    return changed


def dump_settings(settings: Settings) -> str:
    """The text of `issuer.toml`, with comments."""
    names = "\n".join(f"{lang} = {_quote(name)}" for lang, name in settings.names.items())
    providers = "".join(f"{dump_provider(*one)}\n" for one in settings.providers.items())
    return f"""\
# Settings of a huepass issuer. There are no secrets in this file.
# After a change restart the service. Names, colours and the URL also go into the trust list:
# run "huepass federation renew-trust" so that gates learn of them.

[issuer]
id = {_quote(settings.issuer)}
url = {_quote(settings.url)}
timezone = {_quote(settings.timezone)}  # for the dates that people see

[issuer.names]
{names}

[federation]
id = {_quote(settings.federation)}
keys = {_quote(str(settings.federation_keys))}  # custodians' keys; may be on another machine

[serials]
bits = {settings.serial_bits}  # of new windows: 2^bits is at least 1.5 times the passes expected

[publishing]
interval = {settings.publish_interval}  # seconds between revocation lists
fresh_for = {settings.fresh_for}  # seconds; at least 3 intervals, at most {MAX_FRESH}

[wallets]
credentials = {settings.wallet_credentials}  # for each window; at most 8 times as many for a person
batch = {settings.wallet_batch}  # credentials in one request
ahead = {settings.wallet_ahead}  # seconds of coming windows that a wallet can hold

{providers}# What each colour means here. Levels: clear, check, stop, undetermined.
{_dump_colours(settings.colours)}
"""


def _dump_colours(colours: Mapping[int, ColourEntry]) -> str:
    return "\n\n".join(
        f"[colours.{colour_name(colour)}]\nlevel = {_quote(entry.level.name.lower())}\n"
        + "\n".join(f"{lang} = {_quote(label)}" for lang, label in entry.labels.items())
        for colour, entry in colours.items()
    )


def _from_content(folder: Path, content: dict[str, Any]) -> Settings:
    issuer, federation = content["issuer"], content["federation"]
    wallets = content.get("wallets", {})
    return Settings(
        folder=folder,
        issuer=_text(issuer["id"]),
        names={lang: _text(name) for lang, name in issuer["names"].items()},
        colours={
            Colour[name.upper()]: ColourEntry(
                level=Level[_text(entry["level"]).upper()],
                labels={lang: _text(label) for lang, label in entry.items() if lang != "level"},
            )
            for name, entry in content["colours"].items()
        },
        url=_text(issuer["url"]),
        timezone=_text(issuer["timezone"]),
        federation=_text(federation["id"]),
        federation_keys=Path(_text(federation["keys"])),
        serial_bits=_number(content["serials"]["bits"]),
        publish_interval=_number(content["publishing"]["interval"]),
        fresh_for=_number(content["publishing"]["fresh_for"]),
        **{
            f"wallet_{name}": _number(wallets[name])
            for name in ("credentials", "batch", "ahead")
            if name in wallets
        },
        identity_provider=_persons(content.get("identity_provider")),
        staff_provider=_staff(content.get("staff_provider")),
    )


def _persons(table: dict[str, Any] | None) -> ProviderSettings | None:
    if table is None:
        return None
    found = read_provider(table, (OPENID, "profile"))
    return found if found.claims else replace(found, claims=ClaimNames())


def _staff(table: dict[str, Any] | None) -> ProviderSettings | None:
    if table is None:
        return None
    if "claims" in table:
        raise KeyError("claims")
    return read_provider(table, (OPENID,))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value


def _quote(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _refuse(detail: str) -> None:
    raise FolderError(Reason.SETTINGS_BROKEN, detail)
