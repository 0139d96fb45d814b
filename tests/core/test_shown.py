"""Reading what was shown, spec section 7, step 2; and that both ways of reading agree."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import ALG, CNONCE, COLOUR, CREDENTIAL, DROP, EXP, IAT, KID
from spec.testkit.rawcbor import NULL, TRUE, Raw, dump, endless, pairs, tagged, wide, wide_string

from gates import WRONG_CLAIMS, code_refused
from huepass.core.credential import Credential
from huepass.core.presentation import Presentation
from huepass.core.shown import match_layout, parse, parse_any
from huepass.errors import CodeRefused, Reason


def read(code: bytes) -> Any:
    """What the long way reads, or the reason."""
    try:
        return parse_any(code)
    except CodeRefused as error:
        return error.reason


def both(code: bytes) -> Any:
    """The same, after asking the short way for its opinion."""
    expected, quick = read(code), match_layout(code)
    if quick is not None:
        assert quick == expected
        assert type(quick) is type(expected)
    return expected


SMALL = st.sampled_from([0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32])


@given(SMALL, SMALL, st.sampled_from([0, 6, 9, 23, 24, 255]), st.booleans())
def test_both_ways_agree_on_honest_codes(expiry: int, at: int, colour: int, live: bool) -> None:
    if live:
        code = dump(forge.live(at=at, expiry=expiry, colour=colour))
    else:
        code = dump(forge.paper(expiry=expiry, colour=colour))
    found = both(code)
    assert parse(code) == found
    credential = found.credential if live else found
    assert (credential.expiry, credential.colour) == (expiry, colour)
    assert credential.pseudonymous_id[:4] == bytes([0, 0, 0, 7])
    usual = 65536 <= expiry < 2**32 and colour < 24
    usual &= 65536 <= at < 2**32 if live else True
    assert (match_layout(code) is not None) == usual


PAPER, LIVE = dump(forge.paper()), dump(forge.live())


@pytest.mark.parametrize("code", [PAPER, LIVE], ids=["paper", "live"])
def test_both_ways_agree_on_every_single_changed_byte(code: bytes) -> None:
    for place in range(len(code)):
        for value in {0, 0x18, 0x19, 0x1A, 0xFF, *(code[place] ^ 1 << bit for bit in range(8))}:
            both(code[:place] + bytes([value]) + code[place + 1 :])


# Where the numbers, the lengths and the order of the layouts can go wrong.
@given(st.sampled_from([PAPER, LIVE]), st.data())
def test_both_ways_agree_on_mutated_codes(code: bytes, data: st.DataObject) -> None:
    mutated = bytearray(code)
    for _ in range(data.draw(st.integers(1, 4))):
        match data.draw(st.sampled_from(["set", "delete", "insert", "swap"])):
            case "set":
                mutated[data.draw(st.integers(0, len(mutated) - 1))] = data.draw(
                    st.integers(0, 255)
                )
            case "delete":
                del mutated[data.draw(st.integers(0, len(mutated) - 1))]
            case "insert":
                mutated.insert(
                    data.draw(st.integers(0, len(mutated))), data.draw(st.integers(0, 255))
                )
            case _:
                one, other = (data.draw(st.integers(0, len(mutated) - 1)) for _ in "ab")
                mutated[one], mutated[other] = mutated[other], mutated[one]
    both(bytes(mutated))


@given(st.binary(min_size=98, max_size=98) | st.binary(min_size=218, max_size=218))
@example(b"")
def test_both_ways_agree_on_any_bytes(code: bytes) -> None:
    both(code)


def test_the_usual_layouts_are_read_the_short_way() -> None:
    assert match_layout(PAPER) == parse_any(PAPER)
    assert match_layout(LIVE) == parse_any(LIVE)


# The four-byte number stands at 16 in a paper code, and at 11 and 37 in a live one.
@pytest.mark.parametrize(("code", "place"), [(PAPER, 16), (LIVE, 11), (LIVE, 37)])
def test_the_short_way_leaves_numbers_that_two_bytes_hold(code: bytes, place: int) -> None:
    def with_number(number: int) -> bytes:
        return code[:place] + number.to_bytes(4, "big") + code[place + 4 :]

    assert match_layout(with_number(0xFFFF)) is None
    with code_refused("bad_cbor"):
        parse(with_number(0xFFFF))
    assert match_layout(with_number(0x10000)) == parse_any(with_number(0x10000))


def test_what_is_signed_is_the_sig_structure() -> None:
    item = forge.live()
    inner = forge.credential()
    found = parse(dump(item))
    assert isinstance(found, Presentation)
    for part, (protected, _, payload, signature) in ((found, item), (found.credential, inner)):
        assert part.signed == signature + dump(["Signature1", protected, b"", payload])
    assert found.challenge is None
    assert both(dump(forge.live(challenge=bytes(8)))).challenge == bytes(8)


OUTER = {
    "no_cbor": Raw(b"\xff"),
    "nothing": Raw(b""),
    "a_byte_after_it": Raw(PAPER + b"\0"),
    "a_tag_18": tagged(18, forge.paper()),
    "an_endless_array": endless(4, *forge.paper()),
    "null_for_the_payload": forge.paper(outer={2: NULL}),
    "a_protected_header_that_is_no_cbor": forge.paper(header=b"\xff"),
    "an_empty_protected_header": forge.paper(header=b""),
    "a_protected_header_with_bytes_after_it": forge.paper(header=dump({1: -19}) + b"\0"),
    "a_payload_that_is_no_cbor": forge.paper(claims=b"\xff"),
    "an_empty_payload": forge.paper(claims=b""),
    "a_payload_with_a_byte_after_it": forge.paper(claims=dump({}) + b"\0"),
    "a_key_twice_in_the_header": forge.paper(header=pairs((1, -19), (1, -19), (4, b"abcd"))),
    "keys_of_the_header_out_of_order": forge.paper(header=pairs((4, forge.kid("paper")), (1, -19))),
    "a_long_number_in_the_claims": forge.paper(claims={COLOUR: wide(1, 1)}),
    "a_boolean_colour": forge.paper(claims={COLOUR: TRUE}),
    "a_long_signature_head": forge.paper(outer={3: wide_string(bytes(64), 2)}),
    "an_expiry_of_2_to_53": forge.paper(claims={EXP: 2**53}),
    "a_presentations_payload_that_is_no_cbor": forge.live(payload=b"\xff"),
    "a_credential_inside_whose_header_is_no_cbor": forge.live(
        inner=forge.credential(header=b"\xff")
    ),
    "a_credential_inside_whose_payload_is_no_cbor": forge.live(
        inner=forge.credential(claims=b"\xff")
    ),
    "bad_cbor_inside_a_presentation_of_bad_structure": forge.live(
        inner=forge.credential(claims=b"\xff"), outer={3: bytes(63)}
    ),
}


@pytest.mark.parametrize("item", OUTER.values(), ids=OUTER)
def test_bad_cbor(item: Any) -> None:
    with code_refused("bad_cbor"):
        parse(dump(item))


SIGNED = forge.paper()
BAD_STRUCTURE = {
    "a_number": 0,
    "a_map": {1: 2},
    "an_empty_array": [],
    "three_entries": SIGNED[:3],
    "five_entries": [*SIGNED, b""],
    "a_protected_header_that_is_a_map": forge.paper(outer={0: {1: -19, 4: forge.kid("paper")}}),
    "an_unprotected_header_that_is_not_empty": forge.paper(outer={1: {4: b"abcd"}}),
    "an_unprotected_header_that_is_an_array": forge.paper(outer={1: []}),
    "an_unprotected_header_that_is_a_byte_string": forge.paper(outer={1: b""}),
    "a_payload_that_is_an_array": forge.paper(outer={2: []}),
    "a_payload_that_is_text": forge.paper(outer={2: "x"}),
    "a_signature_that_is_text": forge.paper(outer={3: "x" * 64}),
    "a_signature_of_63_bytes": forge.paper(outer={3: SIGNED[3][:63]}),
    "a_signature_of_65_bytes": forge.paper(outer={3: SIGNED[3] + b"\0"}),
    "a_signature_of_no_bytes": forge.paper(outer={3: b""}),
    "a_header_that_is_an_array": forge.paper(header=[1, 4]),
    "a_header_that_is_a_number": forge.paper(header=dump(4)),
    "a_header_without_an_algorithm": forge.paper(header={ALG: DROP}),
    "an_empty_header": forge.paper(header={ALG: DROP, KID: DROP}),
    "one_key_more_in_the_header": forge.paper(header={3: 0}),
    "a_later_key_in_the_header": forge.paper(header={32: 0}),
    "an_algorithm_that_is_text": forge.paper(header={ALG: "EdDSA"}),
    "an_algorithm_that_is_a_byte_string": forge.paper(header={ALG: b"\x32"}),
    "a_kid_of_3_bytes": forge.paper(header={KID: forge.kid("paper")[:3]}),
    "a_kid_of_5_bytes": forge.paper(header={KID: forge.kid("paper") + b"\0"}),
    "a_kid_that_is_text": forge.paper(header={KID: "abcd"}),
    "a_kid_that_is_a_number": forge.paper(header={KID: 7}),
    "a_presentation_with_a_signature_of_63_bytes": forge.live(outer={3: bytes(63)}),
    "a_presentation_with_an_unprotected_header": forge.live(outer={1: {1: 1}}),
    "a_presentation_with_a_key_more_in_its_header": forge.live(header={3: 0}),
    "a_presentation_with_an_empty_header": forge.live(header={ALG: DROP}),
    "a_presentation_whose_algorithm_is_text": forge.live(header={ALG: "EdDSA"}),
    "a_presentation_whose_payload_is_an_array": forge.live(payload=[1]),
    "a_presentation_whose_payload_is_a_number": forge.live(payload=dump(6)),
    "a_presentation_without_a_time": forge.live(payload={IAT: DROP}),
    "a_presentation_without_a_credential": forge.live(payload={CREDENTIAL: DROP}),
    "a_presentation_with_only_a_challenge": forge.live(
        payload={IAT: DROP, CREDENTIAL: DROP, CNONCE: bytes(8)}
    ),
    "a_presentation_with_a_key_more_in_its_payload": forge.live(payload={7: 0}),
    "a_presentation_with_a_later_key_in_its_payload": forge.live(payload={32: 0}),
    "a_time_that_is_negative": forge.live(payload={IAT: -1}),
    "a_time_that_is_text": forge.live(payload={IAT: "now"}),
    "a_challenge_of_7_bytes": forge.live(payload={CNONCE: bytes(7)}),
    "a_challenge_of_33_bytes": forge.live(payload={CNONCE: bytes(33)}),
    "a_challenge_that_is_text": forge.live(payload={CNONCE: "x" * 8}),
    "a_credential_inside_that_is_a_byte_string": forge.live(inner=dump(forge.credential())),
    "a_credential_inside_that_is_a_number": forge.live(inner=1),
    "a_credential_inside_of_three_entries": forge.live(inner=forge.credential()[:3]),
    "a_credential_inside_with_a_short_signature": forge.live(
        inner=forge.credential(outer={3: bytes(63)})
    ),
    "a_credential_inside_with_an_unprotected_header": forge.live(
        inner=forge.credential(outer={1: {0: 0}})
    ),
    "a_credential_inside_without_a_kid": forge.live(inner=forge.credential(header={KID: DROP})),
    "a_credential_inside_with_a_short_kid": forge.live(
        inner=forge.credential(header={KID: b"abc"})
    ),
    "a_credential_inside_with_an_algorithm_that_is_text": forge.live(
        inner=forge.credential(header={ALG: "x"})
    ),
    "a_credential_inside_whose_protected_header_is_no_byte_string": forge.live(
        inner=forge.credential(outer={0: "x"})
    ),
    "a_presentation_in_a_presentation": forge.live(inner=forge.live()),
    "text_for_an_algorithm_outside_and_another_integer_inside": forge.live(
        header={ALG: "x"}, inner=forge.credential(header={ALG: -8})
    ),
    "another_integer_outside_and_text_for_an_algorithm_inside": forge.live(
        header={ALG: -8}, inner=forge.credential(header={ALG: "x"})
    ),
}


@pytest.mark.parametrize("item", BAD_STRUCTURE.values(), ids=BAD_STRUCTURE)
def test_bad_structure(item: Any) -> None:
    with code_refused("bad_structure"):
        parse(dump(item))


@pytest.mark.parametrize("size", [8, 32])
def test_the_shortest_and_the_longest_challenge(size: int) -> None:
    found = parse(dump(forge.live(challenge=bytes(size))))
    assert isinstance(found, Presentation)
    assert found.challenge == bytes(size)


@pytest.mark.parametrize("algorithm", [-8, -20, -18, -7, 0, 1, 19])
@pytest.mark.parametrize("where", ["paper", "proof", "credential"])
def test_another_algorithm_is_unsupported(where: str, algorithm: int) -> None:
    header = {ALG: algorithm}
    item = {
        "paper": lambda: forge.paper(header=header),
        "proof": lambda: forge.live(header=header),
        "credential": lambda: forge.live(inner=forge.credential(header=header)),
    }[where]()
    with code_refused("unsupported_alg"):
        parse(dump(item))


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_wrong_claims_are_kept_for_after_the_signature(claims: Any) -> None:
    found = parse(dump(forge.paper(claims=claims)))
    assert isinstance(found, Credential)
    assert found.kid == forge.kid("paper")
    assert found.pseudonymous_id == b""


def test_reasons_are_reasons() -> None:
    assert read(b"\xff") is Reason.BAD_CBOR
