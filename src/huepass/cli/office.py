"""What the issuer's commands have in common: its folder, its keys, its clock."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from huepass.cli.passphrase import get_passphrase
from huepass.core import Signer
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.keystore import Unlocked, load_folder, unlock_all, unlock_folder
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings, load_settings

Dir = Annotated[
    Path,
    typer.Option("--dir", envvar="HUEPASS_DIR", help="The issuer's folder. 签发方文件夹。"),
]
DirArgument = Annotated[
    Path, typer.Argument(metavar="DIR", help="The issuer's folder. 签发方文件夹。")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON. 输出 JSON。")]
StaffName = Annotated[
    str, typer.Option("--staff", help="The staff member who decided. 作出决定的工作人员。")
]


def clock() -> int:
    """The time, seconds since the epoch."""
    return int(time.time())


@contextmanager
def opened(folder: Path) -> Iterator[Office]:
    """The issuer of a folder, without its keys.

    Raises:
        FolderError: `folder_missing`, `settings_broken`.
    """
    with _office(load_settings(folder), Unlocked([], None)) as office:
        yield office


@contextmanager
def unlocked(folder: Path, passphrase_file: Path | None) -> Iterator[Office]:
    """The issuer of a folder with the service's keys.

    Raises:
        FolderError: `folder_missing`, `settings_broken`.
        KeyStoreError: no passphrase, the wrong one, or a key file that can't be used.
    """
    settings = load_settings(folder)
    keys = unlock_folder(settings.keys, get_passphrase(passphrase_file))
    with _office(settings, keys) as office:
        yield office


def unlock(folder: Path, passphrase_file: Path | None) -> list[Signer]:
    """The keys of a folder of key files.

    Raises:
        KeyStoreError: no passphrase, the wrong one, or a key file that can't be used.
    """
    keys = load_folder(folder)
    return list(unlock_all(keys, get_passphrase(passphrase_file)))


def in_words(settings: Settings, colour: int) -> str:
    """A colour for people: its name and the issuer's labels."""
    entry = settings.colours.get(colour)
    labels = entry.labels.values() if entry else ()
    return " ".join(dict.fromkeys((colour_name(colour), *labels)))


def last_day(settings: Settings, expiry: int) -> str:
    """The last day on which a paper pass is valid, in the issuer's time zone.

    Passes end at the same time of day all year round. Where clocks change, that is not always
    midnight, and then the last second follows the day.
    """
    end = datetime.fromtimestamp(expiry, UTC).astimezone(settings.zone)
    last = (end - timedelta(seconds=1)).replace(tzinfo=None)
    if (end.hour, end.minute, end.second) == (0, 0, 0):
        return last.date().isoformat()
    return last.isoformat(" ")


def day_time(settings: Settings, at: int) -> str:
    """A time for people, in the issuer's time zone."""
    return datetime.fromtimestamp(at, UTC).astimezone(settings.zone).strftime("%Y-%m-%d %H:%M:%S")


@contextmanager
def _office(settings: Settings, keys: Unlocked) -> Iterator[Office]:
    office = Office(settings, keys.signers, clock, keys.secret)
    try:
        office.store.upgrade()
        yield office
    finally:
        office.close()
