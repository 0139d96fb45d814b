"""Where everything stands on a sheet of A4, in millimetres from its top left corner."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from huepass.drawing import DPI, PIXELS, Box, Shade, boxes, inside, shade_of, side
from huepass.issuer.sheet.content import (
    ADVICE,
    BY_HAND,
    COLOUR,
    ISSUED_BY,
    NAME,
    WRITTEN,
    Both,
    Sheet,
    colour_words,
    end_words,
)
from huepass.issuer.sheet.face import Face
from huepass.qr import modules

WIDTH: Final = 210.0
HEIGHT: Final = 297.0
MODULE: Final = PIXELS / DPI * 25.4  # the size that a pass without a sheet has
BLACK: Final[Shade] = (0, 0, 0)
GREY: Final[Shade] = (85, 85, 85)
RULE: Final[Shade] = (170, 170, 170)
WHITE: Final[Shade] = (255, 255, 255)

_LEFT: Final = 240 / DPI * 25.4  # whole pixels, so that modules stay square
_TOP: Final = 640 / DPI * 25.4  # of the code
_RIGHT: Final = WIDTH - _LEFT
_BESIDE: Final = 82.0
_MM: Final = 25.4 / 72  # of a point
_LEADING: Final = 1.35
_NOT_FIRST: Final = "，。；：！？、）》」』”’"
_NOT_LAST: Final = "（《「『“‘"


class Area(NamedTuple):
    """A rectangle of one shade."""

    left: float
    top: float
    width: float
    height: float
    shade: Shade


class Line(NamedTuple):
    """A line of text."""

    left: float
    baseline: float
    size: float
    """In points."""
    shade: Shade
    text: str


Shape = Area | Line


def lay_out(sheet: Sheet, face: Face) -> list[Shape]:
    """All that is on a sheet.

    Raises:
        HuepassError: `text_unprintable`.
    """
    face.check(_words(sheet))
    return [
        Area(0, 0, WIDTH, 11, shade_of(sheet.colour)),
        Area(0, HEIGHT - 5, WIDTH, 5, shade_of(sheet.colour)),
        *_head(sheet, face),
        *_code(sheet),
        *_colour(sheet, face),
        *_end(sheet, face),
        *_by_hand(face),
        *_advice(face),
        *_foot(sheet, face),
    ]


def wrapped(face: Face, text: str, size: float, width: float) -> list[str]:
    """A text in lines: Latin ones between words, Chinese ones anywhere that punctuation allows."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and face.width((line + piece).rstrip(), size) > width:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    return [*lines, line.rstrip()]


def fitted(face: Face, text: str, size: float, width: float, most: int) -> tuple[float, list[str]]:
    """A text in at most so many lines, smaller where it has to be; and its size."""
    while True:
        lines = wrapped(face, text, size, width)
        if len(lines) <= most and all(face.width(line, size) <= width for line in lines):
            return size, lines
        size *= 0.95


def _pieces(text: str) -> Iterator[str]:
    """The parts of a text between which a line may end."""
    piece = ""
    for character in text:
        wide = ord(character) >= 0x2E80
        ends = piece and (wide or piece[-1] == " " or ord(piece[-1]) >= 0x2E80)
        if ends and character != " " and character not in _NOT_FIRST and piece[-1] not in _NOT_LAST:
            yield piece
            piece = ""
        piece += character
    yield piece


def _words(sheet: Sheet) -> Iterator[str]:
    own = (sheet.title, sheet.issuer, sheet.label, sheet.notice or ("", ""))
    ours = (NAME, COLOUR, BY_HAND, ISSUED_BY, *WRITTEN, *ADVICE, colour_words(sheet.colour))
    for both in (*own, *ours, end_words(sheet.expires_at, sheet.zone)):
        yield from both


def _head(sheet: Sheet, face: Face) -> Iterator[Shape]:
    kind = max(face.width(NAME.zh, 16), face.width(NAME.en, 12))
    room = _RIGHT - _LEFT - kind - 10
    bottom = 38.0
    for text, size, shade in _once(sheet.title, 27, 14):
        size, (line,) = fitted(face, text, size, room, 1)
        yield Line(_LEFT, bottom - 9 if shade == BLACK else bottom, size, shade, line)
    yield _to_the_right(face, bottom - 9, 16, BLACK, NAME.zh)
    yield _to_the_right(face, bottom, 12, GREY, NAME.en)
    yield Area(_LEFT, bottom + 6, _RIGHT - _LEFT, 0.3, RULE)


def _code(sheet: Sheet) -> Iterator[Shape]:
    rows = modules(sheet.text, "Q")
    size = side(rows)
    frame: Box = (0, 0, size, size)
    areas = ((frame, shade_of(sheet.colour)), (inside(size), WHITE))
    for (left, top, width, height), shade in (*areas, *((one, BLACK) for one in boxes(rows))):
        yield Area(
            _LEFT + left * MODULE,
            _TOP + top * MODULE,
            width * MODULE,
            height * MODULE,
            shade,
        )


def _colour(sheet: Sheet, face: Face) -> Iterator[Shape]:
    room, top = _RIGHT - _BESIDE, _TOP
    for text, size, shade in _once(sheet.label, 54, 24):
        size, (line,) = fitted(face, text, size, room, 1)
        yield Line(_BESIDE, top + (20 if shade == BLACK else 32), size, shade, line)
    words = colour_words(sheet.colour)
    said = f"{COLOUR.zh} {COLOUR.en}：{words.zh} {words.en}"
    yield Line(_BESIDE, top + 45, 13, BLACK, said)


def _end(sheet: Sheet, face: Face) -> Iterator[Shape]:
    yield Area(_LEFT, 112, _RIGHT - _LEFT, 0.3, RULE)
    words = end_words(sheet.expires_at, sheet.zone)
    for text, size, baseline in ((words.zh, 26.0, 125), (words.en, 17.0, 135)):
        size, (line,) = fitted(face, text, size, _RIGHT - _LEFT, 1)
        yield Line(_LEFT, baseline, size, BLACK, line)
    yield Area(_LEFT, 142, _RIGHT - _LEFT, 0.3, RULE)


def _by_hand(face: Face) -> Iterator[Shape]:
    middle = (_LEFT + _RIGHT) / 2
    for both, left in zip(WRITTEN, (_LEFT, middle + 3), strict=True):
        words = f"{both.zh} {both.en}"
        begins = left + face.width(words, 12) + 3
        yield Line(left, 160, 12, BLACK, words)
        yield Area(begins, 161, left + middle - _LEFT - 3 - begins, 0.3, BLACK)
    yield Line(_LEFT, 168, 9, GREY, f"{BY_HAND.zh} {BY_HAND.en}")


def _advice(face: Face) -> Iterator[Shape]:
    baseline = 186.0
    for number, both in enumerate(ADVICE, 1):
        yield Line(_LEFT, baseline, 13, BLACK, f"{number}.")
        for text, size, shade in ((both.zh, 13, BLACK), (both.en, 10.5, GREY)):
            for line in wrapped(face, text, size, _RIGHT - _LEFT - 8):
                yield Line(_LEFT + 8, baseline, size, shade, line)
                baseline += size * _LEADING * _MM
        baseline += 5


def _foot(sheet: Sheet, face: Face) -> Iterator[Shape]:
    yield Area(_LEFT, 264, _RIGHT - _LEFT, 0.3, RULE)
    room = _RIGHT - _LEFT
    if sheet.place is not None:
        place = f"{sheet.place.number} / {sheet.place.of}"
        room -= face.width(place, 14) + 6
        yield _to_the_right(face, 272, 14, BLACK, place)
    issuer = " ".join(dict.fromkeys(sheet.issuer))
    size, lines = fitted(face, f"{ISSUED_BY.zh} {ISSUED_BY.en}：{issuer}", 11, room, 2)
    baseline = 272.0
    for line in lines:
        yield Line(_LEFT, baseline, size, BLACK, line)
        baseline += 5
    for text in dict.fromkeys(sheet.notice or ()):
        size, (line,) = fitted(face, text, 8, _RIGHT - _LEFT, 1)
        yield Line(_LEFT, baseline + 1, size, GREY, line)
        baseline += 4


def _once(both: Both, size: float, small: float) -> list[tuple[str, float, Shade]]:
    """Both languages, the Chinese one large; one line where they say the same."""
    found: list[tuple[str, float, Shade]] = [(both.zh, size, BLACK)]
    return found if both.en == both.zh else [*found, (both.en, small, GREY)]


def _to_the_right(face: Face, baseline: float, size: float, shade: Shade, text: str) -> Line:
    return Line(_RIGHT - face.width(text, size), baseline, size, shade, text)
