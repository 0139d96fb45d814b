"""What is served: small enough, under a strict policy, by a service worker that can't be fooled."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Final

import pytest
from playwright.sync_api import Error, Page, expect

from browser import Device
from huepass.pages import PageFiles
from programmes.town import Town
from web.at_gate import AtGate
from web.at_wallet import AtWallet

pytestmark = pytest.mark.needs("node", "npm", "chromium")

KB: Final = 1000
PAGES: Final = ("wallet", "gate")


def loaded(built: PageFiles, page: str) -> dict[str, bytes]:
    """All that a page ever loads, by what its service worker says."""
    worker = built[f"{page}/worker.js"].decode()
    found = re.findall(r'\["(\.[^"]*)","sha256-[^"]+"\]', worker)
    names = [
        one.removeprefix("../") if one.startswith("../") else f"{page}/{one[2:] or 'index.html'}"
        for one in found
    ]
    assert names
    return {name: built[name] for name in names}


def is_decoder(name: str, content: bytes) -> bool:
    """Whether it is the reader of pictures, which is loaded when there is a camera."""
    return name.endswith(".wasm") or (name.endswith(".js") and b"zxing_reader" in content)


def test_a_gate_is_small(built: PageFiles) -> None:
    files = loaded(built, "gate")
    decoder = {name for name, content in files.items() if is_decoder(name, content)}
    assert any(name.endswith(".wasm") for name in decoder)
    scripts = [
        content for name, content in files.items() if name.endswith(".js") and name not in decoder
    ]
    whole = sum(len(gzip.compress(content, 9)) for content in files.values())
    assert whole < 600 * KB
    assert sum(len(gzip.compress(content, 9)) for content in scripts) < 80 * KB


@pytest.mark.parametrize("page", PAGES)
def test_a_page_names_nobody_else(built: PageFiles, page: str) -> None:
    html = built[f"{page}/index.html"].decode()
    assert re.findall(r'(?:src|href)="(?!\.{1,2}/)', html) == []
    assert "style=" not in html and re.search(r"<script(?![^>]*\ssrc=)", html) is None
    policy = dict(
        one.strip().partition(" ")[::2]
        for one in re.findall(r'Policy"\s+content="([^"]+)"', html)[0].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self' 'wasm-unsafe-eval'"
    assert policy["connect-src"] == "'self'"
    assert policy["require-trusted-types-for"] == "'script'"


@pytest.mark.parametrize("page", PAGES)
def test_it_can_be_installed(built: PageFiles, page: str) -> None:
    manifest = json.loads(built[f"{page}/manifest.webmanifest"])
    assert manifest["display"] == "standalone"
    sizes = {one["sizes"] for one in manifest["icons"]}
    assert {"192x192", "512x512"} <= sizes
    for one in manifest["icons"]:
        assert one["src"].removeprefix("../") in built


@pytest.mark.parametrize("page", PAGES)
def test_what_is_slipped_into_a_page_does_not_run(
    town: Town, device: Callable[..., Device], page: str
) -> None:
    visitor = device()
    opened = kept(visitor, page)
    attempts = {
        "inline": """() => {
            const script = document.createElement("script");
            script.append("document.title = 'taken'");
            document.body.append(script);
        }""",
        "eval": "() => setTimeout(\"document.title = 'taken'\")",
        "markup": "() => { document.body.innerHTML = '<img src=x onerror=\"document.title=1\">'; }",
        "worker": "() => navigator.serviceWorker.register('./elsewhere.js')",
        "style": """() => document.body.setAttribute("style", "display: none")""",
        "address": "() => fetch('http://127.0.0.2:9/')",
    }
    title = opened.title()
    for name, attempt in attempts.items():
        before = len(visitor.faults)
        try:
            opened.evaluate(attempt)
        except Error:
            continue  # refused at once
        opened.wait_for_function("() => true")
        assert len(visitor.faults) > before, name
    assert opened.title() == title
    visitor.faults.clear()


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_without_network(device: Callable[..., Device], page: str) -> None:
    visitor = device()
    opened = kept(visitor, page)
    here = opened.get_by_role("button").first
    expect(here).to_be_visible()
    visitor.context.set_offline(True)
    opened.reload()
    expect(opened.get_by_role("button").first).to_be_visible()


@pytest.mark.parametrize("page", PAGES)
def test_a_new_build_begins_when_it_is_asked_for(
    town: Town, built: PageFiles, device: Callable[..., Device], page: str
) -> None:
    visitor = device()
    opened = AtGate(visitor).from_service().page if page == "gate" else AtWallet(visitor).page
    visitor.keeps(opened)
    town.serves(another(built, page))
    try:
        opened.reload()
        button = opened.get_by_role("button", name=re.compile("Update"))
        expect(button).to_be_visible()
        expect(opened.locator(ANOTHER)).to_have_count(0)  # nothing changes under anybody's hands
        button.click()
        expect(opened.locator(ANOTHER)).to_have_count(1)
        assert len(opened.evaluate("() => caches.keys()")) == 1  # the build before is gone
    finally:
        town.serves(built)


@pytest.mark.parametrize("page", PAGES)
def test_a_build_with_a_wrong_file_is_not_kept(
    town: Town, built: PageFiles, device: Callable[..., Device], page: str
) -> None:
    visitor = device()
    opened = kept(visitor, page)
    new = another(built, page)
    town.serves({**new, f"{page}/manifest.webmanifest": b"{}"})
    try:
        assert opened.evaluate(_INSTALLED) == "redundant"
        assert all("digest" in one or "integrity" in one for one in visitor.faults)
        visitor.faults.clear()
        visitor.context.set_offline(True)
        opened.reload()
        expect(opened.locator(ANOTHER)).to_have_count(0)
        expect(opened.get_by_role("button").first).to_be_visible()
    finally:
        town.serves(built)


# Looks for a new build; what became of it.
_INSTALLED: Final = """async () => {
    const registration = await navigator.serviceWorker.getRegistration();
    const found = new Promise((resolve) => {
        registration.addEventListener("updatefound", () => resolve(registration.installing));
    });
    await registration.update();
    const worker = registration.installing ?? registration.waiting ?? (await found);
    while (worker.state === "installing") {
        await new Promise((change) => worker.addEventListener("statechange", change));
    }
    return worker.state;
}"""
ANOTHER: Final = "meta[name=another]"


def kept(visitor: Device, page: str) -> Page:
    """A page, opened and kept by its service worker."""
    opened = visitor.page(f"/{page}/")
    visitor.keeps(opened)
    return opened


def another(built: PageFiles, page: str) -> PageFiles:
    """The next build: its page says that it is another."""
    name, worker = f"{page}/index.html", f"{page}/worker.js"
    html = built[name].replace(b"</head>", b'<meta name="another" /></head>')
    hashes = [b"sha256-" + b64encode(sha256(one).digest()) for one in (built[name], html)]
    assert hashes[0] in built[worker]
    return {**built, name: html, worker: built[worker].replace(*hashes)}
