"""The demonstration, as a newcomer runs it."""

from pathlib import Path

from command import huepass
from huepass.gate.picture import read_picture


def test_it_issues_checks_changes_the_colour_and_refuses(tmp_path: Path) -> None:
    done = huepass("demo", "--keep", tmp_path / "kept")
    assert (done.status, done.err) == (0, "")
    before, _, after = done.out.partition("red, 1 张撤销 revoked")
    assert "PASS" in before
    assert "NOT VALID" not in before
    assert "NOT VALID" in after
    assert "PASS" not in after
    (text,) = read_picture(tmp_path / "kept" / "pass.png")
    assert text not in done.out
    again = huepass("verify", "--gate", tmp_path / "kept" / "gate", "--json", text)
    assert (again.status, '"error": "revoked"' in again.out) == (30, True)


def test_it_leaves_a_folder_alone_that_is_there(tmp_path: Path) -> None:
    done = huepass("demo", "--keep", tmp_path)
    assert (done.status, "[folder_exists]" in done.err) == (1, True)
    assert list(tmp_path.iterdir()) == []
