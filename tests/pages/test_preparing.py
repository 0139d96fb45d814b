"""What pages may reach and whom they ask is put into their text, and their workers know of it."""

import pytest

from huepass.errors import FolderError, Reason
from huepass.pages import origin_of, policy_of, prepare, server_of
from pages.small import hash_of, small_pages

LIST = "https://gz.example/pass/revocation-list.cbor"


def test_pages_may_reach_the_origins_that_are_named_and_no_others() -> None:
    made = prepare(small_pages(), [LIST, "https://a.example:8443/x", LIST, "http://gz.example/"])
    for page in ("wallet", "gate"):
        html = made[f"{page}/index.html"]
        assert b"connect-src 'self' https://a.example:8443 https://gz.example;" in html
        assert b'<meta name="huepass-servers" content="" />' in html


def test_pages_know_the_services_they_ask_and_may_reach_them() -> None:
    html = prepare(small_pages(), (), ["https://gz.example/pass", "https://a.example"])
    text = html["wallet/index.html"].decode()
    assert 'name="huepass-servers" content="https://gz.example/pass https://a.example"' in text
    assert "connect-src 'self' https://a.example https://gz.example;" in text


def test_a_worker_knows_the_page_as_it_was_prepared() -> None:
    before, made = small_pages(), prepare(small_pages(), [LIST])
    for page in ("wallet", "gate"):
        assert hash_of(made[f"{page}/index.html"]) in made[f"{page}/worker.js"]
        assert hash_of(before[f"{page}/index.html"]) not in made[f"{page}/worker.js"]


def test_everything_else_stays_as_it_was_built() -> None:
    before = small_pages()
    assert prepare(before, ()) == before
    made = prepare(before, [LIST])
    changed = {name for name in before if made[name] != before[name]}
    assert changed == {f"{page}/{name}" for page in ("wallet", "gate")
                       for name in ("index.html", "worker.js")}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        (LIST, "https://gz.example"),
        ("HTTPS://GZ.Example:443", "https://gz.example:443"),
        ("https://gz.example?x", "https://gz.example"),
        ("http://127.0.0.1:8000/a", "http://127.0.0.1:8000"),
        ("http://localhost/", "http://localhost"),
        ("http://gz.example/", None),
        ("http://127.0.0.1.example/", None),
        ("ftp://gz.example/", None),
        ("https://*/", None),
        ("https://*.example/", None),
        ("https://gz.example; script-src *", None),
        ("https://gz.example'unsafe-inline'", None),
        ('https://gz.example"><script>', None),
        ("https://gz.example https://b.example/", None),
        ("https://user@gz.example/", None),
        ("https://gz.example:x/", None),
        ("https://例子.example/", None),
        ("https:///a", None),
        ("https://-a.example/", None),
        ("https://\u212a.example/", None),  # the sign of kelvin, which is a k to some
        ("https://gz.example\n/", None),
        ("", None),
    ],
)
def test_an_origin_is_plain_or_left_out(address: str, origin: str | None) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    ("address", "server"),
    [
        ("https://gz.example", "https://gz.example"),
        ("https://gz.example/pass/", "https://gz.example/pass"),
        ("http://127.0.0.1:8000/", "http://127.0.0.1:8000"),
        ("https://gz.example/a?b", None),
        ("https://gz.example/a b", None),
        ('https://gz.example/"', None),
        ("https://gz.example//", None),
        ("http://gz.example", None),
    ],
)
def test_a_server_is_an_address_that_a_page_can_use(address: str, server: str | None) -> None:
    assert server_of(address) == server


def test_a_policy_as_a_header_forbids_frames_too() -> None:
    page = prepare(small_pages(), [LIST])["gate/index.html"]
    assert policy_of(page) == (
        "default-src 'none'; script-src 'self'; connect-src 'self' https://gz.example; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    with pytest.raises(FolderError):
        policy_of(b"<!doctype html>")


@pytest.mark.parametrize("name", ["wallet/index.html", "gate/worker.js"])
def test_pages_that_were_built_otherwise_are_refused(name: str) -> None:
    for content in (b"", small_pages()[name] * 2):
        with pytest.raises(FolderError) as error:
            prepare({**small_pages(), name: content}, ())
        assert error.value.reason == Reason.FOLDER_BROKEN
