"""Long lists, a page at a time."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar

from fastapi import Query
from pydantic import BaseModel

from huepass.errors import Reason, RequestRefused

MAX_ITEMS: Final = 100
_DEFAULT: Final = 50
T = TypeVar("T")
R = TypeVar("R")

Limit = Annotated[int, Query(ge=1, le=MAX_ITEMS, description="How many at most. 每页最多条数。")]
Cursor = Annotated[
    str | None,
    Query(
        max_length=200,
        description="Where to go on: `next` of the page before. 接上页 `next` 继续。",
    ),
]


class Page(BaseModel, Generic[T]):
    """A part of a list, and where the next one begins; null if this was the last."""

    items: list[T]
    next: str | None

    @classmethod
    def model_parametrized_name(cls, params: tuple[Any, ...]) -> str:
        """Its name in the description of the API: `PassPage` for pages of `PassOut`."""
        return str(params[0].__name__).removesuffix("Out") + "Page"


class Place:
    """Where a page begins and how long it is; a dependency of endpoints that list.

    Args:
        limit: how many entries at most.
        cursor: what the page before said.
    """

    def __init__(self, limit: Limit = _DEFAULT, cursor: Cursor = None) -> None:
        self.limit = limit
        self._cursor = cursor

    @property
    def wanted(self) -> int:
        """How many rows to read: one more than are shown says whether there are more."""
        return self.limit + 1

    def after_row(self) -> int:
        """The row ID after which the page begins; 0 at first.

        Raises:
            RequestRefused: `cursor_invalid`.
        """
        text = self.after_text()
        if not text:
            return 0
        if not (text.isascii() and text.isdigit()) or len(text) > 18:
            raise RequestRefused(Reason.CURSOR_INVALID)
        return int(text)

    def after_text(self) -> str:
        """The same for lists that are in order of a text."""
        if self._cursor is None:
            return ""
        try:
            padded = self._cursor.encode("ascii") + b"=" * (-len(self._cursor) % 4)
            text = urlsafe_b64decode(padded).decode()
        except (ValueError, Base64Error):
            raise RequestRefused(Reason.CURSOR_INVALID) from None
        # The decoder leaves out what it doesn't know.
        if _cursor(text) != self._cursor:
            raise RequestRefused(Reason.CURSOR_INVALID)
        return text

    def before_row(self) -> int | None:
        """The row ID before which the page begins, for lists with the newest first.

        Raises:
            RequestRefused: `cursor_invalid`.
        """
        return self.after_row() or None

    def after_pair(self) -> tuple[int, int]:
        """For lists in order of a number and then the row ID, whose key is `number-id`.

        Raises:
            RequestRefused: `cursor_invalid`.
        """
        first, dash, second = self.after_text().partition("-")
        if not (first or dash or second):
            return 0, 0
        if not all(one.isascii() and one.isdigit() and len(one) <= 18 for one in (first, second)):
            raise RequestRefused(Reason.CURSOR_INVALID)
        return int(first), int(second)

    def page(
        self, rows: Sequence[R], key: Callable[[R], int | str], shown: Callable[[R], T]
    ) -> Page[T]:
        """The page of the rows that were read.

        Args:
            rows: at most `wanted`, in order.
            key: by what the list is in order.
            shown: what is shown of a row.
        """
        more = len(rows) > self.limit
        items = rows[: self.limit]
        cursor = _cursor(str(key(items[-1]))) if more else None
        return Page(items=[shown(row) for row in items], next=cursor)


def _cursor(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")
