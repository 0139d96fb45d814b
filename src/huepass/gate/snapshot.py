"""What a gate's folder holds at one instant."""

from dataclasses import dataclass

from huepass.core import GateState
from huepass.errors import DocumentRefused


@dataclass(frozen=True)
class Settings:
    """What whoever runs the gate has chosen.

    Args:
        url: where the federation's files are fetched, or None for a gate without network.
        accept_paper: whether paper passes are accepted.
    """

    url: str | None = None
    accept_paper: bool = True


@dataclass(frozen=True)
class Snapshot:
    """What a gate's folder said at one instant.

    Attributes:
        state: for `huepass.core.check`.
        settings: the gate's settings.
        roots: the documents of all roots from the first, given by hand, to the one in force.
    """

    state: GateState
    settings: Settings
    roots: tuple[bytes, ...]

    def documents(self) -> list[bytes]:
        """Everything in force, in the order of a bundle (spec section 6)."""
        trust = [self.state.trust.document] if self.state.trust else []
        lists = [held.document for _, held in sorted(self.state.lists.items())]
        return [*self.roots, *trust, *lists]


@dataclass(frozen=True)
class Loaded:
    """What became of the documents that were given to a gate.

    Attributes:
        loaded: number of documents that are in force, or were before.
        errors: one for each document that was refused; these changed nothing.
    """

    loaded: int
    errors: tuple[DocumentRefused, ...]
