"""Evidence, spec section 11."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import certificates as made
from spec.testkit import forge
from spec.testkit.certificates import (
    CERTIFICATE,
    CHALLENGE,
    EXP,
    FIRST,
    ISSUER,
    KIND,
    LAST,
    NBF,
    NUMBER,
    SUBJECT,
)
from spec.testkit.forge import ALG, CNONCE, CONTENT_TYPE, DAY, DROP, IAT, KID, NOW, dump
from spec.testkit.points import NOT_PRIME_ORDER, TORSION
from spec.testkit.rawcbor import Raw

from gates import ACCEPTS_PAPER, code_refused, gate, misused
from huepass.core import (
    GateState,
    SoftwareSigner,
    TrustList,
    check,
    from_text,
    parse_trust_list,
    sign_trust_list,
)
from huepass.core.evidence import (
    MAX_SHOWN,
    Certificate,
    EvidenceKey,
    certify,
    evidence_keys,
    evidence_to_text,
    read_certificate,
    read_shown,
    show_certificate,
    verify,
)

ISSUER_KEY = SoftwareSigner.from_seed(bytes(forge.key("evidence")))
SUBJECT_KEY = SoftwareSigner.from_seed(bytes(forge.key("subject")))
HONEST = Certificate(
    "sc", "migrant-worker", FIRST, LAST, forge.public("subject"), made.number("certificate")
)
ACCEPTOR = gate(made.trust_list())
YEAR = 366 * DAY


def accepted(
    item: Any = None,
    *,
    state: GateState = ACCEPTOR,
    challenge: bytes | None = CHALLENGE,
    now: int = NOW,
    **rest: Any,
) -> Certificate:
    """What an issuer understands that is shown this, or a certificate with the rest as for it."""
    item = made.shown(**rest) if item is None else item
    return verify(
        read_shown(item if isinstance(item, str) else made.text(item)),
        state,
        challenge=challenge,
        now=now,
    )


def keys_of(*entries: Any) -> set[str]:
    """The names of those keys in a trust list that sign certificates."""
    names = {forge.kid(name): name for name in ("evidence", "second", "live", "sc-live")}
    return {names[kid] for kid in evidence_keys(parse_trust_list(made.trust_list(*entries)))}


# What holds


def test_an_honest_certificate_is_accepted() -> None:
    assert accepted() == HONEST


def test_certificates_and_proofs_are_the_specified_bytes() -> None:
    certificate = certify(ISSUER_KEY, HONEST)
    assert certificate == dump(made.certificate())
    shown = show_certificate(certificate, SUBJECT_KEY, at=NOW, challenge=CHALLENGE)
    assert shown == dump(made.shown())
    assert evidence_to_text(shown) == made.text(made.shown())
    assert read_certificate(certificate) == HONEST


def test_the_sizes_of_the_specification() -> None:
    assert len(dump(made.certificate())) == 203
    assert (len(dump(made.shown())), len(made.text(made.shown()))) == (308, 467)
    longest = certify(ISSUER_KEY, replace(HONEST, issuer="i" * 64, kind="k" * 64))
    assert len(longest) == 317
    shown = show_certificate(longest, SUBJECT_KEY, at=NOW, challenge=bytes(32))
    assert len(evidence_to_text(shown)) == 665


def padded(size: int) -> list[Any]:
    """A certificate of so many bytes, by a claim of a later version."""
    whole = next(
        one
        for padding in range(size)
        if len(dump(one := made.certificate(claims={32: bytes(padding)}))) >= size
    )
    assert len(dump(whole)) == size
    return whole


def test_whatever_a_certificate_may_be_can_be_shown() -> None:
    shown = made.shown(inner=padded(512), challenge=bytes(32), at=2**53 - 1)
    assert len(dump(shown)) == 639 < MAX_SHOWN
    with code_refused("proof_not_fresh"):
        accepted(shown)


ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789.-", min_size=1, max_size=64)


@given(ids, ids, st.integers(0, 2**40), st.integers(1, YEAR), st.binary(min_size=16, max_size=16))
def test_what_is_certified_is_what_is_read(
    issuer: str, kind: str, begin: int, span: int, number: bytes
) -> None:
    certificate = replace(
        HONEST, issuer=issuer, kind=kind, not_before=begin, expiry=begin + span, number=number
    )
    assert read_certificate(certify(ISSUER_KEY, certificate)) == certificate


@given(st.integers(0, 2**33), st.binary(min_size=8, max_size=32))
def test_what_is_shown_is_what_is_read(at: int, challenge: bytes) -> None:
    shown = show_certificate(certify(ISSUER_KEY, HONEST), SUBJECT_KEY, at=at, challenge=challenge)
    assert shown == dump(made.shown(at=at, challenge=challenge))
    assert (
        accepted(shown, challenge=challenge, now=min(max(at, FIRST), LAST - 1))
        if (FIRST <= at < LAST)
        else read_shown(made.text(shown)).issued_at == at
    )


@given(st.integers(0, 324), st.integers(1, 255))
def test_no_changed_byte_is_accepted(place: int, change: int) -> None:
    honest = bytearray(dump(made.shown(challenge=bytes(32))))
    honest[place] ^= change
    with pytest.raises(Exception) as caught:
        accepted(bytes(honest), challenge=bytes(32))
    assert type(caught.value).__name__ == "CodeRefused"


@given(st.binary(max_size=700))
def test_any_bytes_are_refused_and_never_fail_otherwise(data: bytes) -> None:
    with pytest.raises(Exception) as caught:
        accepted(data)
    assert type(caught.value).__name__ == "CodeRefused"
    with pytest.raises(Exception) as caught:
        read_certificate(data)
    assert type(caught.value).__name__ == "CodeRefused"


def test_a_line_end_is_stripped() -> None:
    assert accepted(made.text(made.shown()) + "\r\n") == HONEST


def test_later_claims_are_ignored() -> None:
    assert accepted(claims={32: "later", 2**53 - 1: [1]}) == HONEST


@pytest.mark.parametrize("iat", [NOW - 300, NOW + 300])
def test_a_proof_is_fresh_for_300_seconds(iat: int) -> None:
    assert accepted(at=iat) == HONEST


def test_a_certificate_is_valid_from_its_first_second_to_its_last() -> None:
    assert accepted(claims={NBF: NOW}).not_before == NOW
    assert accepted(claims={EXP: NOW + 1}).expiry == NOW + 1


def test_a_certificate_may_be_valid_as_long_as_its_key() -> None:
    key = made.entry(change={3: FIRST, 4: LAST})
    assert accepted(state=gate(made.trust_list(key))) == HONEST


def test_a_certificate_of_512_bytes_is_accepted() -> None:
    assert accepted(inner=padded(512)) == HONEST
    assert read_certificate(dump(padded(512))) == HONEST


# Step 1: text


def test_too_large_a_text() -> None:
    with code_refused("too_large", "1024 characters"):
        accepted("HPE1:" + "0" * 1020)
    with code_refused("bad_base45"):
        accepted("HPE1:" + "0" * 1018 + "!")


def test_too_many_bytes() -> None:
    with code_refused("too_large", "640 bytes"):
        accepted(bytes(641))
    with code_refused("bad_cbor"):
        accepted(bytes(640))


@pytest.mark.parametrize(
    ("text", "seems"),
    [
        (forge.text(forge.paper()), "a pass"),
        ("HPC1:000000", "challenge"),
        ("hpe1:00", "certificate"),
        ("HPE2:00", "another version"),
        (" HPE1:00", "something else"),
        ("", "empty"),
    ],
)
def test_not_ours(text: str, seems: str) -> None:
    with code_refused("not_ours", seems):
        accepted(text)


@pytest.mark.parametrize("characters", ["0", "a0", "GGX", ":::"])
def test_bad_base45(characters: str) -> None:
    with code_refused("bad_base45"):
        accepted("HPE1:" + characters)


# Step 2: parse

BAD_CBOR: dict[str, Any] = {
    "nothing": b"",
    "a_float": Raw(bytes.fromhex("f90000")),
    "more_behind_it": dump(made.shown()) + b"\0",
    "the_header_of_the_proof": made.shown(proof_header=b"\xff"),
    "the_payload_of_the_proof": made.shown(payload=b"\xa1"),
    "the_header_of_the_certificate": made.shown(header=b""),
    "the_payload_of_the_certificate": made.shown(claims=b"\x18\x01"),
    # Decoding comes before the form of anything.
    "a_payload_inside_though_a_header_has_no_form": made.shown(
        proof_header={9: 9}, header={9: 9}, claims=b"\xff"
    ),
}


@pytest.mark.parametrize("item", BAD_CBOR.values(), ids=BAD_CBOR)
def test_bad_cbor(item: Any) -> None:
    with code_refused("bad_cbor"):
        accepted(item)


BAD_STRUCTURE: dict[str, tuple[Any, str]] = {
    "a_number": (dump(7), "COSE_Sign1"),
    "three_entries": (made.shown()[:3], "COSE_Sign1"),
    "a_header_that_is_no_bytes": (made.shown(proof_outer={0: {ALG: -19}}), "header"),
    "a_header_that_is_no_map": (made.shown(proof_header=[1]), "header"),
    "an_unprotected_header": (made.shown(proof_outer={1: {4: b"abcd"}}), "COSE_Sign1"),
    "a_payload_that_is_no_bytes": (made.shown(proof_outer={2: {}}), "COSE_Sign1"),
    "a_short_signature": (made.shown(proof_outer={3: bytes(63)}), "COSE_Sign1"),
    "a_proof_without_an_algorithm": (made.shown(proof_header={ALG: DROP}), "header"),
    "a_proof_with_a_kid": (made.shown(proof_header={KID: b"abcd"}), "header"),
    "an_algorithm_that_is_text": (made.shown(proof_header={ALG: "EdDSA"}), "algorithm"),
    "a_payload_that_is_no_map": (made.shown(payload=[1]), "payload"),
    "no_time": (made.shown(payload={IAT: DROP}), "payload"),
    "no_challenge": (made.shown(payload={CNONCE: DROP}), "payload"),
    "no_certificate": (made.shown(payload={CERTIFICATE: DROP}), "COSE_Sign1|payload"),
    "one_more_claim": (made.shown(payload={32: 1}), "payload"),
    "a_negative_time": (made.shown(at=-1), "time"),
    "a_time_that_is_text": (made.shown(payload={IAT: "now"}), "time"),
    "a_challenge_of_7_bytes": (made.shown(challenge=bytes(7)), "8 to 32"),
    "a_challenge_of_33_bytes": (made.shown(challenge=bytes(33)), "8 to 32"),
    "a_challenge_that_is_text": (made.shown(payload={CNONCE: "12345678"}), "8 to 32"),
    "a_certificate_in_bytes": (made.shown(inner=dump(made.certificate())), "COSE_Sign1"),
    "a_credential_inside": (made.shown(inner=forge.credential()), "header"),
    "a_presentation": (forge.live(), "payload"),
    "a_certificate_alone": (made.certificate(), "header"),
    "a_certificate_that_is_short": (made.shown(inner=made.certificate()[:3]), "COSE_Sign1"),
    "a_certificate_unprotected": (made.shown(outer={1: {1: 1}}), "COSE_Sign1"),
    "a_certificate_without_payload": (made.shown(outer={2: 0}), "COSE_Sign1"),
    "a_certificate_without_signature": (made.shown(outer={3: b""}), "COSE_Sign1"),
    "a_certificate_without_kid": (made.shown(header={KID: DROP}), "header"),
    "a_kid_of_3_bytes": (made.shown(header={KID: b"abc"}), "4 bytes"),
    "a_kid_that_is_text": (made.shown(header={KID: "abcd"}), "4 bytes"),
    "no_type": (made.shown(header={CONTENT_TYPE: DROP}), "header"),
    "the_type_of_a_revocation_list": (made.shown(header={CONTENT_TYPE: forge.LIST_TYPE}), "type"),
    "a_type_that_is_a_number": (made.shown(header={CONTENT_TYPE: 16}), "type"),
    "a_header_with_one_more": (made.shown(header={32: 1}), "header"),
    "a_certificates_algorithm_that_is_text": (made.shown(header={ALG: "x"}), "algorithm"),
    # The form comes before the size and the algorithm.
    "an_old_algorithm_and_no_form": (made.shown(proof_header={ALG: -8}, header={ALG: "x"}), ""),
    "too_large_and_no_form": (made.shown(header={KID: b""}, claims={32: bytes(310)}), ""),
}  # fmt: skip


@pytest.mark.parametrize(("item", "why"), BAD_STRUCTURE.values(), ids=BAD_STRUCTURE)
def test_bad_structure(item: Any, why: str) -> None:
    with code_refused("bad_structure") if "|" in why else code_refused("bad_structure", why):
        accepted(item)


def test_too_large_a_certificate() -> None:
    certificate = padded(513)
    shown = made.shown(inner=certificate)
    assert len(dump(shown)) < MAX_SHOWN
    with code_refused("too_large", "512 bytes"):
        accepted(shown)
    with code_refused("too_large", "512 bytes"):
        read_certificate(dump(certificate))
    # The size comes before the algorithm.
    with code_refused("too_large"):
        accepted(inner=certificate, proof_header={ALG: -8})


@pytest.mark.parametrize("change", [{"proof_header": {ALG: -8}}, {"header": {ALG: -8}}])
def test_unsupported_alg(change: dict[str, Any]) -> None:
    with code_refused("unsupported_alg"):
        accepted(**change)


# Step 3: federation


def test_clock_behind() -> None:
    state = gate(root=forge.root(iat=NOW), now=NOW)
    with code_refused("clock_behind"):
        accepted(state=state, now=NOW - 301)
    with code_refused("trust_stale"):
        accepted(state=state, now=NOW - 300)


def test_trust_stale() -> None:
    with code_refused("trust_stale"):
        accepted(state=gate())
    expired = gate(made.trust_list(iat=NOW - 2 * DAY, exp=NOW - 1), now=NOW - DAY)
    with code_refused("trust_stale"):
        accepted(state=expired)


# Step 4: key


def test_unknown_key() -> None:
    with code_refused("unknown_key"):
        accepted(signer="nobody")
    with code_refused("unknown_key"):
        accepted(state=gate(forge.trust_list()))


@pytest.mark.parametrize("signer", ["live", "paper", "revoke", "sc-live", "sc-paper", "sc-revoke"])
def test_wrong_usage(signer: str) -> None:
    with code_refused("wrong_usage"):
        accepted(signer=signer)


def test_a_certificate_is_no_pass() -> None:
    with code_refused("not_ours", "a certificate"):
        from_text(made.text(made.shown()))


def test_a_gate_does_not_know_an_evidence_key() -> None:
    for code in (forge.paper(signer="evidence"), forge.live(signer="evidence")):
        with code_refused("unknown_key"):
            check(ACCEPTOR, forge.text(code), policy=ACCEPTS_PAPER, now=NOW, started_at=NOW - DAY)


MALFORMED: dict[str, Any] = {
    "without_a_key": {1: DROP},
    "with_a_short_key": {1: bytes(31)},
    "with_a_key_that_is_text": {1: "k" * 32},
    "with_the_identity": {1: TORSION[0]},
    "with_a_mixed_key": {1: NOT_PRIME_ORDER["mixed"][0]},
    "without_a_beginning": {3: DROP},
    "with_a_negative_beginning": {3: -1},
    "with_a_beginning_that_is_text": {3: "0"},
    "without_an_end": {4: DROP},
    "with_an_end_that_is_text": {4: "9"},
    "that_ends_when_it_begins": {3: NOW, 4: NOW},
    "with_a_lifetime": {5: 22200},
    "with_a_named_key": {"x": 1},
    "of_usage_5": {2: 5},
    "of_usage_0": {2: 0},
}


@pytest.mark.parametrize("change", MALFORMED.values(), ids=MALFORMED)
def test_unknown_key_of_a_malformed_entry(change: Any) -> None:
    """The trust list is good all the same: gates skip the entry."""
    entry = made.entry(change=change)
    assert keys_of(entry, made.entry("second")) == {"second"}
    with code_refused("unknown_key"):
        accepted(state=gate(made.trust_list(entry)))


def test_later_fields_of_an_evidence_key_are_ignored() -> None:
    assert keys_of(made.entry(change={32: "later"})) == {"evidence"}


def test_a_key_id_that_two_entries_have_is_nobodys() -> None:
    assert keys_of(made.entry(), made.entry(change={4: LAST})) == set()
    assert keys_of(made.entry(), made.entry(change={3: "malformed"})) == {"evidence"}


def test_a_key_id_that_a_gates_key_has_is_that_ones() -> None:
    assert keys_of(made.entry("live"), made.entry("sc-live"), made.entry()) == {"evidence"}
    with code_refused("wrong_usage"):
        accepted(state=gate(made.trust_list(made.entry("live"))), signer="live")


def test_keys_are_read_with_their_issuer_and_times() -> None:
    found = evidence_keys(parse_trust_list(made.trust_list()))
    key = EvidenceKey("sc", forge.public("evidence"), forge.FIRST, forge.LAST)
    assert found == {key.kid: key}
    assert key.entry() == made.entry()


def test_entries_stay_in_the_next_trust_list() -> None:
    """Whatever they hold: who signs the next list may know less than who reads it."""
    entries = [made.entry(), made.entry("second", {2: 9, "x": [1, {2: b"3"}]})]
    trust = parse_trust_list(made.trust_list(*entries))
    trust_key = SoftwareSigner.from_seed(bytes(forge.key("trust")))
    assert sign_trust_list(trust, [trust_key]) == made.trust_list(*entries)
    other = TrustList("example", 2, NOW, NOW + DAY, trust.issuers)
    assert evidence_keys(parse_trust_list(sign_trust_list(other, []))) == evidence_keys(trust)


# Step 5: the issuer's signature


def test_bad_signature() -> None:
    forged = made.certificate(signer="mallory", header={KID: forge.kid("evidence")})
    with code_refused("bad_signature"):
        accepted(inner=forged)
    with code_refused("bad_signature"):
        accepted(outer={3: bytes(64)})


def test_bad_signature_comes_before_the_claims() -> None:
    with code_refused("bad_signature"):
        accepted(outer={3: bytes(64)}, claims={KIND: 7})


# Step 6: claims

BAD_CLAIMS: dict[str, Any] = {
    "an_array": [1],
    "a_number": dump(4),
    "without_an_issuer": {ISSUER: DROP},
    "without_a_kind": {KIND: DROP},
    "without_a_beginning": {NBF: DROP},
    "without_an_end": {EXP: DROP},
    "without_a_subject": {SUBJECT: DROP},
    "without_a_number": {NUMBER: DROP},
    "one_more": {7: 1},
    "the_last_that_is_refused": {31: 1},
    "one_more_that_is_negative": {-1: 1},
    "one_more_that_is_text": {"kind": "x"},
    "an_empty_issuer": {ISSUER: ""},
    "an_issuer_in_capitals": {ISSUER: "SC"},
    "an_issuer_that_is_bytes": {ISSUER: b"sc"},
    "an_empty_kind": {KIND: ""},
    "a_kind_of_65_characters": {KIND: "k" * 65},
    "a_kind_with_a_space": {KIND: "migrant worker"},
    "a_kind_that_is_a_number": {KIND: 1},
    "a_beginning_that_is_text": {NBF: "2026"},
    "a_negative_beginning": {NBF: -1},
    "an_end_that_is_text": {EXP: "2027"},
    "an_end_at_the_beginning": {NBF: NOW, EXP: NOW},
    "an_end_before_the_beginning": {NBF: NOW, EXP: NOW - 1},
    "367_days": {NBF: NOW - DAY, EXP: NOW + YEAR},
    "a_second_over_366_days": {NBF: NOW, EXP: NOW + YEAR + 1},
    "a_subject_of_31_bytes": {SUBJECT: bytes(31)},
    "a_subject_that_is_text": {SUBJECT: "s" * 32},
    "a_subject_of_small_order": {SUBJECT: TORSION[1]},
    "a_subject_that_is_the_identity": {SUBJECT: TORSION[0]},
    "a_subject_of_mixed_order": {SUBJECT: NOT_PRIME_ORDER["mixed"][0]},
    "a_subject_that_is_not_canonical": {SUBJECT: NOT_PRIME_ORDER["identities"][0]},
    "a_number_of_15_bytes": {NUMBER: bytes(15)},
    "a_number_of_17_bytes": {NUMBER: bytes(17)},
    "a_number_that_is_an_integer": {NUMBER: 16},
}


@pytest.mark.parametrize("claims", BAD_CLAIMS.values(), ids=BAD_CLAIMS)
def test_bad_claims(claims: Any) -> None:
    with code_refused("bad_claims"):
        accepted(claims=claims)
    with code_refused("bad_claims"):
        read_certificate(dump(made.certificate(claims=claims)))


def test_bad_claims_of_another_issuers_name() -> None:
    with code_refused("bad_claims", "another issuer"):
        accepted(claims={ISSUER: "gz"})


@pytest.mark.parametrize("times", [{3: FIRST + 1}, {4: LAST - 1}])
def test_key_not_valid(times: Any) -> None:
    with code_refused("key_not_valid"):
        accepted(state=gate(made.trust_list(made.entry(change=times))))


def test_key_not_valid_comes_before_the_times_of_the_certificate() -> None:
    state = gate(made.trust_list(made.entry(change={4: NOW})))
    with code_refused("key_not_valid"):
        accepted(state=state, claims={NBF: NOW + 1})


def test_not_yet_valid() -> None:
    with code_refused("not_yet_valid"):
        accepted(claims={NBF: NOW + 1})


def test_expired() -> None:
    with code_refused("expired"):
        accepted(claims={EXP: NOW})


# Step 7: the person


def test_bad_proof() -> None:
    with code_refused("bad_proof"):
        accepted(inner=made.certificate(subject="somebody"))
    with code_refused("bad_proof"):
        accepted(proof_outer={3: bytes(64)}, at=NOW - 301)


@pytest.mark.parametrize("iat", [NOW - 301, NOW + 301])
def test_proof_not_fresh(iat: int) -> None:
    with code_refused("proof_not_fresh"):
        accepted(at=iat, challenge=None)


@pytest.mark.parametrize("given_out", [None, b"", CHALLENGE[:8], CHALLENGE + b"x", bytes(16)])
def test_challenge_mismatch(given_out: bytes | None) -> None:
    with code_refused("challenge_mismatch"):
        accepted(challenge=given_out)


# Wrong use


@pytest.mark.parametrize(
    "change",
    [
        {"issuer": ""},
        {"kind": "a kind"},
        {"not_before": -1},
        {"expiry": FIRST},
        {"expiry": FIRST + YEAR + 1},
        {"subject": bytes(32)},
        {"number": b""},
    ],
)
def test_what_nobody_would_accept_is_not_certified(change: dict[str, Any]) -> None:
    with misused("certificate"):
        certify(ISSUER_KEY, replace(HONEST, **change))


def test_another_persons_certificate_is_not_shown() -> None:
    with misused("another key"):
        show_certificate(
            dump(made.certificate(subject="somebody")), SUBJECT_KEY, at=NOW, challenge=CHALLENGE
        )


@pytest.mark.parametrize("size", [0, 7, 33])
def test_a_challenge_of_another_length_is_not_answered(size: int) -> None:
    with misused("8 to 32 bytes"):
        show_certificate(dump(made.certificate()), SUBJECT_KEY, at=NOW, challenge=bytes(size))


def test_a_negative_time_is_not_shown() -> None:
    with misused("not negative"):
        show_certificate(dump(made.certificate()), SUBJECT_KEY, at=-1, challenge=CHALLENGE)


@pytest.mark.parametrize(
    ("item", "reason"),
    [
        (b"\xff", "bad_cbor"),
        (made.certificate(claims=b"\xff"), "bad_cbor"),
        (made.shown(), "bad_structure"),
        (made.certificate(header={ALG: -8}), "unsupported_alg"),
    ],
)
def test_what_is_no_certificate_is_not_kept(item: Any, reason: str) -> None:
    with code_refused(reason):
        read_certificate(item if isinstance(item, bytes) else dump(item))
