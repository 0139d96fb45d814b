"""What every use case works with."""

from collections.abc import Callable, Iterable

from huepass.core import Issuer, Key, Signer, Usage
from huepass.errors import Reason, RequestRefused
from huepass.issuer.documents import Documents
from huepass.issuer.domain.windows import current_window
from huepass.issuer.settings import Settings
from huepass.issuer.store.engine import Store


class Office:
    """An issuer at work: its settings, its memory, the federation's documents and its keys.

    Args:
        settings: the issuer's settings.
        signers: its private keys that are unlocked; none are needed to register or to set colours.
        now: the clock, seconds since the epoch.
    """

    def __init__(
        self, settings: Settings, signers: Iterable[Signer], now: Callable[[], int]
    ) -> None:
        self.settings = settings
        self.store = Store(settings.database)
        self.documents = Documents(settings.documents)
        self.now = now
        self._signers = {signer.public_key: signer for signer in signers}

    def close(self) -> None:
        """Let go of the database."""
        self.store.close()

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
