"""Where everything stands in a TOML text: all that tomllib finds has the right line.

Every key and every value of a generated text has a number of its own, so the line that is told can
be looked at: it has the number on it.
"""

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huepass.issuer.programme.lines import Path, places

_KEYS = ("k{n}x", '"k{n}x"', "'k{n}x.a'", '"k{n}x \\"q\\" \\u00e9 = #"', "k{n}x-_1")
_VALUES = (
    "{n}9", "-{n}9", "{n}9.5e3", "0x{n}9", '"v{n}x"', '"v{n}x # ] }} , = \\" \\\\"', "'v{n}x\\'",
    '"""v{n}x\n[no.table]\n a = 1 ""quoted"" \\"""\n"""', "'''v{n}x\n# no comment ''\n\n'''",
    '"v{n}x" # a comment, with ] and }}', '""" v{n}x """""', '"""v{n}x \\\n   joined"""',
    '"""\nv{n}x below"""', "'''\nv{n}x below\n'''",
)  # fmt: skip
_OTHERS = ("true", "1979-05-27 07:32:00", "1979-05-27T07:32:00.5+08:00", "07:32:00", "inf", "-nan")


class Writer:
    """Writes a text piece by piece, and numbers the pieces."""

    def __init__(self, data: st.DataObject) -> None:
        self._draw = data.draw
        self._number = 0

    def one_of(self, choices: tuple[str, ...]) -> str:
        self._number += 1
        return self._draw(st.sampled_from(choices)).format(n=self._number)

    def key(self) -> str:
        return self.one_of(_KEYS)

    def dotted(self) -> str:
        between = self._draw(st.sampled_from((".", " . ")))
        return between.join(self.key() for _ in range(self._draw(st.integers(1, 3))))

    def value(self, depth: int = 0, *, inline: bool = False) -> str:
        kind = self._draw(st.integers(0, 5 if depth < 3 else 3))
        if kind == 4:
            return self._array(depth + 1, inline=inline)
        if kind == 5:
            pairs = ", ".join(
                f"{self.dotted()} = {self.value(depth + 1, inline=True)}"
                for _ in range(self._draw(st.integers(0, 3)))
            )
            return f"{{ {pairs} }}"
        if kind == 3:
            return self._draw(st.sampled_from(_OTHERS))
        choices = tuple(value for value in _VALUES if not inline or "# a comment" not in value)
        return self.one_of(choices)

    def _array(self, depth: int, *, inline: bool) -> str:
        end = "" if inline else self._draw(st.sampled_from(("", "\n", "\n  # a comment ]\n")))
        values = [
            f"{self.value(depth, inline=inline)}" for _ in range(self._draw(st.integers(0, 4)))
        ]
        # A comment after a value ends the line.
        members = "".join(f"{end}{value}{chr(10) * ('# a' in value)}," for value in values)
        return f"[{members}{end}]"

    def text(self) -> str:
        lines: list[str] = []
        headers: list[str] = []
        for _ in range(self._draw(st.integers(0, 12))):
            kind = self._draw(st.integers(0, 5))
            if kind == 0:
                lines.append(self._draw(st.sampled_from(("", "  # [a] = comment", "\t"))))
            elif kind == 1:
                headers.append(self.dotted())
                lines.append(f"[{headers[-1]}] # a table")
            elif kind == 2:
                again = headers and self._draw(st.booleans())
                headers.append(self._draw(st.sampled_from(headers)) if again else self.dotted())
                lines.append(f"[[ {headers[-1]} ]]")
            elif kind == 3 and headers:
                lines.append(f"[{self._draw(st.sampled_from(headers))}.{self.key()}]")
            else:
                lines.append(f"  {self.dotted()} = {self.value()}")
        return "\n".join(lines).replace("\n", self._draw(st.sampled_from(("\n", "\r\n"))))


@st.composite
def texts(draw: st.DrawFn) -> str:
    return Writer(draw(st.data())).text()


def paths_of(content: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    members = content.items() if isinstance(content, dict) else enumerate(content)
    for key, value in members:
        yield (*path, key), value
        if isinstance(value, dict | list):
            yield from paths_of(value, (*path, key))


def number_of(value: Any) -> str | None:
    """The number that a key or a value carries."""
    match = re.match(r"\s?[kv](\d+)x", value) if isinstance(value, str) else None
    return f"{value[value.index(match[1]) - 1]}{match[1]}x" if match else None


@given(texts())
def test_what_tomllib_finds_has_a_line_with_its_name_on_it(text: str) -> None:
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # a table that stands twice
        return
    found = places(text)
    lines = text.replace("\r\n", "\n").split("\n")
    expected = dict(paths_of(content))
    assert found.keys() == expected.keys()
    for path, value in expected.items():
        if isinstance(path[-1], str):
            assert str(number_of(path[-1])) in lines[found[path].line - 1]
        if isinstance(value, str):
            assert str(number_of(value)) in lines[found[path].text_line - 1]
            assert found[path].text_line - found[path].line in (0, 1)


TEXT = '''\
# a comment
title = "x"

[table] # line 4
"quoted key" = 1
a.b.c = """
first line
second line"""
list = [
  "one", "two",

  { x = 1, y = "z" },
]

[implied.inner]
x = 1

[[array]]
x = 1

[[array]]
x = 2
[array.inner]
y = 1
[[array.more]]
z = 1
'''


def test_an_example() -> None:
    assert {path: place.line for path, place in places(TEXT).items()} == {
        ("title",): 2,
        ("table",): 4,
        ("table", "quoted key"): 5,
        ("table", "a"): 6,
        ("table", "a", "b"): 6,
        ("table", "a", "b", "c"): 6,
        ("table", "list"): 9,
        ("table", "list", 0): 10,
        ("table", "list", 1): 10,
        ("table", "list", 2): 12,
        ("table", "list", 2, "x"): 12,
        ("table", "list", 2, "y"): 12,
        ("implied",): 15,
        ("implied", "inner"): 15,
        ("implied", "inner", "x"): 16,
        ("array",): 18,
        ("array", 0): 18,
        ("array", 0, "x"): 19,
        ("array", 1): 21,
        ("array", 1, "x"): 22,
        ("array", 1, "inner"): 23,
        ("array", 1, "inner", "y"): 24,
        ("array", 1, "more"): 25,
        ("array", 1, "more", 0): 25,
        ("array", 1, "more", 0, "z"): 26,
    }


def test_a_text_may_begin_below_its_key() -> None:
    assert places(TEXT)["table", "a", "b", "c"].text_line == 7
    assert places(TEXT)["title",].text_line == 2
