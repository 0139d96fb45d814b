"""Documents of a million bytes or entries, and of one more (spec sections 1.1 and 1.2)."""

from collections.abc import Iterator
from typing import Any, Final

from .. import forge
from ..case import Case, answer, error, load, show
from ..rawcbor import Raw, head

LIMIT: Final = 1 << 20  # bytes of a trust list, and entries of any object


def padded(size: int, seq: int) -> bytes:
    """A trust list of so many bytes, most of them zeros under a key of later versions."""
    some = 1 << 17
    least = len(forge.trust_list(seq, change={32: bytes(some)})) - some
    return forge.trust_list(seq, change={32: bytes(size - least)})


def cases() -> Iterator[Case]:
    """All cases of this file."""
    what = "a trust list has 1 MiB, and the next a byte more"
    over = load(padded(LIMIT + 1, 2), error("too_large"))
    unsure = show(forge.live(), answer("check", stale=True))
    yield Case("limits/trust-list", what, "1.2", [load(padded(LIMIT, 1)), over, unsure])
    # The payload's own map has 6 entries: the five of every list, and this one.
    results: list[tuple[str, int, Any]] = [
        ("at-limit", LIMIT - 6, None),
        ("over", LIMIT - 5, error("bad_cbor")),
    ]
    for name, count, result in results:
        filler = Raw(head(4, count) + bytes(count))
        document = load(forge.revocation_list(change={32: filler}), result)
        what = f"a payload has {count + 6} entries in all"
        yield Case(f"limits/entries-{name}", what, "1.1", [load(forge.trust_list()), document])
