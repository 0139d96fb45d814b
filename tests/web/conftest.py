"""A town whose service has the pages, and devices of people who open them."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, Playwright, sync_playwright

from browser import Device, chromium
from huepass.pages import PageFiles, read_pages
from issuer.conftest import Clock
from programmes.town import Town, town_of

# A folder of built pages to test, in the place of those that the tests build for themselves.
_BUILT = os.environ.get("HUEPASS_PAGES")


class Running(Clock):
    """A clock that goes, since browsers' clocks do; it can be set as well."""

    def __init__(self) -> None:
        self._ahead = 0

    @property
    def now(self) -> int:
        return int(time.time()) + self._ahead

    @now.setter
    def now(self, now: int) -> None:
        self._ahead = now - int(time.time())


@pytest.fixture(scope="session")
def built(request: pytest.FixtureRequest) -> PageFiles:
    """The pages, built."""
    folder = Path(_BUILT) if _BUILT else request.getfixturevalue("web") / "pages/dist"
    return read_pages(folder)


# It has an event loop of its own in this thread, and other files' tests can't have theirs beside
# it: it ends with the file.
@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """What drives browsers."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """A browser on a device without a camera."""
    with chromium(playwright, tmp_path_factory.mktemp("browser")) as browser:
        yield browser


@pytest.fixture(scope="module")
def town(built: PageFiles, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """Nanchong, where people declare their health and have a colour at once."""
    folder = tmp_path_factory.mktemp("town")
    with town_of("guozhouxing", Running(), folder, built) as town:
        yield town


@pytest.fixture
def filming(playwright: Playwright, town: Town, tmp_path: Path) -> Iterator[Callable[..., Device]]:
    """Devices with a camera, each in a browser of its own; `sees` says what is before it."""
    with ExitStack() as stack:

        def make(language: str = "en", **more: Any) -> Device:
            folder = Path(tempfile.mkdtemp(dir=tmp_path))
            camera = folder / "film.mjpeg"
            browser = stack.enter_context(chromium(playwright, folder, camera))
            more = {"permissions": ["camera"], "camera": camera, **more}
            device = Device(browser, town.url, language, **more)
            stack.callback(device.leave)
            return device.sees(Image.new("RGB", (640, 360)))

        yield make


@pytest.fixture
def device(browser: Browser, town: Town) -> Iterator[Callable[..., Device]]:
    """Devices; when the test is over, each has done nothing that it must not."""
    with ExitStack() as stack:

        def make(language: str = "en", **more: Any) -> Device:
            device = Device(browser, town.url, language, **more)
            stack.callback(device.leave)
            return device

        yield make
