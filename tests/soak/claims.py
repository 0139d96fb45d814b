"""Faults of codes that are well-formed: in their time, keys, signatures and claims, and revocation.

Each comes with the reason for which a gate must refuse the code (spec section 7, steps 3 to 8).
"""

from collections.abc import Callable
from random import Random
from typing import Any

from .codes import FAULTS, JUNK, fault
from .draft import Draft
from .raw import kid
from .world import DAY, ROOT_KEYS, SPECS, T0, places

L = (1 << 252) + 27742317777372353535851937790883648493  # the order of Ed25519's group
SMALL_ORDER = bytes(32), b"\1" + bytes(31), b"\xec" + b"\xff" * 30 + b"\x7f"

# 3. Federation


@fault("clock_behind", "now")
def clock(rng: Random, d: Draft) -> None:
    d.place = places()[rng.choice(("fresh", "stale", "no lists", "no trust", "root ended"))]
    d.now = d.place.state.time_floor - 301 - rng.choice((0, 0, 1, 3600, 40 * DAY))


@fault("trust_stale", "now")
def no_trust(rng: Random, d: Draft) -> None:
    d.place = places()["no trust"]


@fault("trust_stale", "now")
def ended(rng: Random, d: Draft) -> None:
    if rng.random() < 0.4:
        d.place = places()["root ended"]
        d.now = T0 - 1 + rng.choice((0, 1, 80_000))
    else:
        d.now = T0 + 29 * DAY + rng.choice((0, 0, 1, 1000, 400 * DAY))


# 4. Key


@fault("unknown_key", "key")
def unknown(rng: Random, d: Draft) -> None:
    d.signer = rng.choice(("nobody", *ROOT_KEYS, d.holder))
    if rng.random() < 0.3:
        d.key_id = rng.choice((bytes(4), b"\xff" * 4, rng.randbytes(4)))


@fault("proof_missing", "key", "live")
def bare(rng: Random, d: Draft) -> None:
    d.presented = False


@fault("wrong_usage", "key", "paper")
def presented_paper(rng: Random, d: Draft) -> None:
    d.presented = True


@fault("wrong_usage", "key")
def revoke_key(rng: Random, d: Draft) -> None:
    d.signer = f"{d.spec.issuer} revoke"


@fault("paper_not_accepted", "gate", "paper")
def paper_refused(rng: Random, d: Draft) -> None:
    d.accept_paper = False


# 5. Issuer's signature


@fault("bad_signature", "sign", signed=False)
def other_signer(rng: Random, d: Draft) -> None:
    d.key_id = kid(d.signer)
    d.signer = rng.choice([name for name in (*SPECS, d.holder) if name != d.signer])


@fault("bad_signature", "sign")
def other_context(rng: Random, d: Draft) -> None:
    d.context = rng.choice(("Signature", "CounterSignature", "MAC0", ""))


def spoiler(rng: Random) -> Callable[[bytes], bytes]:
    """A way to make a right signature wrong."""
    flipped = rng.randrange(512)
    multiple = rng.choice((1, 2, 15))
    return rng.choice(
        (
            lambda right: (int.from_bytes(right) ^ 1 << flipped).to_bytes(64),
            lambda right: right[:32] + (
                int.from_bytes(right[32:], "little") + multiple * L
            ).to_bytes(32, "little"),
            lambda right: rng.choice(SMALL_ORDER) + right[32:],
            lambda right: right[32:] + right[:32],
            lambda right: bytes(64),
        )
    )  # fmt: skip


@fault("bad_signature", "sign", signed=False)
def spoilt(rng: Random, d: Draft) -> None:
    d.spoil["signature"] = spoiler(rng)


# 6. Claims


@fault("bad_claims", "claims")
def claims(rng: Random, d: Draft) -> None:
    def change(right: dict[int, Any]) -> Any:
        identity = right[7]
        size = rng.choice([size for size in (0, 3, 4, 5, 32, 35, 36, 37) if size != len(identity)])
        gone = rng.choice((4, 7, -65537))
        return rng.choice(
            (
                {**right, 7: (identity * 10)[:size]},
                {**right, 7: rng.choice(("abcd", identity.hex(), 7, [], {}))},
                {**right, 4: rng.choice((-1, -(1 << 53) + 1, "never", b"", [], {}))},
                {**right, -65537: rng.choice((-1, "green", b"", b"\1", [1], {}))},
                {**right, rng.choice((0, 1, 5, 6, 32, -65536, "x", b"")): rng.choice(JUNK)},
                {key: value for key, value in right.items() if key != gone},
                rng.choice([value for value in JUNK if not isinstance(value, dict)]),
                {},
            )
        )

    d.at["payload"] = change


@fault("misaligned_expiry", "expiry")
def misaligned(rng: Random, d: Draft) -> None:
    aligned = rng.choice(d.expiries()) + d.spec.step * rng.choice((0, 0, 1, -5))
    d.expiry = aligned + rng.choice((1, -1, rng.randrange(1, d.spec.step)))


@fault("misaligned_expiry", "expiry")
def far_off(rng: Random, d: Draft) -> None:
    d.expiry = rng.choice((d.spec.phase + 1, 65_535, 65_536, 0xFFFFFFFF, (1 << 53) - 1))
    if d.expiry % d.spec.step == d.spec.phase:
        d.expiry -= 1


@fault("key_not_valid", "expiry")
def key_of_another_time(rng: Random, d: Draft) -> None:
    honest = d.signer == d.spec.name
    shape = "live" if d.spec.usage == 1 else "paper"
    d.spec = SPECS[f"aa {shape} {rng.choice(('early', 'late'))}"]
    if honest:
        d.signer = d.spec.name


@fault("key_not_valid", "expiry")
def beyond_its_key(rng: Random, d: Draft) -> None:
    spec = d.spec
    last = spec.naf - (spec.naf - spec.phase) % spec.step
    first = spec.nbf + spec.lifetime
    first += (spec.phase - first) % spec.step
    d.expiry = rng.choice((last + spec.step, first - spec.step, spec.phase, last + 99 * spec.step))


@fault("not_yet_valid", "expiry")
def early(rng: Random, d: Draft) -> None:
    d.expiry = max(d.expiries()) + d.spec.step * rng.choice((1, 1, 2, 9))


@fault("expired", "expiry")
def late(rng: Random, d: Draft) -> None:
    d.expiry = min(d.expiries()) - d.spec.step * rng.choice((1, 1, 2, 9))


# 7. Holder


@fault("bad_proof", "holder", "presented", signed=False)
def other_holder(rng: Random, d: Draft) -> None:
    d.proof_by = rng.choice(("thief", d.signer))


@fault("bad_proof", "holder", "presented", signed=False)
def proof_spoilt(rng: Random, d: Draft) -> None:
    d.spoil["proof signature"] = spoiler(rng)


@fault("proof_not_fresh", "iat", "presented")
def old_or_ahead(rng: Random, d: Draft) -> None:
    d.uptime = 3600
    d.iat = d.now + rng.choice((-61, -62, -70, -3600, 21, 22, 30, 3600, -d.now, 1 << 40))


@fault("proof_not_fresh", "iat", "presented")
def before_start(rng: Random, d: Draft) -> None:
    d.uptime = rng.randint(0, 40)
    d.iat = d.now - d.uptime - rng.randint(10, 19)


@fault("challenge_missing", "challenge", "presented")
def no_challenge(rng: Random, d: Draft) -> None:
    d.challenge, d.shown = None, rng.randbytes(16)


@fault("challenge_unexpected", "challenge", "presented")
def some_challenge(rng: Random, d: Draft) -> None:
    d.challenge, d.shown = rng.randbytes(rng.choice((8, 16, 32))), None


@fault("challenge_mismatch", "challenge", "presented")
def another_challenge(rng: Random, d: Draft) -> None:
    d.challenge = rng.randbytes(16)
    d.shown = rng.choice((rng.randbytes(16), d.challenge[:-1], d.challenge + b"\0"))


# 8. Revocation


@fault("revoked", "serial")
def listed(rng: Random, d: Draft) -> None:
    if d.place is places()["no lists"]:
        d.place = places()[rng.choice(("fresh", "stale"))]
    if d.expiry is None and d.place.listed:
        # Every fifth window has nothing revoked; the one after it has.
        open_now = [expiry for expiry in d.expiries() if d.gone(expiry)]
        if not open_now and T0 <= d.now < T0 + DAY:
            d.now += d.spec.step
            open_now = [expiry for expiry in d.expiries() if d.gone(expiry)]
        d.expiry = rng.choice(open_now or d.expiries())
    d.serial = rng.choice(d.gone(d.expiry) or [0])


__all__ = ["FAULTS"]
