"""What stands in a QR code: a prefix and Base45 (spec section 1)."""

from typing import Final

from huepass.core import base45
from huepass.errors import CodeRefused, HuepassError, Reason

PREFIX: Final = "HP1:"
CHALLENGE_PREFIX: Final = "HPC1:"
MAX_TEXT: Final = 512  # characters
MAX_CODE: Final = 320  # bytes
_LINE_ENDS: Final = ("\r", "\n")

_LOOKS_LIKE: Final = (
    (PREFIX, "a pass"),
    (CHALLENGE_PREFIX, "a gate's challenge, which the holder's wallet is to scan"),
    ("HPE1:", "a certificate that is evidence for an issuer, and no pass"),
    ("HPP1:", "a collection point's code, which the holder's wallet is to scan"),
    ("HPO1:", "an organisation's code, which the holder's wallet is to scan"),
    ("HPS1:", "a staff member's code, and no pass"),
    ("HPR1:", "a code for a temperature reading, and no pass"),
    ("HP", "a huepass code of another version"),
    ("HC1:", "an EU Digital COVID Certificate"),
    ("SHC:/", "a SMART Health Card"),
    ("NL", "a Dutch CoronaCheck code"),
    ("OPENID-CREDENTIAL-OFFER:", "an offer for a wallet"),
    ("HTTP", "a web address"),
    ("WIFI:", "access data of a wireless network"),
    ("BEGIN:VCARD", "a visiting card"),
    ("MECARD:", "a visiting card"),
    ("WXP:", "a payment code"),
)


def to_text(code: bytes) -> str:
    """The text for the QR code of a credential or a presentation."""
    return PREFIX + base45.encode(code)


def from_text(text: str) -> bytes:
    """The bytes of a credential or a presentation (spec section 7, step 1).

    Raises:
        CodeRefused: `too_large`, `not_ours` or `bad_base45`.
    """
    code = decoded(text, PREFIX)
    if len(code) > MAX_CODE:
        raise CodeRefused(Reason.TOO_LARGE, f"more than {MAX_CODE} bytes")
    return code


def decoded(text: str, prefix: str, max_text: int = MAX_TEXT) -> bytes:
    """The bytes behind a prefix (spec section 1.3).

    One line end, as scanners add it, is taken off and nothing else.

    Args:
        text: what was scanned.
        prefix: what it has to begin with.
        max_text: characters that it may have.

    Raises:
        CodeRefused: `too_large`, `not_ours` or `bad_base45`.
    """
    text = strip_line_end(text)
    if len(text) > max_text:
        raise CodeRefused(Reason.TOO_LARGE, f"more than {max_text} characters")
    if not text.startswith(prefix):
        raise CodeRefused(Reason.NOT_OURS, f"it looks like {looks_like(text)}")
    return decode_base45(text[len(prefix) :])


def challenge_to_text(challenge: bytes) -> str:
    """The text for the QR code of a gate's challenge (spec section 4)."""
    return CHALLENGE_PREFIX + base45.encode(challenge)


def challenge_from_text(text: str) -> bytes:
    """The challenge that a wallet scanned (spec section 4).

    Raises:
        CodeRefused: `too_large`, `not_ours`, `bad_base45`, or `bad_structure` unless 8 to 32 bytes.
    """
    challenge = decoded(text, CHALLENGE_PREFIX)
    if not is_challenge(challenge):
        raise CodeRefused(Reason.BAD_STRUCTURE, "a challenge has 8 to 32 bytes")
    return challenge


def is_challenge(value: object) -> bool:
    """Whether a value can be a challenge: 8 to 32 bytes (spec section 4)."""
    return isinstance(value, bytes) and 8 <= len(value) <= 32


def strip_line_end(text: str) -> str:
    """The text without one line end (CR, LF or CR LF) at its end."""
    if text[-1:] not in _LINE_ENDS:
        return text
    return text[:-2] if text[-2:] == "\r\n" else text[:-1]


def looks_like(text: str) -> str:
    """What a text that isn't ours seems to be, in words that quote none of it."""
    if not text:
        return "an empty code"
    start = text[:32].upper()
    for prefix, what in _LOOKS_LIKE:
        if start.startswith(prefix):
            wrong_case = prefix == PREFIX and not text.startswith(PREFIX)
            return "a huepass code in the wrong case" if wrong_case else what
    return "something else"


def decode_base45(characters: str) -> bytes:
    """The bytes behind a prefix.

    Raises:
        CodeRefused: `bad_base45`.
    """
    try:
        return base45.decode(characters)
    except HuepassError as error:
        raise CodeRefused(error.reason, error.detail) from None
