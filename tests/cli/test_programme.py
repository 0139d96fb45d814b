"""`huepass programme check|show|diff`, as people and scripts run them."""

import json
from pathlib import Path

import pytest

from command import huepass

EXAMPLES = Path(__file__).parents[2] / "examples" / "programmes"


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """A file with two faults."""
    text = (EXAMPLES / "wuhan.toml").read_text("utf-8")
    assert text.count('colour = "plain"') == 1 and text.count('live_step = "6h"') == 1
    path = tmp_path / "bad.toml"
    path.write_text(
        text.replace('colour = "plain"', 'colour = "pink"').replace('"6h"', '"6 hours"'), "utf-8"
    )
    return path


def line_of(path: Path, words: str) -> int:
    text = path.read_text("utf-8")
    return text.count("\n", 0, text.index(words)) + 1


def test_a_right_file() -> None:
    done = huepass("programme", "check", EXAMPLES / "suikang.toml")
    assert (done.status, done.err) == (0, "")
    assert done.out == "正确 Right: suikang, 版本 version 1\n"


def test_a_right_file_for_programs() -> None:
    done = huepass("programme", "check", "--json", EXAMPLES / "wuhan-2.toml")
    assert json.loads(done.out) == {"id": "wuhan", "version": 2, "faults": []}


def test_a_bad_file_is_told_line_by_line_in_both_languages(bad: Path) -> None:
    done = huepass("programme", "check", bad)
    assert (done.status, done.out) == (1, "")
    step, colour = line_of(bad, "live_step"), line_of(bad, 'colour = "pink"')
    assert done.err == (
        f"{bad}:{step}: validity.live_step\n"
        '  须为时长，如 "90s"、"6h10m"、"7d"\n'
        '  must be a duration like "90s", "6h10m" or "7d"\n'
        f"{bad}:{colour}: rules[1].colour\n"
        "  须为其中之一：grey, green, yellow, red, blue, orange, plain\n"
        "  must be one of: grey, green, yellow, red, blue, orange, plain\n"
        "方案文件有误，未加载。请修正指出的各行。（共 2 处）\n"
        "The programme file has faults; nothing was loaded. Mend the lines that are named. "
        "(2 in all)\n"
    )


@pytest.mark.parametrize("command", ["check", "show"])
def test_a_bad_file_for_programs(bad: Path, command: str) -> None:
    done = huepass("programme", command, "--json", bad)
    assert (done.status, done.err) == (1, "")
    answer = json.loads(done.out)
    assert answer["file"] == str(bad)
    assert [(fault["line"], fault["field"]) for fault in answer["faults"]] == [
        (line_of(bad, "live_step"), "validity.live_step"),
        (line_of(bad, 'colour = "pink"'), "rules[1].colour"),
    ]
    assert {"en", "zh"} <= answer["faults"][0].keys()


def test_a_file_that_is_no_toml(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_text("[programme]\nid =\n", "utf-8")
    done = huepass("programme", "check", path)
    assert done.status == 1 and done.err.startswith(f"{path}:2\n  不是 TOML")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    done = huepass("programme", "check", tmp_path / "none.toml")
    assert done.status == 1 and "[file_unreadable]" in done.err


def test_show_says_everything_in_both_languages() -> None:
    done = huepass("programme", "show", EXAMPLES / "guozhouxing.toml", COLUMNS="200")
    assert (done.status, done.err) == (0, "")
    for words in (
        "Guozhouxing health code", "果州行健康码", "规则 rules", "14 days in a row", "连续14天",
        '"high" in stays', "14d", "Sichuan's health certificate for migrant workers", "#d4a72c",
        "Measure the temperature, then let the person pass.", "South Korea", "市疫情防控指挥部",
    ):  # fmt: skip
        assert words in done.out, words


def test_show_fits_a_narrow_terminal() -> None:
    done = huepass("programme", "show", EXAMPLES / "suikang.toml", COLUMNS="60")
    assert done.status == 0
    assert "…" not in done.out and "key-area-arrival" in done.out


def test_show_for_programs() -> None:
    done = huepass("programme", "show", "--json", EXAMPLES / "wuhan.toml")
    answer = json.loads(done.out)
    assert answer["colours"]["plain"]["level"] == {"en": "check", "zh": "需检查"}


def test_diff_tells_what_has_changed() -> None:
    done = huepass("programme", "diff", EXAMPLES / "hubei.toml", EXAMPLES / "hubei-2.toml")
    assert (done.status, done.err) == (0, "")
    assert "规则：删除 closed_management\n  rules: closed_management is gone\n" in done.out
    assert "方案：版本：1 → 2\n  programme: version: 1 → 2\n" in done.out


def test_diff_of_the_same() -> None:
    done = huepass("programme", "diff", EXAMPLES / "hubei.toml", EXAMPLES / "hubei.toml")
    assert done.out == "内容相同 They say the same.\n"


def test_diff_for_programs() -> None:
    done = huepass(
        "programme", "diff", "--json", EXAMPLES / "wuhan.toml", EXAMPLES / "wuhan-2.toml"
    )
    assert {"en": "colours: plain is gone", "zh": "颜色：删除 plain"} in json.loads(done.out)


def test_diff_with_a_bad_file(bad: Path) -> None:
    done = huepass("programme", "diff", EXAMPLES / "wuhan.toml", bad)
    assert done.status == 1 and str(bad) in done.err
