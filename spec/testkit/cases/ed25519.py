"""Signatures of issuers and holders (spec sections 2.1 and 2.2)."""

from collections.abc import Callable, Iterator
from hashlib import sha512
from typing import Any

from .. import crafted, forge
from ..case import Case, answer, error, shown
from ..points import NOT_PRIME_ORDER, TORSION, L, P

PAPER, CREDENTIAL, LIVE = forge.paper(), forge.credential(), forge.live()

Faulty = Callable[[str, bytes, bytes], bytes]
"""A faulty signature of a protected header and a payload under the named key."""


def _structure(*parts: Any) -> bytes:
    return forge.dump(list(parts))


def _message(protected: bytes, payload: bytes) -> bytes:
    return _structure("Signature1", protected, b"", payload)


def _honest(name: str, message: bytes) -> bytes:
    return forge.key(name).sign(message).signature


def _over(*parts: Any) -> Faulty:
    """A signature of another Sig_structure; `0` and `1` stand for header and payload."""

    def made(name: str, protected: bytes, payload: bytes) -> bytes:
        filled = [(protected, payload)[part] if isinstance(part, int) else part for part in parts]
        return _honest(name, _structure(*filled))

    return made


def _changed(change: Callable[[bytes], bytes]) -> Faulty:
    """The honest signature, changed."""
    return lambda name, protected, payload: change(_honest(name, _message(protected, payload)))


def _flipped(bit: int) -> Faulty:
    return _changed(
        lambda signed: (int.from_bytes(signed, "little") ^ 1 << bit).to_bytes(64, "little")
    )


def _point(r: bytes) -> Faulty:
    """A signature with an R of small order, for which the equation holds up to that R."""
    return lambda name, protected, payload: crafted.with_point(
        name, r, _message(protected, payload)
    )


def _other_key(other: str) -> Faulty:
    return lambda name, protected, payload: _honest(other, _message(protected, payload))


SIGNATURES: dict[str, tuple[str, Faulty]] = {
    "s-plus-l": ("S is greater by L", _changed(lambda signed: crafted.added(signed, 1))),
    "s-plus-2l": ("S is greater by 2 L", _changed(lambda signed: crafted.added(signed, 2))),
    "s-plus-7l": ("S is greater by 7 L", _changed(lambda signed: crafted.added(signed, 7))),
    "s-plus-14l": ("S is greater by 14 L", _changed(lambda signed: crafted.added(signed, 14))),
    "s-is-l": ("S is L", _changed(lambda signed: signed[:32] + L.to_bytes(32, "little"))),
    "s-is-zero": ("S is 0", _changed(lambda signed: signed[:32] + bytes(32))),
    "s-greatest": ("S is the greatest number", _changed(lambda signed: signed[:32] + b"\xff" * 32)),
    "s-minus": ("S is L less S", _changed(lambda signed: signed[:32] + (
        L - int.from_bytes(signed[32:], "little")).to_bytes(32, "little"))),
    "halves-exchanged": ("R and S have changed places",
                         _changed(lambda signed: signed[32:] + signed[:32])),
    "reversed": ("the bytes are in reverse order", _changed(lambda signed: signed[::-1])),
    "zeros": ("all is zero", _changed(lambda signed: bytes(64))),
    "ones": ("all bits are one", _changed(lambda signed: b"\xff" * 64)),
    "r-flipped-first": ("the first bit of R is flipped", _flipped(0)),
    "r-sign-flipped": ("the sign of R is flipped", _flipped(255)),
    "s-flipped-first": ("the first bit of S is flipped", _flipped(256)),
    "s-flipped-last": ("the last bit of S is flipped", _flipped(511)),
    "r-not-on-the-curve": ("R is no point", _changed(
        lambda signed: (2).to_bytes(32, "little") + signed[32:])),
    "r-not-below-p": ("y of R is not below p", _changed(
        lambda signed: (P + 3).to_bytes(32, "little") + signed[32:])),
    "by-the-root": ("another key has signed", _other_key("root")),
    "by-the-revoke-key": ("another key of the issuer has signed", _other_key("revoke")),
    "entry-of-a-cose-sign": ("signed is the structure of a COSE_Sign",
                             _over("Signature", 0, b"", b"", 1)),
    "context-of-a-cose-sign": ("signed is another context", _over("Signature", 0, b"", 1)),
    "context-in-lower-case": ("signed is another context", _over("signature1", 0, b"", 1)),
    "no-external": ("signed is a structure without external AAD", _over("Signature1", 0, 1)),
    "external": ("signed is other external AAD", _over("Signature1", 0, b"huepass", 1)),
    "external-text": ("signed is external AAD of another type", _over("Signature1", 0, "", 1)),
    "empty-header": ("signed is an empty protected header", _over("Signature1", b"", b"", 1)),
    "header-as-map": ("signed is an encoded empty map as header", _over("Signature1", b"\xa0", b"",
                                                                         1)),
    "header-and-payload-exchanged": ("signed are header and payload in the wrong order",
                                     _over("Signature1", 1, b"", 0)),
    "payload-only": ("signed is the payload alone",
                     lambda name, _, payload: _honest(name, payload)),
    "payload-encoded": ("signed is the payload as a byte string", lambda name, _, payload: _honest(
        name, forge.dump(payload))),
    "hashed": ("signed is the hash of the structure", lambda name, protected, payload: _honest(
        name, sha512(_message(protected, payload)).digest())),
    "empty-message": ("signed is nothing", lambda name, *_: _honest(name, b"")),
    **{f"r-small-{place}": ("R is of small order", _point(r)) for place, r in enumerate(TORSION)},
    **{f"r-identity-{place}": ("R is another encoding of the identity", _point(r))
       for place, r in enumerate(NOT_PRIME_ORDER["identities"])},
}  # fmt: skip

# Holder keys under which anybody can sign, or nobody.
LOOSE_KEYS = {
    **{f"small-{place}": point for place, point in enumerate(TORSION)},
    **{f"identity-{place}": point for place, point in enumerate(NOT_PRIME_ORDER["identities"])},
    "y-is-p": P.to_bytes(32, "little"),
    "y-is-p-with-sign": (P | 1 << 255).to_bytes(32, "little"),
    "minus-1-with-sign": (P - 1 | 1 << 255).to_bytes(32, "little"),
}
NO_KEYS = {
    "not-on-the-curve": (2).to_bytes(32, "little"),
    "y-above-p": (P + 3).to_bytes(32, "little"),
    "y-greatest": (2**255 - 1).to_bytes(32, "little"),
    "all-ones": b"\xff" * 32,
}


def cases() -> Iterator[Case]:
    """All cases of this file."""
    for name, (comment, faulty) in SIGNATURES.items():
        signed = faulty("paper", PAPER[0], PAPER[2])
        code = [*PAPER[:3], signed]
        yield shown(f"ed25519/paper-{name}", f"{comment} (paper)", "2.1", code,
                    error("bad_signature"))  # fmt: skip
        signed = faulty("live", CREDENTIAL[0], CREDENTIAL[2])
        code = forge.live(inner=[*CREDENTIAL[:3], signed])
        yield shown(f"ed25519/live-{name}", f"{comment} (the issuer, live)", "2.1", code,
                    error("bad_signature"))  # fmt: skip
        signed = faulty("holder", LIVE[0], LIVE[2])
        code = [*LIVE[:3], signed]
        yield shown(f"ed25519/holder-{name}", f"{comment} (the holder)", "2.1", code,
                    error("bad_proof"))  # fmt: skip
    for name, key in LOOSE_KEYS.items():
        protected, _, payload, _ = _presented(key)
        signed = crafted.under_small_order(key, _message(protected, payload))
        comment = "the holder key is of small order, and the equation holds"
        yield shown(f"ed25519/key-{name}", comment, "2.1", [protected, {}, payload, signed],
                    error("bad_proof"))  # fmt: skip
    for name, key in NO_KEYS.items():
        comment = f"the holder key is not the encoding of a point: {name.replace('-', ' ')}"
        yield shown(f"ed25519/key-{name}", comment, "2.1", _presented(key), error("bad_proof"))
    yield from _moved()


def _presented(holder_key: bytes) -> list[Any]:
    """A presentation of a credential for these bytes, signed by somebody else."""
    inner = forge.credential(claims={forge.CTI: bytes(4) + holder_key})
    return forge.live(inner=inner)


def _moved() -> Iterator[Case]:
    """Right signatures of something else."""
    other = forge.live(serial=8)
    red = forge.credential(colour=3)
    by_other = forge.live(holder="somebody", inner=CREDENTIAL)
    presented = {
        "other-credential": ("the proof is that of another credential", [*LIVE[:3], other[3]]),
        "other-time": ("the proof is from 10 s ago", [*LIVE[:3], forge.live(at=forge.NOW - 10)[3]]),
        "other-holder": ("another holder has signed", by_other),
        "issuer-as-holder": ("the issuer has signed for the holder",
                             forge.live(holder="live", inner=CREDENTIAL)),
        "inner-signature": ("the issuer's signature stands for the holder's",
                            [*LIVE[:3], CREDENTIAL[3]]),
        "challenge-added": ("a challenge was added after the proof",
                            [*LIVE[:2], forge.live(challenge=bytes(8))[2], LIVE[3]]),
    }  # fmt: skip
    for name, (comment, code) in presented.items():
        yield shown(f"ed25519/holder-{name}", comment, "4.1", code, error("bad_proof"))
    issued = {
        "other-colour": ("the colour was changed after signing",
                         forge.live(inner=[*red[:3], CREDENTIAL[3]])),
        "other-serial": ("the serial was changed after signing",
                         forge.live(inner=[*forge.credential(serial=8)[:3], CREDENTIAL[3]])),
        "other-expiry": ("the expiry was changed after signing",
                         forge.live(inner=[*forge.credential(expiry=forge.LIVE_EXPIRY + 21600)[:3],
                                           CREDENTIAL[3]])),
        "stolen": ("the holder key was changed after signing", forge.live(
            holder="thief", inner=[*forge.credential(holder="thief")[:3], CREDENTIAL[3]])),
        "self-signed": ("the holder has signed the credential",
                        forge.live(inner=forge.credential(signer="holder", header={
                            forge.KID: forge.kid("live")}))),
        "signed-by-paper": ("the paper key has signed a live credential",
                            forge.live(inner=forge.credential(signer="paper", header={
                                forge.KID: forge.kid("live")}))),
        "holders-signature": ("the holder's signature stands for the issuer's",
                              forge.live(inner=[*CREDENTIAL[:3], LIVE[3]])),
    }  # fmt: skip
    for name, (comment, code) in issued.items():
        yield shown(f"ed25519/live-{name}", comment, "2.1", code, error("bad_signature"))
    sheets = {
        "other-colour": ("the colour was changed after signing",
                         [*forge.paper(colour=3)[:3], PAPER[3]]),
        "other-serial": ("the serial was changed after signing",
                         [*forge.paper(serial=8)[:3], PAPER[3]]),
        "other-expiry": ("the expiry was changed after signing",
                         [*forge.paper(expiry=forge.PAPER_EXPIRY + forge.DAY)[:3], PAPER[3]]),
        "kid-of-live": ("the live key has signed paper",
                        forge.paper(signer="live", header={forge.KID: forge.kid("paper")})),
    }  # fmt: skip
    for name, (comment, code) in sheets.items():
        yield shown(f"ed25519/paper-{name}", comment, "2.1", code, error("bad_signature"))
    yield shown("ed25519/paper", "nothing is wrong", "2.1", PAPER, answer(medium="paper"))
    yield shown("ed25519/live", "nothing is wrong", "2.1", LIVE)
