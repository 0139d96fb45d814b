"""The demonstration, as a newcomer runs it."""

import re
import subprocess
from pathlib import Path

import httpx
import pytest

from command import huepass
from huepass.cli.demo import _Demo
from huepass.errors import HuepassError, Reason
from huepass.gate.picture import read_picture
from huepass.pages import built


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
    assert ("/wallet/  http" in done.out) == (built() is not None)
    (text,) = read_picture(tmp_path / "kept" / "pass.png")
    assert text not in done.out
    again = huepass("verify", "--gate", tmp_path / "kept" / "gate", "--json", text)
    assert (again.status, '"error": "revoked"' in again.out) == (30, True)


def test_it_leaves_a_folder_alone_that_is_there(tmp_path: Path) -> None:
    done = huepass("demo", "--keep", tmp_path)
    assert (done.status, "[folder_exists]" in done.err) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_no_proxy_sees_anything_of_it(tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:1"
    proxies = dict.fromkeys(("ALL_PROXY", "HTTP_PROXY", "http_proxy", "all_proxy"), nobody)
    done = huepass("demo", "--keep", tmp_path / "kept", NO_PROXY="", no_proxy="", **proxies)
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize(
    "failure", [httpx.ConnectError("secret"), subprocess.TimeoutExpired(["secret"], 60)]
)
def test_what_goes_wrong_on_the_way_is_told_as_a_failure_of_the_demo(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def fail(self: _Demo) -> None:
        raise failure

    monkeypatch.setattr(_Demo, "_play", fail)
    with pytest.raises(HuepassError) as error:
        _Demo(tmp_path).play()
    assert error.value.reason == Reason.DEMO_FAILED
    assert "secret" not in str(error.value)
