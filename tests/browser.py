"""Pages in a real browser: Debian's chromium, watched, with a camera that plays a film.

Whatever a test does, its pages ask nobody but the service, log no error, break no policy of theirs,
and leave nothing behind outside the database but the language.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pylopdf_fonts_zh_cn
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, expect

_PATIENCE: Final = 60_000  # milliseconds: machines may be busy
expect.set_options(timeout=_PATIENCE)

PHONE: Final = {"width": 390, "height": 844}
DESKTOP: Final = {"width": 1280, "height": 800}
DRAWN: Final = """async () => {
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    await frame();
    await new Promise((done) => setTimeout(done));
}"""
"""Waits until a page has drawn what it was about to draw, and hears what its screen hears."""
_FILM: Final = (1280, 720)  # pixels
_RATE: Final = 30  # pictures a second, which is what chromium plays them at
_FONTS: Final = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include><dir>{}</dir></fontconfig>
"""
_REPORT: Final = """
addEventListener("securitypolicyviolation", (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
_KEPT: Final = """async () => {
    await navigator.serviceWorker.ready;
    if (navigator.serviceWorker.controller) return;
    await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
    });
}"""
# Tokens are at least 32 bytes in base64url; an offer's reference is an address on purpose.
_SECRET: Final = re.compile(r"HP[1COP]|pre-authorized|(?<!/oid4vci/offers/)(?<![\w-])[\w-]{40,}")
_NETWORK: Final = "Failed to load resource"  # the browser's own word; people are told by the page


@contextmanager
def chromium(playwright: Playwright, folder: Path, film: Path | None = None) -> Iterator[Browser]:
    """A browser while the block runs.

    Args:
        playwright: drives it.
        folder: for the browser's own files; has the fonts in which pages are read here.
        film: what its camera sees, over and over; without it there is no camera.
    """
    program = shutil.which("chromium")
    assert program is not None
    fonts = folder / "fonts.conf"
    fonts.write_text(_FONTS.format(Path(pylopdf_fonts_zh_cn.__file__).parent), "utf-8")
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    if film is not None:
        options += [
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={film}",
        ]
    browser = playwright.chromium.launch(
        executable_path=program, args=options, env={**os.environ, "FONTCONFIG_FILE": str(fonts)}
    )
    try:
        yield browser
    finally:
        browser.close()


class Device:
    """Somebody's phone or computer: its pages, and what they did that they must not.

    Args:
        browser: in which it lives.
        origin: of the service, which is all that its pages may reach.
        language: of its browser.
        camera: the film that its browser's camera plays.
        more: for the context.
    """

    def __init__(
        self,
        browser: Browser,
        origin: str,
        language: str = "en",
        camera: Path | None = None,
        **more: Any,
    ) -> None:
        self._camera = camera
        self.origin = origin
        self.faults: list[str] = []
        locale = {"en": "en-GB", "zh": "zh-CN"}[language]
        options = {"viewport": PHONE, "locale": locale, "timezone_id": "Asia/Shanghai", **more}
        self.context: BrowserContext = browser.new_context(**options)
        self.context.set_default_timeout(_PATIENCE)
        self.context.add_init_script(_REPORT)
        self.context.on("request", lambda request: self._watch(request.url))
        self.context.on("console", self._hear)
        self.context.on("weberror", lambda error: self.faults.append(f"error: {error.error}"))

    def page(self, path: str = "") -> Page:
        """A new page at a path of the service."""
        page = self.context.new_page()
        page.on("framenavigated", lambda frame: self._watch(frame.url))
        page.goto(self.origin + path)
        return page

    def sees(self, *pictures: Image.Image) -> "Device":
        """What its camera sees when it is turned on next: each picture for a second, and again."""
        assert self._camera is not None
        film(self._camera, pictures)
        return self

    def keeps(self, page: Page) -> None:
        """Wait until a page's service worker has kept it, and answers for it."""
        page.evaluate(_KEPT)

    def leave(self) -> None:
        """Close everything; fails if a page did what it must not."""
        left = self.context.storage_state()
        self.context.close()
        self.faults += [f"cookie: {one['name']}" for one in left["cookies"]]
        for origin in left["origins"]:
            self.faults += [
                f"kept: {one['name']}"
                for one in origin["localStorage"]
                if one["name"] != "huepass.language" or one["value"] not in ("zh", "en")
            ]
        assert not self.faults, self.faults

    def _watch(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("blob", "about"):
            return
        if f"{parts.scheme}://{parts.netloc}" != self.origin:
            self.faults.append(f"asked somebody else: {parts.netloc}")
        if _SECRET.search(url):
            self.faults.append(f"a secret in an address: {url}")

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_NETWORK):
            self.faults.append(f"console: {message.text}")
        elif message.type != "error" and message.type != "warning":
            self.faults.append(f"logged: {message.text}")


def picture(page: Page, **more: Any) -> Image.Image:
    """What is on a page's screen."""
    return Image.open(BytesIO(page.screenshot(**more))).convert("RGB")


def codes(image: Image.Image) -> list[str]:
    """The texts of the QR codes in a picture."""
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCode)
    return [one.text for one in found]


def film(path: Path, pictures: Sequence[Image.Image], seconds: float = 1) -> Path:
    """A film for a camera: each picture for some time, as a camera in front of it sees it."""
    with path.open("wb") as file:
        for one in pictures:
            seen = Image.new("RGB", _FILM, "#777777")
            small = one.convert("RGB")
            small.thumbnail(_FILM)
            seen.paste(small, tuple((a - b) // 2 for a, b in zip(_FILM, small.size, strict=True)))
            frame = BytesIO()
            seen.save(frame, "JPEG", quality=90)
            file.write(frame.getvalue() * round(seconds * _RATE))
    return path
