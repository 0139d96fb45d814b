"""The programme in force and what it makes of facts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from sqlalchemy import Connection

from huepass.core import ColourEntry
from huepass.issuer.domain.records import FactRow
from huepass.issuer.programme.engine import Engine, Verdict
from huepass.issuer.programme.facts import (
    CategoryLifted,
    CategorySet,
    Fact,
    RiskChange,
    carried,
    fact_from,
)
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import Programme, Succession
from huepass.issuer.store import programmes

BUILT_IN: Final = 1
"""Row ID of the built-in programme."""


class Rules:
    """A programme in force, with the risks of its regions. Safe to use from several threads.

    Args:
        id_: the programme's row ID.
        programme: the programme.
        risks: the changes of its regions' risks.
        chains: by the row ID of an earlier programme, what became of its facts since, in order.
        colours: level and labels of each colour that the settings name.
        before: level and labels of each colour in the programme that was in force before.
    """

    def __init__(
        self,
        id_: int,
        programme: Programme,
        risks: Iterable[RiskChange],
        chains: Mapping[int, Sequence[Succession]],
        colours: Mapping[int, ColourEntry],
        before: Mapping[int, ColourEntry] | None = None,
    ) -> None:
        self.id = id_
        self.programme = programme
        self.risks = tuple(risks)
        self.engine = Engine(programme, self.risks)
        self.colours = colours_of(id_, programme, colours)
        self.colours_before = before
        self._chains = chains

    def facts(self, rows: Iterable[FactRow]) -> list[Fact]:
        """Facts as this programme sees them, those of earlier ones carried over.

        Raises:
            HuepassError: `facts_invalid`.
        """
        found: list[Fact] = []
        chains = self._chains
        for programme_id, at, kind, body, _ in rows:
            fact = fact_from(at, kind, body)
            chain = chains.get(programme_id)
            if chain and isinstance(fact, CategorySet | CategoryLifted):
                found += _carried(fact, chain)
            else:
                found.append(fact)
        return found

    def verdict(self, facts: Sequence[Fact], now: int) -> Verdict:
        """The colour now, of facts that are in order."""
        return self.engine.colour_only(facts, self.moment(facts, now))

    def moment(self, facts: Sequence[Fact], now: int) -> int:
        """The time at which a person is looked at.

        It is now, unless a clock that was ahead recorded a fact: what is known counts at once.
        """
        return max(now, facts[-1].at) if facts else now


def rules_in_force(connection: Connection, colours: Mapping[int, ColourEntry]) -> Rules:
    """The programme in force.

    Raises:
        ProgrammeError: this version of huepass refuses a programme that an earlier one loaded.
    """
    rows = programmes.programmes(connection)
    loaded = [programme_from(row.source) for row in rows]
    chains: dict[int, list[Succession]] = {}
    for number, (before, programme) in enumerate(pairwise(loaded), 1):
        succession = programme.successions.get(before.version)
        if before.id == programme.id and succession is not None:
            for earlier in rows[:number]:
                chains.setdefault(earlier.id, []).append(succession)
    risks = (RiskChange(*change) for change in programmes.risks(connection))
    meant_before = None if len(rows) < 2 else colours_of(rows[-2].id, loaded[-2], colours)
    return Rules(rows[-1].id, loaded[-1], risks, chains, colours, meant_before)


def colours_of(
    id_: int, programme: Programme, colours: Mapping[int, ColourEntry]
) -> Mapping[int, ColourEntry]:
    """Level and labels of each colour: what the programme says, and the settings of the others.

    With the built-in programme the settings say which colours there are and what they mean.
    """
    if id_ == BUILT_IN:
        return colours
    return {
        **colours,
        **{
            colour: ColourEntry(level=use.level, labels=dict(use.label))
            for colour, use in programme.colours.items()
        },
    }


@lru_cache(maxsize=64)
def programme_from(source: bytes) -> Programme:
    """The programme of a file. Remembers what it read."""
    return load_programme(source)


def _carried(fact: Fact, chain: Iterable[Succession]) -> list[Fact]:
    facts = [fact]
    for succession in chain:
        facts = carried(facts, succession)
    return facts
