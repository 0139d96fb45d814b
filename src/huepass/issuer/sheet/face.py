"""The font of sheets: which characters it has, and how wide they are."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Final

from fpdf import FPDF
from fpdf.fonts import TTFFont
from pylopdf_fonts_zh_cn import sans_path

from huepass.errors import HuepassError, Reason

FAMILY: Final = "sheet"
_MM: Final = 25.4 / 72  # of a point


class Face:
    """A font of one weight. Never changes, so threads can share it.

    Args:
        path: its file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        with in_document(FPDF(), path) as font:
            self._widths: Mapping[int, float] = {code: font.cw[code] for code in font.cmap}

    def width(self, text: str, size: float) -> float:
        """How wide a text is, in millimetres.

        Args:
            text: characters that the font has.
            size: in points.
        """
        return sum(self._widths[ord(character)] for character in text) * size / 1000 * _MM

    def check(self, texts: Iterable[str]) -> None:
        """Refuse texts that would have empty boxes in them.

        Raises:
            HuepassError: `text_unprintable`; the detail names the characters by their code.
        """
        missing = sorted({code for text in texts for code in map(ord, text)} - self._widths.keys())
        if missing:
            raise HuepassError(Reason.TEXT_UNPRINTABLE, " ".join(f"U+{one:04X}" for one in missing))


@contextmanager
def in_document(
    document: FPDF, path: Path, characters: Iterable[int] | None = None
) -> Iterator[TTFFont]:
    """Add a font to a document; when the block ends its file is closed.

    Args:
        document: what it is added to.
        path: the font's file.
        characters: those that are needed of it; all of them if None.
    """
    needed = None if characters is None else sorted(characters)
    document.add_font(FAMILY, fname=path, unicode_range=needed)
    font = document.fonts[FAMILY]
    assert isinstance(font, TTFFont)
    try:
        yield font
    finally:
        font.close()


@lru_cache(maxsize=1)
def face() -> Face:
    """Noto Sans SC, which has all of GB 2312 and more; reading it takes a moment."""
    return Face(sans_path())
