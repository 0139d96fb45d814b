"""What people are told when their device can't do something: what it is, and what to do."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from browser import Device
from huepass.qr import png
from programmes.town import Town
from web.at_gate import AtGate
from web.at_wallet import AtWallet
from web.desk import offer

pytestmark = pytest.mark.needs("node", "npm", "chromium")

Devices = Callable[..., Device]

INSECURE: Final = """
Object.defineProperty(navigator, "mediaDevices", { value: undefined });
"""
BUSY: Final = """
if (navigator.mediaDevices) navigator.mediaDevices.getUserMedia = async () => {
    throw new DOMException("in use", "NotReadableError");
};
"""
WITHOUT_ED25519: Final = """
for (const method of ["generateKey", "importKey"]) {
    const subtle = globalThis.SubtleCrypto?.prototype;  // a page that is not secure has none
    const known = subtle?.[method];
    if (known) subtle[method] = function (...given) {
        const isEd25519 = given.some((one) => one === "Ed25519" || one?.name === "Ed25519");
        if (isEd25519) return Promise.reject(new DOMException("unknown", "NotSupportedError"));
        return known.apply(this, given);
    };
}
"""
FULL: Final = """
for (const name of ["put", "add"]) {
    const keep = IDBObjectStore.prototype[name];
    IDBObjectStore.prototype[name] = function (...given) {
        if (globalThis.isFull) throw new DOMException("full", "QuotaExceededError");
        return keep.apply(this, given);
    };
}
"""
NO_DATABASE: Final = """
IDBFactory.prototype.open = () => { throw new DOMException("no", "SecurityError"); };
"""


def told(page: Page, reason: str) -> None:
    """What is said in English, then in Chinese: a title, and what to do about it."""
    said = page.locator(".fault").filter(has_text=f"[{reason}]").first
    for language, words in (("中文", "English"), ("English", "中文")):
        expect(said.locator("p").first).not_to_be_empty()
        page.get_by_role("button", name=language).first.click()
        expect(page.get_by_role("button", name=words).first).to_be_visible()
        expect(said).to_be_visible()


@pytest.mark.parametrize(
    ("reason", "more", "script"),
    [
        ("camera_missing", {"permissions": ["camera"]}, ""),
        ("insecure_page", {}, INSECURE),
        ("camera_busy", {}, BUSY),
    ],
)
def test_a_camera_that_does_not_work(
    device: Devices, reason: str, more: dict[str, object], script: str
) -> None:
    visitor = device(**more)
    visitor.context.add_init_script(script or "0")
    wallet = AtWallet(visitor).goes("scan")
    wallet.fails(reason)
    told(wallet.page, reason)
    gate = AtGate(visitor).from_service().begins()
    told(gate.page, reason)
    # It works without one.
    gate.scans("6901234567892")
    gate.says("not-valid")


def test_a_camera_that_is_refused_works_when_it_is_allowed(filming: Devices) -> None:
    visitor = filming(permissions=[])
    gate = AtGate(visitor).from_service().begins()
    told(gate.page, "camera_denied")
    visitor.context.grant_permissions(["camera"])
    gate.page.get_by_role("button", name="Try again").click()
    expect(gate.page.get_by_label("What the camera sees")).to_be_visible()


def test_a_browser_without_ed25519_has_keys_all_the_same(town: Town, device: Devices) -> None:
    visitor = device()
    visitor.context.add_init_script(WITHOUT_ED25519)
    wallet = AtWallet(visitor).takes(offer(town)["offer"])
    assert town.gate.lets_pass(wallet.code())
    assert kinds_of_keys(wallet.page) == {"noble"}
    wallet.page.reload()
    assert town.gate.lets_pass(wallet.code())
    wallet.goes("people")
    expect(wallet.page.get_by_text("can’t guard keys of this kind")).to_be_visible()


def test_keys_can_not_be_read_out_of_the_browser(town: Town, device: Devices) -> None:
    wallet = AtWallet(device()).takes(offer(town)["offer"])
    assert kinds_of_keys(wallet.page) == {"webcrypto"}
    wallet.goes("people")
    expect(wallet.page.get_by_text("The browser guards the keys")).to_be_visible()


def test_a_full_device_keeps_nothing_by_halves(town: Town, device: Devices) -> None:
    visitor = device()
    visitor.context.add_init_script(FULL)
    wallet = AtWallet(visitor)
    wallet.page.evaluate("globalThis.isFull = true")
    wallet.goes("add")
    link = offer(town)["offer"]
    wallet.page.get_by_label("Or paste the link of an offer").fill(link)
    wallet.presses("Continue")
    wallet.presses("Take it")
    wallet.fails("storage_full")
    told(wallet.page, "storage_full")
    # The offer is good still, once there is room.
    wallet.page.evaluate("globalThis.isFull = false")
    wallet.presses("Take it")
    assert town.gate.lets_pass(wallet.code())

    gate = AtGate(visitor)
    gate.page.evaluate("globalThis.isFull = true")
    gate.page.get_by_role("button", name="Get the lists from this service").click()
    gate.page.get_by_label("I have compared all groups").check()
    gate.page.get_by_label("Accept paper", exact=True).check()
    gate.page.get_by_role("button", name="Finish the set-up").click()
    told(gate.page, "storage_full")


@pytest.mark.parametrize("path", ["/wallet/", "/gate/"])
def test_a_browser_that_keeps_nothing(device: Devices, path: str) -> None:
    visitor = device()
    visitor.context.add_init_script(NO_DATABASE)
    told(visitor.page(path), "storage_unavailable")


def test_a_gate_whose_lists_are_damaged_does_not_begin_anew_by_itself(device: Devices) -> None:
    gate = AtGate(device()).from_service()
    gate.page.evaluate(_DAMAGE)
    gate.page.reload()
    told(gate.page, "gate_damaged")
    expect(gate.start).to_have_count(0)
    gate.page.get_by_role("button", name="Set it up again").click()
    gate.page.get_by_role("button", name="Delete it and set up again").click()
    gate.from_service()


def test_foreign_codes_before_a_camera(town: Town, filming: Devices) -> None:
    visitor = filming()
    gate = AtGate(visitor).from_service()
    wallet = AtWallet(visitor)
    for text, reason, words in [
        ("HC1:6BFOXN%TSMAHN-H%OM3WMZ", "health_certificate", "A health certificate of another"),
        ("https://example.org/p?id=123456", "web_address", "A web address, not a pass"),
    ]:
        visitor.sees(Image.open(BytesIO(png(text, "L"))))
        wallet.goes("scan")
        said = wallet.fails(reason)
        assert text not in said.inner_text()
        wallet.goes("pass")
        gate.page.bring_to_front()
        gate.page.reload()
        gate.begins().says("not-valid", words)
        assert text not in gate.page.content()
        wallet.page.bring_to_front()


def kinds_of_keys(page: Page) -> set[str]:
    """What kinds of private keys are in the wallet's database."""
    found: list[str] = json.loads(page.evaluate(_KEYS))
    return set(found)


_KEYS = """async () => {
    const database = await new Promise((resolve, reject) => {
        const request = indexedDB.open("huepass-wallet");
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    const all = await new Promise((resolve) => {
        const request = database.transaction("persons").objectStore("persons").getAll();
        request.onsuccess = () => resolve(request.result);
    });
    database.close();
    const keys = all.flatMap(({ held }) => held.map(({ key }) => key));
    for (const { kind, privateKey } of keys) {
        if (kind === "webcrypto" && privateKey.extractable) throw new Error("can be read out");
    }
    return JSON.stringify(keys.map(({ kind }) => kind));
}"""
_DAMAGE = """async () => {
    const database = await new Promise((resolve) => {
        const request = indexedDB.open("huepass-gate");
        request.onsuccess = () => resolve(request.result);
    });
    const store = database.transaction("gate", "readwrite").objectStore("gate");
    const record = await new Promise((resolve) => {
        const request = store.get("gate");
        request.onsuccess = () => resolve(request.result);
    });
    await new Promise((resolve) => {
        store.put({ ...record, saved: "gone" }, "gate").onsuccess = resolve;
    });
    database.close();
}"""
