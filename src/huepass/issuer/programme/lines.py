"""On which line of a TOML text everything stands, for messages about it (tomllib doesn't tell)."""

import re
import tomllib
from typing import Final, NamedTuple

Path = tuple[str | int, ...]
"""Keys and places in arrays, from the outermost: `("rules", 3, "when")`."""

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_SPACE: Final = re.compile(r"[ \t]*")
_BLANK: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING: Final = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!"")|"(?="{3}))*"{3}'
    r"|'''(?:[^']|'(?!'')|'(?='{3}))*'{3}"
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|'[^'\n]*'"
)
_SCALAR: Final = re.compile(r"[^\s,\]}#]+(?: [0-9][^\s,\]}#]*)?")


class Place(NamedTuple):
    """Where something stands."""

    line: int
    """The line of the key, of the table's header, or of the member of an array; from 1."""
    text_line: int
    """The line on which the text begins, if it is one."""


def places(text: str) -> dict[Path, Place]:
    """The place of every key, table and member of an array.

    A table that is only implied, as `a` in `[a.b]`, is where it is first named.

    Args:
        text: valid TOML.
    """
    return _Scanner(text.replace("\r\n", "\n")).run()


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._counted_to = 0
        self._lines = 1
        self._found: dict[Path, Place] = {}
        self._arrays: dict[Path, int] = {}

    def run(self) -> dict[Path, Place]:
        table: Path = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._text[self._at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip(_BLANK)
        return self._found

    def _line(self) -> int:
        self._lines += self._text.count("\n", self._counted_to, self._at)
        self._counted_to = self._at
        return self._lines

    def _skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self._text, self._at)
        if match is None:
            raise ValueError("not valid TOML")
        self._at = match.end()
        return match[0]

    def _header(self) -> Path:
        line = self._line()
        is_array = self._text.startswith("[[", self._at)
        self._at += 2 if is_array else 1
        keys = self._keys()
        self._at += 2 if is_array else 1
        path: Path = ()
        for key in keys[:-1]:
            path = self._member(path, key)
            self._found.setdefault(path if path[-1] == key else path[:-1], Place(line, line))
        path = (*path, keys[-1])
        if is_array:
            self._found.setdefault(path, Place(line, line))
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path = (*path, self._arrays[path])
        self._found[path] = Place(line, line)
        return path

    def _member(self, path: Path, key: str) -> Path:
        path = (*path, key)
        return (*path, self._arrays[path]) if path in self._arrays else path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        keys = self._keys()
        for key in keys[:-1]:
            path = (*path, key)
            self._found.setdefault(path, Place(line, line))
        path = (*path, keys[-1])
        self._at += 1  # the equals sign
        self._skip(_SPACE)
        self._found[path] = Place(line, self._text_line())
        self._value(path)

    def _keys(self) -> list[str]:
        keys = []
        while True:
            self._skip(_SPACE)
            if self._text[self._at] in "\"'":
                keys.append(str(tomllib.loads(f"key = {self._skip(_STRING)}")["key"]))
            else:
                keys.append(self._skip(_BARE))
            self._skip(_SPACE)
            if self._text[self._at] != ".":
                return keys
            self._at += 1

    def _text_line(self) -> int:
        starts_below = re.compile(r'(?:"""|\'\'\')\n').match(self._text, self._at)
        return self._line() + (1 if starts_below else 0)

    def _value(self, path: Path) -> None:
        sign = self._text[self._at]
        if sign == "[":
            self._array(path)
        elif sign == "{":
            self._inline(path)
        elif sign in "\"'":
            self._skip(_STRING)
        else:
            self._skip(_SCALAR)

    def _array(self, path: Path) -> None:
        self._at += 1
        place = 0
        while True:
            self._skip(_BLANK)
            if self._text[self._at] == "]":
                break
            self._found[(*path, place)] = Place(self._line(), self._text_line())
            self._value((*path, place))
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
            place += 1
        self._at += 1

    def _inline(self, path: Path) -> None:
        self._at += 1
        while True:
            self._skip(_BLANK)
            if self._text[self._at] == "}":
                break
            self._pair(path)
            self._skip(_BLANK)
            if self._text[self._at] == ",":
                self._at += 1
        self._at += 1
