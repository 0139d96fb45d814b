"""A code in the making: honest unless a fault reaches into one of its phases."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from .raw import Raw, enc, kid, public, sign
from .world import BITS, SPECS, T0, places, revoked

# In the order in which a gate checks (spec section 7).
STAGES = (
    "too_large", "not_ours", "bad_base45", "bad_cbor", "bad_structure", "unsupported_alg",
    "clock_behind", "trust_stale", "unknown_key", "proof_missing", "wrong_usage",
    "paper_not_accepted", "bad_signature", "bad_claims", "misaligned_expiry", "key_not_valid",
    "not_yet_valid", "expired", "bad_proof", "proof_not_fresh", "challenge_missing",
    "challenge_unexpected", "challenge_mismatch", "revoked", "replayed",
)  # fmt: skip
# In the order in which a code comes about. Two faults of one phase would undo each other.
PHASES = (
    "now", "key", "expiry", "serial", "claims", "sign", "gate", "holder", "iat", "challenge",
    "parse", "text",
)  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a code."""

    reason: str
    phase: str
    act: Callable[[Random, "Draft"], None]
    shape: str = "any"
    """What it can be done to: `live`, `paper`, `presented` or `any` code."""
    signed: bool = True
    """Whether the code is signed, by whoever should, after the fault was put in."""


class Draft:
    """The parts of a code and the gate it is shown to.

    `at` holds what is done to a part of the encoding: to a tree before it is signed, or after it.
    """

    def __init__(self, rng: Random, shape: str) -> None:
        self.rng = rng
        self.spec = SPECS[f"{rng.choice(('aa', 'aa', 'bb'))} {shape}"]
        self.signer = self.spec.name
        self.key_id: bytes | None = None
        self.presented = shape == "live"
        self.place = places()[rng.choice(("fresh", "fresh", "stale", "no lists"))]
        self.policy = rng.randrange(3)
        self.accept_paper = True
        self.now = T0 + rng.randrange(80_000)
        self.uptime = rng.choice((0, 1, 9, 60, 3600))
        self.colour = rng.choice((0, 1, 1, 2, 3, 4, 5, 6, 7, 9, 23, 24, 255, 70_000, (1 << 53) - 1))
        self.expiry: int | None = None
        self.serial: int | None = None
        self.holder = f"holder {rng.randrange(50)}"
        self.proof_by = self.holder
        self.iat: int | None = None
        self.challenge = self.shown = (
            rng.randbytes(rng.randint(8, 32)) if rng.random() < 0.3 else None
        )
        self.alg, self.proof_alg = -19, -19
        self.context, self.proof_context = "Signature1", "Signature1"
        self.at: dict[str, Callable[[Any], Any]] = {}
        self.spoil: dict[str, Callable[[bytes], bytes]] = {}
        self.written: Callable[[str], str] = lambda right: right

    def expiries(self) -> list[int]:
        """The ends of the windows that are open at `now`, with the tolerance of 60 s."""
        spec, now = self.spec, self.now
        first = now - 59 + (spec.phase - (now - 59)) % spec.step
        return list(range(first, now + spec.lifetime + 61, spec.step))

    def settle(self) -> None:
        """Choose what no fault has chosen."""
        rng = self.rng
        if self.expiry is None:
            self.expiry = rng.choice(self.expiries())
        if self.serial is None:
            gone = self.gone(self.expiry)
            self.serial = rng.randrange(1 << BITS)
            if gone and rng.random() < 0.5:
                self.serial = rng.choice(gone) + rng.choice((-1, 1))
            while self.serial in gone or self.serial < 0:
                self.serial += 1
            if rng.random() < 0.05:
                self.serial += 1 << rng.choice((BITS, 31))  # outside the serial space: not listed
        if self.iat is None:
            earliest = self.now - min(60, self.uptime + 9)
            self.iat = rng.choice((earliest, self.now + 20, rng.randint(earliest, self.now + 20)))

    def gone(self, expiry: int | None) -> list[int]:
        """The revoked serials of a window."""
        listed = revoked()[self.spec.issuer] if self.place.listed else {}
        return listed.get((kid(self.spec.name), expiry or 0), [])

    def code(self) -> bytes:
        """The bytes of the code."""
        self.settle()
        assert self.serial is not None
        identity = self.serial.to_bytes(4)
        if self.spec.usage == 1:
            identity += public(self.holder)
        header = {1: self.alg, 4: self.key_id or kid(self.signer)}
        claims = {4: self.expiry, 7: identity, -65537: self.colour}
        credential = self._layer("", header, claims, self.signer, self.context)
        if not self.presented:
            return self._finish(credential)
        payload = {6: self.iat, -65538: credential}
        if self.challenge is not None:
            payload[39] = self.challenge
        return self._finish(
            self._layer("proof ", {1: self.proof_alg}, payload, self.proof_by, self.proof_context)
        )

    def _layer(self, name: str, header: Any, payload: Any, signer: str, context: str) -> Any:
        protected = self._bytes(f"{name}header", header)
        body = self._bytes(f"{name}payload", payload)
        signature = sign(signer, [context, protected, b"", body])
        signature = self.spoil.get(f"{name}signature", lambda right: right)(signature)
        return self._do(f"{name}item", [protected, {}, body, signature])

    def _bytes(self, name: str, value: Any) -> bytes:
        return self._do(f"{name} bytes", enc(self._do(name, value)))

    def _finish(self, item: Any) -> bytes:
        return self._do("bytes", item if isinstance(item, Raw) else enc(item))

    def _do(self, name: str, value: Any) -> Any:
        return self.at[name](value) if name in self.at else value

    def outer(self, part: str) -> str:
        """The name of a part of the outermost layer."""
        return f"proof {part}" if self.presented else part

    def some_layer(self, part: str) -> str:
        """The name of a part of one of the layers."""
        return self.rng.choice((part, f"proof {part}")) if self.presented else part
