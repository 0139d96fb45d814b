"""A gate's decision, spec section 7."""

from dataclasses import replace
from typing import Any

import nacl.bindings as sodium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from spec.testkit import forge
from spec.testkit.forge import (
    ALG,
    COLOUR,
    CTI,
    DAY,
    EXP,
    HOUR,
    KID,
    LIVE_EXPIRY,
    LIVE_LIFETIME,
    LIVE_STEP,
    NOW,
    PAPER_EXPIRY,
    PAPER_LIFETIME,
)
from spec.testkit.points import IDENTITY, NOT_PRIME_ORDER, L, scalar

from gates import ACCEPTS_PAPER, WRONG_CLAIMS, gate, outcome, ready, shown
from huepass.core import Action, Answer, GateState, Level, Medium, Policy, ReplayMemory, check
from huepass.errors import CodeRefused

REFUSES_PAPER = Policy(accept_paper=False)
NO_TRUST = gate()
STATE = ready()
TEN = NOW // 10 * 10  # a wallet's clock at NOW


# Answers


def test_a_paper_pass() -> None:
    assert shown(forge.paper()) == Answer(
        action=Action.PASS,
        colour=1,
        level=Level.CLEAR,
        labels={"en": "green", "zh": "绿码"},
        issuer="gz",
        issuer_names={"en": "Guangzhou", "zh": "广州"},
        medium=Medium.PAPER,
        stale=False,
    )


def test_a_live_pass() -> None:
    answer = shown(forge.live(), policy=REFUSES_PAPER)
    assert (answer.action, answer.medium, answer.stale) == ("pass", "live", False)


@pytest.mark.parametrize(
    ("colour", "level", "action", "label"),
    [
        (0, Level.UNDETERMINED, "refuse", "grey"),
        (1, Level.CLEAR, "pass", "green"),
        (2, Level.CHECK, "check", "yellow"),
        (3, Level.STOP, "refuse", "red"),
        (4, Level.UNDETERMINED, "refuse", None),
        (6, Level.UNDETERMINED, "refuse", None),
        (7, Level.UNDETERMINED, "refuse", None),
        (2**53 - 1, Level.UNDETERMINED, "refuse", None),
    ],
)
@pytest.mark.parametrize("make", [forge.paper, forge.live])
def test_colours(make: Any, colour: int, level: Level, action: str, label: str | None) -> None:
    answer = shown(make(colour=colour))
    assert (answer.colour, answer.level, answer.action) == (colour, level, action)
    assert answer.labels.get("en") == label


def test_the_last_colour_is_used_and_the_one_above_is_not_even_if_it_is_listed() -> None:
    colours = {6: [0, {"en": "plain"}], 7: [0, {"en": "new"}]}
    state = gate(forge.trust_list(issuers=[forge.issuer(colours=colours)]))
    assert shown(forge.paper(colour=6), state).level == Level.CLEAR
    answer = shown(forge.paper(colour=7), state)
    assert (answer.level, answer.labels, answer.action) == (Level.UNDETERMINED, {}, "refuse")


def test_a_policy_decides_about_a_level() -> None:
    actions = {
        Level.CLEAR: Action.CHECK,
        Level.CHECK: Action.PASS,
        Level.STOP: Action.CHECK,
        Level.UNDETERMINED: Action.CHECK,
    }
    policy = Policy(accept_paper=True, actions=actions)
    found = [outcome(forge.paper(colour=colour), policy=policy) for colour in (0, 1, 2, 3, 9)]
    assert found == ["check", "check", "pass", "check", "check"]


def test_the_answer_says_nothing_that_tells_who_it_is() -> None:
    said = repr(shown(forge.live()))
    for secret in (forge.kid("live"), forge.public("holder"), bytes([0, 0, 0, 7])):
        assert secret.hex() not in said
        assert repr(secret)[2:-1] not in said
    assert str(LIVE_EXPIRY) not in said
    assert Answer._fields == (
        "action", "colour", "level", "labels", "issuer", "issuer_names", "medium", "stale",
    )  # fmt: skip


def test_an_answer_is_frozen() -> None:
    answer = shown(forge.paper())
    for name in Answer._fields:
        with pytest.raises(AttributeError):
            setattr(answer, name, None)


def test_checking_changes_no_state() -> None:
    state = ready(forge.window(serials=[1]))
    before = replace(state)
    shown(forge.paper(), state)
    assert state == before


def test_two_issuers() -> None:
    issuers = [forge.issuer(), forge.other_issuer()]
    state = gate(
        forge.trust_list(issuers=issuers),
        forge.revocation_list(),
        forge.revocation_list(name="sz", signer="sz-revoke", windows=[forge.window("sz-paper")]),
    )
    assert shown(forge.paper(), state).issuer == "gz"
    assert shown(forge.paper(signer="sz-paper", serial=8), state).issuer == "sz"
    assert outcome(forge.paper(signer="sz-paper"), state) == "revoked"
    assert shown(forge.live(signer="sz-live"), state).issuer == "sz"


# 1. Text


def test_a_line_end_makes_no_difference() -> None:
    options: dict[str, Any] = {"policy": ACCEPTS_PAPER, "now": NOW, "started_at": 0}
    assert check(ready(), forge.text(forge.paper()) + "\r\n", **options) == shown(forge.paper())


@given(st.text(max_size=30) | st.binary(max_size=330).map(forge.text))
def test_arbitrary_text_raises_only_code_refused(text: str) -> None:
    for shown_text in (text, "HP1:" + text):
        with pytest.raises(CodeRefused):
            check(STATE, shown_text, policy=ACCEPTS_PAPER, now=NOW, started_at=0)


@given(st.sampled_from([forge.paper(), forge.live(challenge=bytes(8))]), st.data())
def test_mutated_codes_raise_only_code_refused(item: Any, data: st.DataObject) -> None:
    code = bytearray(forge.dump(item))
    place = data.draw(st.integers(0, len(code) - 1))
    code[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CodeRefused):
        check(
            STATE,
            forge.text(bytes(code)),
            policy=ACCEPTS_PAPER,
            now=NOW,
            started_at=0,
            challenge=bytes(8),
        )


# 3. Federation


def test_without_a_trust_list_every_code_is_trust_stale() -> None:
    assert outcome(forge.paper(), NO_TRUST) == "trust_stale"


@pytest.mark.parametrize(("later", "expected"), [(-1, "pass"), (0, "trust_stale")])
def test_an_expired_trust_list(later: int, expected: str) -> None:
    state = gate(forge.trust_list(exp=NOW), forge.revocation_list())
    assert outcome(forge.paper(), state, now=NOW + later) == expected


@pytest.mark.parametrize(("later", "expected"), [(-1, "pass"), (0, "trust_stale")])
def test_an_expired_root(later: int, expected: str) -> None:
    state = gate(forge.trust_list(), forge.revocation_list(), root=forge.root(exp=NOW))
    assert outcome(forge.paper(), state, now=NOW + later) == expected


@pytest.mark.parametrize(
    ("behind", "expected"), [(299, "pass"), (300, "pass"), (301, "clock_behind")]
)
def test_a_clock_behind_the_time_floor(behind: int, expected: str) -> None:
    state = gate(forge.trust_list(iat=NOW), forge.revocation_list())
    assert outcome(forge.paper(), state, now=NOW - behind) == expected


def test_a_clock_behind_the_first_root() -> None:
    assert outcome(forge.paper(), gate(root=forge.root(iat=NOW + 301))) == "clock_behind"
    assert outcome(forge.paper(), gate(root=forge.root(iat=NOW + 300))) == "trust_stale"


# 4. Key


def test_an_unknown_key() -> None:
    assert outcome(forge.paper(signer="somebody")) == "unknown_key"
    assert outcome(forge.live(signer="somebody")) == "unknown_key"


@pytest.mark.parametrize("policy", [ACCEPTS_PAPER, REFUSES_PAPER], ids=["paper", "no_paper"])
@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (forge.credential(), "proof_missing"),
        (forge.live(inner=forge.credential(signer="paper", expiry=PAPER_EXPIRY)), "wrong_usage"),
        (forge.live(inner=forge.paper()), "wrong_usage"),
        (forge.live(inner=forge.credential(signer="revoke")), "wrong_usage"),
        (forge.paper(signer="revoke"), "wrong_usage"),
    ],
    ids=["live_bare", "paper_presented", "paper_id_presented", "revoke_presented", "revoke_bare"],
)
def test_usage_against_shape(item: Any, expected: str, policy: Policy) -> None:
    assert outcome(item, policy=policy) == expected


def test_a_gate_that_does_not_accept_paper() -> None:
    assert outcome(forge.paper(), policy=REFUSES_PAPER) == "paper_not_accepted"


# 5. Issuer's signature


def test_another_keys_signature() -> None:
    assert outcome(forge.paper(signer="sz", header={KID: forge.kid("paper")})) == "bad_signature"
    inner = forge.credential(signer="paper", header={KID: forge.kid("live")})
    assert outcome(forge.live(inner=inner)) == "bad_signature"


@pytest.mark.parametrize("make", [forge.paper, forge.credential])
def test_a_signature_of_another_credential(make: Any) -> None:
    inner = make(outer={3: make(colour=2)[3]})
    assert outcome(inner if make is forge.paper else forge.live(inner=inner)) == "bad_signature"


# 6. Claims


@pytest.mark.parametrize("claims", WRONG_CLAIMS.values(), ids=WRONG_CLAIMS)
def test_bad_claims(claims: Any) -> None:
    assert outcome(forge.paper(claims=claims)) == "bad_claims"
    inner = forge.credential(claims=claims)
    assert outcome(forge.live(inner=inner)) == "bad_claims"


@pytest.mark.parametrize("size", [0, 3, 5, 36])
def test_an_id_of_another_length_on_paper(size: int) -> None:
    assert outcome(forge.paper(claims={CTI: bytes(size)})) == "bad_claims"


@pytest.mark.parametrize("size", [0, 4, 35, 37])
def test_an_id_of_another_length_in_a_wallet(size: int) -> None:
    item = forge.live(inner=forge.credential(claims={CTI: bytes(size)}))
    assert outcome(item) == "bad_claims"


@pytest.mark.parametrize("off", [-1, 1, HOUR, -forge.PAPER_PHASE])
def test_a_misaligned_expiry(off: int) -> None:
    assert outcome(forge.paper(expiry=PAPER_EXPIRY + off)) == "misaligned_expiry"
    assert outcome(forge.live(expiry=LIVE_EXPIRY + off)) == "misaligned_expiry"


def with_key(name: str, usage: int, change: dict[int, Any]) -> GateState:
    """A gate at which one key has other limits."""
    keys = [entry for entry in forge.issuer_keys() if entry[2] != usage]
    issuer = forge.issuer(keys=[*keys, forge.key_entry(name, usage, change)])
    return gate(forge.trust_list(issuers=[issuer]), forge.revocation_list())


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({3: PAPER_EXPIRY - PAPER_LIFETIME}, "pass"),
        ({3: PAPER_EXPIRY - PAPER_LIFETIME + 1}, "key_not_valid"),
        ({4: PAPER_EXPIRY}, "pass"),
        ({4: PAPER_EXPIRY - 1}, "key_not_valid"),
    ],
    ids=["at_its_start", "before_its_start", "at_its_end", "after_its_end"],
)
def test_a_credential_within_the_time_of_its_key(change: dict[int, int], expected: str) -> None:
    assert outcome(forge.paper(), with_key("paper", forge.PAPER, change)) == expected


PAPER_BEGIN, LIVE_BEGIN = PAPER_EXPIRY - PAPER_LIFETIME, LIVE_EXPIRY - LIVE_LIFETIME


@pytest.mark.parametrize("tolerance", [0, 60, 300])
@pytest.mark.parametrize("medium", ["paper", "live"])
def test_the_edges_of_a_window(medium: str, tolerance: int) -> None:
    policy = Policy(accept_paper=True, clock_tolerance=tolerance)
    begin, end = (PAPER_BEGIN, PAPER_EXPIRY) if medium == "paper" else (LIVE_BEGIN, LIVE_EXPIRY)
    state = gate(forge.trust_list(iat=NOW - 10 * DAY), now=NOW)

    def at(now: int) -> str:
        item = forge.paper() if medium == "paper" else forge.live(at=now // 10 * 10)
        return outcome(item, state, now=now, policy=policy, started_at=0)

    assert at(begin - tolerance - 1) == "not_yet_valid"
    assert at(begin - tolerance) == "check"
    assert at(end + tolerance - 1) == "check"
    assert at(end + tolerance) == "expired"


def test_a_coming_window_is_not_yet_valid() -> None:
    assert outcome(forge.live(expiry=LIVE_EXPIRY + LIVE_STEP)) == "not_yet_valid"
    assert outcome(forge.live(expiry=LIVE_EXPIRY - LIVE_STEP)) == "expired"


def test_an_expiry_below_the_lifetime_is_no_error_of_ours() -> None:
    assert outcome(forge.paper(expiry=forge.PAPER_PHASE)) == "key_not_valid"


# 7. Holder


def test_a_proof_by_another_key() -> None:
    item = forge.live(holder="somebody", inner=forge.credential())
    assert outcome(item) == "bad_proof"


def test_a_proof_of_another_presentation() -> None:
    assert outcome(forge.live(outer={3: forge.live(at=TEN - 10)[3]})) == "bad_proof"


def test_s_of_l_or_more_in_either_signature() -> None:
    def again(signature: bytes) -> bytes:
        s = int.from_bytes(signature[32:], "little") + L
        return signature[:32] + s.to_bytes(32, "little")

    honest = forge.credential()
    inner = [*honest[:3], again(honest[3])]
    assert outcome(forge.live(inner=inner)) == "bad_signature"
    assert outcome(forge.live(outer={3: again(forge.live()[3])})) == "bad_proof"


@pytest.mark.parametrize("holder", [IDENTITY, *NOT_PRIME_ORDER["identities"]], ids=bytes.hex)
def test_a_holder_key_of_small_order_proves_nothing(holder: bytes) -> None:
    """Everybody can sign with it: S B = R + k A holds with R = S B."""
    inner = forge.credential(claims={CTI: bytes([0, 0, 0, 7]) + holder})
    s = scalar(5)
    proof = sodium.crypto_scalarmult_ed25519_base_noclamp(s) + s
    assert outcome(forge.live(inner=inner, outer={3: proof})) == "bad_proof"


@pytest.mark.parametrize(
    ("off", "expected"),
    [(-61, "proof_not_fresh"), (-60, "pass"), (20, "pass"), (21, "proof_not_fresh")],
)
def test_the_time_of_a_proof(off: int, expected: str) -> None:
    assert outcome(forge.live(at=NOW + off)) == expected


@pytest.mark.parametrize(
    ("off", "expected"),
    [(-6, "proof_not_fresh"), (-5, "pass"), (0, "pass"), (7, "pass"), (8, "proof_not_fresh")],
)
def test_the_time_of_a_proof_can_be_set(off: int, expected: str) -> None:
    policy = Policy(accept_paper=True, proof_max_age=5, proof_max_ahead=7)
    assert outcome(forge.live(at=NOW + off), policy=policy) == expected


@pytest.mark.parametrize(
    ("off", "expected"), [(-10, "proof_not_fresh"), (-9, "pass"), (0, "pass"), (1, "pass")]
)
def test_a_proof_from_before_the_gate_started(off: int, expected: str) -> None:
    assert outcome(forge.live(at=TEN), started_at=TEN - off) == expected


def test_paper_is_older_than_the_gate() -> None:
    assert outcome(forge.paper(), started_at=NOW) == "pass"


ONE, OTHER = bytes(range(8)), bytes(range(32))


@pytest.mark.parametrize(
    ("answered", "asked", "expected"),
    [
        (None, None, "pass"),
        (ONE, ONE, "pass"),
        (OTHER, OTHER, "pass"),
        (None, ONE, "challenge_missing"),
        (ONE, None, "challenge_unexpected"),
        (ONE, OTHER, "challenge_mismatch"),
    ],
)
def test_challenges(answered: bytes | None, asked: bytes | None, expected: str) -> None:
    assert outcome(forge.live(challenge=answered), challenge=asked) == expected


def test_a_challenge_does_not_concern_paper() -> None:
    assert outcome(forge.paper(), challenge=ONE) == "pass"


# 8. Revocation


def test_a_revoked_serial() -> None:
    state = ready(forge.window(), forge.window("live", LIVE_EXPIRY, [9]))
    assert outcome(forge.paper(), state) == "revoked"
    assert outcome(forge.live(serial=9), state) == "revoked"
    assert outcome(forge.live(), state) == outcome(forge.paper(serial=9), state) == "pass"


def test_a_serial_of_another_window_is_not_revoked() -> None:
    state = ready(forge.window(expiry=PAPER_EXPIRY + DAY))
    assert outcome(forge.paper(), state) == "pass"
    assert outcome(forge.paper(expiry=PAPER_EXPIRY + DAY), state) == "revoked"


def test_serials_outside_the_space_of_the_window_are_not_revoked() -> None:
    state = ready(forge.window(serials=range(0, 256, 2), bits=8))
    assert outcome(forge.paper(serial=256), state) == "pass"
    assert outcome(forge.paper(serial=2**32 - 1), state) == "pass"


def test_no_list_is_stale() -> None:
    answer = shown(forge.paper(), gate(forge.trust_list()))
    assert (answer.stale, answer.action, answer.level) == (True, "check", Level.CLEAR)


def test_a_stale_answer_follows_the_policy() -> None:
    policy = Policy(accept_paper=True, on_stale=Action.REFUSE)
    assert outcome(forge.paper(), gate(forge.trust_list()), policy=policy) == "refuse"
    assert outcome(forge.paper(), ready(), policy=policy) == "pass"


@pytest.mark.parametrize(("later", "stale"), [(-1, False), (0, True)])
@pytest.mark.parametrize("named", [True, False], ids=["named", "covered"])
def test_from_fresh_until_on_a_list_is_stale(named: bool, later: int, stale: bool) -> None:
    windows = [forge.window(serials=[1])] if named else []
    state = gate(forge.trust_list(), forge.revocation_list(fresh_until=NOW, windows=windows))
    assert shown(forge.paper(), state, now=NOW + later).stale is stale


def test_a_serial_is_revoked_however_old_the_list() -> None:
    state = ready(forge.window())
    assert outcome(forge.paper(), state, now=NOW + 3 * DAY) == "revoked"


@pytest.mark.parametrize(("off", "stale"), [(-1, False), (0, True), (1, True)])
def test_a_window_that_ends_before_the_list_is_not_covered(off: int, stale: bool) -> None:
    iat = PAPER_EXPIRY + off
    state = gate(forge.trust_list(), forge.revocation_list(iat=iat), now=iat)
    assert shown(forge.paper(), state, now=PAPER_EXPIRY - 1).stale is stale
    named = forge.revocation_list(iat=iat, windows=[forge.window(serials=[1])])
    state = gate(forge.trust_list(), named, now=iat)
    assert shown(forge.paper(), state, now=PAPER_EXPIRY - 1).stale is False


@pytest.mark.parametrize(("off", "stale"), [(1, False), (0, True), (-1, True)])
def test_a_window_that_begins_after_the_list_is_not_covered(off: int, stale: bool) -> None:
    """Shown within the tolerance before the window begins, and the list ends about there."""
    fresh_until = PAPER_BEGIN + off
    now = PAPER_BEGIN - 10
    state = gate(
        forge.trust_list(iat=NOW - 20 * DAY),
        forge.revocation_list(iat=now - HOUR, fresh_until=fresh_until),
    )
    assert shown(forge.paper(), state, now=now).stale is stale


# The order of the reasons: a code with two faults gets the earlier one.

EARLY, LATE = NOW - 400 * DAY, NOW + 400 * DAY
MEMORY = ReplayMemory(bytes(32))
shown(forge.paper(), memory=MEMORY, now=NOW - 10)
shown(forge.live(), memory=MEMORY, now=NOW - 10)
REVOKED = ready(forge.window(), forge.window("live", LIVE_EXPIRY))
SHORT_KEYS = with_key("paper", forge.PAPER, {4: PAPER_EXPIRY - 1})
SHORT_LIVE_KEYS = with_key("live", forge.LIVE, {4: LIVE_EXPIRY - 1})
FLOOR = gate(forge.trust_list(exp=NOW - 400, iat=NOW - DAY))  # the trust list has expired
BAD = bytes(64)
LIVE_UNDER_PAPER: dict[str, Any] = {"signer": "paper", "expiry": PAPER_EXPIRY}

ORDER: dict[str, tuple[str, Any, dict[str, Any]]] = {
    "bad_structure before unsupported_alg": (
        "bad_structure",
        forge.paper(header={ALG: -8, KID: b"abc"}),
        {},
    ),
    "bad_cbor before bad_structure": (
        "bad_cbor",
        forge.paper(header={KID: b"abc"}, claims=b"\xff"),
        {},
    ),
    "unsupported_alg before clock_behind": (
        "unsupported_alg",
        forge.paper(header={ALG: -8}),
        {"now": EARLY},
    ),
    "unsupported_alg before trust_stale": (
        "unsupported_alg",
        forge.paper(header={ALG: -8}),
        {"state": NO_TRUST},
    ),
    "clock_behind before trust_stale": (
        "clock_behind",
        forge.paper(),
        {"now": EARLY, "state": NO_TRUST},
    ),
    "trust_stale before unknown_key": ("trust_stale", forge.paper(signer="x"), {"now": LATE}),
    "unknown_key before proof_missing": ("unknown_key", forge.credential(signer="x"), {}),
    "proof_missing before bad_signature": ("proof_missing", forge.credential(outer={3: BAD}), {}),
    "wrong_usage before paper_not_accepted": (
        "wrong_usage",
        forge.live(inner=forge.paper()),
        {"policy": REFUSES_PAPER},
    ),
    "wrong_usage before bad_signature": (
        "wrong_usage",
        forge.paper(signer="revoke", outer={3: BAD}),
        {},
    ),
    "paper_not_accepted before bad_signature": (
        "paper_not_accepted",
        forge.paper(outer={3: BAD}),
        {"policy": REFUSES_PAPER},
    ),
    "bad_signature before bad_claims": (
        "bad_signature",
        forge.paper(claims={EXP: -1}, outer={3: BAD}),
        {},
    ),
    "bad_claims before misaligned_expiry": (
        "bad_claims",
        forge.paper(claims={CTI: b"", EXP: PAPER_EXPIRY + 1}),
        {},
    ),
    "misaligned_expiry before key_not_valid": (
        "misaligned_expiry",
        forge.paper(expiry=PAPER_EXPIRY + 1),
        {"state": SHORT_KEYS},
    ),
    "misaligned_expiry before expired": ("misaligned_expiry", forge.paper(expiry=1), {}),
    "key_not_valid before not_yet_valid": (
        "key_not_valid",
        forge.paper(expiry=PAPER_EXPIRY + 1000 * DAY),
        {},
    ),
    "key_not_valid before expired": ("key_not_valid", forge.paper(expiry=PAPER_EXPIRY % DAY), {}),
    "key_not_valid before bad_proof": (
        "key_not_valid",
        forge.live(outer={3: BAD}),
        {"state": SHORT_LIVE_KEYS},
    ),
    "not_yet_valid before bad_proof": (
        "not_yet_valid",
        forge.live(expiry=LIVE_EXPIRY + LIVE_STEP, outer={3: BAD}),
        {},
    ),
    "expired before bad_proof": (
        "expired",
        forge.live(expiry=LIVE_EXPIRY - LIVE_STEP, outer={3: BAD}),
        {},
    ),
    "bad_proof before proof_not_fresh": ("bad_proof", forge.live(at=TEN - 100, outer={3: BAD}), {}),
    "proof_not_fresh before challenge_missing": (
        "proof_not_fresh",
        forge.live(at=TEN - 100),
        {"challenge": ONE},
    ),
    "proof_not_fresh before challenge_unexpected": (
        "proof_not_fresh",
        forge.live(at=TEN - 100, challenge=ONE),
        {},
    ),
    "challenge_missing before revoked": (
        "challenge_missing",
        forge.live(),
        {"challenge": ONE, "state": REVOKED},
    ),
    "challenge_mismatch before revoked": (
        "challenge_mismatch",
        forge.live(challenge=OTHER),
        {"challenge": ONE, "state": REVOKED},
    ),
    "bad_signature before revoked": (
        "bad_signature",
        forge.paper(outer={3: BAD}),
        {"state": REVOKED},
    ),
    "expired before revoked": (
        "expired",
        forge.paper(),
        {"state": REVOKED, "now": PAPER_EXPIRY + 60},
    ),
    "revoked before replayed": ("revoked", forge.paper(), {"state": REVOKED, "memory": MEMORY}),
    "challenge_unexpected before replayed": (
        "challenge_unexpected",
        forge.live(challenge=ONE),
        {"memory": MEMORY},
    ),
    "replayed before a colour that is refused": (
        "replayed",
        forge.paper(colour=3),
        {"memory": MEMORY},
    ),
    "bad_claims before revoked and replayed": (
        "bad_claims",
        forge.paper(claims={COLOUR: -1}),
        {"state": REVOKED, "memory": MEMORY},
    ),
}


@pytest.mark.parametrize(("expected", "item", "options"), ORDER.values(), ids=ORDER)
def test_order(expected: str, item: Any, options: dict[str, Any]) -> None:
    assert outcome(item, **options) == expected


def test_the_clock_comes_before_an_expired_trust_list() -> None:
    assert outcome(forge.paper(), FLOOR) == "trust_stale"
    assert outcome(forge.paper(), FLOOR, now=NOW - DAY - 301) == "clock_behind"
