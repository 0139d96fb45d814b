"""Gates in a given state, and what they say to forged codes and documents."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from spec.testkit import forge
from spec.testkit.forge import COLOUR, CTI, DROP, EXP, NOW

from huepass.core import Answer, GateState, Policy, check, load
from huepass.errors import CodeRefused, DocumentRefused, HuepassError, Reason, UsageError

ACCEPTS_PAPER = Policy(accept_paper=True)

# Payloads that are rightly signed and are not the claims of a credential.
WRONG_CLAIMS: dict[str, Any] = {
    "an_array": [1],
    "a_number": forge.dump(4),
    "without_an_expiry": {EXP: DROP},
    "without_an_id": {CTI: DROP},
    "without_a_colour": {COLOUR: DROP},
    "one_more": {1: "gz"},
    "a_later_one": {32: 0},
    "an_expiry_that_is_text": {EXP: "2026"},
    "a_negative_expiry": {EXP: -1},
    "an_id_that_is_text": {CTI: "abcd"},
    "an_id_that_is_a_number": {CTI: 7},
    "a_colour_that_is_text": {COLOUR: "green"},
    "a_negative_colour": {COLOUR: -1},
}


@contextmanager
def refused(reason: str, why: str = "", kind: type[HuepassError] = HuepassError) -> Iterator[None]:
    """Expect an error of exactly this kind and reason, with some words in its detail."""
    with pytest.raises(HuepassError) as caught:
        yield
    error = caught.value
    assert (type(error), str(error.reason)) == (kind, str(Reason(reason)))
    assert why in error.detail


def code_refused(reason: str, why: str = "") -> AbstractContextManager[None]:
    """Expect that a code is refused."""
    return refused(reason, why, CodeRefused)


def document_refused(reason: str, why: str = "") -> AbstractContextManager[None]:
    """Expect that a document is refused."""
    return refused(reason, why, DocumentRefused)


def misused(why: str = "") -> AbstractContextManager[None]:
    """Expect that a function says it was called wrongly."""
    return refused("wrong_use", why, UsageError)


def gate(*documents: bytes, root: bytes | None = None, now: int = NOW) -> GateState:
    """A gate that was given the root by hand and has loaded the documents at `now`."""
    state = GateState.begin(forge.root() if root is None else root)
    for document in documents:
        state = load(state, document, now)
    return state


def ready(*windows: list[Any]) -> GateState:
    """A gate with trust list and a fresh revocation list, which has these windows."""
    return gate(forge.trust_list(), forge.revocation_list(windows=forge.in_order(*windows)))


def shown(item: Any, state: GateState | None = None, **options: Any) -> Answer:
    """What a gate says to a decoded code, by default a ready one that accepts paper."""
    settings: dict[str, Any] = {"policy": ACCEPTS_PAPER, "now": NOW, "started_at": NOW - forge.HOUR}
    return check(state or ready(), forge.text(item), **{**settings, **options})


def outcome(item: Any, state: GateState | None = None, **options: Any) -> str:
    """The action or the reason of the refusal, for tables."""
    try:
        return str(shown(item, state, **options).action)
    except CodeRefused as error:
        return str(error.reason)
