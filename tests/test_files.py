"""Reading and writing whole files."""

from pathlib import Path

import pytest

from huepass.errors import HuepassError, Reason
from huepass.files import read_limited, write_atomically


@pytest.mark.parametrize("name", ["", ".", "/", "..", "folder"])
def test_a_folder_is_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "in" / "folder").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "in")
    with pytest.raises(HuepassError) as error:
        write_atomically(Path(name), b"a")
    assert error.value.reason == Reason.FILE_UNWRITABLE
    assert [path.name for path in (tmp_path / "in").iterdir()] == ["folder"]


def test_a_file_below_a_file_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"a")
    with pytest.raises(FileNotFoundError):
        read_limited(tmp_path / "file" / "b", 10)


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomically(path, bytes(11))
    assert read_limited(path, 11) == bytes(11)
    with pytest.raises(HuepassError) as error:
        read_limited(path, 10)
    assert error.value.reason == Reason.TOO_LARGE


def test_a_folder_is_not_read(tmp_path: Path) -> None:
    with pytest.raises(HuepassError) as error:
        read_limited(tmp_path, 10)
    assert error.value.reason == Reason.FILE_UNREADABLE
