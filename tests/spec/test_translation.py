"""`spec/huepass.zh.md` has what `spec/huepass.md` has, section by section, so far as one can count.

So neither text can be changed alone where it matters: headings, code blocks, tables, lists, names
in code, numbers and the key words of BCP 14.
"""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, fields

import pytest

from vectors import TOP

ENGLISH = (TOP / "spec/huepass.md").read_text("utf-8")
CHINESE = (TOP / "spec/huepass.zh.md").read_text("utf-8")

KEY_WORDS = {
    "MUST": "必须",
    "MUST NOT": "不得",
    "REQUIRED": "必需",
    "SHOULD": "应当",
    "SHOULD NOT": "不应",
    "RECOMMENDED": "推荐",
    "MAY": "可以",
    "OPTIONAL": "可选",
}
# "MUST NOT" before "MUST".
IN_ENGLISH = re.compile(rf"\b({'|'.join(sorted(KEY_WORDS, reverse=True))})\b")
IN_CHINESE = re.compile(rf"\*\*({'|'.join(KEY_WORDS.values())})\*\*")
UNITS = {"thousand": 1_000, "million": 1_000_000, "万": 10_000}


@dataclass(frozen=True)
class Section:
    """What must be alike in both languages, from one heading to the next."""

    heading: str
    """The marks of its depth, and its number or letter if it has one."""
    blocks: list[str]
    """Code blocks, with the language of their fence."""
    tables: list[list[list[list[str]]]]
    """What code and which numbers are in each cell of each row of each table."""
    items: list[str]
    """Indentation and mark of each item of a list, in order."""
    code: Counter[str]
    """Identifiers, reason codes and all else between backticks."""
    key_words: Counter[str]
    """The key words of BCP 14, in English."""
    numbers: list[str]
    """The numbers in the prose, sorted."""


def _heading(line: str) -> str:
    found = re.match(r"(#+) (?:(?:Appendix |附录 )?(\d+(?:\.\d+)*|[A-Z])(?=[ :：]))?", line)
    assert found, line
    return " ".join(filter(None, found.groups()))


def _tables(text: str) -> list[list[list[list[str]]]]:
    return [
        [[_cell(cell) for cell in row.strip()[1:-1].split("|")] for row in table.splitlines()]
        for table in re.findall(r"(?:^ *\|.*\|\n)+", text, re.M)
    ]


def _cell(text: str) -> list[str]:
    return sorted(re.findall(r"`[^`]*`", text)) + _numbers(re.sub(r"`[^`]*`", "", text))


def _numbers(text: str) -> list[str]:
    found = re.findall(rf"(\d+(?:[.,]\d+)*)(?: ({'|'.join(UNITS)}))?", text)
    return sorted(str(int(digits) * UNITS[unit]) if unit else digits for digits, unit in found)


def _section(text: str, key_words: Callable[[str], Counter[str]]) -> Section:
    fence = r"^( *)(```.*?^ *```)$"
    prose = re.sub(fence, "", text, flags=re.M | re.S)
    plain = re.sub(r"`[^`]*`", "", prose)
    # However the lines are broken.
    joined = " ".join(plain.split())
    return Section(
        heading=_heading(text),
        blocks=[block for _, block in re.findall(fence, text, re.M | re.S)],
        tables=_tables(prose),
        items=re.findall(r"^ *(?:\d+\.|-)(?= )", plain, re.M),
        code=Counter(re.findall(r"`([^`]*)`", re.sub(r"\s+", " ", prose))),
        key_words=key_words(joined),
        numbers=_numbers(joined),
    )


def in_english(text: str) -> Counter[str]:
    """The key words in an English text."""
    return Counter(IN_ENGLISH.findall(text))


def in_chinese(text: str) -> Counter[str]:
    """The key words in a Chinese text, as the English words that they stand for."""
    names = {chinese: english for english, chinese in KEY_WORDS.items()}
    return Counter(names[word] for word in IN_CHINESE.findall(text))


def sections(text: str, key_words: Callable[[str], Counter[str]]) -> list[Section]:
    """A text in its sections. No line in a code block begins like a heading."""
    return [_section(part, key_words) for part in re.split(r"^(?=#+ )", text, flags=re.M) if part]


def differences(english: str, chinese: str) -> list[str]:
    """Where the texts differ: section, what of it, and both sides."""
    ours, theirs = sections(english, in_english), sections(chinese, in_chinese)
    headings = [section.heading for section in ours], [section.heading for section in theirs]
    if headings[0] != headings[1]:
        return [f"headings: {headings[0]} | {headings[1]}"]
    return [
        f"{one.heading} {field.name}: {left} | {right}"
        for one, other in zip(ours, theirs, strict=True)
        for field in fields(Section)
        if (left := getattr(one, field.name)) != (right := getattr(other, field.name))
    ]


def test_the_translation_has_what_the_english_text_has() -> None:
    assert differences(ENGLISH, CHINESE) == []


def test_the_english_text_decides() -> None:
    beginning = CHINESE.split("\n\n")[1]
    assert "以英文文本为准" in beginning
    assert "The English text decides where the two differ." in beginning


def test_key_words_stand_in_bold_and_nowhere_else() -> None:
    words = "必须|不得|必需|应当|不应|推荐|可以|可选"
    plain = re.sub(rf"\*\*(?:{words})\*\*", "", CHINESE)
    assert re.findall(rf".*(?:{words}).*", plain) == []


@pytest.mark.parametrize("text", [ENGLISH, CHINESE], ids=["english", "chinese"])
@pytest.mark.parametrize(
    ("pattern", "other", "what"),
    [
        (r"^## 3 ", "## 33 ", "headings"),
        (r"^### 6\.6 .*\n", "", "headings"),
        (r"a954685c", "a954685d", "blocks"),
        (r'"comment"', '"remark"', "blocks"),
        (r"^\| 3 \| `red` \| \|\n", "", "tables"),
        (r"^\| 3 \| `red` \| \|", "| 3 | `red` |", "tables"),
        (r"^(\| 1 \| `green` .*\n)(.*\n)", r"\2\1", "tables"),
        (r"^8\. `not_yet_issued`", "   `not_yet_issued`", "items"),
        (r"`trust_stale`", "`expired`", "code"),
        (r"\bMUST NOT\b|\*\*不得\*\*", "", "key_words"),
        (r"\bMAY\b|\*\*可以\*\*", "OPTIONAL **可选**", "key_words"),
        (r"300 (?:s|秒)", "301 s", "numbers"),
    ],
)
def test_a_change_of_one_text_is_found(text: str, pattern: str, other: str, what: str) -> None:
    changed, count = re.subn(pattern, other, text, count=1, flags=re.M)
    assert count == 1
    found = differences(changed, CHINESE) if text is ENGLISH else differences(ENGLISH, changed)
    assert found and re.search(rf"(?:^| ){what}: ", found[0])
