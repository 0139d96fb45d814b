"""What gates fetch: bytes, media types and conditional requests (spec section 6)."""

import httpx
import pytest

FILES = {
    "/federation/roots.cbor": "application/cbor-seq",
    "/federation/root-1.cbor": "application/huepass-root+cose",
    "/federation/trust-list.cbor": "application/huepass-trust+cose",
    "/revocation-list.cbor": "application/huepass-rl+cose",
}


@pytest.mark.parametrize(("path", "media_type"), FILES.items())
def test_a_file_has_its_media_type_and_may_be_cached(
    public: httpx.Client, path: str, media_type: str
) -> None:
    answer = public.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    head = public.head(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["Content-Length"] == str(len(answer.content))
    assert head.headers["ETag"] == answer.headers["ETag"]


@pytest.mark.parametrize("path", FILES)
def test_what_a_gate_has_is_not_sent_again(public: httpx.Client, path: str) -> None:
    tag = public.get(path).headers["ETag"]
    for header in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        answer = public.get(path, headers={"If-None-Match": header})
        assert answer.status_code == 304
        assert answer.content == b""
        assert answer.headers["ETag"] == tag
    assert public.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_list_has_another_tag(public: httpx.Client, admin: httpx.Client) -> None:
    tag = public.get("/revocation-list.cbor").headers["ETag"]
    admin.post("/v1/publications")
    answer = public.get("/revocation-list.cbor", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert answer.headers["ETag"] != tag


def test_the_roots_are_a_sequence(public: httpx.Client) -> None:
    assert (
        public.get("/federation/roots.cbor").content
        == public.get("/federation/root-1.cbor").content
    )


@pytest.mark.parametrize("version", ["0", "2", "01", "x", "-1", "1.cbor"])
def test_a_root_that_is_not_there_is_not_found(public: httpx.Client, version: str) -> None:
    assert public.get(f"/federation/root-{version}.cbor").status_code == 404


def test_it_is_alive_and_ready(public: httpx.Client) -> None:
    assert public.get("/health").json() == {"status": "alive"}
    answer = public.get("/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ready", "warnings": []}


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_no_page_loads_scripts_from_elsewhere(public: httpx.Client, path: str) -> None:
    assert public.get(path).status_code == 404
