"""`huepass pages`: a folder for a static host."""

from pathlib import Path

import pytest

from command import huepass
from huepass.pages import prepare, read_pages
from pages.small import small_pages, write


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return write(tmp_path / "dist", small_pages())


def test_pages_are_written_for_the_issuers_that_are_named(built: Path, tmp_path: Path) -> None:
    servers = ["https://gz.example/pass", "https://a.example"]
    words = ["--issuer", f"{servers[0]}/", "--issuer", servers[1]]
    done = huepass("pages", tmp_path / "new" / "host", "--pages", built, *words)
    assert done.status == 0
    assert "页面已写入 Pages written" in done.out
    assert "响应头" in done.err
    assert "headers" in done.err
    assert read_pages(tmp_path / "new" / "host") == prepare(small_pages(), (), servers)


def test_without_an_issuer_they_ask_the_host_they_are_on(built: Path, tmp_path: Path) -> None:
    (tmp_path / "host").mkdir()
    assert huepass("pages", tmp_path / "host", "--pages", built).status == 0
    assert read_pages(tmp_path / "host") == small_pages()


def test_a_folder_in_use_is_left_alone(built: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder in (tmp_path, tmp_path / "file"):
        done = huepass("pages", folder, "--pages", built)
        assert (done.status, "[folder_exists]" in done.err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["dist", "file"]
    done = huepass("pages", tmp_path / "file" / "below", "--pages", built)
    assert (done.status, "[file_unwritable]" in done.err) == (1, True)


@pytest.mark.parametrize("issuer", ["gz.example", "http://gz.example", "https://gz.example/'"])
def test_an_address_that_pages_could_not_use(built: Path, tmp_path: Path, issuer: str) -> None:
    done = huepass("pages", tmp_path / "host", "--pages", built, "--issuer", issuer)
    assert (done.status, "[wrong_use]" in done.err) == (2, True)
    assert not (tmp_path / "host").exists()


def test_without_pages_it_says_what_to_do(tmp_path: Path) -> None:
    done = huepass("pages", tmp_path / "host", "--pages", tmp_path)
    assert (done.status, "[pages_missing]" in done.err) == (1, True)
    assert "make pages" in done.err
    assert not (tmp_path / "host").exists()
