"""Programme files: TOML in, a `Programme` or all its faults out.

A file is looked at in three steps: whether it is TOML, whether each section has the right shape
(`shapes`), and whether the sections fit together (`checks`). What a faulty section would be needed
for is not checked, so that one mistake doesn't bring messages about others that aren't there.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from typing import Any, Final, NoReturn

from pydantic import ValidationError

from huepass.issuer.programme import shapes
from huepass.issuer.programme.checks import CHECKS
from huepass.issuer.programme.conditions import ALWAYS, Condition
from huepass.issuer.programme.faults import (
    Fault,
    Problem,
    ProgrammeError,
    Said,
    field_name,
)
from huepass.issuer.programme.lines import Path, Place, places
from huepass.issuer.programme.model import (
    Appeals,
    Applicant,
    Category,
    ColourUse,
    Conversion,
    Document,
    EvidenceUse,
    GateRule,
    LookUpPurpose,
    Named,
    PaperRule,
    Programme,
    Proofing,
    Question,
    Region,
    Rule,
    Succession,
    Text,
    Validity,
)

MAX_FILE: Final = 1 << 20
"""Bytes of a programme file."""

_SAID: Final[Mapping[str, Said]] = {
    "missing": Said("is missing; add it", "缺少该项，请补上"),
    "extra_forbidden": Said(
        "is not known here; check the spelling or take it out", "未知项，请检查拼写或删去"
    ),
    "string_type": Said("must be a text in quotes", "须为引号内的文字"),
    "int_type": Said("must be a whole number", "须为整数"),
    "bool_type": Said("must be true or false", "须为 true 或 false"),
    "list_type": Said("must be a list in [ ]", "须为 [ ] 中的列表"),
    "dict_type": Said("must be a table", "须为表"),
    "model_type": Said("must be a table", "须为表"),
    "too_short": Said("must not be empty; add at least one", "不能为空，请至少添加一项"),
}


def load_programme(data: bytes) -> Programme:
    """Read a programme file.

    Args:
        data: the file, at most 1 MiB.

    Raises:
        ProgrammeError: `programme_invalid`, with every fault that was found.
    """
    text, content = _parse(data)
    found = places(text)
    problems, broken = _shape_problems(content)
    sound = {name: value for name, value in content.items() if name not in broken}
    file = shapes.FileShape.model_validate(sound)
    for check in CHECKS:
        if not check.needs & broken:
            problems.extend(check.run(file))
    if problems:
        raise ProgrammeError(sorted(_fault(problem, found) for problem in set(problems)))
    return _programme(file, data)


def _parse(data: bytes) -> tuple[str, dict[str, Any]]:
    if len(data) > MAX_FILE:
        _refuse(1, Said("larger than 1 MiB; a programme is a short text", "文件超过 1 MiB"))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(line, Said("not UTF-8; save the file in that encoding", "不是 UTF-8 编码，请另存"))
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        match = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(match[1]) if match else text.count("\n") + 1
        what = re.sub(r" \(at .*\)$", "", str(error))
        _refuse(line, Said(f"not TOML: {what}; mend this line", f"不是 TOML（{what}），请修正本行"))
    except RecursionError:
        _refuse(1, Said("nested too deeply", "嵌套过深"))


def _refuse(line: int, said: Said) -> NoReturn:
    raise ProgrammeError([Fault(line, "", said.en, said.zh)])


def _shape_problems(content: Mapping[str, Any]) -> tuple[list[Problem], set[str]]:
    """What is wrong with the sections on their own, and which sections that is."""
    problems = [
        Problem((name,), _SAID["missing"]) for name in shapes.REQUIRED if not content.get(name)
    ]
    broken = {str(problem.path[0]) for problem in problems}
    try:
        shapes.FileShape.model_validate(content)
    except ValidationError as error:
        for detail in error.errors():
            path = tuple(part for part in detail["loc"] if part != "[key]")
            broken.add(str(path[0]))
            problems.append(Problem(path, _said(detail["type"], detail)))
    return problems, broken


def _said(kind: str, detail: Any) -> Said:
    if kind == shapes.SAID:
        return Said(detail["ctx"]["en"], detail["ctx"]["zh"])
    if kind == "greater_than_equal":
        least = detail["ctx"]["ge"]
        return Said(f"must be at least {least}", f"至少为 {least}")
    if kind == "less_than_equal":
        most = detail["ctx"]["le"]
        return Said(f"must be at most {most}", f"最多为 {most}")
    return _SAID.get(kind, Said(f"can't be used: {detail['msg']}", f"无法使用：{detail['msg']}"))


def _fault(problem: Problem, found: Mapping[Path, Place]) -> Fault:
    path = problem.path
    field = field_name(path)
    place = found.get(path)
    while place is None and path:  # what is missing would stand in what is around it
        path = path[:-1]
        place = found.get(path)
    if place is None:
        return Fault(1, field, *problem.said)
    line = place.line if problem.text_line is None else place.text_line + problem.text_line
    return Fault(line, field, *problem.said)


def _programme(file: shapes.FileShape, source: bytes) -> Programme:
    head, validity = file.programme, file.validity
    assert head is not None and validity is not None  # REQUIRED
    return Programme(
        id=head.id,
        version=head.version,
        title=_text(head.title),
        notice=_text(head.notice),
        time_zone=head.time_zone,
        colours={
            colour: ColourUse(colour, shape.level, _text(shape.label), shape.display)
            for colour, shape in file.colours.items()
        },
        validity=Validity(
            validity.live_step, validity.live_lifetime,
            validity.paper_step, validity.paper_lifetime, validity.report,
        ),
        documents={
            name: Document(name, _text(shape.name), shape.number)
            for name, shape in file.documents.items()
        },
        other_documents=_text(head.other_documents),
        authorities=_named(file.authorities),
        regions={
            name: Region(name, _text(shape.name), shape.risk)
            for name, shape in _regions(file).items()
        },
        risks=tuple(file.regions.risks if file.regions else ()),
        questions={name: _question(name, shape) for name, shape in file.questions.items()},
        categories={
            name: Category(
                name, _text(shape.label), tuple(shape.set_by), tuple(shape.lift_by),
                shape.lasts, _text(shape.guidance), _texts(shape.reasons),
                _texts(shape.lift_reasons),
            )
            for name, shape in file.categories.items()
        },
        applicants={
            name: Applicant(
                name, _text(shape.name), frozenset(shape.channels), shape.needs_no_device,
                _proofing(shape.proofing),
            )
            for name, shape in file.applicants.items()
        },
        evidence={
            name: EvidenceUse(name, shape.issuer, shape.kind, _text(shape.name))
            for name, shape in file.evidence.items()
        },
        rules=tuple(map(_rule, file.rules)),
        conversions={shape.origin: _conversion(shape) for shape in file.conversions},
        decisions=head.decisions,
        may_edit=None if file.editing is None else frozenset(file.editing.colours),
        appeals=None
        if file.appeals is None
        else Appeals(file.appeals.within, file.appeals.to, _text(file.appeals.text)),
        paper=None
        if file.paper is None
        else PaperRule(Condition(file.paper.when), _text(file.paper.text)),
        look_ups={
            name: LookUpPurpose(
                name, _text(shape.name), tuple(shape.authorities), frozenset(shape.shows)
            )
            for name, shape in file.look_ups.items()
        },
        proofs=_named(file.proofs),
        gate={
            level: GateRule(shape.action, _text(shape.text)) for level, shape in file.gate.items()
        },
        successions={shape.origin: _succession(shape) for shape in file.successions},
        source=source,
    )  # fmt: skip


def _proofing(named: Iterable[Proofing]) -> frozenset[Proofing]:
    # Where nobody need check who a person is, whoever does check it is welcome.
    return frozenset(Proofing if Proofing.DECLARED in named else named)


def _text(shape: shapes.Both | shapes.BothLabels) -> Text:
    return {"en": shape.en, "zh": shape.zh}


def _texts(entries: Mapping[str, shapes.BothLabels]) -> dict[str, Text]:
    return {name: _text(shape) for name, shape in entries.items()}


def _named(entries: Mapping[str, shapes.NamedShape]) -> dict[str, Named]:
    return {name: Named(name, _text(shape.name)) for name, shape in entries.items()}


def _regions(file: shapes.FileShape) -> Mapping[str, shapes.RegionShape]:
    return (file.regions.__pydantic_extra__ if file.regions else None) or {}


def _question(name: str, shape: shapes.QuestionShape) -> Question:
    return Question(
        id=name,
        text=_text(shape.text),
        kind=shape.kind,
        choices=_texts(shape.choices),
        counts_for=shape.counts_for or 0,
        required=shape.required,
    )


def _rule(shape: shapes.RuleShape) -> Rule:
    return Rule(
        reason=shape.reason,
        colour=shape.colour,
        when=ALWAYS if shape.when is None else Condition(shape.when),
        text=_text(shape.text),
        guidance=_text(shape.guidance),
        at_once=shape.at_once,
    )


def _conversion(shape: shapes.ConversionShape) -> Conversion:
    return Conversion(
        origin=shape.origin,
        to=shape.to,
        days=shape.days,
        meets=None if shape.meets is None else Condition(shape.meets),
        reason=shape.reason,
        text=_text(shape.text),
    )


def _succession(shape: shapes.SuccessionShape) -> Succession:
    dropped: dict[str, str | None] = dict.fromkeys(shape.drop)
    return Succession(shape.origin, {**shape.categories, **dropped}, _text(shape.note))
