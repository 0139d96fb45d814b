"""Bringing up the code: another credential each time, never the network (spec section 4)."""

from dataclasses import dataclass, field, replace

from huepass.core import present, to_text
from huepass.core.presentation import PROOF_STEP
from huepass.wallet.person import Held, Person
from huepass.wallet.store import WalletFolder
from huepass.wallet.strip import choose, unshown, works_until


@dataclass(frozen=True)
class Shown:
    """A credential that was brought up. Times are seconds since the epoch.

    Attributes:
        person: whose.
        held: the credential.
        repeated: whether it was shown before: two gates that compare could tell.
        left: how many of the window were never shown.
        show_until: when to bring up the next, since its window comes.
        works_until: until when the wallet has something to show without network.
    """

    person: Person
    held: Held = field(repr=False)
    repeated: bool
    left: int
    show_until: int
    works_until: int

    def text(self, at: int, challenge: bytes | None = None) -> str:
        """The text of the code: the credential with a proof as of now.

        Args:
            at: the wallet's clock, seconds since the epoch.
            challenge: what the gate shows, 8 to 32 bytes, or None.

        Raises:
            UsageError: a challenge of another length, or a negative time.
        """
        held = self.held
        return to_text(present(held.credential, held.signer, at=at, challenge=challenge))


def bring_up(store: WalletFolder, person_id: str, now: int) -> Shown:
    """Choose what to show, and remember on the disk that it was shown before it is.

    Args:
        store: the wallet.
        person_id: whose code.
        now: the wallet's clock, seconds since the epoch.

    Raises:
        WalletError: `strip_ended`, `holder_unknown`.
        HuepassError: `file_unwritable`.
    """
    chosen: list[Shown] = []

    def change(person: Person) -> Person:
        strip = person.strip
        choice = choose(strip, now)
        held = replace(strip[choice.index], shown=strip[choice.index].shown + 1)
        person = replace(
            person, held=tuple(held if one.seed == held.seed else one for one in person.held)
        )
        chosen.append(
            Shown(
                person=person,
                held=held,
                repeated=choice.repeated,
                left=unshown(person.strip, held.expiry),
                show_until=choice.show_until,
                works_until=works_until(strip, now) or held.expiry,
            )
        )
        return person

    store.change(person_id, change)
    return chosen[0]


def next_proof(now: float) -> float:
    """When the next proof is due: a proof's time is rounded down to 10 s."""
    return now - now % PROOF_STEP + PROOF_STEP
