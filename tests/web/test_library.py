"""The TypeScript library's own checks, and the library in a real browser."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from huepass.pages import media_type_of, prepare, read_pages
from pages.small import hash_of
from vectors import TOP

PAGE = """<!doctype html>
<meta charset="utf-8">
<script type="importmap">
{"imports": {
  "huepass": "/lib/dist/index.js",
  "@noble/curves/": "/node_modules/@noble/curves/",
  "@noble/hashes/": "/node_modules/@noble/hashes/"
}}
</script>
<script type="module">
import { answerLine } from "/lib/build/answers.js";
const lines = (await (await fetch("/cases.jsonl")).text()).trim().split("\\n");
const answers = lines.map((line) => JSON.stringify(answerLine(new TextEncoder().encode(line))));
await fetch("/answers", { method: "POST", body: answers.join("\\n") });
document.title = "done";
</script>
"""


@pytest.mark.needs("node", "npm")
@pytest.mark.parametrize("script", ["lint", "test"])
def test_npm(web: Path, script: str) -> None:
    done = subprocess.run(["npm", "run", script], cwd=web, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]


def test_the_lock_file_names_no_address() -> None:
    lock = json.loads((TOP / "web/package-lock.json").read_text("utf-8"))
    packages = {name: one for name, one in lock["packages"].items() if "node_modules/" in name}
    assert {one["resolved"] for one in packages.values() if "resolved" in one} == {"lib", "pages"}
    assert all("integrity" in one for one in packages.values() if not one.get("link"))


@pytest.mark.needs("node", "npm")
def test_the_real_pages_stay_whole_when_they_are_prepared(web: Path) -> None:
    built = read_pages(web / "pages/dist")
    assert {media_type_of(name).partition("/")[0] for name in built} >= {"text", "image"}
    made = prepare(built, ["https://gz.example/revocation-list.cbor"], ["https://gz.example"])
    for page in ("wallet", "gate"):
        assert b"connect-src 'self' https://gz.example;" in made[f"{page}/index.html"]
        listed = re.findall(rb'\["([^"]+)","(sha256-[^"]+)"\]', made[f"{page}/worker.js"])
        assert len(listed) >= 6
        for address, hashed in listed:
            name = f"{page}/{address.decode() or 'index.html'}".replace(f"{page}/../", "")
            name = name.replace("/./", "/")
            assert hash_of(made[f"{name}index.html" if name.endswith("/") else name]) == hashed


class _Pages(SimpleHTTPRequestHandler):
    answers: bytes = b""

    def do_POST(self) -> None:
        type(self).answers = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def pages(web: Path) -> Iterator[ThreadingHTTPServer]:
    """A server of the built library, on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Pages, directory=str(web)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.needs("node", "npm", "chromium")
def test_a_browser_answers_the_vectors(
    web: Path, pages: ThreadingHTTPServer, tmp_path: Path
) -> None:
    (web / "page.html").write_text(PAGE, "utf-8")
    files = sorted((TOP / "spec/vectors").glob("*.jsonl"))
    (web / "cases.jsonl").write_text("".join(path.read_text("utf-8") for path in files), "utf-8")
    done = subprocess.run(
        [
            "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={tmp_path / 'profile'}", "--virtual-time-budget=600000", "--dump-dom",
            f"http://127.0.0.1:{pages.server_port}/page.html",
        ],
        capture_output=True, text=True, timeout=300,
    )  # fmt: skip
    assert "<title>done</title>" in done.stdout, done.stderr[-2000:]
    answers = tmp_path / "answers.jsonl"
    answers.write_bytes(_Pages.answers)
    compared = subprocess.run(
        [sys.executable, str(TOP / "spec/compare.py"), str(answers), *map(str, files)],
        capture_output=True, text=True,
    )  # fmt: skip
    assert compared.returncode == 0, compared.stdout[-2000:]
