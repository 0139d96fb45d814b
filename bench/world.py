"""A federation of one issuer, for the benchmarks."""

import random
from dataclasses import dataclass

from huepass.core import (
    ColourEntry,
    GateState,
    Issuer,
    Key,
    Level,
    RevocationList,
    Role,
    Root,
    SoftwareSigner,
    TrustList,
    Usage,
    key_id,
    load,
    parse_revocation_list,
    present,
    sign_credential,
    sign_revocation_list,
    sign_root,
    sign_trust_list,
    to_text,
)

NOW = 1_800_000_000
DAY = 86_400
SERIAL_BITS = 26
LIVE_STEP = 21_600
PAPER_EXPIRY = NOW - NOW % DAY + 4 * DAY
LIVE_EXPIRY = NOW - NOW % LIVE_STEP + LIVE_STEP


@dataclass(frozen=True)
class World:
    """A gate's state and what it takes to make codes for it."""

    now: int
    state: GateState
    paper_key: SoftwareSigner
    live_key: SoftwareSigner
    revoked: frozenset[int]
    revocation_list: bytes

    def paper(self, serial: int) -> str:
        """The text of a green paper pass."""
        return to_text(
            sign_credential(
                self.paper_key,
                pseudonymous_id=serial.to_bytes(4),
                colour=1,
                expiry=PAPER_EXPIRY,
            )
        )

    def live(self, serial: int) -> str:
        """The text of a green live pass, shown now."""
        holder = SoftwareSigner.generate()
        credential = sign_credential(
            self.live_key,
            pseudonymous_id=serial.to_bytes(4) + holder.public_key,
            colour=1,
            expiry=LIVE_EXPIRY,
        )
        return to_text(present(credential, holder, at=self.now))

    def free_serials(self, numbers: random.Random, count: int) -> list[int]:
        """Different serials that are not revoked."""
        drawn = numbers.sample(range(1 << SERIAL_BITS), count + len(self.revoked))
        return [serial for serial in drawn if serial not in self.revoked][:count]


def make(revoked: int) -> World:
    """A world in which so many serials are revoked in each of two windows."""
    root, trust, live, paper, revoke = (SoftwareSigner.generate() for _ in range(5))
    keys = {key_id(signer.public_key): signer.public_key for signer in (root, trust)}
    root_kid, trust_kid = keys
    state = GateState.begin(
        sign_root(
            Root("bench", 1, NOW - DAY, NOW + 365 * DAY, keys, Role(1, (root_kid,)),
                 Role(1, (trust_kid,))),
            [root],
        )
    )  # fmt: skip

    def key(signer: SoftwareSigner, usage: Usage, *times: int) -> Key:
        return Key(signer.public_key, usage, NOW - 30 * DAY, NOW + 365 * DAY, *times)

    issuer = Issuer(
        "bench",
        {"en": "Bench"},
        (
            key(live, Usage.LIVE, LIVE_STEP + 600, LIVE_STEP, 0),
            key(paper, Usage.PAPER, 8 * DAY, DAY, 0),
            key(revoke, Usage.REVOKE),
        ),
        {1: ColourEntry(Level.CLEAR, {"en": "green"})},
        "",
    )
    trust_list = TrustList("bench", 1, NOW - 60, NOW + 20 * DAY, (issuer,))
    state = load(state, sign_trust_list(trust_list, [trust]), NOW)
    serials = sorted(random.Random(1).sample(range(1 << SERIAL_BITS), revoked))
    revocation_list = sign_revocation_list(
        revoke,
        issuer="bench",
        sequence=1,
        issued_at=NOW - 60,
        fresh_until=NOW + 3600,
        windows={
            (key_id(paper.public_key), PAPER_EXPIRY): (SERIAL_BITS, serials),
            (key_id(live.public_key), LIVE_EXPIRY): (SERIAL_BITS, serials),
        },
    )
    state = load(state, revocation_list, NOW)
    return World(NOW, state, paper, live, frozenset(serials), revocation_list)


def load_again(document: bytes) -> RevocationList:
    """What a gate keeps of a revocation list, from a copy of its bytes."""
    return parse_revocation_list(bytes(bytearray(document)))
