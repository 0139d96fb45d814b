"""The demonstration, as a newcomer runs it."""

import re
from pathlib import Path

from command import huepass
from huepass.gate.picture import read_picture


def test_it_issues_checks_changes_the_colour_and_refuses(tmp_path: Path) -> None:
    done = huepass("demo", "--keep", tmp_path / "kept")
    assert (done.status, done.err) == (0, "")
    # Paper and live; a screenshot; then both again after the colour turned red; the new code.
    assert re.findall("PASS|CHECK|REFUSE|NOT VALID|turns red", done.out) == [
        "PASS",
        "PASS",
        "NOT VALID",
        "turns red",
        "NOT VALID",
        "NOT VALID",
        "REFUSE",
    ]
    (text,) = read_picture(tmp_path / "kept" / "pass.png")
    assert text not in done.out
    again = huepass("verify", "--gate", tmp_path / "kept" / "gate", "--json", text)
    assert (again.status, '"error": "revoked"' in again.out) == (30, True)


def test_it_leaves_a_folder_alone_that_is_there(tmp_path: Path) -> None:
    done = huepass("demo", "--keep", tmp_path)
    assert (done.status, "[folder_exists]" in done.err) == (1, True)
    assert list(tmp_path.iterdir()) == []
