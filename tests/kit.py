"""Builders for tests: a federation with one issuer, and everything that it signs.

    world = World()
    gate = GateState.begin(world.root())
    text = world.paper(serial=7)

All keys come from fixed seeds, so that the same calls give the same bytes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from huepass.core import (
    Colour,
    ColourEntry,
    Issuer,
    Key,
    Level,
    Role,
    Root,
    SoftwareSigner,
    TrustList,
    Usage,
    key_id,
    present,
    sign_credential,
    sign_revocation_list,
    sign_root,
    sign_trust_list,
    to_text,
)

NOW = 1_790_000_000
HOUR = 3600
DAY = 24 * HOUR
LIVE_STEP, LIVE_LIFETIME = 6 * HOUR, 6 * HOUR + 600
PAPER_STEP, PAPER_LIFETIME = DAY, 8 * DAY
BITS = 20


def signer(name: str) -> SoftwareSigner:
    """The key that this name always has."""
    return SoftwareSigner.from_seed(hashlib.sha256(name.encode()).digest())


COLOURS: Mapping[int, ColourEntry] = {
    Colour.GREY: ColourEntry(Level.UNDETERMINED, {"zh": "灰码", "en": "grey"}),
    Colour.GREEN: ColourEntry(Level.CLEAR, {"zh": "绿码", "en": "green"}),
    Colour.YELLOW: ColourEntry(Level.CHECK, {"zh": "黄码", "en": "yellow"}),
    Colour.RED: ColourEntry(Level.STOP, {"zh": "红码", "en": "red"}),
}


@dataclass
class World:
    """One federation, `now` being the time at which everything in it is in order."""

    now: int = NOW
    federation: str = "example"
    issuer: str = "gz"
    url: str = "http://localhost/revocations/gz.cbor"
    root_signers: tuple[SoftwareSigner, ...] = field(default=(signer("root"),))
    trust_signers: tuple[SoftwareSigner, ...] = field(default=(signer("trust"),))
    live_key: SoftwareSigner = field(default_factory=lambda: signer("live"))
    paper_key: SoftwareSigner = field(default_factory=lambda: signer("paper"))
    revoke_key: SoftwareSigner = field(default_factory=lambda: signer("revoke"))

    def root(
        self, version: int = 1, *, issued_at: int | None = None, valid: int = DAY * 365
    ) -> bytes:
        """A root signed by its root keys."""
        issued_at = self.now - DAY if issued_at is None else issued_at
        signers = {*self.root_signers, *self.trust_signers}
        root = Root(
            federation=self.federation,
            version=version,
            issued_at=issued_at,
            expires_at=issued_at + valid,
            keys={key_id(one.public_key): one.public_key for one in signers},
            root_role=_role(self.root_signers),
            trust_role=_role(self.trust_signers),
        )
        return sign_root(root, self.root_signers)

    def trust_list(
        self, sequence: int = 1, *, issued_at: int | None = None, issuers: Iterable[Issuer] = ()
    ) -> bytes:
        """A trust list with this world's issuer, and others if given."""
        issued_at = self.now - HOUR if issued_at is None else issued_at
        trust = TrustList(
            federation=self.federation,
            sequence=sequence,
            issued_at=issued_at,
            expires_at=issued_at + 30 * DAY,
            issuers=(self.issuer_entry(), *issuers),
        )
        return sign_trust_list(trust, self.trust_signers)

    def issuer_entry(self) -> Issuer:
        """What the trust list says about this world's issuer."""
        begin, end = self.now - 30 * DAY, self.now + 365 * DAY
        return Issuer(
            id=self.issuer,
            names={"zh": "广州", "en": "Guangzhou"},
            keys=(
                Key(self.live_key.public_key, Usage.LIVE, begin, end, LIVE_LIFETIME, LIVE_STEP, 0),
                Key(
                    self.paper_key.public_key,
                    Usage.PAPER,
                    begin,
                    end,
                    PAPER_LIFETIME,
                    PAPER_STEP,
                    0,
                ),
                Key(self.revoke_key.public_key, Usage.REVOKE, begin, end),
            ),
            colours=COLOURS,
            revocation_list_url=self.url,
        )

    @property
    def live_expiry(self) -> int:
        """The end of the live window at `now`."""
        return self.now - self.now % LIVE_STEP + LIVE_STEP

    @property
    def paper_expiry(self) -> int:
        """The end of a paper window in which `now` is."""
        return self.now - self.now % PAPER_STEP + 7 * PAPER_STEP

    def revocation_list(
        self,
        sequence: int = 1,
        *,
        paper: Iterable[int] = (),
        live: Iterable[int] = (),
        issued_at: int | None = None,
        fresh: int = HOUR,
    ) -> bytes:
        """A revocation list with these serials, in the windows of `paper` and `live`."""
        issued_at = self.now - 60 if issued_at is None else issued_at
        windows = {
            (key_id(self.paper_key.public_key), self.paper_expiry): (BITS, sorted(paper)),
            (key_id(self.live_key.public_key), self.live_expiry): (BITS, sorted(live)),
        }
        return sign_revocation_list(
            self.revoke_key,
            issuer=self.issuer,
            sequence=sequence,
            issued_at=issued_at,
            fresh_until=issued_at + fresh,
            windows={window: listed for window, listed in windows.items() if listed[1]},
        )

    def paper(
        self, serial: int = 1, colour: int = Colour.GREEN, *, expiry: int | None = None
    ) -> str:
        """The text of a paper pass."""
        return to_text(
            sign_credential(
                self.paper_key,
                pseudonymous_id=serial.to_bytes(4),
                colour=colour,
                expiry=self.paper_expiry if expiry is None else expiry,
            )
        )

    def live(
        self,
        serial: int = 1,
        colour: int = Colour.GREEN,
        *,
        at: int | None = None,
        challenge: bytes | None = None,
    ) -> str:
        """The text of a live presentation."""
        holder = signer(f"holder {serial}")
        credential = sign_credential(
            self.live_key,
            pseudonymous_id=serial.to_bytes(4) + holder.public_key,
            colour=colour,
            expiry=self.live_expiry,
        )
        at = self.now if at is None else at
        return to_text(present(credential, holder, at=at, challenge=challenge))

    def bundle(self, **listed: Iterable[int]) -> bytes:
        """Root, trust list and revocation list in one."""
        return self.root() + self.trust_list() + self.revocation_list(1, **listed)


def _role(signers: tuple[SoftwareSigner, ...]) -> Role:
    return Role(len(signers), tuple(key_id(one.public_key) for one in signers))
