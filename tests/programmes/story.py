"""What happens to one made-up person under an example programme, day by day, in 2020.

    someone = Story.of("suikang").applies("03-24 09:00").put("03-25 10:00", "close-contact", "cdc")
    assert someone.colour("03-26 08:00") == "red"

Times are local times of 2020 like `03-24 09:00`, days are like `03-24`. A story never changes: each
step gives a longer one.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from huepass.core import Level
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.engine import Outcome, colour_of
from huepass.issuer.programme.explain import explain_colour
from huepass.issuer.programme.facts import (
    Answer,
    Application,
    CategoryLifted,
    CategorySet,
    Evidence,
    Fact,
    Reading,
    Report,
    RiskChange,
)
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.model import Channel, Programme
from huepass.messages import Language

EXAMPLES = Path(__file__).parents[2] / "examples" / "programmes"
ZONE = ZoneInfo("Asia/Shanghai")


@cache
def example(name: str) -> Programme:
    """An example programme, by the name of its file."""
    return load_programme((EXAMPLES / f"{name}.toml").read_bytes())


def at(when: str) -> int:
    """Seconds, from `03-24 09:00`."""
    return int(datetime.fromisoformat(f"2020-{when}").replace(tzinfo=ZONE).timestamp())


def day(name: str, later: int = 0) -> str:
    """A day as answers have it: `2020-03-24`, from `03-24`; or some days later."""
    return (date.fromisoformat(f"2020-{name}") + timedelta(later)).isoformat()


def clock(when: str, later: int) -> str:
    """A local time some days later."""
    return (datetime.fromisoformat(f"2020-{when}") + timedelta(later)).strftime("%m-%d %H:%M")


@dataclass(frozen=True)
class Story:
    """A person's facts under a programme."""

    programme: Programme
    facts: tuple[Fact, ...] = ()
    risks: tuple[RiskChange, ...] = ()

    @classmethod
    def of(cls, name: str) -> Self:
        """A story that has not begun, under an example programme."""
        return cls(example(name))

    def applies(
        self,
        when: str,
        who: str = "self",
        channel: str = "online",
        document: str = "mainland-id",
        *,
        no_device: bool = False,
    ) -> Self:
        """Somebody applies for the person."""
        assert who in self.programme.applicants
        assert document in self.programme.documents
        return self._with(Application(at(when), who, Channel(channel), document, no_device))

    def reports(self, when: str, **answers: Answer) -> Self:
        """A health report; what it doesn't say is no."""
        assert answers.keys() <= self.programme.questions.keys()
        return self._with(Report(at(when), answers))

    def reports_daily(self, first: str, days: int, **answers: Answer) -> Self:
        """A health report at eight on so many days in a row."""
        story = self
        for number in range(days):
            story = story.reports(clock(f"{first} 08:00", number), **answers)
        return story

    def put(self, when: str, category: str, authority: str) -> Self:
        """An authority that may do so puts the person into a category."""
        assert authority in self.programme.categories[category].set_by
        return self._with(CategorySet(at(when), category, authority))

    def lifted(self, when: str, category: str, authority: str) -> Self:
        """An authority that may do so takes the person out of a category."""
        assert authority in self.programme.categories[category].lift_by
        return self._with(CategoryLifted(at(when), category, authority))

    def certified(self, when: str, evidence: str, until: str) -> Self:
        """A certificate of another issuer is accepted, valid from that time on."""
        assert evidence in self.programme.evidence
        return self._with(Evidence(at(when), evidence, at(when), at(until)))

    def measured(self, when: str, temperature: float) -> Self:
        """Somebody takes the person's temperature."""
        return self._with(Reading(at(when), temperature))

    def risk(self, when: str, region: str, risk: str) -> Self:
        """A region has another risk from then on."""
        assert region in self.programme.regions and risk in self.programme.risks
        return replace(self, risks=(*self.risks, RiskChange(at(when), region, risk)))

    def outcome(self, when: str) -> Outcome:
        """What the engine says at a time about all that was recorded by then."""
        now = at(when)
        facts = [fact for fact in self.facts if fact.at <= now]
        return colour_of(self.programme, facts, now, self.risks)

    def colour(self, when: str) -> str:
        """The colour's name at a time."""
        return colour_name(self.outcome(when).colour)

    def level(self, when: str) -> Level:
        """What the colour means to any gate."""
        return self.outcome(when).level

    def reason(self, when: str) -> str:
        """The deciding reason's code."""
        return self.outcome(when).reasons[0]

    def shows(self, when: str) -> tuple[str, str]:
        """Colour and deciding reason."""
        return self.colour(when), self.reason(when)

    def told(self, when: str, language: Language = "en") -> str:
        """Everything that the holder is told, in one text."""
        said = explain_colour(self.programme, self.outcome(when), language)
        lines = [said.title]
        for _, some in said.sections(language):
            lines += some
        return "\n".join(lines)

    def turns(self, when: str) -> list[tuple[str, str]]:
        """The changes of colour to come if nothing more is recorded: when, and to what."""
        found, colour = [], self.outcome(when).colour
        for change in self.outcome(when).changes:
            if change.colour != colour:
                colour = change.colour
                moment = datetime.fromtimestamp(change.at, ZONE).strftime("%m-%d %H:%M")
                found.append((moment, colour_name(colour)))
        return found

    def _with(self, fact: Fact) -> Self:
        return replace(self, facts=(*self.facts, fact))
