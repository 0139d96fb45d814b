"""A city at work under an example programme: its issuer, its staff, a gate, and a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from huepass.core import Answer, GateState, Policy, check, load
from huepass.errors import HuepassError, Reason
from huepass.issuer.create import create_issuer
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.domain.records import ColourChange, Person, Role, Staff
from huepass.issuer.keystore import KeyMaker, load_folder, unlock_service
from huepass.issuer.programme.model import Channel
from huepass.issuer.service import (
    due,
    explaining,
    facts,
    moving,
    paper,
    persons,
    publishing,
    staffing,
)
from huepass.issuer.service.facts import Applying
from huepass.issuer.service.office import Office
from huepass.issuer.service.recording import Recorded
from huepass.issuer.service.rules import colours_of
from huepass.issuer.settings import load_settings
from huepass.messages import Language
from issuer.conftest import CHEAP, PASSPHRASE, Clock, settings_for
from people import registered
from programmes.story import EXAMPLES, at, example

OFFLINE: Final = Channel.OFFLINE


class City:
    """An issuer that began with a programme, as `huepass init --programme` makes it."""

    def __init__(self, office: Office, clock: Clock) -> None:
        self.office = office
        self.clock = clock
        self.desk = self.hire("desk")

    def hire(self, name: str, *authorities: str) -> Staff:
        """Somebody who works here, and the authorities for which they act."""
        staffing.add_staff(self.office, name, [Role.ADMIN], authorities)
        return staffing.staff_named(self.office, name, Role.ADMIN)

    def goes_to(self, when: str) -> None:
        """The clock goes on, and the service does what has come due, as it does by itself."""
        self.clock.now = at(when)
        due.run(self.office)

    def registers(
        self,
        who: str = "self",
        channel: str = "online",
        document: str = "mainland-id",
        *,
        no_device: bool = False,
    ) -> str:
        """Somebody applies; the person's number."""
        application = Applying(who, document, channel, no_device)
        return registered(self.office, application, self.desk).number

    def comes(self) -> str:
        """Somebody without a phone applies at an office, and may have paper; their number."""
        applicants = example(self.name).applicants.values()
        who = next(one.id for one in applicants if one.needs_no_device and OFFLINE in one.channels)
        return self.registers(who, OFFLINE, no_device=True)

    def reports(self, number: str, **answers: object) -> Recorded:
        """A health report with an answer to every question that needs one."""
        questions = example(self.name).questions.values()
        neutral: dict[str, object] = {"yes-no": False, "stays": []}
        whole = {
            one.id: neutral.get(one.kind, next(iter(one.choices), ""))
            for one in questions
            if one.required
        }
        return facts.report(self.office, number, {**whole, **answers}, self.desk)

    @property
    def name(self) -> str:
        """The example's name that is in force."""
        with self.office.store.read() as connection:
            programme = self.office.rules(connection).programme
        return programme.id + (f"-{programme.version}" if programme.version > 1 else "")

    def moves_to(self, name: str) -> None:
        """Another version is put in force, and everybody evaluated by it."""
        moving.load(self.office, (EXAMPLES / f"{name}.toml").read_bytes(), self.desk)
        self._evaluate()

    def says_risk(self, region: str, risk: str) -> None:
        """A region has another risk from now on."""
        moving.set_risk(self.office, region, risk, self.desk)
        self._evaluate()

    def colour(self, number: str) -> str:
        """The colour that is kept for a person."""
        return colour_name(self.person(number).colour)

    def person(self, number: str) -> Person:
        """What is kept about a person."""
        return persons.show(self.office, number)[0]

    def history(self, number: str) -> list[ColourChange]:
        """The changes of a person's colour."""
        return persons.show(self.office, number)[1]

    def told(self, number: str, language: Language = "en") -> str:
        """All that the holder is told."""
        said = explaining.explain(self.office, number).holder[language]
        return "\n".join(line for _, lines in said.sections(language) for line in lines)

    def paper(self, number: str) -> str:
        """The text of a new paper pass."""
        return paper.make_paper_pass(self.office, number).text

    def gate(self) -> GateState:
        """A gate that has just fetched everything."""
        roots, trust = self.office.documents.read()
        published = publishing.publish(self.office).document
        assert trust is not None
        state = GateState.begin(roots[0])
        for document in (trust, published):
            state = load(state, document, self.clock.now)
        return state

    def shown(self, text: str) -> Answer:
        """What such a gate says to a pass, without network."""
        now = self.clock.now
        policy = Policy(accept_paper=True)
        return check(self.gate(), text, policy=policy, now=now, started_at=now - 3600)

    def refuses(self, text: str, reason: str) -> None:
        """The gate says that a pass is not valid."""
        with refused(reason):
            self.shown(text)

    def _evaluate(self) -> None:
        for _ in moving.go_on(self.office, moving.in_this_process(self.office)):
            pass


@contextmanager
def city_of(name: str, begins: str, folder: Path) -> Iterator[City]:
    """A city that begins with an example programme at a local time of 2020."""
    clock = Clock(at(begins))
    settings = settings_for(folder, colours=colours_of(0, example(name), {}))
    create_issuer(settings, KeyMaker(PASSPHRASE, CHEAP), clock, example(name))
    keys = unlock_service(load_folder(settings.keys), PASSPHRASE)
    office = Office(load_settings(folder), keys.signers, clock, keys.secret)
    yield City(office, clock)
    office.close()


@contextmanager
def refused(reason: str, words: str = "") -> Iterator[None]:
    """Expect a refusal of this reason, with these words in its detail."""
    with pytest.raises(HuepassError) as caught:
        yield
    assert caught.value.reason == Reason(reason)
    assert words in caught.value.detail
