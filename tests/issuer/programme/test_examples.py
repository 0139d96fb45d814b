"""The example programmes: they load, they are complete in both languages, and they are marked."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from huepass.core import Colour, Level
from huepass.issuer.programme.builtin import minimal
from huepass.issuer.programme.difference import differences
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import Programme

FOLDER = Path(__file__).parents[3] / "examples" / "programmes"
LEVELS = {
    "suikang-2020-02": {Colour.GREY: Level.UNDETERMINED, Colour.PLAIN: Level.CLEAR},
    "suikang": {
        Colour.GREY: Level.UNDETERMINED, Colour.RED: Level.STOP,
        Colour.BLUE: Level.CLEAR, Colour.GREEN: Level.CLEAR,
    },
    "yuekang": {
        Colour.GREY: Level.UNDETERMINED, Colour.GREEN: Level.CLEAR, Colour.RED: Level.STOP
    },
    "wuhan": {Colour.GREY: Level.UNDETERMINED, Colour.PLAIN: Level.CHECK},
}  # fmt: skip
for _name in ("wuhan-2", "hubei", "hubei-2", "guozhouxing"):
    LEVELS[_name] = {
        Colour.GREY: Level.UNDETERMINED, Colour.GREEN: Level.CLEAR,
        Colour.YELLOW: Level.CHECK, Colour.RED: Level.STOP,
    }  # fmt: skip


def example(name: str) -> Programme:
    return load_programme((FOLDER / f"{name}.toml").read_bytes())


def texts_of(value: Any) -> Iterator[dict[str, str]]:
    """Every text for people in a programme."""
    if isinstance(value, dict):
        if value.keys() == {"en", "zh"}:
            yield value
        else:
            for member in value.values():
                yield from texts_of(member)
    elif isinstance(value, tuple):
        for member in value:
            yield from texts_of(member)
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts_of(getattr(value, field.name))


def test_these_are_all() -> None:
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(LEVELS)


@pytest.mark.parametrize("name", LEVELS)
def test_an_example_has_the_colours_of_its_system(name: str) -> None:
    programme = example(name)
    assert {colour: use.level for colour, use in programme.colours.items()} == LEVELS[name]
    assert name == programme.id + (f"-{programme.version}" if programme.version > 1 else "")
    assert programme.time_zone == "Asia/Shanghai"


@pytest.mark.parametrize("name", LEVELS)
def test_an_example_says_whose_it_is_not(name: str) -> None:
    notice = example(name).notice
    assert "example" in notice["en"] and "not affiliated" in notice["en"]
    assert "示例" in notice["zh"] and "无关" in notice["zh"]


@pytest.mark.parametrize("name", [*LEVELS, "minimal"])
def test_all_texts_are_in_their_language(name: str) -> None:
    programme = minimal() if name == "minimal" else example(name)
    found = list(texts_of(programme))
    assert len(found) > 20
    for text in found:
        assert text["en"].isascii(), text
        assert re.search("[\u4e00-\u9fff]", text["zh"]), text
        assert not re.search("[a-z]{3}", text["zh"].replace("huepass", "")), text


@pytest.mark.parametrize("name", LEVELS)
def test_every_colour_is_given_by_a_rule(name: str) -> None:
    programme = example(name)
    given = {rule.colour for rule in programme.rules}
    assert given == set(programme.colours)


@pytest.mark.parametrize("name", LEVELS)
def test_whoever_a_category_stops_is_told_who_lifts_it(name: str) -> None:
    for category in example(name).categories.values():
        assert category.set_by and category.lift_by
        assert category.guidance["en"] and category.guidance["zh"]


@pytest.mark.parametrize("name", ["wuhan", "hubei"])
def test_people_come_from_the_first_version_to_the_second(name: str) -> None:
    old, new = example(name), example(f"{name}-2")
    assert (old.id, old.version, new.version) == (new.id, 1, 2)
    succession = new.successions[1]
    for category in old.categories:
        successor = succession.categories.get(category, category)
        assert successor is None or successor in new.categories
    assert differences(old, new)
    assert differences(new, new) == []
