"""Bundles: several documents in one file, a CBOR sequence (spec section 6, RFC 8742)."""

from collections.abc import Iterable
from typing import Final

from huepass.core import cbor
from huepass.errors import HuepassError, Reason

MAX_BUNDLE: Final = 256 << 20  # bytes
MAX_OBJECTS: Final = 4096


def join(documents: Iterable[bytes]) -> bytes:
    """A bundle of documents; roots in order come first, then the trust list, then the lists."""
    return b"".join(documents)


def cut(data: bytes) -> tuple[list[bytes], Reason | None]:
    """The objects of a file, and what is wrong with what follows them.

    They are cut by RFC 8949 alone, so that one bad object doesn't take the others with it. Behind
    them is `bad_cbor` where nothing more can be cut (nor from an empty file), `too_large` where
    there is more than a bundle may hold, and otherwise nothing.
    """
    objects: list[bytes] = []
    start = 0
    while start < len(data) or not objects:
        if len(objects) == MAX_OBJECTS:
            return objects, Reason.TOO_LARGE
        try:
            end = cbor.end_of_item(data, start)
        except HuepassError as error:
            return objects, error.reason
        objects.append(data[start:end])
        start = end
    return objects, None
