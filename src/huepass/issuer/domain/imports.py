"""Imports: lists of statements about categories, signed by the authority that makes them.

An import is a COSE_Sign1 like everything that huepass signs (spec section 2). Its protected header
is `{1: -19, 3: format, 4: key ID, 15: claims, 16: "application/huepass-import+cose"}`, with the
claims `{1: authority, 3: issuer, 6: when it was signed, 7: 16 random bytes}` (RFC 9597). So a list
for one issuer is good at no other, and none is good twice. The payload is the list itself:

- `text/csv`: UTF-8, with commas, quotes as in RFC 4180. The first line names the columns.
- `application/cbor`: an array of maps from a column's name to text; `at` may be a number.

The columns: `document` and `number`, or `person`, who it is; `category`; `action`, `set` or `lift`;
`reason`, one of the category's; `at`, since when: seconds, or ISO 8601 with an offset; `division`,
to which somebody belongs who is not registered yet. What is empty or left out has its default.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any, Final, NamedTuple, TypeAlias

from huepass.core import Signer, cbor, cose
from huepass.core.keys import ALG_ED25519, KEY_ID_SIZE, holds, key_id
from huepass.errors import HuepassError, Reason, RequestRefused

MAX_IMPORT: Final = 1 << 20
"""Bytes of an import, its signature included."""
MAX_LINES: Final = 2000
"""Nothing else is written while they are done."""
MAX_FIELD: Final = 100  # characters
CHANCE_SIZE: Final = 16  # bytes
MEDIA_TYPE: Final = "application/huepass-import+cose"
COLUMNS: Final = (
    "document", "number", "person", "category", "action", "reason", "at", "division",
)  # fmt: skip
_MAX_TIME: Final = 32503680000  # the year 3000
_CONTENT_TYPE: Final = 3
_CLAIMS: Final = 15
_ISSUER, _AUDIENCE, _ISSUED_AT, _ID = 1, 3, 6, 7


class Format(StrEnum):
    """What the signed list is written in."""

    CSV = "text/csv"
    CBOR = "application/cbor"


class Action(StrEnum):
    """What a line says."""

    SET = "set"
    LIFT = "lift"


class Line(NamedTuple):
    """One statement about one person."""

    place: int
    """Of the line in the file, or of the entry in the array; the first is 1."""
    category: str
    action: Action
    person: str
    """The person's number; empty if they are named by a document."""
    document: str
    number: str
    """The document's, as it was written."""
    reason: str
    at: int | None
    """Since when, seconds; None if now."""
    division: str


class Fault(NamedTuple):
    """Why a line can't be taken; never what it says."""

    place: int
    reason: Reason
    detail: str = ""


Entry: TypeAlias = Line | Fault


class LinesRefused(RequestRefused):
    """Some lines of an import have faults, and nothing was imported.

    Args:
        faults: all of them, in order.
        lines: how many lines the import has.
    """

    def __init__(self, faults: Iterable[Fault], lines: int) -> None:
        self.faults = list(faults)
        super().__init__(Reason.IMPORT_INVALID, f"{len(self.faults)} of {lines} lines")


class Head(NamedTuple):
    """What is signed besides the list."""

    format: Format
    authority: str
    """For which it is signed."""
    issuer: str
    """For whom it is."""
    signed_at: int
    """Seconds since the epoch."""
    chance: bytes
    """16 bytes that no other import has."""


class SignedList(NamedTuple):
    """An import that was read and not yet believed."""

    head: Head
    key_id: bytes
    payload: bytes
    signed: bytes
    """What the signature is of."""
    signature: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of what was signed, which tells imports apart."""
        return sha256(self.signed).digest()

    def is_by(self, public_key: bytes) -> bool:
        """Whether this key signed it."""
        return self.key_id == key_id(public_key) and holds(public_key, self.signature + self.signed)


def sign(head: Head, payload: bytes, signer: Signer) -> bytes:
    """An import.

    Args:
        head: what is signed besides the list.
        payload: the list, in its format.
        signer: the authority's.
    """
    header = {
        _CONTENT_TYPE: str(head.format),
        cose.KID: key_id(signer.public_key),
        _CLAIMS: {
            _ISSUER: head.authority,
            _AUDIENCE: head.issuer,
            _ISSUED_AT: head.signed_at,
            _ID: head.chance,
        },
        cose.TYP: MEDIA_TYPE,
    }
    return cose.sign1(header, payload, signer)


def parse(document: bytes) -> SignedList:
    """Read an import, its list aside. Nothing is verified.

    Raises:
        RequestRefused: `import_refused`.
    """
    item = _decoded(document)
    if not cose.is_sign1(item) or not isinstance(item[0], bytes):
        raise _refused("not a COSE_Sign1")
    protected, _, payload, signature = item
    header = _decoded(protected)
    head = _head(header)
    if head is None:
        raise _refused("its protected header is not that of an import")
    signed = cose.to_be_signed(protected, payload)
    return SignedList(head, header[cose.KID], payload, signed, signature)


def entries(format: Format, payload: bytes) -> list[Entry]:
    """The lines of a list, each with what it says or its fault.

    Raises:
        RequestRefused: `import_invalid`: it is no list at all, or has too many lines or none.
    """
    found = []
    for entry in _csv_entries(payload) if format == Format.CSV else _cbor_entries(payload):
        found.append(entry)
        if len(found) > MAX_LINES:
            raise _invalid(f"it has more than {MAX_LINES} lines")
    if not found:
        raise _invalid("it has no lines")
    return found


def _decoded(data: bytes) -> Any:
    try:
        return cbor.decode(data)
    except HuepassError:
        raise _refused("not CBOR as huepass reads it") from None


def _head(header: Any) -> Head | None:
    names = {cose.ALG, _CONTENT_TYPE, cose.KID, _CLAIMS, cose.TYP}
    if not isinstance(header, dict) or header.keys() != names:
        return None
    claims, format = header[_CLAIMS], header[_CONTENT_TYPE]
    if (
        header[cose.ALG] != ALG_ED25519
        or header[cose.TYP] != MEDIA_TYPE
        or not cose.is_bytes_of(header[cose.KID], KEY_ID_SIZE)
        or not isinstance(format, str)
        or format not in tuple(Format)
        or not isinstance(claims, dict)
        or claims.keys() != {_ISSUER, _AUDIENCE, _ISSUED_AT, _ID}
        or not isinstance(claims[_ISSUER], str)
        or not isinstance(claims[_AUDIENCE], str)
        or not cose.is_unsigned(claims[_ISSUED_AT])
        or not cose.is_bytes_of(claims[_ID], CHANCE_SIZE)
    ):
        return None
    return Head(Format(format), claims[_ISSUER], claims[_AUDIENCE], claims[_ISSUED_AT], claims[_ID])


def _csv_entries(payload: bytes) -> Iterator[Entry]:
    try:
        text = payload.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _invalid("it is not UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    columns: list[str] | None = None
    begins = 1
    try:
        for row in reader:
            place, begins = begins, reader.line_num + 1
            if not any(cell.strip() for cell in row):
                continue  # spreadsheets leave empty lines at the end
            if columns is None:
                columns = _columns(row)
            elif len(row) != len(columns):
                yield Fault(place, Reason.REQUEST_INVALID, "as many fields as there are columns")
            else:
                yield _entry(place, dict(zip(columns, row, strict=True)))
    except csv.Error:
        raise _invalid(f"line {begins} is not CSV") from None


def _columns(row: list[str]) -> list[str]:
    named = [name.strip() for name in row]
    by_whom = "person" in named or {"document", "number"} <= set(named)
    if (
        len(set(named)) < len(named)
        or not set(named) <= set(COLUMNS)
        or "category" not in named
        or not by_whom
    ):
        raise _invalid(
            f"its first line names the columns, each once: {', '.join(COLUMNS)}; "
            "category is needed, and person or document and number"
        )
    return named


def _cbor_entries(payload: bytes) -> Iterator[Entry]:
    try:
        found = cbor.decode(payload)
    except HuepassError:
        raise _invalid("it is not CBOR as huepass reads it") from None
    if not isinstance(found, list):
        raise _invalid("it is not an array")
    for place, entry in enumerate(found, 1):
        if not isinstance(entry, dict) or not entry.keys() <= set(COLUMNS):
            yield Fault(place, Reason.REQUEST_INVALID, f"a map with {', '.join(COLUMNS)}")
        else:
            at = entry.get("at")
            number = isinstance(at, int) and at >= 0
            yield _entry(place, {**entry, "at": str(at)} if number else entry)


def _entry(place: int, fields: Mapping[str, Any]) -> Entry:
    """A line, of fields that are texts if they are right."""
    said: dict[str, str] = {}
    for name in COLUMNS:
        value = fields.get(name, "")
        text = value.strip() if isinstance(value, str) else "\0"
        if len(text) > MAX_FIELD or not text.isprintable():
            return Fault(place, Reason.TEXT_INVALID, name)
        said[name] = text
    person, document, number = said["person"], said["document"], said["number"]
    if document and not number:
        return Fault(place, Reason.NUMBER_MISSING)
    if bool(person) == bool(document) or (number and not document):
        return Fault(place, Reason.REQUEST_INVALID, "either person, or document and number")
    action = said["action"] or Action.SET
    if action not in tuple(Action):
        return Fault(place, Reason.REQUEST_INVALID, f"action is one of {', '.join(Action)}")
    if not said["category"]:
        return Fault(place, Reason.REQUEST_INVALID, "a category is needed")
    at = _time(said["at"]) if said["at"] else None
    if said["at"] and at is None:
        return Fault(place, Reason.TIME_INVALID, "seconds, or ISO 8601 with an offset")
    if at is not None and action == Action.LIFT:
        return Fault(place, Reason.TIME_INVALID, "what is lifted is lifted now")
    return Line(
        place, said["category"], Action(action), person, document, number, said["reason"], at,
        said["division"],
    )  # fmt: skip


def _time(text: str) -> int | None:
    if text.isascii() and text.isdecimal():
        at = int(text)
    else:
        try:
            time = datetime.fromisoformat(text)
            at = -1 if time.tzinfo is None else int(time.timestamp())
        except (ValueError, OverflowError):
            return None
    return at if 0 <= at < _MAX_TIME else None


def _refused(detail: str) -> RequestRefused:
    return RequestRefused(Reason.IMPORT_REFUSED, detail)


def _invalid(detail: str) -> RequestRefused:
    return RequestRefused(Reason.IMPORT_INVALID, detail)
