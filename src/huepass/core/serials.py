"""Sets of revoked serials: Rice-coded gaps (spec section 5).

A gate keeps a window's serials either as four bytes each or, where the list is dense, as a bitmap
of the serial space; both stay within about six times the size of the coded data, and a list of
zeros never becomes half a billion integers.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, pairwise
from typing import Final, NoReturn

from huepass.errors import DocumentRefused, Reason, UsageError

MIN_BITS: Final = 8
MAX_BITS: Final = 32

_BITS_IN_ARRAY: Final = 32  # that one serial takes
_CHUNK: Final = 1 << 15  # bytes of coded data that are spelled out as bits at a time
_CODES_AT_ONCE: Final = 1 << 13


def rice_parameter(bits: int, count: int) -> int:
    """The only k that `count` serials below 2^bits may be coded with (spec section 5).

    77/160 is the natural logarithm of the golden ratio: the best k has as many bits as the mean gap
    times that. Being below a half, it keeps k below `bits` by itself.
    """
    return ((1 << bits) // count * 77 // 160).bit_length()


def encode_serials(serials: Sequence[int], bits: int) -> bytes:
    """The coded data of strictly increasing serials below 2^bits.

    Raises:
        UsageError: bits outside 8 to 32, no serial, or serials that aren't strictly increasing
            from 0 to 2^bits - 1.
    """
    if not MIN_BITS <= bits <= MAX_BITS:
        raise UsageError("a serial space has 8 to 32 bits")
    if not serials or serials[0] < 0 or serials[-1] >= 1 << bits:
        raise UsageError("there must be serials, from 0 to below the size of the space")
    if any(low >= high for low, high in pairwise(serials)):
        raise UsageError("serials must be strictly increasing")
    return _pack(_codes(serials, rice_parameter(bits, len(serials))))


class SerialList:
    """An immutable set of serials, read from its coded form.

    Args:
        bits: the size of the serial space, 2^bits.
        count: how many serials there are.
        k: the Rice parameter.
        data: the coded gaps.

    Raises:
        DocumentRefused: `bad_revocation_list`, any deviation from the one right coding.
    """

    __slots__ = ("_bitmap", "_serials", "count")

    def __init__(self, bits: int, count: int, k: int, data: bytes) -> None:
        if not MIN_BITS <= bits <= MAX_BITS:
            _refuse("a serial space outside 8 to 32 bits")
        if count < 1:
            _refuse("an empty window")
        if k != rice_parameter(bits, count):
            _refuse("another Rice parameter than the one for this count")
        if count * (k + 1) > 8 * len(data):
            _refuse("more serials than the data can hold")
        self.count = count
        self._serials: array[int] | None = None
        self._bitmap: bytes | bytearray = b""
        if k == 0:
            self._bitmap = _read_unary(data, bits, count)
        elif count * _BITS_IN_ARRAY <= 1 << bits:
            self._serials = array("I", _read(data, bits, count, k))
        else:
            self._bitmap = _to_bitmap(_read(data, bits, count, k), bits)

    def __contains__(self, serial: int) -> bool:
        serials = self._serials
        if serials is not None:
            place = bisect_left(serials, serial)
            return place < len(serials) and serials[place] == serial
        byte, bit = divmod(serial, 8)
        return byte < len(self._bitmap) and bool(self._bitmap[byte] & 0x80 >> bit)

    def __iter__(self) -> Iterator[int]:
        if self._serials is not None:
            return iter(self._serials)
        return (serial for serial in range(8 * len(self._bitmap)) if serial in self)


def _refuse(why: str) -> NoReturn:
    raise DocumentRefused(Reason.BAD_REVOCATION_LIST, why)


def _codes(serials: Sequence[int], k: int) -> Iterator[str]:
    """The code of each serial, as zeros and ones."""
    low_bits = (1 << k) - 1
    previous = -1
    for serial in serials:
        gap = serial - previous - 1
        previous = serial
        ones = gap >> k
        code = ((2 << ones) - 2) << k | gap & low_bits
        yield f"{code:0{ones + 1 + k}b}"


def _pack(codes: Iterator[str]) -> bytes:
    """Codes one after the other, with zeros to the end of the last byte."""
    data = bytearray()
    rest = ""
    while text := "".join(islice(codes, _CODES_AT_ONCE)):
        text = rest + text
        whole = len(text) // 8
        data += int("0" + text[: 8 * whole], 2).to_bytes(whole)
        rest = text[8 * whole :]
    if rest:
        data.append(int(rest.ljust(8, "0"), 2))
    return bytes(data)


def _spelled_out(data: bytes) -> Iterator[str]:
    """The data as zeros and ones, a chunk at a time; its end is an end too early."""
    for start in range(0, len(data), _CHUNK):
        chunk = data[start : start + _CHUNK]
        yield f"{int.from_bytes(chunk):0{8 * len(chunk)}b}"
    _refuse("the data end within a serial")


def _read(data: bytes, bits: int, count: int, k: int) -> Iterator[int]:
    """The serials, for k >= 1; whatever is wrong with the data is found by the end."""
    chunks = _spelled_out(data)
    text, position, spelled = "", 0, 0
    serial = -1
    for _ in range(count):
        ones = 0
        while (zero := text.find("0", position)) < 0:
            ones += len(text) - position
            text, position = next(chunks), 0
            spelled += len(text)
        ones += zero - position
        position = zero + 1
        while (end := position + k) > len(text):
            more = next(chunks)
            spelled += len(more)
            text, position = text[position:] + more, 0
        serial += (ones << k | int(text[position:end], 2)) + 1
        if serial >> bits:
            _refuse("a serial outside the serial space")
        yield serial
        position = end
    padding = text[position:]
    if len(padding) + 8 * len(data) - spelled > 7:
        _refuse("more than 7 bits of padding")
    if "1" in padding:
        _refuse("padding that is not zero")


def _read_unary(data: bytes, bits: int, count: int) -> bytes:
    """The bitmap for k = 0, where the data are one already: ones for absent serials, zeros for
    present ones, and then the padding."""
    value = int.from_bytes(data)
    padding = 8 * len(data) - value.bit_count() - count
    if padding < 0:
        _refuse("the data end within a serial")
    if padding > 7:
        _refuse("more than 7 bits of padding")
    length = 8 * len(data) - padding
    if value & (2 << padding) - 1:  # the padding, and the zero that ends the last serial
        _refuse("padding that is not zero")
    if (length - 1) >> bits:
        _refuse("a serial outside the serial space")
    present = (value >> padding) ^ ((1 << length) - 1)
    return (present << padding).to_bytes(len(data))


def _to_bitmap(serials: Iterable[int], bits: int) -> bytearray:
    bitmap = bytearray(1 << bits - 3)
    for serial in serials:
        bitmap[serial >> 3] |= 0x80 >> (serial & 7)
    return bitmap
