"""Signed imports: what is written is what is read, and everything else is refused."""

import csv
import io
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.core import SoftwareSigner, cbor, cose, key_id
from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.imports import (
    COLUMNS,
    MAX_FIELD,
    MEDIA_TYPE,
    Action,
    Fault,
    Format,
    Head,
    Line,
    entries,
    parse,
    sign,
)

SECRET = "K7QF-SECRET"
SIGNER = SoftwareSigner.from_seed(bytes(range(32)))
OTHER = SoftwareSigner.from_seed(bytes(32))
HEAD = Head(Format.CSV, "cdc", "gz", 1_795_320_000, bytes(16))
CLAIMS: dict[int, Any] = {1: "cdc", 3: "gz", 6: 1_795_320_000, 7: bytes(16)}
KID = key_id(SIGNER.public_key)
HEADER: dict[int, Any] = {1: -19, 3: "text/csv", 4: KID, 15: CLAIMS, 16: MEDIA_TYPE}


def refused(document: bytes) -> str:
    with pytest.raises(RequestRefused) as error:
        parse(document)
    assert error.value.reason == Reason.IMPORT_REFUSED
    assert SECRET not in str(error.value)
    return error.value.detail


def no_list(payload: bytes, format: Format = Format.CSV) -> str:
    with pytest.raises(RequestRefused) as error:
        entries(format, payload)
    assert error.value.reason == Reason.IMPORT_INVALID
    assert SECRET not in str(error.value)
    return error.value.detail


def csv_lines(*rows: str, header: str = "person,category") -> list[Line | Fault]:
    return entries(Format.CSV, "\r\n".join((header, *rows)).encode())


def the_fault(found: list[Line | Fault]) -> Fault:
    (fault,) = found
    assert isinstance(fault, Fault)
    assert SECRET not in str(fault)
    return fault


def said(place: int, **given: Any) -> Line:
    empty = {"person": "", "document": "", "number": "", "reason": "", "division": "", "at": None}
    return Line(**{"place": place, "action": Action.SET, **empty, **given})  # type: ignore[arg-type]


def test_the_bytes_that_are_signed() -> None:
    document = sign(HEAD, b"person,category\nK,case\n", SIGNER)
    protected = cbor.encode(HEADER)
    signed = cbor.encode(["Signature1", protected, b"", b"person,category\nK,case\n"])
    assert document == cbor.encode(
        [protected, {}, b"person,category\nK,case\n", SIGNER.sign(signed)]
    )
    assert parse(document).digest == sha256(signed).digest()


@given(
    st.sampled_from(Format), st.text(), st.text(), st.integers(0, 1 << 40),
    st.binary(min_size=16, max_size=16), st.binary(max_size=200),
)  # fmt: skip
def test_what_is_signed_is_read(
    format: Format, authority: str, issuer: str, at: int, chance: bytes, payload: bytes
) -> None:
    head = Head(format, authority, issuer, at, chance)
    found = parse(sign(head, payload, SIGNER))
    assert (found.head, found.payload) == (head, payload)
    assert found.is_by(SIGNER.public_key)
    assert not found.is_by(OTHER.public_key)


@given(st.data())
def test_a_changed_import_is_by_nobody(data: st.DataObject) -> None:
    document = bytearray(sign(HEAD, b"person,category\nK,case\n", SIGNER))
    place = data.draw(st.integers(0, len(document) - 1))
    document[place] ^= data.draw(st.integers(1, 255))
    try:
        found = parse(bytes(document))
    except RequestRefused as error:
        assert error.reason == Reason.IMPORT_REFUSED
    else:
        assert not found.is_by(SIGNER.public_key)


@given(st.binary(max_size=300))
def test_what_is_no_import_is_refused(document: bytes) -> None:
    refused(document)


def changed(key: int, value: Any) -> dict[int, Any]:
    return {**HEADER, key: value}


@pytest.mark.parametrize(
    "header",
    [
        {**HEADER, 32: 1},
        *({one: value for one, value in HEADER.items() if one != left} for left in HEADER),
        changed(1, -8),
        changed(3, "text/plain"),
        changed(3, 50),
        changed(4, KID[:3]),
        changed(16, "application/huepass-trust+cose"),
        changed(15, [1]),
        *(changed(15, {k: v for k, v in CLAIMS.items() if k != left}) for left in CLAIMS),
        changed(15, {**CLAIMS, 2: "x"}),
        changed(15, {**CLAIMS, 1: 1}),
        changed(15, {**CLAIMS, 3: b"gz"}),
        changed(15, {**CLAIMS, 6: -1}),
        changed(15, {**CLAIMS, 6: "now"}),
        changed(15, {**CLAIMS, 7: bytes(15)}),
    ],
)
def test_another_protected_header_is_refused(header: dict[int, Any]) -> None:
    protected = cbor.encode(header)
    signature = SIGNER.sign(cose.to_be_signed(protected, b""))
    assert "header" in refused(cbor.encode([protected, {}, b"", signature]))


def test_an_unprotected_header_is_refused() -> None:
    protected = cbor.encode(HEADER)
    signature = SIGNER.sign(cose.to_be_signed(protected, b""))
    assert "COSE_Sign1" in refused(cbor.encode([protected, {4: KID}, b"", signature]))


def test_another_key_of_the_same_id_has_not_signed_it() -> None:
    # The key ID finds a key and proves nothing.
    protected = cbor.encode(HEADER)
    signature = OTHER.sign(cose.to_be_signed(protected, b""))
    found = parse(cbor.encode([protected, {}, b"", signature]))
    assert not found.is_by(SIGNER.public_key)
    assert not found.is_by(OTHER.public_key)


def test_a_list_of_persons() -> None:
    assert csv_lines("K7QF-1, case ", "K7QF-2,watched") == [
        said(2, person="K7QF-1", category="case"),
        said(3, person="K7QF-2", category="watched"),
    ]


def test_a_list_with_all_columns() -> None:
    header = "document,number,person,category,action,reason,at,division"
    assert csv_lines(
        "card,44019919850312001X,,case,set,tested,2026-11-21T08:00:00+08:00,lake.north",
        ",,K7QF-1,case,lift,recovered,,",
        ',,K7QF-2,case,,"tested",1795320000,',
        header=header,
    ) == [
        said(
            2, document="card", number="44019919850312001X", category="case", reason="tested",
            at=1_795_219_200, division="lake.north",
        ),
        said(3, person="K7QF-1", category="case", action=Action.LIFT, reason="recovered"),
        said(4, person="K7QF-2", category="case", reason="tested", at=1_795_320_000),
    ]  # fmt: skip


def test_a_byte_order_mark_and_empty_lines_are_left_out() -> None:
    assert entries(Format.CSV, "\ufeffperson,category\n\nK7QF-1,case\n,\n\n".encode()) == [
        said(3, person="K7QF-1", category="case")
    ]


def test_a_line_is_where_a_reader_of_the_file_finds_it() -> None:
    found = csv_lines('"K\n7",case', "K7QF-1,case")
    assert found == [
        Fault(2, Reason.TEXT_INVALID, "person"),
        said(4, person="K7QF-1", category="case"),
    ]


words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=MAX_FIELD)
actions = st.sampled_from(Action)
times = st.none() | st.integers(0, 32503679999)


@st.composite
def right_lines(draw: st.DrawFn, place: int) -> Line:
    action = draw(actions)
    by_document = draw(st.booleans())
    return said(
        place,
        category=draw(words),
        action=action,
        reason=draw(words | st.just("")),
        at=draw(times) if action == Action.SET else None,
        division=draw(words | st.just("")),
        **(
            {"document": draw(words), "number": draw(words)}
            if by_document
            else {"person": draw(words)}
        ),
    )


def fields(line: Line) -> dict[str, str]:
    at = "" if line.at is None else str(line.at)
    return {**{name: str(getattr(line, name)) for name in COLUMNS}, "at": at}


@given(st.data(), st.integers(1, 5), st.permutations(COLUMNS))
def test_what_a_spreadsheet_writes_is_read(data: st.DataObject, many: int, names: Any) -> None:
    lines = [data.draw(right_lines(place)) for place in range(2, many + 2)]
    text = io.StringIO()
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(fields(line) for line in lines)
    assert entries(Format.CSV, text.getvalue().encode()) == lines


@given(st.data(), st.integers(1, 5), st.booleans())
def test_what_a_program_writes_is_read(data: st.DataObject, many: int, empty: bool) -> None:
    lines = [data.draw(right_lines(place)) for place in range(1, many + 1)]
    maps: list[dict[str, Any]] = [
        {name: text for name, text in fields(line).items() if text or empty} for line in lines
    ]
    for line, entry in zip(lines, maps, strict=True):
        if line.at is not None:
            entry["at"] = line.at
    assert entries(Format.CBOR, cbor.encode(maps)) == lines


@given(st.sampled_from(Format), st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_a_list_or_refused(format: Format, payload: bytes) -> None:
    for start in (b"", b"person,category\n"):
        try:
            found = entries(format, start + payload)
        except RequestRefused as error:
            assert error.reason == Reason.IMPORT_INVALID
        else:
            assert found


@pytest.mark.parametrize(
    "header",
    [
        SECRET,
        "category",
        "person",
        "number,category",
        "document,category",
        "person,category,category",
        f"person,category,{SECRET}",
        "Person,Category",
        "person;category",
    ],
)
def test_another_first_line_is_refused(header: str) -> None:
    assert "columns" in no_list(f"{header}\nx,y\n".encode())


def test_a_list_that_is_not_utf_8_is_refused() -> None:
    assert "UTF-8" in no_list("person,category\n王,case".encode("gb18030"))


def test_a_list_that_is_not_csv_is_refused() -> None:
    assert no_list(f'person,category\nK,case\n"{SECRET}" x,case\n'.encode()) == "line 3 is not CSV"


def test_a_list_without_lines_is_refused() -> None:
    assert "no lines" in no_list(b"")
    assert "no lines" in no_list(b"person,category\n")
    assert "no lines" in no_list(cbor.encode([]), Format.CBOR)


def test_a_list_with_too_many_lines_is_refused() -> None:
    rows = b"person,category\n" + b"K,case\n" * 2000
    assert len(entries(Format.CSV, rows)) == 2000
    assert "2000" in no_list(rows + b"K,case\n")
    entry = {"person": "K", "category": "case"}
    assert len(entries(Format.CBOR, cbor.encode([entry] * 2000))) == 2000
    assert "2000" in no_list(cbor.encode([entry] * 2001), Format.CBOR)


def test_a_list_that_is_not_cbor_is_refused() -> None:
    assert "CBOR" in no_list(b"\xff", Format.CBOR)
    assert "array" in no_list(cbor.encode({"person": SECRET}), Format.CBOR)


def test_a_line_with_another_number_of_fields_has_a_fault() -> None:
    for row in (SECRET, f"{SECRET},case,{SECRET}"):
        assert the_fault(csv_lines(row)).reason == Reason.REQUEST_INVALID


def test_an_entry_that_is_no_map_of_columns_has_a_fault() -> None:
    for entry in (SECRET, [SECRET], {"person": SECRET, "category": "case", SECRET: ""}):
        fault = the_fault(entries(Format.CBOR, cbor.encode([entry])))
        assert (fault.place, fault.reason) == (1, Reason.REQUEST_INVALID)


def test_a_field_that_is_no_short_text_has_a_fault() -> None:
    for field in ("x" * (MAX_FIELD + 1), "a\tb", "a\x00b"):
        assert the_fault(csv_lines(f"{field},case")) == Fault(2, Reason.TEXT_INVALID, "person")
    for value in (1, b"K", [], -1):
        found = entries(Format.CBOR, cbor.encode([{"person": value, "category": "case"}]))
        assert the_fault(found) == Fault(1, Reason.TEXT_INVALID, "person")


@pytest.mark.parametrize("row", [",,", "card,44,K", ",44,K", ",44,"])
def test_a_line_about_nobody_or_two_has_a_fault(row: str) -> None:
    found = csv_lines(f"{row},case", header="document,number,person,category")
    assert the_fault(found).reason == Reason.REQUEST_INVALID


def test_a_document_without_a_number_has_a_fault() -> None:
    found = csv_lines("card,,case", header="document,number,category")
    assert the_fault(found) == Fault(2, Reason.NUMBER_MISSING)


def test_a_line_without_a_category_has_a_fault() -> None:
    assert the_fault(csv_lines(f"{SECRET},")).detail == "a category is needed"


def test_another_action_has_a_fault() -> None:
    fault = the_fault(csv_lines(f"K,case,{SECRET}", header="person,category,action"))
    assert fault == Fault(2, Reason.REQUEST_INVALID, "action is one of set, lift")


@pytest.mark.parametrize(
    "at", ["yesterday", "2026-11-21", "2026-11-21T08:00:00", "-1", "32503680000", "9" * 99, "1e9"]
)
def test_a_time_that_is_none_has_a_fault(at: str) -> None:
    fault = the_fault(csv_lines(f"K,case,{at}", header="person,category,at"))
    assert fault.reason == Reason.TIME_INVALID


def test_lifting_since_a_time_has_a_fault() -> None:
    fault = the_fault(csv_lines("K,case,lift,0", header="person,category,action,at"))
    assert fault.reason == Reason.TIME_INVALID
