"""Documents about their health that holders upload."""

from dataclasses import dataclass
from typing import Final

MAX_SIZE: Final = 256 << 10  # bytes
MAX_KEPT: Final = 20
"""Of one person, without those that were withdrawn."""
MEDIA_TYPES: Final = {
    "application/pdf": b"%PDF-",
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG\r\n\x1a\n",
}
"""What is taken, and how such a file begins."""


@dataclass(frozen=True, slots=True)
class HealthProof:
    """A proof without its content. Times are seconds since the epoch."""

    id: int
    handle: str
    kind: str
    """Of the programme's kinds."""
    media_type: str
    added_at: int
    withdrawn_at: int | None


def is_a(media_type: str, content: bytes) -> bool:
    """Whether a file is of a type that is taken, and begins as one does."""
    beginning = MEDIA_TYPES.get(media_type)
    return beginning is not None and len(content) <= MAX_SIZE and content.startswith(beginning)
