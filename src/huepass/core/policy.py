"""What a gate accepts and what it does about each level (spec section 7, step 10)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from huepass.core.replay import REMEMBERED
from huepass.core.trust import Level
from huepass.errors import UsageError


class Action(StrEnum):
    """What the person at a gate does, from the mildest to the strictest."""

    PASS = "pass"
    CHECK = "check"
    REFUSE = "refuse"


STRICTNESS: Final[Mapping[Action, int]] = {action: place for place, action in enumerate(Action)}

DEFAULT_ACTIONS: Final[Mapping[Level, Action]] = MappingProxyType(
    {
        Level.CLEAR: Action.PASS,
        Level.CHECK: Action.CHECK,
        Level.STOP: Action.REFUSE,
        Level.UNDETERMINED: Action.REFUSE,
    }
)

MAX_CLOCK_TOLERANCE: Final = 300  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """A gate's policy; whether paper passes are accepted has to be said.

    Raises:
        UsageError: a policy that the specification does not allow.
    """

    accept_paper: bool
    actions: Mapping[Level, Action] = field(default_factory=lambda: DEFAULT_ACTIONS)
    """An action for every level; `undetermined` never passes."""
    on_stale: Action = Action.CHECK
    """The least that happens while the revocation list is stale: check or refuse."""
    clock_tolerance: int = 60
    """Seconds that a window is open earlier and later, 0 to 300."""
    proof_max_age: int = 60
    """Seconds that a proof's time may be in the past."""
    proof_max_ahead: int = 20
    """Seconds that a proof's time may be in the future."""
    by_level: tuple[tuple[Action, Action], ...] = field(init=False, repr=False, compare=False)
    """By level, then by staleness: what is done."""

    def __post_init__(self) -> None:
        if self.actions.keys() != set(Level):
            raise UsageError("a policy has an action for each of the four levels")
        if not {*self.actions.values(), self.on_stale} <= set(Action):
            raise UsageError("an action is pass, check or refuse")
        if self.actions[Level.UNDETERMINED] == Action.PASS:
            raise UsageError("an undetermined colour never passes")
        if self.on_stale == Action.PASS:
            raise UsageError("with a stale list nothing passes: check or refuse")
        if not 0 <= self.clock_tolerance <= MAX_CLOCK_TOLERANCE:
            raise UsageError(f"the clock tolerance is 0 to {MAX_CLOCK_TOLERANCE} seconds")
        if self.proof_max_age < 0 or self.proof_max_ahead < 0:
            raise UsageError("a proof's age is not negative")
        if self.proof_max_age + self.proof_max_ahead > REMEMBERED:
            raise UsageError(f"a proof lives for {REMEMBERED} seconds at most, as replays are seen")
        table = tuple(
            (action, max(action, self.on_stale, key=STRICTNESS.__getitem__))
            for action in (Action(self.actions[level]) for level in Level)
        )
        object.__setattr__(self, "by_level", table)
