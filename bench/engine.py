"""The colour engine: microseconds a person, on one core.

    python -m bench.engine [--persons 20000] [--rounds 5] [--programme FILE]

Persons are made up: each has an application and one or two reports with stays, every fourth is or
was in a category, and every twentieth reports daily while a conversion runs. Each round takes all
of them with an engine that has seen nobody; the least of the rounds counts, as the machine is never
quite alone.
"""

import argparse
import random
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from huepass.issuer.programme.engine import Engine
from huepass.issuer.programme.explain import explain_colour
from huepass.issuer.programme.facts import (
    Answer,
    Application,
    CategoryLifted,
    CategorySet,
    Fact,
    Report,
    body_of,
    fact_from,
)
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import AnswerKind, Channel, Programme

EXAMPLE = Path(__file__).parent.parent / "examples" / "programmes" / "guozhouxing.toml"
DAY = 86400
NOW = 1_584_237_600  # 2020-03-15 10:00 in Nanchong
TODAY = date(2020, 3, 15)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--persons", type=int, default=20000)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--programme", type=Path, default=EXAMPLE)
    options = arguments.parse_args()
    programme = load_programme(options.programme.read_bytes())
    source = random.Random(1)
    persons = [person(programme, source) for _ in range(options.persons)]
    number = sum(map(len, persons)) / len(persons)
    print(f"The colour engine: {len(persons)} persons, {number:.1f} facts each, {programme.id}")
    report("facts from their stored form", lambda: read(persons), persons, options.rounds)
    report("colour and due time", lambda: verdicts(programme, persons), persons, options.rounds)
    few = persons[: max(1, len(persons) // 10)]
    report("colour with all that is known of it", lambda: outcomes(programme, few), few, 1)
    report("the same, explained", lambda: explanations(programme, few), few, 1)


def person(programme: Programme, source: random.Random) -> list[Fact]:
    """A made-up person's facts."""
    begun = NOW - source.randrange(5 * DAY, 40 * DAY)
    applicant = source.choice(list(programme.applicants))
    facts: list[Fact] = [Application(begun, applicant, Channel.ONLINE, "mainland-id", False)]
    answers = declared(programme, source)
    facts.append(Report(begun + 60, answers))
    chance = source.random()
    if chance < 0.3:
        facts.append(Report(begun + source.randrange(DAY, 5 * DAY), answers))
    elif chance < 0.55 and programme.categories:
        category = source.choice(list(programme.categories))
        facts.append(CategorySet(begun + 2 * DAY, category, "cdc"))
        if source.random() < 0.8:
            facts.append(CategoryLifted(begun + 4 * DAY, category, "cdc"))
    elif chance < 0.6:
        facts += [Report(NOW - day * DAY, {}) for day in range(4, 0, -1)]
    return sorted(facts, key=lambda fact: fact.at)


def declared(programme: Programme, source: random.Random) -> dict[str, Answer]:
    """Answers: nearly always no, and where somebody was."""
    found: dict[str, Answer] = {}
    for one in programme.questions.values():
        if one.kind == AnswerKind.YES_NO:
            found[one.id] = source.random() < 0.01
        elif one.kind == AnswerKind.STAYS and programme.regions:
            region = source.choice(list(programme.regions))
            found[one.id] = ((region, (TODAY - timedelta(source.randrange(30))).isoformat()),)
    return found


def read(persons: list[list[Fact]]) -> Callable[[], None]:
    """Reading everybody's facts from the form in the database."""
    stored = [[(fact.at, fact.kind, body_of(fact)) for fact in facts] for facts in persons]

    def work() -> None:
        for rows in stored:
            for row in rows:
                fact_from(*row)

    return work


def verdicts(programme: Programme, persons: list[list[Fact]]) -> Callable[[], None]:
    """What re-evaluating everybody computes."""
    engine = Engine(programme)

    def work() -> None:
        for facts in persons:
            engine.colour_only(facts, NOW)

    return work


def outcomes(programme: Programme, persons: list[list[Fact]]) -> Callable[[], None]:
    """What is computed when somebody asks about a person."""
    engine = Engine(programme)

    def work() -> None:
        for facts in persons:
            engine.colour_of(facts, NOW)

    return work


def explanations(programme: Programme, persons: list[list[Fact]]) -> Callable[[], None]:
    """And what they are told, in one language."""
    engine = Engine(programme)

    def work() -> None:
        for facts in persons:
            explain_colour(programme, engine.colour_of(facts, NOW), "zh")

    return work


def report(
    what: str, prepare: Callable[[], Callable[[], None]], persons: list[list[Fact]], rounds: int
) -> None:
    taken = []
    for _ in range(rounds):
        work = prepare()
        start = time.process_time()
        work()
        taken.append((time.process_time() - start) / len(persons))
    print(f"  {what:40} {min(taken) * 1e6:7.1f} us a person")


if __name__ == "__main__":
    main()
