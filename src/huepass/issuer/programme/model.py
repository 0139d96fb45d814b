"""A programme: what a colour follows from, as data (spec section 3 for colours and windows).

These are the values that a valid programme file becomes. Durations are seconds. Texts for people
are maps from language (`en`, `zh`) to text, and every one has both.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from huepass.core import Action, Colour, Level
from huepass.issuer.domain.identity import NumberFormat
from huepass.issuer.programme.conditions import Condition

Text = Mapping[str, str]

DESK: Final = "desk"
"""The purpose of whoever serves the person at a desk; no programme names it."""
OBJECTION: Final = "objection"
"""The purpose of whoever opens the person's objection; no programme names it."""
MEMBERSHIP: Final = "membership"
"""The purpose of an organisation that the person joined; no programme names it."""


class AnswerKind(StrEnum):
    """What an answer to a question looks like."""

    YES_NO = "yes-no"
    CHOICE = "choice"
    TEXT = "text"
    DATE = "date"
    """A local day; conditions see whether it still counts (`recent`)."""
    STAYS = "stays"
    """Regions and the last local day in each; conditions see the risks of those that count."""


class Channel(StrEnum):
    """How an application reached the issuer."""

    ONLINE = "online"
    OFFLINE = "offline"


class Proofing(StrEnum):
    """How it is known who a person is."""

    REGISTRAR = "registrar"
    """A registrar saw the document."""
    PROVIDER = "provider"
    """An OpenID Connect provider says it."""
    DECLARED = "declared"
    """Whoever applies says it, and nobody checked. Where that will do, so will the others."""


class Shown(StrEnum):
    """What a look-up can show of a person."""

    IDENTITY = "identity"
    COLOUR = "colour"
    REPORTS = "reports"
    READINGS = "readings"
    CATEGORIES = "categories"
    PROOFS = "proofs"


@dataclass(frozen=True, slots=True)
class ColourUse:
    """A colour that this programme gives."""

    colour: Colour
    level: Level
    label: Text
    display: str
    """What a screen paints, `#rrggbb`."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How long things last."""

    live_step: int
    live_lifetime: int
    paper_step: int
    paper_lifetime: int
    report: int | None
    """How long a health report lasts; None if until the next one."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something with an ID and a name: an authority, a kind of proof."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class Document:
    """A kind of document that proves who a person is."""

    id: str
    name: Text
    number: NumberFormat | None
    """What its number looks like; None if no number is asked for."""


@dataclass(frozen=True, slots=True)
class Region:
    """A place with a risk, until an authority says that the risk has changed."""

    id: str
    name: Text
    risk: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the health report."""

    id: str
    text: Text
    kind: AnswerKind
    choices: Mapping[str, Text]
    """For `choice` only."""
    counts_for: int
    """For `date` and `stays` only: how long a day counts, from its beginning."""
    required: bool


@dataclass(frozen=True, slots=True)
class Category:
    """A group of people that authorities put a person into and take them out of."""

    id: str
    label: Text
    set_by: tuple[str, ...]
    lift_by: tuple[str, ...]
    lasts: int | None
    """Ends so long after it was set or renewed last; None if only by being lifted."""
    guidance: Text
    """To the holder: what to do, how it is lifted and by whom."""
    reasons: Mapping[str, Text]
    """Why somebody may be put into it; if there are any, one has to be given."""
    lift_reasons: Mapping[str, Text]
    """Why somebody may be taken out of it; if there are any, one has to be given."""


@dataclass(frozen=True, slots=True)
class Rule:
    """The first rule whose condition holds gives the colour."""

    reason: str
    colour: Colour
    when: Condition
    text: Text
    """Why, to the holder."""
    guidance: Text
    """What to do, and what lifts it."""
    at_once: bool
    """Whether it overrides a colour that is kept until a conversion is due."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A colour that ends only after so many days in a row."""

    origin: Colour
    to: Colour
    days: int
    meets: Condition | None
    """What each report of each day must meet; None if the days alone count."""
    reason: str
    text: Text


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who may apply for a person, and how."""

    id: str
    name: Text
    channels: frozenset[Channel]
    needs_no_device: bool
    """Whether only a person without a smartphone may be applied for like this."""
    proofing: frozenset[Proofing]
    """In which ways it may be known who the person is."""


@dataclass(frozen=True, slots=True)
class EvidenceUse:
    """A kind of certificate of another issuer that counts as a fact."""

    id: str
    issuer: str
    kind: str
    name: Text


@dataclass(frozen=True, slots=True)
class Succession:
    """What becomes of a person's facts when they come from an earlier version."""

    version: int
    categories: Mapping[str, str | None]
    """Old category to new; None drops it. Those not named keep their ID."""
    note: Text


@dataclass(frozen=True, slots=True)
class Appeals:
    """Whoever finds the colour wrong can object."""

    answered_within: int
    to: str
    """The authority that answers."""
    text: Text


@dataclass(frozen=True, slots=True)
class PaperRule:
    """Who may have a paper pass."""

    when: Condition
    """Over what rules see."""
    text: Text
    """Who may, to those who may not."""


@dataclass(frozen=True, slots=True)
class LookUpPurpose:
    """What for staff may look a person up, and what they are shown then."""

    id: str
    name: Text
    authorities: tuple[str, ...]
    """For which they act; any if empty."""
    shows: frozenset[Shown]


@dataclass(frozen=True, slots=True)
class GateRule:
    """What a gate does at a level, and what it tells its staff."""

    action: Action
    text: Text


@dataclass(frozen=True, slots=True)
class Programme:
    """The rules of one system, in one version."""

    id: str
    version: int
    title: Text
    notice: Text
    """Whose example this is, and whose it is not."""
    time_zone: str
    colours: Mapping[Colour, ColourUse]
    validity: Validity
    documents: Mapping[str, Document]
    other_documents: Text
    """What somebody with another document is told."""
    authorities: Mapping[str, Named]
    regions: Mapping[str, Region]
    risks: tuple[str, ...]
    """The risks that a region can have, the lowest first."""
    questions: Mapping[str, Question]
    categories: Mapping[str, Category]
    applicants: Mapping[str, Applicant]
    evidence: Mapping[str, EvidenceUse]
    rules: tuple[Rule, ...]
    conversions: Mapping[Colour, Conversion]
    decisions: bool
    """Whether staff may decide on a colour: conditions see `decision`."""
    may_edit: frozenset[Colour] | None
    """With which colour a person may report anew what they declared; None if with any."""
    appeals: Appeals | None
    paper: PaperRule | None
    """None if everybody may have a paper pass."""
    look_ups: Mapping[str, LookUpPurpose]
    proofs: Mapping[str, Named]
    """The kinds of documents about their health that holders may upload."""
    gate: Mapping[Level, GateRule]
    successions: Mapping[int, Succession]
    """By the version that people come from."""
    source: bytes
    """The file as it was loaded."""
