"""What all documents have in common, spec sections 1, 6 and 7."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import ALG, CONTENT_TYPE, DROP, KID, LIST_TYPE, NOW, ROOT_TYPE, TRUST_TYPE
from spec.testkit.rawcbor import NULL, dump, endless, pairs, tagged, wide

from gates import document_refused, gate, misused, ready
from huepass.core import (
    SoftwareSigner,
    add_signature,
    load,
    parse_revocation_list,
    parse_root,
    parse_trust_list,
)
from huepass.core.document import Kind, is_id, peek
from huepass.errors import DocumentRefused

TYPES = [ROOT_TYPE, TRUST_TYPE, LIST_TYPE]
MAKERS: dict[str, Callable[..., bytes]] = {
    "bad_root": forge.root,
    "bad_trust_list": forge.trust_list,
}
PARSERS: dict[str, Callable[[bytes], Any]] = {
    "bad_root": parse_root,
    "bad_trust_list": parse_trust_list,
    "bad_revocation_list": parse_revocation_list,
}
SIZES = {ROOT_TYPE: 64 * 1024, TRUST_TYPE: 1024 * 1024, LIST_TYPE: 128 * 1024 * 1024}


def signer(name: str) -> SoftwareSigner:
    """The forge's key of this name."""
    return SoftwareSigner.from_seed(bytes(forge.key(name)))


# Sizes, before anything is parsed


@pytest.mark.parametrize("kind", TYPES)
def test_a_document_that_is_too_large_for_its_kind(kind: str) -> None:
    start = b"\x84" + dump(dump({CONTENT_TYPE: kind}))
    with document_refused("bad_cbor", "after the object"):
        load(gate(), (start + b"\0\0\0").ljust(SIZES[kind], b"\0"), NOW)
    with document_refused("too_large"):
        load(gate(), (start + b"\0\0\0").ljust(SIZES[kind] + 1, b"\0"), NOW)


def test_a_document_of_no_kind_that_is_too_large() -> None:
    with document_refused("bad_cbor", "after the object"):
        load(gate(), bytes(128 << 20), NOW)
    with document_refused("too_large"):
        load(gate(), bytes((128 << 20) + 1), NOW)


def test_32_signatures_are_no_fault() -> None:
    others = [forge.entry(b"", b"", f"stranger {place}") for place in range(31)]
    assert parse_root(forge.root(entries=lambda honest: honest + others))


# CBOR


def sign(**options: Any) -> Any:
    """The decoded COSE_Sign of a root, with some faults."""
    return forge.sign(options.pop("header", {CONTENT_TYPE: ROOT_TYPE}), {1: 1}, ["root"], **options)


BAD_CBOR = {
    "nothing": b"",
    "a_break": b"\xff",
    "a_byte_after_it": forge.root() + b"\0",
    "cut_short": forge.root()[:-1],
    "a_tag_98": dump(tagged(98, sign())),
    "an_endless_array": dump(endless(4, *sign())),
    "null_for_the_payload": dump(sign(outer={2: NULL})),
    "a_protected_header_that_is_no_cbor": dump(sign(header=b"\xff")),
    "a_protected_header_that_is_empty": dump(sign(header=b"")),
    "a_protected_header_with_a_byte_after_it": dump(sign(header=dump({16: ROOT_TYPE}) + b"\0")),
    "a_payload_that_is_no_cbor": forge.root(change=b"\xff"),
    "a_payload_with_a_byte_after_it": forge.root(change=b"\0\0"),
    "a_number_too_long_in_the_payload": forge.root(change={2: wide(1, 1)}),
    "a_key_twice_in_the_payload": forge.root(change=pairs((1, 1), (1, 1))),
    "a_signatures_header_that_is_no_cbor": dump(sign(entries=[[b"\xff", {}, bytes(64)]])),
    "a_second_signatures_header_that_is_no_cbor": dump(
        sign(entries=lambda honest: [*honest, [b"", {}, bytes(64)]])
    ),
    "a_payload_that_is_no_cbor_in_no_document_of_ours": dump(sign(header={}, outer={2: b"\xff"})),
    "a_payload_that_is_no_cbor_in_a_revocation_list": forge.revocation_list(change=b"\xff"),
}


@pytest.mark.parametrize("data", BAD_CBOR.values(), ids=BAD_CBOR)
def test_bad_cbor(data: bytes) -> None:
    with document_refused("bad_cbor"):
        load(ready(), data, NOW)


# None of the three content types

HEADER = {CONTENT_TYPE: ROOT_TYPE}
BAD_STRUCTURE = {
    "a_number": 0,
    "a_map": {},
    "an_empty_array": [],
    "three_entries": sign()[:3],
    "five_entries": [*sign(), 0],
    "a_header_that_is_no_byte_string": sign(outer={0: HEADER}),
    "a_header_that_is_text": sign(outer={0: "x"}),
    "a_header_that_is_an_array": sign(header=[CONTENT_TYPE, ROOT_TYPE]),
    "an_empty_header": sign(header={}),
    "another_content_type": sign(header={CONTENT_TYPE: "application/cwt"}),
    "a_content_type_in_capitals": sign(header={CONTENT_TYPE: ROOT_TYPE.upper()}),
    "a_content_type_that_is_a_number": sign(header={CONTENT_TYPE: 18}),
    "a_content_type_that_is_an_array": sign(header={CONTENT_TYPE: [ROOT_TYPE]}),
    "a_content_type_in_the_unprotected_header": sign(header={}, outer={1: HEADER}),
    "a_content_type_under_another_key": sign(header={3: ROOT_TYPE}),
    "a_credential": forge.paper(),
    "a_presentation": forge.live(),
}


@pytest.mark.parametrize("item", BAD_STRUCTURE.values(), ids=BAD_STRUCTURE)
def test_bad_structure(item: Any) -> None:
    with document_refused("bad_structure"):
        load(ready(), dump(item), NOW)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (forge.root(), Kind.ROOT),
        (forge.trust_list(), Kind.TRUST_LIST),
        (forge.revocation_list(), Kind.REVOCATION_LIST),
        (dump(forge.paper()), None),
        (b"", None),
        (b"\x84", None),
        (b"\x84\xff", None),
        (b"\x83" + forge.root()[1:], None),
        (b"\x84\x5b" + bytes(8), None),
    ],
)
def test_peek(data: bytes, kind: Kind | None) -> None:
    assert peek(data) is kind


# The form of a COSE_Sign


def first(change: dict[int, Any]) -> Callable[[list[Any]], list[Any]]:
    """A change of the first signature, by place."""

    def changed(honest: list[Any]) -> list[Any]:
        entry = list(honest[0])
        for place, value in change.items():
            entry[place] = value
        return [entry, *honest[1:]]

    return changed


def with_header(change: dict[int, Any]) -> Callable[[list[Any]], list[Any]]:
    """The first signature with another protected header."""
    return first({0: dump(forge.changed({ALG: -19, KID: forge.kid("root")}, change))})


FORMS: dict[str, tuple[dict[str, Any], str]] = {
    "one_key_more_in_the_header": ({"header": {1: -19}}, "COSE_Sign"),
    "a_later_key_in_the_header": ({"header": {32: 0}}, "COSE_Sign"),
    "an_unprotected_header": ({"outer": {1: {1: 1}}}, "COSE_Sign"),
    "an_unprotected_header_that_is_an_array": ({"outer": {1: []}}, "COSE_Sign"),
    "a_payload_that_is_an_array": ({"outer": {2: []}}, "COSE_Sign"),
    "a_payload_that_is_text": ({"outer": {2: "x"}}, "COSE_Sign"),
    "signatures_that_are_a_byte_string": ({"entries": bytes(64)}, "COSE_Sign"),
    "signatures_that_are_a_map": ({"entries": {}}, "COSE_Sign"),
    "a_signature_that_is_no_array": ({"entries": [bytes(64)]}, "signature without its form"),
    "a_signature_that_is_an_empty_array": ({"entries": [[]]}, "signature without its form"),
    "a_signature_of_two_entries": (
        {"entries": lambda honest: [honest[0][:2]]},
        "signature without its form",
    ),
    "a_signature_of_four_entries": (
        {"entries": lambda honest: [[*honest[0], b""]]},
        "signature without its form",
    ),
    "a_signature_whose_header_is_a_map": ({"entries": first({0: {}})}, "without its form"),
    "a_signature_whose_header_is_text": ({"entries": first({0: "x"})}, "without its form"),
    "a_signature_with_an_unprotected_header": (
        {"entries": first({1: {4: b"abcd"}})},
        "without its form",
    ),
    "a_signature_of_63_bytes": ({"entries": first({2: bytes(63)})}, "without its form"),
    "a_signature_of_65_bytes": ({"entries": first({2: bytes(65)})}, "without its form"),
    "a_signature_that_is_text": ({"entries": first({2: "x" * 64})}, "without its form"),
    "a_signature_header_that_is_an_array": ({"entries": first({0: dump([1, 4])})}, "its form"),
    "a_signature_without_an_algorithm": ({"entries": with_header({ALG: DROP})}, "its form"),
    "a_signature_without_a_kid": ({"entries": with_header({KID: DROP})}, "its form"),
    "a_signature_with_a_key_more": ({"entries": with_header({2: 0})}, "its form"),
    "a_signature_with_another_algorithm": ({"entries": with_header({ALG: -8})}, "its form"),
    "a_signature_with_an_algorithm_of_text": ({"entries": with_header({ALG: "x"})}, "its form"),
    "a_signature_with_a_kid_of_3_bytes": ({"entries": with_header({KID: b"abc"})}, "its form"),
    "a_signature_with_a_kid_of_5_bytes": ({"entries": with_header({KID: b"abcde"})}, "its form"),
    "a_signature_with_a_kid_of_text": ({"entries": with_header({KID: "abcd"})}, "its form"),
    "a_strangers_signature_without_its_form": (
        {"entries": lambda honest: [*honest, [dump({ALG: -8, KID: b"abcd"}), {}, bytes(64)]]},
        "its form",
    ),
    "two_signatures_of_one_key": ({"entries": lambda honest: honest * 2}, "with one key ID"),
    "two_strangers_signatures_with_one_kid": (
        {
            "entries": lambda honest: [
                *honest,
                [dump({ALG: -19, KID: b"abcd"}), {}, bytes(64)],
                [dump({ALG: -19, KID: b"abcd"}), {}, b"\1" * 64],
            ]
        },
        "with one key ID",
    ),
    "33_signatures": (
        {"entries": lambda honest: honest + [forge.entry(b"", b"", f"{n}") for n in range(32)]},
        "more than 32",
    ),
}


@pytest.mark.parametrize("reason", MAKERS)
@pytest.mark.parametrize(("options", "why"), FORMS.values(), ids=FORMS)
def test_a_form_that_is_not_that_of_a_cose_sign(
    reason: str, options: dict[str, Any], why: str
) -> None:
    data = MAKERS[reason](2, **options)
    for act in (PARSERS[reason], lambda data: load(ready(), data, NOW)):
        with document_refused(reason, why):
            act(data)


@pytest.mark.parametrize("reason", MAKERS)
def test_strangers_and_wrong_signatures_are_just_not_counted(reason: str) -> None:
    others = [forge.entry(b"", b"", f"stranger {place}") for place in range(31)]
    data = MAKERS[reason](2, entries=lambda honest: others + honest)
    assert load(ready(), data, NOW) != ready()


@pytest.mark.parametrize("kind", ["bad_root", "bad_trust_list", "bad_revocation_list"])
def test_a_parser_refuses_the_other_kinds(kind: str) -> None:
    """Even if all the rest is right, and with the reason that its own kind has."""
    types = dict(zip(PARSERS, TYPES, strict=True))
    for other in set(TYPES) - {types[kind]}:
        data = {
            "bad_root": lambda other=other: forge.root(header={CONTENT_TYPE: other}),
            "bad_trust_list": lambda other=other: forge.trust_list(header={CONTENT_TYPE: other}),
            "bad_revocation_list": lambda other=other: forge.revocation_list(
                header={CONTENT_TYPE: other}
            ),
        }[kind]()
        with document_refused(kind):
            PARSERS[kind](data)


# Adding signatures


@pytest.mark.parametrize(
    ("make", "name"), [(forge.root, "root"), (forge.trust_list, "trust")], ids=["root", "trust"]
)
def test_one_custodian_after_the_other(make: Callable[..., bytes], name: str) -> None:
    data = make(signers=())
    for custodian in (name, "second", "third"):
        data = add_signature(data, signer(custodian))
    assert data == make(signers=(name, "second", "third"))


def test_a_signers_earlier_signature_is_replaced() -> None:
    wrong = forge.root(entries=lambda honest: [[*honest[0][:2], bytes(64)]])
    assert add_signature(wrong, signer("root")) == forge.root()
    again = add_signature(forge.root(signers=("root", "second")), signer("root"))
    assert again == forge.root(signers=("second", "root"))


def test_a_document_has_at_most_32_signatures() -> None:
    names = [f"custodian {place}" for place in range(32)]
    full = forge.root(signers=names)
    assert add_signature(forge.root(signers=names[:31]), signer(names[31])) == full
    assert len(add_signature(full, signer(names[0]))) == len(full)
    with misused("32 signatures"):
        add_signature(full, signer("one more"))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "bad_cbor"),
        (dump(forge.paper()), "bad_structure"),
        (forge.root(entries=first({2: b""})), "bad_root"),
        (forge.revocation_list(), "bad_revocation_list"),
    ],
)
def test_a_signature_is_added_to_nothing_else(data: bytes, reason: str) -> None:
    with document_refused(reason):
        add_signature(data, signer("root"))


# IDs


@pytest.mark.parametrize("value", ["a", "z", "0", "9", ".", "-", "gz.cn-44", "a" * 64])
def test_an_id(value: str) -> None:
    assert is_id(value)


@pytest.mark.parametrize(
    "value", ["", "a" * 65, "A", "a_b", "a b", "ä", "a\n", "/", b"gz", 7, ["a"]]
)
def test_not_an_id(value: object) -> None:
    assert not is_id(value)


# Whatever is loaded

DOCUMENTS = [
    forge.root(2),
    forge.trust_list(2),
    forge.revocation_list(2, windows=[forge.window()]),
]
READY = ready()


@given(st.binary(max_size=40) | st.sampled_from(DOCUMENTS), st.data())
def test_loading_raises_only_document_refused_and_changes_nothing(
    document: bytes, data: st.DataObject
) -> None:
    state = READY
    before = (state.root, state.trust, dict(state.lists), state.time_floor)
    mutated = bytearray(document)
    if mutated:
        mutated[data.draw(st.integers(0, len(mutated) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(DocumentRefused):
        load(state, bytes(mutated), NOW)
    assert (state.root, state.trust, dict(state.lists), state.time_floor) == before
