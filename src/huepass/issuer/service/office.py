"""What every use case works with."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from functools import cached_property
from hashlib import blake2b

from sqlalchemy import Connection

from huepass.core import ColourEntry, Issuer, Key, Signer, Usage
from huepass.core.evidence import EvidenceKey
from huepass.errors import KeyStoreError, Reason, RequestRefused
from huepass.issuer.documents import Documents
from huepass.issuer.domain.records import Staff
from huepass.issuer.domain.sign_in import Purpose
from huepass.issuer.domain.strips import strip_windows
from huepass.issuer.domain.tokens import Tokens
from huepass.issuer.domain.windows import current_window
from huepass.issuer.provider import Provider, provider_in
from huepass.issuer.service.rules import Rules, rules_in_force
from huepass.issuer.service.serials import SerialBlocks
from huepass.issuer.settings import Settings
from huepass.issuer.store import programmes
from huepass.issuer.store.engine import Store
from huepass.issuer.store.group import GroupCommit


class Office:
    """An issuer at work: its settings, its memory, the federation's documents and its keys.

    Args:
        settings: the issuer's settings.
        signers: its private keys that are unlocked; none are needed to register or to set colours.
        now: the clock, seconds since the epoch.
        secret: the service's 32 secret bytes, if they are unlocked: wallets' tokens need them.
    """

    def __init__(
        self,
        settings: Settings,
        signers: Iterable[Signer],
        now: Callable[[], int],
        secret: bytes | None = None,
    ) -> None:
        self.settings = settings
        self.store = Store(settings.database)
        self.documents = Documents(settings.documents)
        self.now = now
        self.commits = GroupCommit(self.store)
        self.serials = SerialBlocks()
        self._signers = {signer.public_key: signer for signer in signers}
        self._secret = secret
        self._rules: tuple[tuple[int, int], Rules] | None = None

    def rules(self, connection: Connection) -> Rules:
        """The programme in force, as a transaction sees it.

        Raises:
            ProgrammeError: `programme_invalid`.
        """
        key = programmes.newest(connection)
        known = self._rules
        if known is None or known[0] != key:
            known = self._rules = key, rules_in_force(connection, self.settings.colours)
        return known[1]

    def reading_for(self, by: Staff | None) -> AbstractContextManager[Connection]:
        """A transaction in which somebody looks at a person: for staff it writes an entry."""
        return self.store.read() if by is None else self.store.write()

    def colours(self) -> Mapping[int, ColourEntry]:
        """Level and labels of each colour, as the programme in force has them.

        Raises:
            FolderError: the database can't be used.
            ProgrammeError: `programme_invalid`.
        """
        with self.store.read() as connection:
            return self.rules(connection).colours

    def close(self) -> None:
        """Let go of the database, when what is being written is written."""
        self.commits.close()
        self.store.close()

    def secret(self, purpose: bytes) -> bytes:
        """32 secret bytes that are for one purpose and the same in every process.

        Raises:
            KeyStoreError: `key_missing`.
        """
        if self._secret is None:
            raise KeyStoreError(Reason.KEY_MISSING, "the service's secret is not unlocked")
        return blake2b(purpose, key=self._secret, digest_size=32).digest()

    @cached_property
    def providers(self) -> Mapping[Purpose, Provider]:
        """The OpenID Connect providers that are set up, by what for.

        Raises:
            FolderError: `settings_broken`, `file_unreadable`: a client's secret.
        """
        settings = {
            Purpose.PERSONS: self.settings.identity_provider,
            Purpose.STAFF: self.settings.staff_provider,
        }
        return {
            purpose: provider_in(self.settings.folder, one)
            for purpose, one in settings.items()
            if one is not None
        }

    @cached_property
    def tokens(self) -> Tokens:
        """Makes and reads what wallets carry.

        Raises:
            KeyStoreError: `key_missing`.
        """
        return Tokens(self.secret)

    def strip(self, now: int) -> list[tuple[Key, int]]:
        """Key and expiry of the live windows that a wallet should hold, the current one first.

        Raises:
            RequestRefused: `no_usable_key`.
            FolderError: the documents can't be read.
        """
        found = strip_windows(self._unlocked(), now, self.settings.wallet_ahead)
        if not found:
            raise RequestRefused(Reason.NO_USABLE_KEY, "no live key for this time")
        return found

    def signer(self, key: Key) -> Signer:
        """The signer of an unlocked key."""
        return self._signers[key.public_key]

    def evidence_signer(self, key: EvidenceKey) -> Signer | None:
        """The signer of an evidence key, None if it is not unlocked."""
        return self._signers.get(key.public_key)

    def entry(self) -> Issuer:
        """The issuer as the trust list describes it.

        Raises:
            RequestRefused: `no_usable_key`, if the trust list does not name the issuer.
            FolderError: the documents can't be read.
        """
        entry = self.documents.issuer(self.settings.issuer)
        if entry is None:
            raise RequestRefused(Reason.NO_USABLE_KEY, "the trust list does not name this issuer")
        return entry

    def window(self, usage: Usage, now: int) -> tuple[Signer, Key, int]:
        """Signer, key and expiry for a credential that is made at `now` (spec section 3).

        Raises:
            RequestRefused: `no_usable_key`.
            FolderError: the documents can't be read.
        """
        found = current_window(self._unlocked(), usage, now)
        if found is None:
            raise RequestRefused(Reason.NO_USABLE_KEY, f"no {usage.name.lower()} key for this time")
        key, expiry = found
        return self._signers[key.public_key], key, expiry

    def revoke_signer(self, now: int) -> Signer:
        """The signer for a revocation list that is made at `now` (spec section 5).

        Raises:
            RequestRefused: `no_usable_key`.
            FolderError: the documents can't be read.
        """
        usable = [
            key
            for key in self._unlocked()
            if key.usage == Usage.REVOKE and key.not_before <= now < key.not_after
        ]
        if not usable:
            raise RequestRefused(Reason.NO_USABLE_KEY, "no revoke key for this time")
        return self._signers[max(usable, key=lambda key: key.not_before).public_key]

    def _unlocked(self) -> list[Key]:
        return [key for key in self.entry().keys if key.public_key in self._signers]
