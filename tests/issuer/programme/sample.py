"""A small programme that has everything an engine can meet, and a calendar to talk about it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from huepass.core import Action, Colour, Level
from huepass.issuer.programme.conditions import ALWAYS, Condition
from huepass.issuer.programme.facts import Answer, Application, Report
from huepass.issuer.programme.model import (
    AnswerKind,
    Appeals,
    Applicant,
    Category,
    Channel,
    ColourUse,
    Conversion,
    Document,
    EvidenceUse,
    GateRule,
    Named,
    Programme,
    Proofing,
    Question,
    Region,
    Rule,
    Text,
    Validity,
)

DAY = 86400
HOUR = 3600
ZONE = "Asia/Shanghai"
GREY, GREEN, YELLOW = Colour.GREY, Colour.GREEN, Colour.YELLOW
RED, ORANGE = Colour.RED, Colour.ORANGE


def text(english: str) -> Text:
    """A text in both languages."""
    return {"en": english, "zh": f"中文 {english}"}


def at(when: str, zone: str = ZONE) -> int:
    """Seconds, from `03-05 08:00`: a local time in 2026."""
    return int(datetime.fromisoformat(f"2026-{when}").replace(tzinfo=ZoneInfo(zone)).timestamp())


def local(seconds: int | None, zone: str = ZONE) -> str:
    """The other way round; empty for None."""
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, ZoneInfo(zone)).strftime("%m-%d %H:%M")


def applied(when: str) -> Application:
    """An application of one's own."""
    return Application(at(when), "self", Channel.ONLINE, "card", False)


def report(when: str, **answers: Answer) -> Report:
    """A report; what it doesn't say is no."""
    return Report(at(when), answers)


def rule(reason: str, colour: Colour, when: str | None = None, *, at_once: bool = False) -> Rule:
    """A rule; without a condition it always holds."""
    condition = ALWAYS if when is None else Condition(when)
    return Rule(reason, colour, condition, text(f"why {reason}."), text(f"do {reason}."), at_once)


def question(name: str, kind: AnswerKind, counts_for: int = 0) -> Question:
    """A question."""
    choices = {one: text(one) for one in ("a", "b")} if kind == AnswerKind.CHOICE else {}
    return Question(name, text(name), kind, choices, counts_for, False)


def conversion(
    origin: Colour, to: Colour, days: int, meets: str | None = None
) -> dict[Colour, Conversion]:
    """A conversion, by its colour."""
    condition = None if meets is None else Condition(meets)
    reason = f"{origin.name.lower()}-days"
    return {origin: Conversion(origin, to, days, condition, reason, text(f"kept {reason}."))}


RULES = (
    rule("decided", RED, 'decision == "red"'),
    rule("case", RED, '"case" in categories'),
    rule("worker", GREEN, '"worker" in evidence', at_once=True),
    rule("contact", RED, '"contact" in categories || recent.contact_day'),
    rule("high-risk", RED, '"high" in stays'),
    rule("fever", YELLOW, "report.fever || temperature >= 37.3"),
    rule("medium-risk", ORANGE, '"medium" in stays || report.place == "b"'),
    rule("not-applied", GREY, "!registered"),
    rule("no-report", GREY, "!reported"),
    rule("well", GREEN),
)

CONVERSIONS = {
    **conversion(RED, YELLOW, 3, "!report.fever && reported"),
    **conversion(YELLOW, GREEN, 2, "!report.fever"),
    **conversion(ORANGE, GREEN, 2),
}


def _category(name: str, lasts: int | None) -> Category:
    label = text(f"category {name}")
    return Category(
        name, label, ("cdc", "town"), ("cdc",), lasts, text(f"guidance {name}."), {}, {}
    )


def _colour(colour: Colour, level: Level) -> ColourUse:
    return ColourUse(colour, level, text(colour.name.lower()), "#000000")


def programme(
    rules: tuple[Rule, ...] = RULES,
    conversions: Mapping[Colour, Conversion] = CONVERSIONS,
    *,
    report_lasts: int | None = 7 * DAY,
    time_zone: str = ZONE,
    **changes: object,
) -> Programme:
    """The sample, with some of it changed."""
    made = Programme(
        id="sample",
        version=1,
        title=text("sample"),
        notice=text("an example"),
        time_zone=time_zone,
        colours={
            GREY: _colour(GREY, Level.UNDETERMINED),
            GREEN: _colour(GREEN, Level.CLEAR),
            YELLOW: _colour(YELLOW, Level.CHECK),
            ORANGE: _colour(ORANGE, Level.CHECK),
            RED: _colour(RED, Level.STOP),
        },
        validity=Validity(21600, 22200, DAY, 8 * DAY, report_lasts),
        documents={"card": Document("card", text("card"), None)},
        other_documents=text("others"),
        authorities={
            "cdc": Named("cdc", text("the centre")),
            "town": Named("town", text("the town")),
        },
        regions={
            "plain": Region("plain", text("Plain"), "low"),
            "lake": Region("lake", text("Lake"), "high"),
            "hill": Region("hill", text("Hill"), "medium"),
        },
        risks=("low", "medium", "high"),
        questions={
            one.id: one
            for one in (
                question("fever", AnswerKind.YES_NO),
                question("place", AnswerKind.CHOICE),
                question("note", AnswerKind.TEXT),
                question("contact_day", AnswerKind.DATE, 14 * DAY),
                question("where", AnswerKind.STAYS, 14 * DAY),
            )
        },
        categories={
            one.id: one for one in (_category("case", None), _category("contact", 5 * DAY))
        },
        applicants={
            "self": Applicant(
                "self", text("self"), frozenset({Channel.ONLINE}), False, frozenset(Proofing)
            )
        },
        evidence={"worker": EvidenceUse("worker", "north", "worker", text("worker's certificate"))},
        rules=rules,
        conversions=conversions,
        decisions=True,
        may_edit=None,
        appeals=Appeals(3 * DAY, "cdc", text("appeal.")),
        paper=None,
        look_ups={},
        proofs={},
        gate={
            Level.CLEAR: GateRule(Action.PASS, text("gate clear.")),
            Level.CHECK: GateRule(Action.CHECK, text("gate check.")),
            Level.STOP: GateRule(Action.REFUSE, text("gate stop.")),
            Level.UNDETERMINED: GateRule(Action.REFUSE, text("gate undetermined.")),
        },
        successions={},
        source=b"",
    )
    return replace(made, **changes)  # type: ignore[arg-type]
