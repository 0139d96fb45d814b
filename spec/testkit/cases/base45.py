"""Base45 (RFC 9285, spec section 1.3)."""

from collections.abc import Iterator

from .. import forge
from ..case import READY, Case, error, show, shown

LIVE = forge.text(forge.live())

# Characters that some decoders take for others, or skip.
FOREIGN = {
    "lower-case-letter": "a",
    "underscore": "_",
    "number-sign": "#",
    "comma": ",",
    "equals-sign": "=",
    "ampersand": "&",
    "quotation-mark": '"',
    "backslash": "\\",
    "at-sign": "@",
    "bracket": "[",
    "tilde": "~",
    "delete": "\x7f",
    "line-feed": "\n",
    "crlf": "\r\n",
    "tab": "\t",
    "null": "\0",
    "no-break-space": "\u00a0",
    "full-width-digit": "\uff11",
    "arabic-digit": "\u0661",
    "roman-numeral": "\u2160",
    "superscript": "\u00b9",
    "dotless-i": "\u0131",
    "long-s": "\u017f",
    "kelvin-sign": "\u212a",
    "sharp-s": "\u00df",
    "soft-hyphen": "\u00ad",
    "zero-width-space": "\u200b",
    "byte-order-mark": "\ufeff",
    "beyond-ffff": "\U0001d7d9",
    "low-byte-of-a-digit": "\u0130",
}

# What follows the prefix, alone, and what a gate then says of the bytes.
TEXTS = [
    ("one-character", "a single character", "0", "bad_base45"),
    ("two-characters", "a byte of 0, the smallest", "00", "bad_structure"),
    ("last-group-255", "a last group of two that is 255", "U5", "bad_cbor"),
    ("last-group-256", "a last group of two that is 256", "V5", "bad_base45"),
    ("last-group-greatest", "the greatest last group of two", "::", "bad_base45"),
    ("last-group-small-first", "a last group of two that is 270", "06", "bad_base45"),
    ("group-65535", "a group of three that is 65535", "FGW", "bad_cbor"),
    ("group-65536", "a group of three that is 65536", "GGW", "bad_base45"),
    ("group-65580", "a group of three that is 65580", "FHW", "bad_base45"),
    ("group-67560", "a group of three that is 67560", "FGX", "bad_base45"),
    ("group-greatest", "the greatest group of three", ":::", "bad_base45"),
    ("four-characters", "a group of three and one character", "0000", "bad_base45"),
    ("five-characters", "three bytes", "00000", "bad_cbor"),
    ("spaces", "three spaces are a group above 65535", "   ", "bad_base45"),
]


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, character in FOREIGN.items():
        text = LIVE[:100] + character + LIVE[101:]
        comment = f"a {name.replace('-', ' ')} stands among the characters"
        yield shown(f"base45/{name}", comment, "1.3", text, error("bad_base45"))
    for place, at in {"first": 4, "last": len(LIVE) - 1}.items():
        text = LIVE[:at] + "_" + LIVE[at + 1 :]
        comment = f"the {place} character is foreign"
        yield shown(f"base45/{place}-is-foreign", comment, "1.3", text, error("bad_base45"))
    for name, comment, text, reason in TEXTS:
        yield shown(f"base45/{name}", comment, "1.3", "HP1:" + text, error(reason))
    for place, at in {"first": 4, "middle": 160, "last": len(LIVE) - 3}.items():
        text = LIVE[:at] + "GGW" + LIVE[at + 3 :]
        comment = f"the {place} group is above 65535"
        yield shown(f"base45/{place}-group-too-great", comment, "1.3", text, error("bad_base45"))
    for left_out in (1, 2, 3):
        # Without one character two are left, and without two only one.
        reason = "bad_base45" if left_out == 2 else "bad_cbor"
        shorter = LIVE[:-left_out]
        if left_out == 1:
            shorter = shorter[:-2] + "00"
        comment = f"{left_out} characters are missing at the end"
        yield shown(f"base45/cut-by-{left_out}", comment, "1.3", shorter, error(reason))
    for size in (16, 31, 32):
        challenge = b"\xff" * size
        code = forge.live(challenge=challenge)
        assert "FGW" in forge.text(code)
        step = show(code, challenge=challenge)
        comment = f"groups of 65535, and {len(forge.dump(code))} bytes in all"
        yield Case(f"base45/all-ones-{size}", comment, "1.3", [*READY, step])
    yield from _every_character()


def _every_character() -> Iterator[Case]:
    """Passes in whose texts every character of the alphabet occurs somewhere."""
    wanted = set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
    text = next(
        text
        for serial in range(1000)
        if wanted <= set((text := forge.text(forge.live(serial=serial)))[4:])
    )
    comment = "every character of the alphabet occurs"
    yield shown("base45/whole-alphabet", comment, "1.3", text)
