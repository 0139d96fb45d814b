"""Reading a folder of built pages: its files by their names, and nothing beside them."""

from pathlib import Path

import pytest

from huepass.errors import FolderError, Reason
from huepass.pages import files as files_module
from huepass.pages import read_pages
from pages.small import small_pages, write
from rights import no_rights_to


def test_every_file_of_a_build_is_read(tmp_path: Path) -> None:
    assert read_pages(write(tmp_path, small_pages())) == small_pages()


def test_what_is_no_part_of_a_build_is_left_out(tmp_path: Path) -> None:
    others = ("index.html", "other/a.js", "wallet/.env", "wallet/notes.txt", "assets/deep/a.js")
    write(tmp_path, {**small_pages(), **dict.fromkeys(others, b"secret")})
    (tmp_path / "wallet" / "folder.js").mkdir()
    assert read_pages(tmp_path) == small_pages()


@pytest.mark.parametrize("missing", ["wallet/index.html", "gate/worker.js"])
def test_a_folder_without_all_pages_is_refused(tmp_path: Path, missing: str) -> None:
    write(tmp_path, {name: data for name, data in small_pages().items() if name != missing})
    with pytest.raises(FolderError) as error:
        read_pages(tmp_path)
    assert error.value.reason == Reason.PAGES_MISSING
    with pytest.raises(FolderError):
        read_pages(tmp_path / "nowhere")


def test_files_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "built", small_pages())
    tmp_path.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    with (
        no_rights_to(Path("built/assets/base-C5g5PtPv.js")),
        pytest.raises(FolderError) as error,
    ):
        read_pages(Path("built"))
    assert error.value.reason == Reason.FILE_UNREADABLE


def test_an_installation_may_have_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files_module, "__file__", str(tmp_path / "files.py"))
    assert files_module.built() is None
    (tmp_path / "built" / "wallet").mkdir(parents=True)
    assert files_module.built() is None
    write(tmp_path / "built", small_pages())
    assert files_module.built() == small_pages()
