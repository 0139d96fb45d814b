"""The wallet's and the gate's pages as the service serves them."""

import asyncio
import gzip
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from huepass.core import TrustList
from huepass.errors import FolderError
from huepass.issuer.api.app import create_app
from huepass.issuer.api.page_routes import Pages
from huepass.issuer.documents import Documents
from huepass.issuer.settings import load_settings
from huepass.pages import PageFiles, prepare
from issuer.api.test_server import children
from issuer.conftest import Clock
from issuer.server import serving
from pages.small import ASSET, hash_of, small_pages, write

OWN = "http://127.0.0.1:8000/revocation-list.cbor"  # as the settings of tests say
PREPARED = prepare(small_pages(), [OWN])
PLAIN = {"Accept-Encoding": "identity"}
Ask = Callable[..., httpx.Response]


@contextmanager
def asking(folder: Path, clock: Clock, files: PageFiles | None) -> Iterator[Ask]:
    app = create_app(load_settings(folder), [], clock, None, files)

    def ask(path: str, method: str = "GET", **headers: str) -> httpx.Response:
        async def go() -> httpx.Response:
            transport = httpx.ASGITransport(app)
            async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
                named = {name.replace("_", "-"): value for name, value in headers.items()}
                return await client.request(method, path, headers={**PLAIN, **named})

        return asyncio.run(go())

    yield ask
    app.state.office.close()


@pytest.fixture
def ask(folder: Path, clock: Clock) -> Iterator[Ask]:
    with asking(folder, clock, small_pages()) as made:
        yield made


@pytest.mark.parametrize("name", PREPARED)
def test_each_file_is_served(ask: Ask, name: str) -> None:
    answer = ask(f"/{name}")
    assert (answer.status_code, answer.content) == (200, PREPARED[name])
    head = ask(f"/{name}", "HEAD")
    assert (head.status_code, head.headers["ETag"]) == (200, answer.headers["ETag"])
    cached = "public, max-age=31536000, immutable" if name.startswith("assets/") else "no-cache"
    assert answer.headers["Cache-Control"] == cached
    assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("gate/index.html", "text/html; charset=utf-8"),
        ("gate/worker.js", "text/javascript; charset=utf-8"),
        ("gate/manifest.webmanifest", "application/manifest+json"),
        ("assets/decoder-AAAA.wasm", "application/wasm"),
        ("icons/wallet.svg", "image/svg+xml"),
        ("icons/wallet-192.png", "image/png"),
    ],
)
def test_each_file_has_its_media_type(ask: Ask, name: str, media_type: str) -> None:
    answer = ask(f"/{name}")
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("page", ["wallet", "gate"])
def test_a_page_is_its_folder(ask: Ask, page: str) -> None:
    assert ask(f"/{page}/").content == PREPARED[f"{page}/index.html"]
    for method in ("GET", "HEAD"):
        answer = ask(f"/{page}", method)
        # Relative, so that it holds under any path.
        assert (answer.status_code, answer.headers["Location"]) == (308, f"{page}/")


def test_a_page_is_told_what_it_may_do(ask: Ask) -> None:
    headers = ask("/gate/").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self'; connect-src 'self' http://127.0.0.1:8000; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    allowed = dict(one.split("=") for one in headers["Permissions-Policy"].split(", "))
    on = {name for name, value in allowed.items() if value == "(self)"}
    assert on == {"camera", "screen-wake-lock"}
    assert {"microphone", "geolocation", "usb"} <= {n for n, v in allowed.items() if v == "()"}


@pytest.mark.parametrize(
    "path",
    ["/wallet/other.js", "/assets/", "/assets/..%2fwallet%2findex.html", "/wallet/%2e%2e%2fa.js",
     "/gate/index.html/", "/wallet/worker.js%00", "/assets/%2fetc%2fpasswd", "/icons"],
)  # fmt: skip
def test_nothing_else_is_served(ask: Ask, path: str) -> None:
    answer = ask(path)
    assert (answer.status_code, answer.json()["reason"]) == (404, "not_found")


def test_without_pages_the_answer_says_what_to_do(folder: Path, clock: Clock) -> None:
    with asking(folder, clock, None) as ask:
        answers = [ask(path) for path in ("/wallet/", "/gate/worker.js", "/assets/a.js")]
    for answer in answers:
        assert (answer.status_code, answer.json()["reason"]) == (404, "pages_missing")
        assert "make pages" in answer.json()["title"]
        assert "make pages" in answer.json()["title_zh"]


def test_pages_that_were_not_built_by_this_version_stop_the_start() -> None:
    with pytest.raises(FolderError):
        Pages({**small_pages(), "gate/worker.js": b""})


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [("gzip, br", True), ("br;q=1, GZIP;q=0.5", True), ("gzip;q=0", False), ("gzip; q=0.0", False),
     ("br", False), ("", False)],
)  # fmt: skip
def test_it_is_compressed_for_whoever_can_read_that(ask: Ask, accepted: str, packed: bool) -> None:
    answer = ask(f"/{ASSET}", Accept_Encoding=accepted)
    assert answer.headers.get("Content-Encoding") == ("gzip" if packed else None)
    assert answer.content == small_pages()[ASSET]
    assert answer.headers["Vary"] == "Accept-Encoding"
    size = len(gzip.compress(small_pages()[ASSET], 9, mtime=0)) if packed else len(answer.content)
    assert answer.headers["Content-Length"] == str(size)


def test_what_is_no_shorter_compressed_is_sent_as_it_is(ask: Ask) -> None:
    answer = ask("/icons/wallet-192.png", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers


def test_what_a_browser_has_is_not_sent_again(ask: Ask) -> None:
    plain = ask("/gate/").headers["ETag"]
    packed = ask(f"/{ASSET}", Accept_Encoding="gzip").headers["ETag"]
    assert packed != ask(f"/{ASSET}").headers["ETag"]
    for path, tag in (("/gate/", plain), (f"/{ASSET}", packed), ("/gate/", f"W/{plain}")):
        answer = ask(path, If_None_Match=tag)
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["Cache-Control"]
    assert ask("/gate/", If_None_Match=packed).status_code == 200


def test_a_new_trust_list_changes_what_pages_may_reach(folder: Path) -> None:
    trust = Documents(folder / "federation").trust_list()
    assert trust is not None
    pages, reads = Pages(small_pages()), []

    def serve(name: str, trust: TrustList | None, document: bytes | None) -> bytes:
        def read_trust_list() -> TrustList | None:
            reads.append(document)
            return trust

        documents: Any = SimpleNamespace(read=lambda: ([], document), trust_list=read_trust_list)
        found = pages.find(SimpleNamespace(documents=documents), name)  # type: ignore[arg-type]
        assert found is not None
        return found[0].content

    other = replace(trust.issuers[0], id="a", revocation_list_url="https://a.example/r.cbor")
    both = replace(trust, issuers=(*trust.issuers, other))
    assert b"connect-src 'self';" in serve("gate/", None, None)
    for _ in range(3):
        assert b"'self' http://127.0.0.1:8000;" in serve("gate/", trust, b"1")
    assert b"'self' http://127.0.0.1:8000 https://a.example;" in serve("gate/", both, b"2")
    assert hash_of(serve("gate/", both, b"2")) in serve("gate/worker.js", both, b"2")
    assert reads == [b"1", b"2"]
    assert serve("wallet/", None, None) == small_pages()["wallet/index.html"]


def test_every_worker_serves_the_pages_that_were_there_at_the_start(
    today: Path, tmp_path: Path
) -> None:
    built = write(tmp_path / "dist", small_pages())
    with serving(today, "--workers", "2", "--pages", str(built)) as server:
        assert len(children(server.process.pid)) >= 2
        write(built, small_pages("another"))
        for _ in range(20):
            # A connection each: whichever worker takes it.
            answer = httpx.get(f"{server.url}/wallet/?x=secret")
            assert answer.content == PREPARED["wallet/index.html"]
        log = server.log()
    assert "GET /wallet/ 200" in log
    assert "secret" not in log
