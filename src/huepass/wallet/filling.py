"""Filling a person's strip, and noticing a changed colour (spec section 8).

Whatever is needed to go on is on the disk before it is needed: a refresh token before it is used,
a key before a credential is asked for. One that is cut off anywhere loses nothing: the next asks
with the same keys, and the issuer answers with the same credentials.

The colour is the one of the newest credentials for new keys: what the issuer gives again for an
old key has the colour of the first time.

When a colour gets worse the issuer revokes all credentials, and when the old colour comes back they
stay revoked. So each token response has a state of the colour; under another one than before all is
fetched anew, and what was held is dropped when the first of the new credentials is there.
"""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from huepass.core import SoftwareSigner
from huepass.errors import CodeRefused, Reason, RequestRefused
from huepass.wallet.metadata import IssuerInfo
from huepass.wallet.person import Held, Pending, Person, read_credential
from huepass.wallet.protocol import Announced, IssuerClient, Tokens
from huepass.wallet.store import WalletFolder
from huepass.wallet.strip import MOVE_BEFORE, OVERLAP, window_begins
from huepass.wallet.web import unusable

PER_WINDOW: Final = 4
_MAX_PENDING: Final = 8  # keys under way for a window
_MAX_CHANGES: Final = 3  # of the colour within one refresh
_CHANCE: Final = random.SystemRandom()


@dataclass(frozen=True)
class Refreshed:
    """What a refresh brought.

    Attributes:
        person: the person's new state.
        colour_before: None if there was none.
        added: how many credentials are new.
        discarded: how many came that a wallet must not use.
        unsure: whether the issuer gave nothing new, so that a change of colour would not show.
    """

    person: Person
    colour_before: int | None
    added: int
    discarded: int
    unsure: bool

    @property
    def colour_changed(self) -> bool:
        """Whether the person has another colour than before."""
        return self.colour_before is not None and self.colour_before != self.person.colour


@dataclass(frozen=True)
class _Window:
    """A window to be filled; without an announcement, the one that is on."""

    begin: int
    announced: Announced | None

    @property
    def identifier(self) -> str | None:
        return self.announced.identifier if self.announced else None

    def has(self, held: Held, now: int) -> bool:
        """Whether a credential belongs to this window."""
        if self.announced is None:
            return held.begin <= now < held.expiry - OVERLAP  # after that it is the next one
        return (held.kid, held.expiry) == (self.announced.kid, self.announced.expiry)


class Filling:
    """One run over the windows of one person."""

    def __init__(
        self,
        store: WalletFolder,
        client: IssuerClient,
        info: IssuerInfo,
        tokens: Tokens,
        person: Person,
    ) -> None:
        self._store = store
        self._client = client
        self._info = info
        self._access = tokens.access
        self._id = person.id
        self._before = person.colour
        self._seen = {one.seed for one in person.held}
        self._state = tokens.colour_state
        self._outdated: frozenset[bytes] = frozenset()  # keys of what may be revoked
        if None not in (person.colour_state, self._state) and person.colour_state != self._state:
            pending = (seed for one in person.pending for seed in one.seeds)
            self._outdated = frozenset((*self._seen, *pending))
        self._discarded = 0
        self._asked: set[str | None] = set()  # windows that new credentials were asked for
        now = client.now()
        begins = window_begins([one.expiry for one in tokens.windows], now)
        self._windows = [
            _Window(begin, one)
            for begin, one in zip(begins, tokens.windows, strict=True)
            if one.expiry > now
        ] or [_Window(now, None)]

    def run(self) -> Refreshed:
        """Fill the strip."""
        self._forget_what_is_over()
        self._settle()
        sure = self._fill()
        if not sure:
            sure = self._probe()
            if sure:
                self._fill()
        now = self._client.now()
        person = self._change(
            lambda person: replace(
                person, refreshed_at=now, next_refresh_at=next_refresh(person.strip, now)
            )
        )
        if not person.strip:
            raise RequestRefused(Reason.CREDENTIALS_DENIED)
        added = sum(one.seed not in self._seen for one in person.held)
        return Refreshed(person, self._before, added, self._discarded, not sure)

    def _forget_what_is_over(self) -> None:
        now = self._client.now()
        known = {window.identifier for window in self._windows}
        self._change(
            lambda person: replace(
                person,
                held=tuple(one for one in person.held if one.expiry > now),
                pending=tuple(one for one in person.pending if one.identifier in known),
            )
        )

    def _settle(self) -> None:
        """Ask again for the keys that an earlier run had no answer for."""
        for window in self._windows:
            seeds = tuple(
                seed
                for one in self._person().pending
                if one.identifier == window.identifier
                for seed in one.seeds
            )
            for first in range(0, len(seeds), self._info.batch_size):
                batch = seeds[first : first + self._info.batch_size]
                try:
                    self._store_answer(window, batch, self._ask(window, batch), fresh=False)
                except RequestRefused:
                    # Never used, and now nobody needs them; or used in a window that is over.
                    self._drop(batch)

    def _fill(self) -> bool:
        """Fill every window in the present colour; whether anything new came."""
        sure = False
        for _ in range(_MAX_CHANGES):
            colour = self._person().colour
            for window in self._windows:
                while (missing := self._missing(window)) > 0:
                    if not self._fetch(window, missing):
                        break
                    sure = True
            if self._person().colour == colour:
                break
        return sure

    def _probe(self) -> bool:
        """Ask for one more credential, to learn the present colour; whether one came."""
        held = self._person().strip
        now = self._client.now()
        others = (
            window
            for window in self._windows
            if window.identifier not in self._asked and self._under_way(window) < _MAX_PENDING
        )
        fewest = sorted(others, key=lambda window: sum(window.has(one, now) for one in held))
        return any(self._fetch(window, 1) for window in fewest)

    def _missing(self, window: _Window) -> int:
        person, now = self._person(), self._client.now()
        # Before the first answer for new keys no colour is known, and what came may well be right.
        held = person.held if person.colour is None else person.strip
        have = sum(window.has(one, now) for one in held if one.seed not in self._outdated)
        return min(PER_WINDOW - have, self._info.batch_size, _MAX_PENDING - self._under_way(window))

    def _under_way(self, window: _Window) -> int:
        """How many keys of a window wait for a credential."""
        pending = self._person().pending
        return sum(len(one.seeds) for one in pending if one.identifier == window.identifier)

    def _fetch(self, window: _Window, count: int) -> bool:
        """Ask for credentials for new keys; whether any came."""
        self._asked.add(window.identifier)
        seeds = tuple(SoftwareSigner.generate().seed for _ in range(count))
        self._change(
            lambda person: replace(
                person, pending=(*person.pending, Pending(window.identifier, seeds))
            )
        )
        try:
            return self._store_answer(window, seeds, self._ask(window, seeds), fresh=True)
        except RequestRefused as error:
            self._drop(seeds)
            if error.reason != Reason.CREDENTIALS_DENIED:
                raise
            return False

    def _ask(self, window: _Window, seeds: tuple[bytes, ...]) -> list[bytes]:
        signers = [SoftwareSigner.from_seed(seed) for seed in seeds]
        return self._client.credentials(self._info, self._access, window.identifier, signers)

    def _store_answer(
        self, window: _Window, seeds: tuple[bytes, ...], answer: list[bytes], *, fresh: bool
    ) -> bool:
        """Keep what fits; whether anything did."""
        found = self._matching(window, seeds, answer)
        got = tuple(one.seed for one in found)
        if fresh and len({one.colour for one in found}) > 1:
            raise unusable("it gives several colours at once")

        def change(person: Person) -> Person:
            person = person.with_held(*found).without_pending(got)
            if fresh and found:
                person = replace(person, colour=found[0].colour, colour_state=self._state)
                kept = tuple(one for one in person.strip if one.seed not in self._outdated)
                person = replace(person, held=kept)
            return person

        self._change(change)
        return bool(found)

    def _matching(
        self, window: _Window, seeds: tuple[bytes, ...], answer: list[bytes]
    ) -> list[Held]:
        """The credentials of the answer that are for these keys and this window."""
        waiting = {SoftwareSigner.from_seed(seed).public_key: seed for seed in seeds}
        found: list[Held] = []
        for credential in answer:
            held = _held(window, credential, waiting, self._client.now())
            if held is None or any(other.expiry != held.expiry for other in found):
                self._discarded += 1
            else:
                found.append(held)
                del waiting[held.signer.public_key]
        return found

    def _drop(self, seeds: tuple[bytes, ...]) -> None:
        self._change(lambda person: person.without_pending(seeds))

    def _person(self) -> Person:
        return self._store.person(self._id)

    def _change(self, change: Callable[[Person], Person]) -> Person:
        return self._store.change(self._id, change)


def _held(
    window: _Window, credential: bytes, waiting: Mapping[bytes, bytes], now: int
) -> Held | None:
    """The credential with its key, or None if it isn't one for such a key and this window.

    Args:
        window: the window that was asked for.
        credential: what came.
        waiting: public keys and seeds.
        now: seconds since the epoch.
    """
    try:
        found = read_credential(credential)
    except CodeRefused:
        return None
    seed = waiting.get(found.holder_key)
    asked = window.announced
    if (
        seed is None
        or found.expiry <= now
        or (asked and (found.kid, found.expiry) != (asked.kid, asked.expiry))
    ):
        return None
    return Held(credential, seed, found.kid, found.colour, window.begin, found.expiry)


def next_refresh(strip: Iterable[Held], now: int, chance: random.Random = _CHANCE) -> int:
    """When to fetch next: at a random time of the next window, so that nobody's times say anything.

    A wallet that is given one window only has to come back in the time in which windows overlap.
    """
    ends = sorted({one.expiry for one in strip})
    if not ends:
        return now
    begin = ends[0] - OVERLAP
    end = ends[0] - MOVE_BEFORE if len(ends) == 1 else ends[1] - OVERLAP
    return max(now, chance.randrange(begin, end))
