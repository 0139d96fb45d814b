"""The types of a condition: every name is known, every comparison has an answer.

The CEL library finds such faults only when it comes to the part of the expression that has them,
which can be months later and for one person. This reads the part of CEL that `conditions` allows.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, NoReturn

MAX_DEPTH: Final = 32


class ConditionError(ValueError):
    """A condition is refused.

    Args:
        offset: the character of its text at which the fault is, from 0.
        en: what is wrong and what to do, in English.
        zh: the same in Chinese.
    """

    def __init__(self, offset: int, en: str, zh: str) -> None:
        super().__init__(en)
        self.offset = offset
        self.en = en
        self.zh = zh


@dataclass(frozen=True, slots=True)
class One:
    """A single value: a `bool`, a `text` or a `number`."""

    kind: str
    values: frozenset[str] | None = None
    """For a text that can only be one of these."""
    literal: bool = False
    """Whether the values stand in the condition."""


@dataclass(frozen=True, slots=True)
class Many:
    """A list of texts."""

    values: frozenset[str] | None = None
    literal: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """Something with named values, as `report`."""

    fields: Mapping[str, One | Many]


Type = One | Many | Fields
Names = Mapping[str, Type]

BOOL: Final = One("bool")
NUMBER: Final = One("number")

_WORDS: Final = {
    "bool": ("yes or no", "是或否"),
    "text": ("a text", "文字"),
    "number": ("a number", "数字"),
}
_TOKEN: Final = re.compile(
    r"""(?P<space>\s+|//[^\n]*)
    |(?P<number>\d+\.\d+|\d+)
    |(?P<text>"[^"\\\n]*"|'[^'\\\n]*')
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\|\||&&|==|!=|<=|>=|[!<>?:.,()\[\]-])""",
    re.VERBOSE,
)
_HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_COMPARE: Final = frozenset({"==", "!=", "<", "<=", ">", ">=", "in"})
_TESTS: Final = frozenset({"contains", "startsWith", "endsWith"})
_RESERVED: Final = re.compile(
    "as|break|const|continue|else|false|for|function|if|import|in|let|loop|namespace|null|package"
    "|return|true|var|void|while"
)


def is_name(text: str) -> bool:
    """Whether conditions can use it as a name: `fever`, `been_abroad`."""
    return re.fullmatch("[a-z][a-z0-9_]*", text) is not None and not _RESERVED.fullmatch(text)


def check(source: str, names: Names) -> None:
    """Check a condition's syntax and types.

    Raises:
        ConditionError: says where and what.
    """
    reader = _Reader(source, dict(names))
    found = reader.expression()
    reader.end()
    if not isinstance(found, One) or found.kind != "bool":
        raise ConditionError(
            0,
            f"a condition says yes or no, and this gives {_word(found).en}; compare it",
            f"条件的结果须为是或否，而这里得到{_word(found).zh}，请作比较",
        )


class _Token(NamedTuple):
    kind: str
    text: str
    offset: int


class _Word(NamedTuple):
    en: str
    zh: str


def _word(found: Type) -> _Word:
    if isinstance(found, One):
        return _Word(*_WORDS[found.kind])
    return _Word("a list", "列表") if isinstance(found, Many) else _Word("answers", "一组答案")


def _tokens(source: str) -> list[_Token]:
    hidden = _HIDDEN.search(source)
    if hidden is not None:
        code = f"U+{ord(hidden[0]):04X}"
        raise ConditionError(
            hidden.start(),
            f"has the hidden character {code}; take it out",
            f"含有不可见字符 {code}，请删去",
        )
    found = []
    offset = 0
    while offset < len(source):
        match = _TOKEN.match(source, offset)
        if match is None:
            _fail_at_character(source, offset)
        kind = str(match.lastgroup)
        if kind != "space":
            found.append(_Token(kind, match[0], offset))
        offset = match.end()
    return [*found, _Token("end", "", offset)]


def _fail_at_character(source: str, offset: int) -> NoReturn:
    sign = source[offset]
    if sign in "+*/%":
        en, zh = "conditions don't calculate; compare only", "条件不做运算，只做比较"
    elif sign in "\"'":
        en, zh = (
            "a text ends on its line and has no backslash",
            "文字须在同一行结束，且不含反斜杠",
        )
    else:
        en, zh = f"{sign!r} is not part of a condition", f"条件中不能有 {sign!r}"
    raise ConditionError(offset, en, zh)


class _Reader:
    def __init__(self, source: str, names: dict[str, Type]) -> None:
        self._tokens = _tokens(source)
        self._at = 0
        self._depth = 0
        self._names = names

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _takes(self, text: str) -> bool:
        if self._next.kind in ("sign", "name") and self._next.text == text:
            self._at += 1
            return True
        return False

    def _need(self, text: str) -> None:
        if not self._takes(text):
            self._fail_here(f"{text!r} is missing here", f"此处缺少 {text!r}")

    def _fail_here(self, en: str, zh: str) -> NoReturn:
        raise ConditionError(self._next.offset, en, zh)

    def end(self) -> None:
        if self._next.kind != "end":
            self._fail_here(
                f"the condition should have ended before {self._next.text!r}",
                f"条件应在 {self._next.text!r} 之前结束",
            )

    def expression(self) -> Type:
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail_here(
                f"nested more than {MAX_DEPTH} deep; split it into several rules",
                f"嵌套超过 {MAX_DEPTH} 层，请拆成多条规则",
            )
        start = self._next.offset
        found = self._either()
        if self._takes("?"):
            _need_kind(found, "bool", start)
            first_at = self._next.offset
            first = self._either()
            self._need(":")
            second = self.expression()
            if not _alike(first, second):
                _fail_alike(first_at, first, second)
            found = One(first.kind) if isinstance(first, One) else first
        self._depth -= 1
        return found

    def _either(self) -> Type:
        return self._joined("||", self._both)

    def _both(self) -> Type:
        return self._joined("&&", self._comparison)

    def _joined(self, sign: str, part: Callable[[], Type]) -> Type:
        start = self._next.offset
        found = part()
        while self._next.text == sign and self._next.kind == "sign":
            _need_kind(found, "bool", start)
            self._take()
            start = self._next.offset
            found = part()
            _need_kind(found, "bool", start)
        return found

    def _comparison(self) -> Type:
        left = self._not()
        while self._next.text in _COMPARE and self._next.kind != "text":
            sign = self._take()
            right = self._not()
            (_check_in if sign.text == "in" else _check_compare)(sign, left, right)
            left = BOOL
        return left

    def _not(self) -> Type:
        if self._takes("!"):
            start = self._next.offset
            if self._next.text == "!":
                self._fail_here("'!' once is enough", "'!' 一次即可")
            _need_kind(self._member(), "bool", start)
            return BOOL
        if self._takes("-"):
            if self._next.kind != "number":
                self._fail_here("'-' stands before a number only", "'-' 只能用在数字前")
            self._take()
            return NUMBER
        return self._member()

    def _member(self) -> Type:
        start = self._next.offset
        found = self._primary()
        while self._takes("."):
            if self._next.kind != "name":
                self._fail_here("a name is missing after the dot", "点号之后缺少名称")
            name = self._take()
            found = (
                self._call(name, found, start)
                if self._takes("(")
                else self._field(name, found, start)
            )
        if self._next.text == "[" and self._next.kind == "sign":
            self._fail_here(
                "conditions don't pick out of lists; write name.field, or use exists",
                "条件不能按下标取值，请用 名称.字段 或 exists",
            )
        return found

    def _field(self, name: _Token, owner: Type, start: int) -> Type:
        if not isinstance(owner, Fields):
            raise ConditionError(
                start,
                f"{_word(owner).en} has no field {name.text!r}",
                f"{_word(owner).zh}没有字段 {name.text!r}",
            )
        if name.text not in owner.fields:
            raise _unknown(name.offset, name.text, owner.fields)
        return owner.fields[name.text]

    def _call(self, name: _Token, owner: Type, start: int) -> Type:
        if name.text == "size":
            self._need(")")
            return _size(owner, start)
        if name.text in ("exists", "all"):
            return self._macro(owner, start)
        if name.text not in _TESTS:
            raise ConditionError(
                name.offset,
                f"there is no function {name.text!r}; there are all, contains, endsWith, exists, "
                "size, startsWith",
                f"没有函数 {name.text!r}；可用 all、contains、endsWith、exists、size、startsWith",
            )
        _need_kind(owner, "text", start)
        argument_at = self._next.offset
        _need_kind(self.expression(), "text", argument_at)
        self._need(")")
        return BOOL

    def _macro(self, owner: Type, start: int) -> Type:
        if not isinstance(owner, Many):
            raise ConditionError(
                start,
                f"exists and all go through a list, and this is {_word(owner).en}",
                f"exists 和 all 用于列表，而这里是{_word(owner).zh}",
            )
        name = self._take()
        if name.kind != "name" or not is_name(name.text):
            raise ConditionError(
                name.offset, "a name for each member is missing here", "此处缺少成员的名称"
            )
        if name.text in self._names:
            raise ConditionError(
                name.offset,
                f"{name.text!r} already means something; take another name",
                f"{name.text!r} 已有含义，请换一个名称",
            )
        self._need(",")
        self._names[name.text] = One("text", owner.values, owner.literal)
        inner_at = self._next.offset
        _need_kind(self.expression(), "bool", inner_at)
        del self._names[name.text]
        self._need(")")
        return BOOL

    def _primary(self) -> Type:
        token = self._take()
        if token.kind == "number":
            return NUMBER
        if token.kind == "text":
            return One("text", frozenset({token.text[1:-1]}), literal=True)
        if token.kind == "name":
            return self._named(token)
        if token.text == "(":
            found = self.expression()
            self._need(")")
            return found
        if token.text == "[":
            return self._list()
        self._at -= 1
        if token.kind == "end":
            self._fail_here("the condition ends too early", "条件不完整")
        self._fail_here(f"{token.text!r} can't stand here", f"此处不能用 {token.text!r}")

    def _named(self, token: _Token) -> Type:
        if token.text in ("true", "false"):
            return BOOL
        if self._takes("("):
            if token.text != "size":
                raise ConditionError(
                    token.offset,
                    f"there is no function {token.text!r}; every answer can be read without one",
                    f"没有函数 {token.text!r}；所有答案都可直接读取",
                )
            start = self._next.offset
            found = _size(self.expression(), start)
            self._need(")")
            return found
        if token.text not in self._names:
            raise _unknown(token.offset, token.text, self._names)
        return self._names[token.text]

    def _list(self) -> Type:
        values = set()
        while not self._takes("]"):
            token = self._take()
            if token.kind != "text":
                raise ConditionError(token.offset, "a list has texts only", "列表中只能有文字")
            values.add(token.text[1:-1])
            if self._next.text != "]":
                self._need(",")
        return Many(frozenset(values), literal=True)


def _unknown(offset: int, name: str, known: Mapping[str, Type]) -> ConditionError:
    names = ", ".join(sorted(known)) or "-"
    return ConditionError(
        offset,
        f"{name!r} is not known here; there are: {names}",
        f"未知名称 {name!r}；可用：{names}",
    )


def _size(owner: Type, start: int) -> Type:
    if not isinstance(owner, Many):  # of a text the library counts bytes
        raise ConditionError(
            start,
            f"{_word(owner).en} has no size; a list has",
            f"{_word(owner).zh}没有长度，列表才有",
        )
    return NUMBER


def _need_kind(found: Type, kind: str, offset: int) -> None:
    if not isinstance(found, One) or found.kind != kind:
        want = _Word(*_WORDS[kind])
        raise ConditionError(
            offset,
            f"{want.en} is needed here, and this is {_word(found).en}",
            f"此处须为{want.zh}，而这里是{_word(found).zh}",
        )


def _alike(left: Type, right: Type) -> bool:
    if isinstance(left, One) and isinstance(right, One):
        return left.kind == right.kind
    return isinstance(left, Many) and isinstance(right, Many)


def _fail_alike(offset: int, left: Type, right: Type) -> NoReturn:
    raise ConditionError(
        offset,
        f"{_word(left).en} and {_word(right).en} can't be compared",
        f"{_word(left).zh}与{_word(right).zh}不能比较",
    )


def _check_compare(sign: _Token, left: Type, right: Type) -> None:
    if not isinstance(left, One) or not isinstance(right, One) or left.kind != right.kind:
        _fail_alike(sign.offset, left, right)
    if sign.text not in ("==", "!=") and left.kind != "number":
        raise ConditionError(
            sign.offset,
            f"{sign.text!r} compares numbers; use '==' or '!='",
            f"{sign.text!r} 只比较数字，请用 '==' 或 '!='",
        )
    _check_values(sign.offset, left, right)


def _check_in(sign: _Token, left: Type, right: Type) -> None:
    if not isinstance(left, One) or left.kind != "text" or not isinstance(right, Many):
        raise ConditionError(
            sign.offset,
            f"'in' looks for a text in a list, and this is {_word(left).en} in {_word(right).en}",
            f"'in' 在列表中查找文字，而这里是在{_word(right).zh}中查找{_word(left).zh}",
        )
    _check_values(sign.offset, left, right)


def _check_values(offset: int, left: One | Many, right: One | Many) -> None:
    for one, other in ((left, right), (right, left)):
        if one.values is None or not one.literal or other.values is None or other.literal:
            continue
        unknown = sorted(one.values - other.values)
        if unknown:
            known = ", ".join(repr(value) for value in sorted(other.values) if value) or "-"
            raise ConditionError(
                offset,
                f"{unknown[0]!r} can never be here; there are: {known}",
                f"此处不会出现 {unknown[0]!r}；可用：{known}",
            )
