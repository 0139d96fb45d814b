"""Mutants that can't be told from the original by any input, each with the reason why not."""

EQUIVALENT: dict[str, str] = {
    "replay.py remember: now - self._turned > REMEMBERED -> now - self._turned >= REMEMBERED": (
        "it turns a second earlier, and what is remembered in either generation counts alike"
    ),
    "replay.py remember: now < self._turned -> now <= self._turned": (
        "at equality it sets the time to what it is, and nothing turns after no time"
    ),
    (
        "serials.py __init__: count * _BITS_IN_ARRAY <= 1 << bits"
        " -> count * _BITS_IN_ARRAY < 1 << bits"
    ): "at equality both forms hold the same set in the same number of bytes",
    (
        "document.py peek: document[:1] != b'\\x84' or document[1:2] not in _BYTE_STRING_HEADS"
        " -> document[:1] != b'\\x84'"
    ): "it saves decoding what isn't a byte string, which gives None afterwards as well",
    "shown.py parse: match_layout(code) or parse_any(code) -> parse_any(code)": (
        "the quick way gives what the long way gives, as a property test shows"
    ),
}
