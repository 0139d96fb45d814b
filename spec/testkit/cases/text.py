"""The text of a code: its prefix, its line end, its length (spec sections 1.2 and 1.3)."""

from collections.abc import Iterator

from .. import forge
from ..case import Case, Result, answer, error, shown

LIVE = forge.text(forge.live())
PAPER = forge.text(forge.paper())

NOT_OURS = [
    ("empty", "nothing was read", ""),
    ("line-end-only", "nothing but a line end was read", "\r\n"),
    ("prefix-without-colon", "the prefix is cut before its colon", "HP1"),
    ("no-prefix", "the prefix is missing", LIVE[4:]),
    ("prefix-in-lower-case", "the prefix is in lower case", "hp1:" + LIVE[4:]),
    ("prefix-in-mixed-case", "one letter of the prefix is in lower case", "Hp1:" + LIVE[4:]),
    ("all-in-lower-case", "the whole text is in lower case", LIVE.lower()),
    ("next-version", "the prefix is that of another version", "HP2:" + LIVE[4:]),
    ("semicolon", "a semicolon stands for the colon", "HP1;" + LIVE[4:]),
    ("challenge", "the text is a challenge", "HPC1:" + LIVE[4:]),
    ("space-before", "a space stands before the prefix", " " + LIVE),
    ("line-end-before", "a line end stands before the prefix", "\n" + LIVE),
    ("tab-before", "a tab stands before the prefix", "\t" + LIVE),
    ("bom-before", "a byte order mark stands before the prefix", "\ufeff" + LIVE),
    ("letter-before", "the prefix comes after a letter", "X" + LIVE),
    ("full-width-prefix", "the prefix has full-width letters", "\uff28\uff30\uff11:" + LIVE[4:]),
    ("fraktur-prefix", "the prefix has letters beyond U+FFFF", "\U0001d573P1:" + LIVE[4:]),
    ("web-address", "the text is a web address", "https://gz.example/"),
    ("other-pass", "the text is a pass of another system", "HC1:NCFOXN%TSMAHN-H"),
    ("null-before", "a null character stands before the prefix", "\0" + LIVE),
]

NOT_STRIPPED = [
    ("two-line-feeds", "of two line feeds only one is stripped", "\n\n"),
    ("two-carriage-returns", "of two carriage returns only one is stripped", "\r\r"),
    ("lf-cr", "LF CR is not one line end", "\n\r"),
    ("two-crlf", "of two CR LF only one is stripped", "\r\n\r\n"),
    ("cr-crlf", "CR before CR LF is not stripped", "\r\r\n"),
    ("line-feed-and-space", "a space after a line feed is not stripped", "\n "),
    ("space", "a space at the end is not stripped", " "),
    ("two-spaces", "two spaces at the end are not stripped", "  "),
    ("three-spaces", "three spaces at the end are not stripped", "   "),
    ("space-and-line-feed", "a space before a line feed is not stripped", " \n"),
    ("tab", "a tab at the end is not stripped", "\t"),
    ("vertical-tab", "a vertical tab at the end is not stripped", "\v"),
    ("form-feed", "a form feed at the end is not stripped", "\f"),
    ("no-break-space", "a no-break space at the end is not stripped", "\u00a0"),
    ("ideographic-space", "an ideographic space at the end is not stripped", "\u3000"),
    ("null", "a null character at the end is not stripped", "\0"),
    ("record-separator", "a record separator at the end is not stripped", "\x1e"),
]

# 507 characters of Base45 are 338 bytes, which is too much too; 508 are no Base45 at all.
LENGTHS = [
    ("512-characters", "512 characters are not too many", "HP1:" + 508 * "0", "bad_base45"),
    ("513-characters", "513 characters are too many", "HP1:" + 509 * "0", "too_large"),
    ("512-and-line-end", "the line end does not count", "HP1:" + 508 * "0" + "\r\n", "bad_base45"),
    ("512-and-two-line-ends", "the second one counts", "HP1:" + 508 * "0" + "\n\n", "too_large"),
    ("512-not-ours", "512 characters are not too many", 512 * "X", "not_ours"),
    ("513-not-ours", "513 characters are too many, whatever they are", 513 * "X", "too_large"),
    ("512-beyond-ffff", "characters beyond U+FFFF count once", "HP1:" + 508 * "\U0001f600",
     "bad_base45"),
    ("513-beyond-ffff", "513 characters are too many", "HP1:" + 509 * "\U0001f600", "too_large"),
    ("512-of-three-bytes", "characters count, not bytes of UTF-8", 512 * "\u7801", "not_ours"),
    ("513-of-three-bytes", "513 characters are too many", 513 * "\u7801", "too_large"),
    ("512-combining", "each combining character counts", "HP1:" + 254 * "e\u0301", "bad_base45"),
    ("514-combining", "each combining character counts", "HP1:" + 255 * "e\u0301", "too_large"),
    ("very-long", "a text of 100,000 characters", "HP1:" + 99_996 * "0", "too_large"),
]  # fmt: skip

PASSES: list[tuple[str, str, str, Result]] = [
    ("live", "nothing is wrong", LIVE, answer()),
    ("paper", "nothing is wrong", PAPER, answer(medium="paper")),
    ("line-feed", "a line feed is stripped", LIVE + "\n", answer()),
    ("carriage-return", "a carriage return is stripped", LIVE + "\r", answer()),
    ("crlf", "CR LF is stripped", LIVE + "\r\n", answer()),
    ("paper-crlf", "CR LF is stripped", PAPER + "\r\n", answer(medium="paper")),
]


def _sizes() -> Iterator[tuple[str, str, str, str]]:
    """Codes of 320 bytes and of one more."""
    # An array of one byte string is good CBOR and no code.
    yield "320-bytes", "320 bytes are not too many", forge.text([bytes(316)]), "bad_structure"
    yield "321-bytes", "321 bytes are too many", forge.text([bytes(317)]), "too_large"
    yield "338-bytes", "the most bytes that fit into the text", "HP1:" + 507 * "0", "too_large"
    yield "no-bytes", "nothing stands behind the prefix", "HP1:", "bad_cbor"


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, comment, text, result in PASSES:
        yield shown(f"text/{name}", comment, "1.3", text, result)
    for name, comment, text in NOT_OURS:
        yield shown(f"text/{name}", comment, "1.3", text, error("not_ours"))
    for name, comment, end in NOT_STRIPPED:
        yield shown(f"text/ends-in-{name}", comment, "1.3", LIVE + end, error("bad_base45"))
    for name, comment, text, reason in LENGTHS:
        yield shown(f"text/{name}", comment, "1.3", text, error(reason))
    for name, comment, text, reason in _sizes():
        yield shown(f"text/{name}", comment, "1.2", text, error(reason))
