"""A gate at work: it holds the state, the replay memory and the challenge between two codes."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from huepass.core import (
    Answer,
    GateState,
    Medium,
    Policy,
    ReplayMemory,
    challenge_to_text,
    check,
)
from huepass.errors import CodeRefused, Reason
from huepass.gate.folder import GateFolder
from huepass.gate.snapshot import Snapshot

CHALLENGE_BYTES = 16
CHALLENGE_LIFETIME = 60
REPEAT_WINDOW = 5
# These come after the challenge was found right, so it has been used (spec section 7).
_AFTER_CHALLENGE = frozenset({Reason.REVOKED, Reason.REPLAYED})


@dataclass(frozen=True)
class _Challenge:
    """One challenge, and what used it. Times in seconds since the epoch."""

    value: bytes
    shown_at: int
    used_at: int | None = None
    used_by: bytes = b""

    def live(self, now: int) -> bool:
        # A clock that was set back must not prolong it.
        return self.used_at is None and 0 <= now - self.shown_at < CHALLENGE_LIFETIME

    def repeated_by(self, text: str, now: int) -> bool:
        if self.used_at is None or not 0 <= now - self.used_at <= REPEAT_WINDOW:
            return False
        return self.used_by == _digest(text)


class GateSession:
    """From when a gate is switched on until it is switched off.

    Nothing that it learns from codes is ever written: the replay memory is under a key made here,
    and both end with the process.

    Args:
        folder: the gate's folder; what changes there is taken over before the next code.
        clock: gives seconds since the epoch.
        challenges: whether this gate shows challenges and wants live passes to answer them.
        policy: the gate's policy; by default the standard one with the folder's `accept_paper`.

    Raises:
        FolderError: `folder_missing`, `folder_broken`.
        HuepassError: `file_unreadable`.
    """

    def __init__(
        self,
        folder: GateFolder,
        clock: Callable[[], float],
        *,
        challenges: bool = False,
        policy: Policy | None = None,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._challenges = challenges
        self._policy = policy
        self._started_at = int(clock())
        self._memory = ReplayMemory(secrets.token_bytes(32))
        self._snapshot: Snapshot = folder.read()
        self._current: _Challenge | None = None
        self._used: _Challenge | None = None

    @property
    def state(self) -> GateState:
        """What the gate goes by at present."""
        return self._snapshot.state

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return self._policy or Policy(accept_paper=self._snapshot.settings.accept_paper)

    @property
    def wants_challenge(self) -> bool:
        """Whether a new challenge has to be shown: none is, or it was used, or it is dead."""
        if not self._challenges:
            return False
        return self._current is None or not self._current.live(int(self._clock()))

    def new_challenge(self) -> str:
        """Make a challenge, in place of the one shown until now; its text is for a QR code."""
        self._current = _Challenge(secrets.token_bytes(CHALLENGE_BYTES), int(self._clock()))
        return challenge_to_text(self._current.value)

    def refresh(self) -> None:
        """Take over what was loaded into the folder since.

        Raises:
            FolderError: `folder_missing`, `folder_broken`; the gate goes on with what it had.
            HuepassError: `file_unreadable`; likewise.
        """
        self._snapshot = self._folder.read()

    def show(self, text: str) -> Answer:
        """Decide on the text of one code (spec section 7).

        Raises:
            CodeRefused: it is not valid; the reason says why.
        """
        now = int(self._clock())
        challenge = self._challenge_for(text, now)
        try:
            answer = check(
                self._snapshot.state,
                text,
                policy=self.policy,
                now=now,
                started_at=self._started_at,
                challenge=challenge,
                memory=self._memory,
            )
        except CodeRefused as error:
            if error.reason in _AFTER_CHALLENGE:
                self._mark_used(text, challenge, now)
            raise
        if answer.medium == Medium.LIVE:
            self._mark_used(text, challenge, now)
        return answer

    def _challenge_for(self, text: str, now: int) -> bytes | None:
        if not self._challenges:
            return None
        if self._used and self._used.repeated_by(text, now):
            return self._used.value
        if self._current and self._current.live(now):
            return self._current.value
        # Nobody has seen this one, so an answer to a dead challenge is a mismatch.
        return secrets.token_bytes(CHALLENGE_BYTES)

    def _mark_used(self, text: str, challenge: bytes | None, now: int) -> None:
        current = self._current
        if current and challenge == current.value and current.used_at is None:
            self._used = _Challenge(current.value, current.shown_at, now, _digest(text))
            self._current = None


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
