"""What the service does by itself: publishes at its start, warns in time, goes on after faults."""

import asyncio
import logging
from pathlib import Path

import pytest

from huepass.core import parse_revocation_list
from huepass.issuer.api.app import create_app
from huepass.issuer.keystore import load_folder, unlock_all
from huepass.issuer.service.office import Office
from huepass.issuer.service.publishing import newest
from huepass.issuer.settings import load_settings
from issuer.conftest import NOON, PASSPHRASE, Clock

DAY = 86400


def start_and_stop(folder: Path, clock: Clock) -> None:
    async def live() -> None:
        settings = load_settings(folder)
        app = create_app(settings, unlock_all(load_folder(settings.keys), PASSPHRASE), clock)
        async with app.router.lifespan_context(app):
            pass

    asyncio.run(live())


def issued_at(folder: Path, clock: Clock) -> int:
    office = Office(load_settings(folder), [], clock)
    document = newest(office).document
    office.close()
    return parse_revocation_list(document).issued_at


def test_it_publishes_when_it_starts_unless_that_was_done(folder: Path, clock: Clock) -> None:
    clock.now = NOON + 1
    start_and_stop(folder, clock)
    assert issued_at(folder, clock) == NOON
    clock.now = NOON + 3600
    start_and_stop(folder, clock)
    assert issued_at(folder, clock) == NOON + 3600


def test_it_warns_that_the_trust_list_will_end(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = NOON + 20 * DAY
    start_and_stop(folder, clock)
    assert [record for record in caplog.records if record.levelno >= logging.WARNING] == []
    clock.now = NOON + 22 * DAY
    start_and_stop(folder, clock)
    (warning,) = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert warning.getMessage() == (
        "the trust list ends in 8 days: renew it 信任列表将在 8 天后到期，请更新"
    )


def test_a_warning_at_the_start_is_not_given_again_in_the_next_slot(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = NOON + 22 * DAY - 1  # one second before a slot

    async def live() -> None:
        settings = load_settings(folder)
        app = create_app(settings, unlock_all(load_folder(settings.keys), PASSPHRASE), clock)
        async with app.router.lifespan_context(app), asyncio.timeout(20):
            await asyncio.sleep(0)  # the publisher looks at the clock
            clock.now += 1
            while issued_at(folder, clock) != clock.now:
                await asyncio.sleep(0.05)

    asyncio.run(live())
    messages = [record.getMessage() for record in caplog.records]
    assert len([message for message in messages if "the trust list ends" in message]) == 1


def test_warnings_that_fail_are_not_taken_for_a_list_that_is_not_published(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = NOON + 3600
    (folder / "federation" / "root-1.cbor").write_bytes(b"")
    start_and_stop(folder, clock)
    assert issued_at(folder, clock) == NOON + 3600
    assert "not published" not in caplog.text
    assert "not known what will soon stop the service" in caplog.text


def test_it_starts_without_a_usable_key_and_says_so(
    folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.now = NOON + 366 * DAY
    start_and_stop(folder, clock)
    assert "revocation list not published: no_usable_key" in caplog.text
    assert issued_at(folder, clock) == NOON
