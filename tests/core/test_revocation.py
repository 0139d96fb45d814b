"""Revocation lists, spec section 5."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import ALG, CONTENT_TYPE, DAY, DROP, HOUR, KID, NOW, PAPER_EXPIRY

from gates import document_refused, gate, misused, outcome, ready, shown
from huepass.core import (
    GateState,
    RevocationList,
    SoftwareSigner,
    load,
    parse_revocation_list,
    sign_revocation_list,
)

SIGNER = SoftwareSigner.from_seed(bytes(forge.key("revoke")))
TWO_WINDOWS = forge.in_order(
    forge.window(serials=[1, 5, 70_000]), forge.window("live", forge.LIVE_EXPIRY, [2], bits=8)
)
ISSUERS = [forge.issuer(), forge.other_issuer()]


def signed(**options: Any) -> bytes:
    """A list as huepass signs it."""
    defaults: dict[str, Any] = {
        "issuer": "gz",
        "sequence": 1,
        "issued_at": NOW - 60,
        "fresh_until": NOW - 60 + HOUR,
        "windows": {},
    }
    return sign_revocation_list(SIGNER, **{**defaults, **options})


def test_signing_gives_the_specified_bytes() -> None:
    windows = {
        (forge.kid("paper"), PAPER_EXPIRY): (forge.BITS, [1, 5, 70_000]),
        (forge.kid("live"), forge.LIVE_EXPIRY): (8, [2]),
    }
    expected = forge.revocation_list(windows=TWO_WINDOWS)
    assert signed(windows=windows) == expected
    assert signed(windows=dict(reversed(windows.items()))) == expected
    assert signed() == forge.revocation_list()


@given(st.sets(st.integers(0, 2**16 - 1), min_size=1, max_size=50), st.integers(0, 2**40))
def test_what_is_parsed_is_what_was_signed(serials: set[int], sequence: int) -> None:
    windows = {(b"abcd", 5): (16, sorted(serials)), (b"abcd", 6): (32, [0, 2**32 - 1])}
    data = signed(sequence=sequence, windows=windows)
    found = parse_revocation_list(data)
    assert (found.issuer, found.sequence) == ("gz", sequence)
    assert (found.issued_at, found.fresh_until) == (NOW - 60, NOW - 60 + HOUR)
    assert (found.document, found.signed_by) == (data, b"")
    assert {window: list(held) for window, held in found.windows.items()} == {
        window: serials for window, (_, serials) in windows.items()
    }


@pytest.mark.parametrize("freshness", [0, -1, 86401])
def test_a_freshness_is_not_signed(freshness: int) -> None:
    with misused("fresh"):
        signed(fresh_until=NOW - 60 + freshness)


@pytest.mark.parametrize("freshness", [1, 86400])
def test_a_freshness_is_signed_and_accepted(freshness: int) -> None:
    data = signed(fresh_until=NOW - 60 + freshness)
    assert accepted(data).fresh_until == NOW - 60 + freshness


def test_serials_that_cannot_be_coded_are_not_signed() -> None:
    with misused("strictly increasing"):
        signed(windows={(b"abcd", 1): (8, [2, 1])})
    with misused("must be serials"):
        signed(windows={(b"abcd", 1): (8, [])})


def accepted(data: bytes, state: GateState | None = None, name: str = "gz") -> RevocationList:
    """The list, accepted by a gate with a trust list."""
    state = load(state or gate(forge.trust_list()), data, NOW)
    return state.lists[name]


def refused_with(why: str, *, structure_only: bool = False, **options: Any) -> None:
    """A list with such a fault is refused, rightly signed though it is."""
    data = forge.revocation_list(2, **options)
    with document_refused("bad_revocation_list", why):
        load(ready(), data, NOW)
    if not structure_only:
        with document_refused("bad_revocation_list", why):
            parse_revocation_list(data)


FORMS: dict[str, dict[str, Any]] = {
    "one_key_more_in_the_header": {"header": {3: 0}},
    "a_later_key_in_the_header": {"header": {32: 0}},
    "without_an_algorithm": {"header": {ALG: DROP}},
    "without_a_kid": {"header": {KID: DROP}},
    "another_algorithm": {"header": {ALG: -8}},
    "an_algorithm_that_is_text": {"header": {ALG: "EdDSA"}},
    "a_kid_of_3_bytes": {"header": {KID: forge.kid("revoke")[:3]}},
    "a_kid_of_5_bytes": {"header": {KID: forge.kid("revoke") + b"\0"}},
    "a_kid_that_is_text": {"header": {KID: "abcd"}},
    "a_kid_that_is_an_array": {"header": {KID: []}},
    "an_unprotected_header": {"outer": {1: {4: b"abcd"}}},
    "a_payload_that_is_an_array": {"outer": {2: []}},
    "a_signature_of_63_bytes": {"outer": {3: bytes(63)}},
    "a_signature_of_65_bytes": {"outer": {3: bytes(65)}},
    "a_signature_that_is_text": {"outer": {3: "x" * 64}},
    "signatures_as_of_a_cose_sign": {"outer": {3: [forge.entry(b"", b"", "revoke")]}},
}


@pytest.mark.parametrize("options", FORMS.values(), ids=FORMS)
def test_a_form_that_is_not_that_of_a_revocation_list(options: dict[str, Any]) -> None:
    refused_with("form of a revocation list", **options)


@pytest.mark.parametrize("kind", [forge.ROOT_TYPE, forge.TRUST_TYPE])
def test_a_revocation_list_of_another_type_is_not_loaded(kind: str) -> None:
    data = forge.revocation_list(header={CONTENT_TYPE: kind})
    with document_refused("bad_root" if kind == forge.ROOT_TYPE else "bad_trust_list"):
        load(ready(), data, NOW)


HONEST = forge.window()
LISTS: dict[str, tuple[Any, str]] = {
    "a_payload_that_is_an_array": ([1], "content of a revocation list"),
    "a_payload_that_is_an_array_of_the_keys": (
        [1, 2, 3, 4, 5],
        "content of a revocation list",
    ),
    "one_entry_more": ({6: 0}, "content of a revocation list"),
    "entry_31": ({31: 0}, "content of a revocation list"),
    "an_entry_under_text": ({"x": 0}, "content of a revocation list"),
    **{f"without_entry_{key}": ({key: DROP}, "content of a revocation") for key in range(1, 6)},
    "an_issuer_that_is_no_id": ({1: "GZ"}, "ID of an issuer"),
    "an_issuer_that_is_a_number": ({1: 1}, "ID of an issuer"),
    "a_negative_sequence": ({2: -1}, "unsigned integer"),
    "a_sequence_that_is_text": ({2: "1"}, "unsigned integer"),
    "a_negative_time": ({3: -1}, "unsigned integer"),
    "a_time_that_is_text": ({3: "1"}, "unsigned integer"),
    "a_negative_end": ({4: -1}, "unsigned integer"),
    "an_end_that_is_text": ({4: "1"}, "unsigned integer"),
    "an_end_at_its_beginning": ({4: NOW - 60}, "fresh for no time"),
    "an_end_before_its_beginning": ({4: NOW - 61}, "fresh for no time"),
    "more_than_a_day": ({4: NOW - 60 + 86401}, "more than a day"),
    "windows_that_are_a_map": ({5: {}}, "windows are no array"),
    "windows_that_are_a_byte_string": ({5: b""}, "windows are no array"),
}


@pytest.mark.parametrize(("change", "why"), LISTS.values(), ids=LISTS)
def test_a_revocation_list_is_refused_with(change: Any, why: str) -> None:
    refused_with(why, change=change)


def test_later_entries_are_ignored() -> None:
    assert accepted(forge.revocation_list(change={32: [], 99: {}})).sequence == 1


def test_a_list_of_nothing_at_all() -> None:
    assert accepted(forge.revocation_list(0)).windows == {}


WINDOWS: dict[str, tuple[Any, str]] = {
    "a_number": ([1], "form of a window"),
    "a_map": ([{}], "form of a window"),
    "five_entries": ([HONEST[:5]], "form of a window"),
    "seven_entries": ([[*HONEST, 0]], "form of a window"),
    "a_kid_of_3_bytes": ([forge.window(change={0: b"abc"})], "key ID"),
    "a_kid_of_5_bytes": ([forge.window(change={0: b"abcde"})], "key ID"),
    "a_kid_that_is_text": ([forge.window(change={0: "abcd"})], "key ID"),
    **{
        f"entry_{place}_that_is_text": ([forge.window(change={place: "8"})], "numbers of a window")
        for place in range(1, 5)
    },
    **{
        f"entry_{place}_that_is_negative": ([forge.window(change={place: -1})], "numbers of a")
        for place in range(1, 5)
    },
    "data_that_are_text": ([forge.window(change={5: "x"})], "no byte string"),
    "data_that_are_an_array": ([forge.window(change={5: [7]})], "no byte string"),
    "a_window_twice": ([HONEST, HONEST], "out of order"),
    "windows_out_of_order_by_expiry": (
        [forge.window(expiry=PAPER_EXPIRY), forge.window(expiry=PAPER_EXPIRY - DAY)],
        "out of order",
    ),
    "windows_out_of_order_by_kid": (
        [forge.window(change={0: b"\1\0\0\0", 1: 1}), forge.window(change={0: bytes(4), 1: 2})],
        "out of order",
    ),
    "a_count_of_0": ([forge.window(change={3: 0, 5: b""})], "empty window"),
    "another_k": ([forge.window(change={4: 3})], "Rice parameter"),
    "bits_of_7": ([forge.window(bits=7)], "8 to 32 bits"),
    "bits_of_33": ([forge.window(bits=33)], "8 to 32 bits"),
    "a_fault_in_the_second_window": (
        [HONEST, forge.window(expiry=PAPER_EXPIRY + DAY, change={5: b""})],
        "can hold",
    ),
    "a_fault_in_the_coding_of_a_window_of_an_unknown_key": (
        [forge.window("nobody", change={5: bytes(9)})],
        "padding",
    ),
}


@pytest.mark.parametrize(("windows", "why"), WINDOWS.values(), ids=WINDOWS)
def test_a_window_is_refused(windows: list[Any], why: str) -> None:
    refused_with(why, windows=windows)


def test_windows_in_order_by_kid_then_expiry() -> None:
    windows = [
        forge.window(change={0: bytes(4), 1: 9}),
        forge.window(change={0: b"\0\0\0\1", 1: 0}),
        forge.window(change={0: b"\0\0\0\1", 1: 1}),
    ]
    assert len(accepted(forge.revocation_list(windows=windows)).windows) == 3


# Signature and key


def test_without_a_trust_list() -> None:
    with document_refused("bad_revocation_list", "no trust list"):
        load(gate(), forge.revocation_list(), NOW)


def test_an_unknown_key() -> None:
    refused_with("no trust list has given", signer="somebody", structure_only=True)


@pytest.mark.parametrize("signer", ["live", "paper"])
def test_a_key_of_another_usage(signer: str) -> None:
    refused_with("not for revoking", signer=signer, structure_only=True)


@pytest.mark.parametrize(
    "options",
    [{"outer": {3: bytes(64)}}, {"signer": "somebody", "header": {KID: forge.kid("revoke")}}],
    ids=["zeros", "another_keys"],
)
def test_a_wrong_signature(options: dict[str, Any]) -> None:
    refused_with("signature is wrong", structure_only=True, **options)


def test_the_signature_comes_before_the_content() -> None:
    refused_with("signature is wrong", structure_only=True, change=[1], outer={3: bytes(64)})


def test_another_issuers_revoke_key() -> None:
    state = gate(forge.trust_list(issuers=ISSUERS))
    for name, signer in (("gz", "sz-revoke"), ("sz", "revoke"), ("nowhere", "revoke")):
        with document_refused("bad_revocation_list", "another issuer's key"):
            load(state, forge.revocation_list(name=name, signer=signer), NOW)
    assert accepted(forge.revocation_list(name="sz", signer="sz-revoke"), state, "sz")


@pytest.mark.parametrize("signer", ["sz-live", "sz-paper", "sz-revoke"])
def test_a_window_of_another_issuers_key(signer: str) -> None:
    state = gate(forge.trust_list(issuers=ISSUERS))
    windows = forge.in_order(forge.window(), forge.window(signer))
    with document_refused("bad_revocation_list", "window of another issuer"):
        load(state, forge.revocation_list(windows=windows), NOW)


@pytest.mark.parametrize("signer", ["live", "paper", "revoke", "nobody"])
def test_a_window_of_any_key_of_the_issuer_or_of_nobody(signer: str) -> None:
    state = gate(forge.trust_list(issuers=ISSUERS))
    windows = [forge.window(signer)]
    assert accepted(forge.revocation_list(windows=windows), state).windows


@pytest.mark.parametrize(
    ("key", "right"),
    [
        ({3: NOW - 60}, True),
        ({3: NOW - 59}, False),
        ({4: NOW - 59}, True),
        ({4: NOW - 60}, False),
    ],
    ids=["at_its_start", "before_its_start", "before_its_end", "at_its_end"],
)
def test_a_list_is_made_within_the_time_of_its_key(key: dict[int, int], right: bool) -> None:
    keys = [*forge.issuer_keys()[:2], forge.key_entry("revoke", forge.REVOKE, key)]
    state = gate(forge.trust_list(issuers=[forge.issuer(keys=keys)]))
    if right:
        assert accepted(forge.revocation_list(), state)
    else:
        with document_refused("bad_revocation_list", "outside its key's time"):
            load(state, forge.revocation_list(), NOW)


def test_an_expired_trust_list_still_serves() -> None:
    state = gate(forge.trust_list(exp=NOW - HOUR))
    assert accepted(forge.revocation_list(), state)
    with document_refused("bad_revocation_list", "signature is wrong"):
        load(state, forge.revocation_list(outer={3: bytes(64)}), NOW)


def test_a_window_of_a_key_that_nobody_has_is_used_as_soon_as_it_is_listed() -> None:
    state = gate(
        forge.trust_list(),
        forge.revocation_list(windows=[forge.window("coming")]),
    )
    assert outcome(forge.paper(signer="coming"), state) == "unknown_key"
    keys = [*forge.issuer_keys(), forge.key_entry("coming", forge.PAPER)]
    state = load(state, forge.trust_list(2, issuers=[forge.issuer(keys=keys)]), NOW)
    assert outcome(forge.paper(signer="coming"), state) == "revoked"
    assert outcome(forge.paper(signer="coming", serial=8), state) == "pass"


def test_it_is_not_used_if_the_key_turns_out_to_be_another_issuers() -> None:
    state = gate(forge.trust_list(), forge.revocation_list(windows=[forge.window("coming")]))
    other = forge.issuer("sz", keys=[forge.key_entry("coming", forge.PAPER)])
    state = load(state, forge.trust_list(2, issuers=[forge.issuer(), other]), NOW)
    answer = shown(forge.paper(signer="coming"), state)
    assert (answer.issuer, answer.stale) == ("sz", True)


@pytest.mark.parametrize(
    ("expiry", "lifetime", "covered"),
    [
        (1000, 10, False),
        (1001, 10, True),
        (1601, 2, True),
        (1601, 1, False),
        (1600, 1, True),
        (1601, 5000, True),
    ],
)
def test_what_a_list_covers(expiry: int, lifetime: int, covered: bool) -> None:
    found = parse_revocation_list(forge.revocation_list(iat=1000, fresh_until=1600))
    assert found.covers(expiry, lifetime) is covered
