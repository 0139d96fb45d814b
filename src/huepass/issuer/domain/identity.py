"""Who a person is: numbers of documents, and the masked forms that are all that is kept of them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple
from unicodedata import category, normalize

from huepass.errors import Reason, RequestRefused

MAX_NUMBER: Final = 64
"""Characters as somebody types them."""
HIDDEN: Final = "*"
_MIN_HIDDEN: Final = 4  # characters; of a shorter number nothing is shown
_EARLIEST: Final = date(1880, 1, 1)
_SEPARATORS: Final = frozenset(("Zs", "Pd", "Cc", "Cf"))  # spaces, hyphens, and what pasting brings
_RESIDENT_ID: Final = re.compile(r"[1-8][0-9]{16}[0-9X]")
_RESIDENT_CHECKS: Final = "10X98765432"
_PASSPORT: Final = re.compile(r"[A-Z][0-9A-HJ-NP-Z][0-9]{7}")
_PERMIT: Final = re.compile(r"[HM][0-9]{8}")
_MACHINE_READABLE: Final = re.compile(
    r"(?=[A-Z0-9<]{9}[0-9])[A-Z0-9]{1,9}<{0,8}[0-9](?=.{3}\Z)[A-Z]{1,3}<{0,2}"
)
_MACHINE_SIZE: Final = 9
_MACHINE_WEIGHTS: Final = (7, 3, 1)
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class NumberFormat(StrEnum):
    """What the number of a kind of document looks like, and how it is checked."""

    CN_RESIDENT_ID = "cn-resident-id"
    """Mainland identity card: 18 characters with a birthday and a check digit (GB 11643)."""
    CN_PASSPORT = "cn-passport"
    """Chinese ordinary passport: a letter, a digit or a letter, seven digits."""
    CN_HK_MACAO_PERMIT = "cn-hk-macao-permit"
    """Mainland travel permit for Hong Kong and Macao residents: H or M and eight digits."""
    ICAO_9303 = "icao-9303"
    """As the machine-readable line of a passport begins: nine characters, their check digit, and
    the three of a nationality, since two states may give the same number."""


_WANTED: Final[Mapping[NumberFormat, str]] = {
    NumberFormat.CN_RESIDENT_ID: "18 characters, the last one a check digit",
    NumberFormat.CN_PASSPORT: "a letter, a letter or a digit, seven digits",
    NumberFormat.CN_HK_MACAO_PERMIT: "H or M and eight digits",
    NumberFormat.ICAO_9303: "the first 13 characters of the passport's second readable line",
}


class Presented(NamedTuple):
    """A document as somebody shows it or types it in. Never kept as it is."""

    document: str
    """Its kind: one of the programme's."""
    number: str
    name: str = ""
    birth_date: str = ""
    """Like 1985-03-12."""


class MaskedIdentity(NamedTuple):
    """All that is kept of a document, besides a keyed hash of its number."""

    document: str
    number: str
    name: str
    birth_date: str
    proofing: str
    """How it is known whose it is."""
    proofed_at: int
    """Seconds since the epoch."""


def checked_number(format_: NumberFormat, number: str) -> str:
    """The number of a document, however somebody wrote it.

    Args:
        format_: what it looks like.
        number: with or without spaces and hyphens, in wide or narrow characters, in any case.

    Raises:
        RequestRefused: `number_invalid`.
    """
    written = _plain(number)
    if not _IS_RIGHT[format_](written):
        raise RequestRefused(Reason.NUMBER_INVALID, _WANTED[format_])
    return written


def birth_date_of(format_: NumberFormat, number: str) -> date | None:
    """The birthday that a checked number says, if its kind says one."""
    if format_ is not NumberFormat.CN_RESIDENT_ID:
        return None
    return _birth_date(number)


def read_birth_date(text: str, today: date) -> date | None:
    """The day that somebody wrote like 1985-03-12, None if nobody alive was born on it."""
    if not _DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST <= day <= today else None


def masked_number(format_: NumberFormat, number: str) -> str:
    """A checked number to recognise and not to use: its beginning and its last two characters.

    What a number says of a birthday is hidden, and so is its check digit if that stands apart.
    """
    if format_ is NumberFormat.ICAO_9303:
        number = number[:_MACHINE_SIZE].rstrip("<")
    first = 4 if format_ is NumberFormat.CN_RESIDENT_ID else 1
    hidden = len(number) - first - 2
    if hidden < _MIN_HIDDEN:
        return HIDDEN * len(number)
    return number[:first] + HIDDEN * hidden + number[-2:]


def masked_name(name: str) -> str:
    """A name to recognise: `张**`, `M** S**`. Not even how long it is."""
    words = name.split()
    if words and _is_chinese(words[0][0]):
        words = ["".join(words)]
    return " ".join(word[0] + HIDDEN * 2 if len(word) > 1 else HIDDEN * 2 for word in words)


def masked_birth_date(day: date) -> str:
    """The year alone: `1985-**-**`."""
    return f"{day.year}-{HIDDEN * 2}-{HIDDEN * 2}"


def resident_check(digits: str) -> str:
    """The check digit of the first 17 digits of a mainland identity card (ISO 7064 mod 11-2)."""
    total = sum(int(digit) * pow(2, 17 - place, 11) for place, digit in enumerate(digits))
    return _RESIDENT_CHECKS[total % 11]


def machine_check(characters: str) -> str:
    """The check digit of a field in a machine-readable line (ICAO Doc 9303-3, section 4.9)."""
    total = sum(
        (0 if one == "<" else int(one, 36)) * _MACHINE_WEIGHTS[place % 3]
        for place, one in enumerate(characters)
    )
    return str(total % 10)


def _plain(number: str) -> str:
    if len(number) > MAX_NUMBER:
        return ""
    narrow = normalize("NFKC", number)
    written = "".join(one for one in narrow if category(one) not in _SEPARATORS)
    return written.upper() if written.isascii() else ""


def _is_resident_id(number: str) -> bool:
    if not _RESIDENT_ID.fullmatch(number) or resident_check(number[:17]) != number[17]:
        return False
    try:
        return _birth_date(number) >= _EARLIEST
    except ValueError:
        return False


def _birth_date(resident_id: str) -> date:
    return date(int(resident_id[6:10]), int(resident_id[10:12]), int(resident_id[12:14]))


def _is_machine_readable(number: str) -> bool:
    found = _MACHINE_READABLE.fullmatch(number)
    return found is not None and machine_check(number[:_MACHINE_SIZE]) == number[_MACHINE_SIZE]


_IS_RIGHT: Final[Mapping[NumberFormat, Callable[[str], bool]]] = {
    NumberFormat.CN_RESIDENT_ID: _is_resident_id,
    NumberFormat.CN_PASSPORT: lambda number: _PASSPORT.fullmatch(number) is not None,
    NumberFormat.CN_HK_MACAO_PERMIT: lambda number: _PERMIT.fullmatch(number) is not None,
    NumberFormat.ICAO_9303: _is_machine_readable,
}


def _is_chinese(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\U00020000" <= character <= "\U0003ffff"
