"""From a camera's frame to the painted answer, in the gate's page.

    make pages && python -m bench.gate_page [--codes 20]

A headless Chromium with a camera that plays a film: second by second a blank picture, then a live
code that is new. Measured from the moment that the first frame with a code was due on the screen
(`presentationTime` of `requestVideoFrameCallback`) until after the next animation frame behind the
answer. zxing reads the codes: Chromium on Linux has no reader of its own.
"""

import argparse
import io
import shutil
import statistics
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bench import world
from huepass.pages import PageFiles, built, media_type_of
from huepass.qr import png

TARGET: Final = 300  # milliseconds
_SIZE: Final = (1280, 720)
_RATE: Final = 30  # pictures a second, as Chromium plays them
# The documents' time is fixed; the clock runs on from there.
_CLOCK: Final = """{
  const now = Date.now.bind(Date);
  const ahead = %d * 1000 - now();
  Date.now = () => now() + ahead;
}"""
_WATCH: Final = """() => {
  const seen = (window.seen = { frames: [], answers: [] });
  const video = document.querySelector("video");
  const look = new OffscreenCanvas(8, 8).getContext("2d", { willReadFrequently: true });
  let before = true; // what is seen first may have been there for long
  const frame = (_, { presentationTime }) => {
    look.drawImage(video, 0, 0, 32, 32, 0, 0, 8, 8);
    const code = look.getImageData(4, 4, 1, 1).data[0] > 150;
    if (code && !before) seen.frames.push(presentationTime);
    before = code;
    video.requestVideoFrameCallback(frame);
  };
  video.requestVideoFrameCallback(frame);
  let last = null;
  new MutationObserver(() => {
    const answer = document.querySelector(".answer");
    if (answer && answer !== last) {
      requestAnimationFrame(() => {
        const channel = new MessageChannel();
        channel.port1.onmessage = () => seen.answers.push(performance.now());
        channel.port2.postMessage(null);
      });
    }
    last = answer;
  }).observe(document.body, { subtree: true, childList: true });
}"""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--codes", type=int, default=20)
    options = arguments.parse_args()
    pages, program = built(), shutil.which("chromium")
    if pages is None or program is None:
        print("the gate's page: not measured, needs chromium and the pages (make pages)")
        return
    made = world.make(100)
    with (
        tempfile.TemporaryDirectory() as folder,
        sync_playwright() as playwright,
        _serving(pages) as origin,
    ):
        film = Path(folder) / "film.mjpeg"
        film.write_bytes(_picture(None))
        camera = "--use-fake-device-for-media-stream"
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", camera, f"--use-file-for-fake-video-capture={film}"],
        )
        context = browser.new_context(locale="en-GB", permissions=["camera"])
        context.add_init_script(_CLOCK % made.now)
        taken = _measured(context.new_page(), origin, made, film, options.codes)
        browser.close()
    print(
        f"from frame to answer, {len(taken)} of {options.codes} codes: "
        f"median {statistics.median(taken):.0f} ms, longest {max(taken):.0f} ms (target {TARGET})"
    )


def _measured(page: Page, origin: str, made: world.World, film: Path, codes: int) -> list[float]:
    """Milliseconds for each code that was answered."""
    state = made.state
    assert state.trust is not None
    bundle = state.root.document + state.trust.document + made.revocation_list
    page.goto(f"{origin}/gate/")
    page.locator("input[type=file][multiple]").set_input_files(
        [{"name": "bundle.cbor", "mimeType": "application/cbor", "buffer": bundle}]
    )
    page.get_by_role("checkbox").check()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Finish the set-up").click()
    page.get_by_role("button", name="Back").click()  # from what was loaded
    page.get_by_role("button", name="Start scanning").wait_for()
    with film.open("wb") as file:
        for number in range(codes):
            # Its time is when it will be seen.
            text = replace(made, now=made.now + 10 + 2 * number).live((1 << 25) + number)
            file.write(_picture(None) * _RATE + _picture(text) * _RATE)
    page.get_by_role("button", name="Start scanning").click()
    page.locator("video").wait_for()
    page.evaluate(_WATCH)
    page.wait_for_timeout((2 * codes + 1) * 1000)
    seen: dict[str, list[float]] = page.evaluate("window.seen")
    taken = []
    for frame in seen["frames"][:codes]:
        after = [answer - frame for answer in seen["answers"] if answer > frame]
        if after and min(after) < 1000:  # later ones belong to the next code
            taken.append(min(after))
    return taken


def _picture(text: str | None) -> bytes:
    """A frame of the film; a white corner tells that it has a code."""
    image = Image.new("RGB", _SIZE, (40, 40, 48))
    if text is not None:
        image.paste((255, 255, 255), (0, 0, 64, 64))
        code = Image.open(io.BytesIO(png(text, "L", 6))).convert("RGB")
        image.paste(code, ((_SIZE[0] - code.width) // 2, (_SIZE[1] - code.height) // 2))
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=90)
    return jpeg.getvalue()


@contextmanager
def _serving(pages: PageFiles) -> Iterator[str]:
    """The pages, on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path.lstrip("/") + ("index.html" if self.path.endswith("/") else "")
            content = pages.get(name)
            self.send_response(404 if content is None else 200)
            if content is not None:
                self.send_header("Content-Type", media_type_of(name))
            self.send_header("Content-Length", str(len(content or b"")))
            self.end_headers()
            self.wfile.write(content or b"")

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


if __name__ == "__main__":
    main()
