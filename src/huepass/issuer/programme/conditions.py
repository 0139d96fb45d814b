"""Conditions: expressions of the Common Expression Language (CEL) over a person's facts.

A condition uses the part of CEL that always has an answer: the names that a programme offers,
`!`, `&&`, `||`, `?:`, comparisons, `in`, lists of texts, `exists`, `all`, `size` of lists,
`contains`, `startsWith` and `endsWith`. It is checked with types when a programme is loaded
(`checked`), so that it can't fail for a person later. Arithmetic, indexing and conversions can
fail: they are left out.
"""

import cel

from huepass.issuer.programme.condition_types import ConditionError, Names, check

MAX_LENGTH = 2000
"""Characters of a condition."""


class Condition:
    """A compiled condition. Two are equal if their text is.

    Args:
        source: the text, in CEL.

    Raises:
        ConditionError: it is no CEL.
    """

    __slots__ = ("_execute", "source")

    def __init__(self, source: str) -> None:
        self.source = source
        try:
            self._execute = cel.compile(source).execute
        except (ValueError, RecursionError) as error:
            raise ConditionError(
                0,
                "CEL can't read the condition; see the language's definition",
                "CEL 无法读取该条件",
            ) from error

    def holds(self, context: cel.Context) -> bool:
        """Whether it holds. Says nothing about conditions that were not `checked`."""
        return self._execute(context) is True

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Condition) and other.source == self.source

    def __hash__(self) -> int:
        return hash(self.source)

    def __repr__(self) -> str:
        return f"Condition({self.source!r})"


ALWAYS = Condition("true")


def checked(source: str, names: Names) -> Condition:
    """A condition that has an answer for everybody.

    Args:
        source: the text.
        names: what it may use, with their types.

    Raises:
        ConditionError: it uses what there is not, compares what can't be compared, or is no CEL;
            says where.
    """
    if len(source) > MAX_LENGTH:
        raise ConditionError(
            MAX_LENGTH,
            f"a condition has at most {MAX_LENGTH} characters; split it into several rules",
            f"条件最多 {MAX_LENGTH} 个字符，请拆成多条规则",
        )
    check(source, names)
    return Condition(source)
