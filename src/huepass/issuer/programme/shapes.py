"""The shape of a programme file: which fields there are, and what each may hold on its own."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from huepass.core import Action, Colour, Level
from huepass.issuer.domain.identity import NumberFormat
from huepass.issuer.programme.condition_types import is_name
from huepass.issuer.programme.durations import parse_duration
from huepass.issuer.programme.model import AnswerKind, Channel, Proofing, Shown

SAID: Final = "said"
"""The type of errors that bring their words along."""
MAX_LABEL: Final = 64
MAX_TEXT: Final = 1000
_HIDDEN: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ID: Final = re.compile("[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?")
_ISSUER: Final = re.compile("[a-z0-9.-]{1,64}")
_DISPLAY: Final = re.compile("#[0-9a-f]{6}")
_REASON: Final = re.compile("[a-z][a-z0-9_]{0,63}")
_RISK: Final = re.compile("[a-z0-9-]{1,32}")


def _refusal(en: str, zh: str) -> PydanticCustomError:
    return PydanticCustomError(SAID, "{en}", {"en": en, "zh": zh})


def _text_of(limit: int) -> Any:
    def check(text: str) -> str:
        if not text.strip():
            raise _refusal(
                "must not be empty; write what people are to read", "不能为空，请写明内容"
            )
        hidden = _HIDDEN.search(text)
        if hidden is not None:
            raise _refusal(
                f"has the hidden character U+{ord(hidden[0]):04X}; take it out",
                f"含有不可见字符 U+{ord(hidden[0]):04X}，请删去",
            )
        if len(text) > limit:
            raise _refusal(
                f"has {len(text)} characters, at most {limit} are allowed; shorten it",
                f"有 {len(text)} 个字符，最多 {limit} 个，请缩短",
            )
        return text

    return AfterValidator(check)


def _matching(pattern: re.Pattern[str], en: str, zh: str) -> AfterValidator:
    def check(text: str) -> str:
        if not pattern.fullmatch(text):
            raise _refusal(en, zh)
        return text

    return AfterValidator(check)


def _one_of(members: Mapping[str, Any]) -> BeforeValidator:
    known = ", ".join(members)

    def convert(value: object) -> object:
        if not isinstance(value, str) or value not in members:
            raise _refusal(f"must be one of: {known}", f"须为其中之一：{known}")
        return members[value]

    return BeforeValidator(convert)


def _duration(value: object) -> int:
    seconds = parse_duration(value) if isinstance(value, str) else None
    if seconds is None:
        raise _refusal(
            'must be a duration like "90s", "6h10m" or "7d"', '须为时长，如 "90s"、"6h10m"、"7d"'
        )
    return seconds


def _question_id(text: str) -> str:
    if not is_name(text):
        raise _refusal(
            "conditions must be able to name it: a to z, then also 0 to 9 and _, no word of CEL",
            "条件中要能使用该名称：以 a-z 开头，可含 0-9 和 _，不能是 CEL 的保留字",
        )
    return text


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise _refusal(
            'no such time zone; write one like "Asia/Shanghai"',
            '没有该时区，请写如 "Asia/Shanghai"',
        ) from None
    return text


Label = Annotated[str, _text_of(MAX_LABEL)]
Words = Annotated[str, _text_of(MAX_TEXT)]
Id = Annotated[
    str,
    _matching(
        _ID,
        "only a-z, 0-9 and '-' inside, at most 64",
        "只能用 a-z、0-9，中间可用“-”，最多 64 个字符",
    ),
]
IssuerId = Annotated[
    str,
    _matching(
        _ISSUER,
        "only a-z, 0-9, '.' and '-', at most 64",
        "只能用 a-z、0-9、“.”和“-”，最多 64 个字符",
    ),
]
QuestionId = Annotated[str, AfterValidator(_question_id)]
ReasonCode = Annotated[
    str,
    _matching(
        _REASON,
        "only a-z, then also 0-9 and '_', at most 64",
        "只能以 a-z 开头，可含 0-9 和“_”，最多 64 个字符",
    ),
]
Risk = Annotated[
    str,
    _matching(_RISK, "only a-z, 0-9 and '-', at most 32", "只能用 a-z、0-9 和“-”，最多 32 个字符"),
]
Display = Annotated[str, _matching(_DISPLAY, 'must be like "#1a7f37"', '须如 "#1a7f37"')]
Duration = Annotated[int, BeforeValidator(_duration)]
TimeZone = Annotated[str, AfterValidator(_time_zone)]
ColourName = Annotated[Colour, _one_of({colour.name.lower(): colour for colour in Colour})]
LevelName = Annotated[Level, _one_of({level.name.lower(): level for level in Level})]
ActionName = Annotated[Action, _one_of({action.value: action for action in Action})]
KindName = Annotated[AnswerKind, _one_of({kind.value: kind for kind in AnswerKind})]
ChannelName = Annotated[Channel, _one_of({channel.value: channel for channel in Channel})]
FormatName = Annotated[NumberFormat, _one_of({one.value: one for one in NumberFormat})]
ProofingName = Annotated[Proofing, _one_of({one.value: one for one in Proofing})]
ShownName = Annotated[Shown, _one_of({one.value: one for one in Shown})]
Days = Annotated[int, Field(ge=1, le=366)]
Version = Annotated[int, Field(ge=1, le=1_000_000)]


class Shape(BaseModel):
    """What all tables have in common: nothing is converted, nothing unknown is overlooked."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Both(Shape):
    """A text in both languages."""

    en: Words
    zh: Words


class BothLabels(Shape):
    """A short text in both languages."""

    en: Label
    zh: Label


class ProgrammeShape(Shape):
    id: Id
    version: Version
    title: BothLabels
    notice: Both
    time_zone: TimeZone
    decisions: bool = False
    other_documents: Both


class ValidityShape(Shape):
    live_step: Duration
    live_lifetime: Duration
    paper_step: Duration
    paper_lifetime: Duration
    report: Duration | None = None


class ColourShape(Shape):
    level: LevelName
    label: BothLabels
    display: Display


class NamedShape(Shape):
    name: BothLabels


class DocumentShape(Shape):
    name: BothLabels
    number: FormatName | None = None


class RegionShape(Shape):
    name: BothLabels
    risk: Risk


class RegionsShape(Shape):
    model_config = ConfigDict(strict=True, extra="allow", frozen=True)

    __pydantic_extra__: dict[Id, RegionShape]  # the regions themselves
    risks: Annotated[list[Risk], Field(min_length=1)]


class QuestionShape(Shape):
    text: Both
    kind: KindName
    choices: dict[Id, BothLabels] = {}
    counts_for: Duration | None = None
    required: bool = True


class CategoryShape(Shape):
    label: BothLabels
    set_by: Annotated[list[str], Field(min_length=1)]
    lift_by: Annotated[list[str], Field(min_length=1)]
    lasts: Duration | None = None
    guidance: Both
    reasons: dict[Id, BothLabels] = {}
    lift_reasons: dict[Id, BothLabels] = {}


class ApplicantShape(Shape):
    name: BothLabels
    channels: Annotated[list[ChannelName], Field(min_length=1)]
    needs_no_device: bool = False
    proofing: Annotated[list[ProofingName], Field(min_length=1)] = [
        Proofing.REGISTRAR,
        Proofing.PROVIDER,
    ]


class EvidenceShape(Shape):
    issuer: IssuerId
    kind: Id
    name: BothLabels


class RuleShape(Shape):
    reason: ReasonCode
    colour: ColourName
    when: str | None = None
    text: Both
    guidance: Both
    at_once: bool = False


class ConversionShape(Shape):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)

    origin: Annotated[ColourName, Field(alias="from")]
    to: ColourName
    days: Days
    meets: str | None = None
    reason: ReasonCode
    text: Both


class EditingShape(Shape):
    colours: Annotated[list[ColourName], Field(min_length=1)]


class AppealsShape(Shape):
    within: Duration
    to: str
    text: Both


class PaperShape(Shape):
    when: str
    text: Both


class LookUpShape(Shape):
    name: BothLabels
    authorities: list[str] = []
    shows: Annotated[list[ShownName], Field(min_length=1)]


class GateShape(Shape):
    action: ActionName
    text: Both


class SuccessionShape(Shape):
    origin: Annotated[Version, Field(alias="from")]
    categories: dict[Id, str] = {}
    drop: list[Id] = []
    note: Both


class FileShape(Shape):
    """A whole file. What it can't do without is in `REQUIRED`."""

    programme: ProgrammeShape | None = None
    validity: ValidityShape | None = None
    colours: dict[ColourName, ColourShape] = {}
    documents: dict[Id, DocumentShape] = {}
    authorities: dict[Id, NamedShape] = {}
    regions: RegionsShape | None = None
    questions: dict[QuestionId, QuestionShape] = {}
    categories: dict[Id, CategoryShape] = {}
    applicants: dict[Id, ApplicantShape] = {}
    evidence: dict[Id, EvidenceShape] = {}
    rules: list[RuleShape] = []
    conversions: list[ConversionShape] = []
    editing: EditingShape | None = None
    appeals: AppealsShape | None = None
    paper: PaperShape | None = None
    look_ups: dict[Id, LookUpShape] = {}
    proofs: dict[Id, NamedShape] = {}
    gate: dict[LevelName, GateShape] = {}
    successions: list[SuccessionShape] = []


REQUIRED: Final = ("programme", "validity", "colours", "rules", "gate")
