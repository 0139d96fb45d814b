"""The settings of an issuer."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from huepass.core import ColourEntry, Level
from huepass.errors import FolderError, Reason
from huepass.issuer.domain.colours import DEFAULT_COLOURS
from huepass.issuer.provider_settings import ClaimNames, ProviderSettings
from huepass.issuer.settings import Settings, dump_settings, load_settings, save_colours


def settings(folder: Path, **changes: object) -> Settings:
    values: dict[str, object] = {
        "folder": folder,
        "issuer": "gz",
        "names": {"en": 'The "City" \\ of\trams', "zh": "广州"},
        "colours": DEFAULT_COLOURS,
        "url": "https://pass.example/gz",
        "timezone": "Asia/Shanghai",
        "federation": "cn.example",
        "federation_keys": Path("federation-keys"),
    }
    return Settings(**values | changes)  # type: ignore[arg-type]


PROVIDER = ProviderSettings(
    "https://id.example/realms/gz", "pass:1", "https://pass.example/back?page=1"
)
PERSONS = replace(
    PROVIDER, scopes=("openid", "realname"), client_secret_file='a "secret"', claims=ClaimNames()
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    written = settings(
        tmp_path, serial_bits=20, publish_interval=60, fresh_for=600,
        wallet_credentials=5, wallet_batch=6, wallet_ahead=7,
        identity_provider=replace(PERSONS, claims=ClaimNames("a", "b", "c", "d")),
        staff_provider=PROVIDER,
    )  # fmt: skip
    (tmp_path / "issuer.toml").write_text(dump_settings(written), "utf-8")
    assert load_settings(tmp_path) == written


@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "GZ"},
        {"issuer": ""},
        {"issuer": "a" * 65},
        {"federation": "a b"},
        {"url": "ftp://pass.example"},
        {"url": "https://pass.example/"},
        {"url": "https://pass.example/?a"},
        {"colours": {}},
        {"serial_bits": 7},
        {"serial_bits": 33},
        {"publish_interval": 0},
        {"publish_interval": 600, "fresh_for": 1799},
        {"fresh_for": 86401},
        {"wallet_credentials": 0},
        {"wallet_credentials": 65},
        {"wallet_batch": 0},
        {"wallet_batch": 65},
        {"wallet_ahead": 0},
        {"wallet_ahead": 7 * 86400 + 1},
        {"timezone": "Mars/Olympus"},
        {"timezone": "../etc"},
    ],
)
def test_what_can_not_work_is_refused(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(FolderError) as error:
        settings(tmp_path, **changes)
    assert error.value.reason == Reason.SETTINGS_BROKEN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("[issuer]", "[issuer"),
        ('id = "gz"', ""),
        ('id = "gz"', "id = 5"),
        ("bits = 26", 'bits = "26"'),
        ("bits = 26", "bits = true"),
        ("[colours.green]", "[colours.purple]"),
        ('level = "clear"', 'level = "good"'),
        ("interval = 600", ""),
        ("batch = 16", "batch = '16'"),
    ],
)
def test_a_file_of_another_form_is_refused(tmp_path: Path, old: str, new: str) -> None:
    text = dump_settings(settings(tmp_path))
    assert old in text
    (tmp_path / "issuer.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FolderError) as error:
        load_settings(tmp_path)
    assert error.value.reason == Reason.SETTINGS_BROKEN


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "issuer.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(FolderError) as error:
        load_settings(tmp_path)
    assert error.value.reason == Reason.SETTINGS_BROKEN


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError) as error:
        load_settings(tmp_path / "nowhere")
    assert error.value.reason == Reason.FOLDER_MISSING


def test_a_file_from_before_wallets_has_the_defaults(tmp_path: Path) -> None:
    text = dump_settings(settings(tmp_path))
    before, _, rest = text.partition("[wallets]")
    text = before + rest[rest.index("# What") :]
    (tmp_path / "issuer.toml").write_text(text, "utf-8")
    assert load_settings(tmp_path) == settings(tmp_path)


@pytest.mark.parametrize(
    ("credentials", "batch", "size"), [(4, 16, 8), (16, 16, 16), (64, 16, 16), (1, 1, 1)]
)
def test_no_more_is_announced_than_a_wallet_can_get(
    tmp_path: Path, credentials: int, batch: int, size: int
) -> None:
    made = settings(tmp_path, wallet_credentials=credentials, wallet_batch=batch)
    assert (made.credential_cap, made.batch_size) == (8 * credentials, size)


def test_a_path_that_can_not_be_looked_at_is_not_called_missing(tmp_path: Path) -> None:
    with pytest.raises(FolderError) as error:
        load_settings(tmp_path / ("n" * 300))
    assert error.value.reason == Reason.FILE_UNREADABLE


def test_other_colours_leave_the_rest_of_the_file_as_it_is(tmp_path: Path) -> None:
    text = dump_settings(settings(tmp_path)).replace("[serials]", "# 注 mine\n[serials]")
    text = text.replace("[colours.green]", "[ colours.green ]  # of leaves")
    (tmp_path / "issuer.toml").write_text(text + "[extra]\nx = 1\n", "utf-8")
    colours = {0: DEFAULT_COLOURS[0], 3: ColourEntry(Level.CHECK, {"en": "r", "zh": "红"})}
    changed = save_colours(load_settings(tmp_path), colours)
    assert changed == settings(tmp_path, colours=colours) == load_settings(tmp_path)
    after = (tmp_path / "issuer.toml").read_text("utf-8")
    assert "# 注 mine\n[serials]" in after
    assert "[extra]\nx = 1" in after
    assert "of leaves" not in after


def test_colours_that_are_not_found_are_left_alone(tmp_path: Path) -> None:
    text = dump_settings(settings(tmp_path)).split("[colours.")[0]
    text = 'colours.grey = { level = "undetermined", en = "g", zh = "灰" }\n' + text
    (tmp_path / "issuer.toml").write_text(text, "utf-8")
    with pytest.raises(FolderError) as error:
        save_colours(load_settings(tmp_path), DEFAULT_COLOURS)
    assert error.value.reason == Reason.SETTINGS_BROKEN
    assert (tmp_path / "issuer.toml").read_text("utf-8") == text


def test_a_provider_has_defaults(tmp_path: Path) -> None:
    text = dump_settings(settings(tmp_path))
    table = 'issuer = "https://id.example"\nclient_id = "x"\nredirect_uri = "http://[::1]:1/"\n'
    text += f"[identity_provider]\n{table}[staff_provider]\n{table}"
    (tmp_path / "issuer.toml").write_text(text, "utf-8")
    found = load_settings(tmp_path)
    assert found.identity_provider is not None
    assert found.identity_provider.claims == ClaimNames()
    assert found.identity_provider.scopes == ("openid", "profile")
    assert found.staff_provider is not None
    assert (found.staff_provider.claims, found.staff_provider.scopes) == (None, ("openid",))


@pytest.mark.parametrize("table", ["identity_provider", "staff_provider"])
@pytest.mark.parametrize(
    "changes",
    [
        {"issuer": "http://id.example"},
        {"issuer": "http://127.0.0.1.example"},
        {"issuer": "https://"},
        {"issuer": "https://id.example/#x"},
        {"issuer": "https://id.example/#"},
        {"issuer": "https://id.example/?x"},
        {"issuer": "https://me@id.example"},
        {"issuer": "https://id.example:port"},
        {"issuer": "https://[id.example"},
        {"issuer": "https://id.example/ "},
        {"issuer": "https://身份.example"},
        {"redirect_uri": "http://pass.example/back"},
        {"redirect_uri": "app:/back"},
        {"redirect_uri": "https://pass.example/" + "a" * 500},
        {"client_id": ""},
        {"client_id": "a b"},
        {"client_id": "甲"},
        {"scopes": ()},
        {"scopes": ("profile",)},
        {"scopes": ("openid", "a b")},
        {"scopes": ("openid", "")},
        {"client_secret_file": ""},
    ],
)
def test_a_provider_that_can_not_work_is_refused(
    tmp_path: Path, table: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(FolderError) as error:
        settings(tmp_path, **{table: replace(PROVIDER, **changes)})
    assert error.value.reason == Reason.SETTINGS_BROKEN
    assert f"{table}.{next(iter(changes))}" in error.value.detail


def test_two_providers_send_browsers_to_two_pages(tmp_path: Path) -> None:
    other = replace(PROVIDER, issuer="https://staff.example")
    assert other.redirect_uri == PERSONS.redirect_uri
    with pytest.raises(FolderError) as error:
        settings(tmp_path, identity_provider=PERSONS, staff_provider=other)
    assert error.value.reason == Reason.SETTINGS_BROKEN
    assert "staff_provider.redirect_uri" in error.value.detail
    elsewhere = replace(other, redirect_uri="https://office.example/back")
    assert settings(tmp_path, identity_provider=PERSONS, staff_provider=elsewhere)
    assert settings(tmp_path, identity_provider=PERSONS, staff_provider=PROVIDER)


def test_a_claim_without_a_name_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FolderError) as error:
        settings(tmp_path, identity_provider=replace(PERSONS, claims=ClaimNames(number="")))
    assert error.value.reason == Reason.SETTINGS_BROKEN


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('client_id = "pass:1"', ""),
        ('client_id = "pass:1"', "client_id = 5"),
        ('client_id = "pass:1"', 'client_id = "pass:1"\nclient_secret = "s"'),
        ('scopes = ["openid", "realname"]', 'scopes = "openid"'),
        ('scopes = ["openid", "realname"]', "scopes = [5]"),
        ('client_secret_file = "a \\"secret\\""', "client_secret_file = 5"),
        ('document = "document"', 'document = ["document"]'),
        ('document = "document"', 'kind = "document"'),
        ("[staff_provider]", "[staff_provider]\nclaims = {}"),
        ("[staff_provider]", "[staff]\n[[staff_provider]]"),
    ],
)
def test_a_provider_of_another_form_is_refused(tmp_path: Path, old: str, new: str) -> None:
    """Above all, one with the secret itself: the file says of itself that it holds none."""
    text = dump_settings(settings(tmp_path, identity_provider=PERSONS, staff_provider=PROVIDER))
    assert old in text
    (tmp_path / "issuer.toml").write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(FolderError) as error:
        load_settings(tmp_path)
    assert error.value.reason == Reason.SETTINGS_BROKEN
