"""The inputs of a seed, and the cases that hold them."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

from . import codes, documents, edges, rice, signatures, splices, steps
from .compare import Asked
from .scene import Family, Input, Scene, scene

EACH = 40  # inputs in a case
FAMILIES: tuple[Family, ...] = (
    *[codes.chosen_faults] * 22,
    *[codes.fields] * 11,
    *[codes.encodings] * 8,
    *[codes.forms] * 2,
    *[codes.bytes_changed] * 2,
    *[codes.texts] * 3,
    *[codes.again] * 4,
    *[codes.looked_up] * 3,
    *[signatures.of_codes] * 4,
    *[edges.of_codes] * 10,
    *[edges.of_trust_lists] * 4,
    *[edges.of_lists] * 3,
    *[documents.chosen_faults] * 10,
    *[documents.fields] * 7,
    *[documents.encodings] * 4,
    *[documents.forms] * 2,
    *[documents.bytes_changed] * 2,
    *[documents.extended] * 2,
    *[documents.next_ones] * 4,
    *[documents.bundles] * 3,
    *[documents.first_roots] * 2,
    *[signatures.of_documents] * 2,
    *[rice.codings] * 5,
    *[splices.spliced] * 4,
)
AGAIN: tuple[Family, ...] = (codes.again, codes.looked_up)
LARGE = 1500  # one input in so many is a large document


def made(seed: int, index: int) -> tuple[Scene, Input]:
    """The input with this index, and where it takes place."""
    where = scene(seed, index // EACH)
    rng = Random((seed << 40) + index)
    now = where.clock(rng, index % EACH)
    if where.given:
        return where, steps.changed(rng, where, now)
    family = documents.large if rng.randrange(LARGE) == 0 else rng.choice(FAMILIES)
    if not where.steady and family in AGAIN:
        family = codes.chosen_faults
    one = family(rng, where, now)
    if where.steady and one.given["at"] != now:
        one = replace(one, given={**one.given, "at": now})
    return where, one


def cases(seed: int, start: int, stop: int) -> Iterator[Asked]:
    """The cases that hold the inputs from `start` to before `stop`."""
    for first in range(start - start % EACH, stop, EACH):
        indices = range(max(start, first), min(first + EACH, stop))
        inputs = [(index, *made(seed, index)) for index in indices]
        together = [(index, one) for index, _, one in inputs if one.root is None]
        if together:
            yield _case(seed, inputs[0][1], together)
        for index, where, one in inputs:
            if one.root is not None:
                yield _alone(seed, index, where, one)


def _case(seed: int, where: Scene, inputs: list[tuple[int, Input]]) -> Asked:
    indices = [index for index, _ in inputs]
    case = {
        "id": f"{seed}/{indices[0]}-{indices[-1]}",
        "root": where.root.hex(),
        "accept_paper": where.accept_paper,
        "steps": where.steps + [one.given for _, one in inputs],
    }
    return Asked(case, inputs, len(where.steps), plain=indices[0] // EACH % 2 == 1)


def _alone(seed: int, index: int, where: Scene, one: Input) -> Asked:
    assert one.root is not None
    case = {
        "id": f"{seed}/{index}",
        "root": one.root.hex(),
        "accept_paper": where.accept_paper,
        "steps": [one.given],
    }
    return Asked(case, [(index, one)], 0)
