"""An issuer's folder, as `huepass init` makes it, and a clock that the tests set."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from huepass.issuer.create import create_issuer
from huepass.issuer.domain.colours import DEFAULT_COLOURS
from huepass.issuer.domain.records import Role, Staff
from huepass.issuer.keystore import Cost, KeyMaker, load_folder, unlock_service
from huepass.issuer.service import staffing
from huepass.issuer.service.office import Office
from huepass.issuer.settings import Settings, load_settings

PASSPHRASE = "正确的马 battery staple"
CHEAP = Cost(1, 8192)  # the least that Argon2id allows: tests don't guard anything
NOON = 1_795_320_000  # 2026-11-22 12:00 in Guangzhou


class Clock:
    """A clock that stands until it is set."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def settings_for(folder: Path, **changes: object) -> Settings:
    """Settings of an issuer, with some of them changed."""
    values: dict[str, object] = {
        "folder": folder,
        "issuer": "gz",
        "names": {"en": "Guangzhou", "zh": "广州"},
        "colours": DEFAULT_COLOURS,
        "url": "http://127.0.0.1:8000",
        "timezone": "Asia/Shanghai",
        "federation": "gz",
        "federation_keys": Path("federation-keys"),
        **changes,
    }
    return Settings(**values)  # type: ignore[arg-type]


@pytest.fixture
def clock() -> Clock:
    """The time at which the issuer was made."""
    return Clock(NOON)


@pytest.fixture(scope="session")
def made_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An issuer's folder to copy, never to change."""
    folder = tmp_path_factory.mktemp("made") / "issuer"
    create_issuer(settings_for(folder), KeyMaker(PASSPHRASE, CHEAP), Clock(NOON))
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    """An issuer's folder of the test's own."""
    return Path(shutil.copytree(made_once, tmp_path / "issuer"))


@pytest.fixture
def office(folder: Path, clock: Clock) -> Iterator[Office]:
    """The issuer at work, with its keys."""
    settings = load_settings(folder)
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    office = Office(settings, keys.signers, clock, keys.secret)
    yield office
    office.close()


@pytest.fixture
def li(office: Office) -> Staff:
    """A staff member who may do everything."""
    staffing.add_staff(office, "li", [Role.ADMIN])
    return staffing.staff_named(office, "li", Role.ADMIN)
