"""What must hold between the fields of a programme file (spec sections 3.3 and 6.4)."""

from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from huepass.core import Action, Colour, Level
from huepass.issuer.domain.colours import colour_name, severity
from huepass.issuer.programme.condition_checks import check_conditions, check_uses
from huepass.issuer.programme.durations import format_duration
from huepass.issuer.programme.faults import Problem, Said, field_name
from huepass.issuer.programme.lines import Path
from huepass.issuer.programme.model import DESK, MEMBERSHIP, OBJECTION, AnswerKind
from huepass.issuer.programme.shapes import FileShape

_MIN_LIVE_STEP: Final = 3600
_MIN_OVERLAP: Final = 600
_MIN_PAPER_STEP: Final = 86400
_MAX_STEPS: Final = 32


def check_validity(file: FileShape) -> Iterator[Problem]:
    """The table of spec section 3.3."""
    if file.validity is None:
        return
    times = file.validity
    for kind, step, lifetime, least in (
        ("live", times.live_step, times.live_lifetime, _MIN_LIVE_STEP),
        ("paper", times.paper_step, times.paper_lifetime, _MIN_PAPER_STEP),
    ):
        if step < least:
            text = format_duration(least)
            yield Problem(
                ("validity", f"{kind}_step"),
                Said(f"must be at least {text}; raise it", f"至少为 {text}，请调大"),
            )
        low = step + (_MIN_OVERLAP if kind == "live" else 0)
        if not low <= lifetime <= _MAX_STEPS * step:
            low_text, high_text = format_duration(low), format_duration(_MAX_STEPS * step)
            yield Problem(
                ("validity", f"{kind}_lifetime"),
                Said(
                    f"must be {low_text} to {high_text}, as {kind}_step asks for; change one",
                    f"按 {kind}_step 须为 {low_text} 至 {high_text}，请修改其一",
                ),
            )


def check_colours(file: FileShape) -> Iterator[Problem]:
    """Grey is there, for whoever has no other colour."""
    grey = file.colours.get(Colour.GREY)
    if grey is None:
        yield Problem(
            ("colours",),
            Said(
                "grey is missing, the colour of whoever has no other; add [colours.grey]",
                "缺少灰码，即未给出其他颜色时的颜色，请添加 [colours.grey]",
            ),
        )
    elif grey.level != Level.UNDETERMINED:
        yield Problem(
            ("colours", "grey", "level"),
            Said(
                'grey means that no colour was given; write "undetermined"',
                '灰码表示未给出颜色，请写 "undetermined"',
            ),
        )


def check_used_colours(file: FileShape) -> Iterator[Problem]:
    """Every colour that is used is declared; whether grey is, `check_colours` says."""
    used: list[tuple[Path, Colour]] = []
    for place, rule in enumerate(file.rules):
        used.append((("rules", place, "colour"), rule.colour))
    for place, conversion in enumerate(file.conversions):
        used.append((("conversions", place, "from"), conversion.origin))
        used.append((("conversions", place, "to"), conversion.to))
    for place, colour in enumerate(file.editing.colours if file.editing else ()):
        used.append((("editing", "colours", place), colour))
    for path, colour in used:
        if colour not in file.colours and colour != Colour.GREY:
            name = colour_name(colour)
            yield Problem(
                path,
                Said(
                    f"{name} is not declared; add [colours.{name}] or take another",
                    f"未声明 {name}，请添加 [colours.{name}] 或改用其他颜色",
                ),
            )


def check_questions(file: FileShape) -> Iterator[Problem]:
    """Each kind of question has what it needs, and nothing else."""
    for name, question in file.questions.items():
        path: Path = ("questions", name)
        counts = question.kind in (AnswerKind.DATE, AnswerKind.STAYS)
        if counts and question.counts_for is None:
            yield Problem(
                path,
                Said(
                    'counts_for is missing: how long a day counts; add one like counts_for = "14d"',
                    '缺少 counts_for，即某日计入多久，请添加，如 counts_for = "14d"',
                ),
            )
        if not counts and question.counts_for is not None:
            yield Problem(
                (*path, "counts_for"),
                Said(
                    f"is for date and stays only, not for {question.kind}; take it out",
                    f"仅用于 date 和 stays，不用于 {question.kind}，请删去",
                ),
            )
        if (question.kind == AnswerKind.CHOICE) != bool(question.choices):
            yield Problem(
                (*path, "choices") if question.choices else path,
                Said(
                    "choices are for the kind choice, and it needs them; add or remove them",
                    "choices 仅用于且必须用于 choice 类问题，请添加或删去",
                ),
            )
        if question.kind == AnswerKind.STAYS and file.regions is None:
            yield Problem(
                (*path, "kind"),
                Said(
                    "stays need [regions] with their risks; add them",
                    "stays 需要 [regions] 及其风险等级，请添加",
                ),
            )


def check_regions(file: FileShape) -> Iterator[Problem]:
    """Every region has one of the risks, and no risk comes twice."""
    if file.regions is None:
        return
    risks = file.regions.risks
    for place, risk in enumerate(risks):
        if risk in risks[:place]:
            yield Problem(
                ("regions", "risks", place), Said("comes twice; take one out", "重复，请删去一个")
            )
    for name, region in (file.regions.__pydantic_extra__ or {}).items():
        if region.risk not in risks:
            yield _unknown(("regions", name, "risk"), region.risk, risks)


def check_authorities(file: FileShape) -> Iterator[Problem]:
    """Whoever sets, lifts or answers is declared."""
    named: list[tuple[Path, str]] = []
    for name, category in file.categories.items():
        for field in ("set_by", "lift_by"):
            for place, authority in enumerate(getattr(category, field)):
                named.append((("categories", name, field, place), authority))
    for name, purpose in file.look_ups.items():
        for place, authority in enumerate(purpose.authorities):
            named.append((("look_ups", name, "authorities", place), authority))
    if file.appeals is not None:
        named.append((("appeals", "to"), file.appeals.to))
    for path, authority in named:
        if authority not in file.authorities:
            yield _unknown(path, authority, file.authorities)


def check_rules(file: FileShape) -> Iterator[Problem]:
    """The last rule always holds, and only the last."""
    last = len(file.rules) - 1
    for place, rule in enumerate(file.rules):
        if rule.when is None and place < last:
            yield Problem(
                ("rules", place + 1),
                Said(
                    f"never reached: rules[{place}] has no 'when' and always holds; move that one "
                    "to the end",
                    f"永不生效：rules[{place}] 没有 when，总是成立，请将其移到最后",
                ),
            )
            return
    if file.rules and file.rules[last].when is not None:
        yield Problem(
            ("rules", last),
            Said(
                "the last rule must hold for everybody; add one without 'when' after it",
                "最后一条规则须对所有人成立，请在其后添加一条没有 when 的规则",
            ),
        )


def check_reasons(file: FileShape) -> Iterator[Problem]:
    """A reason code means one thing."""
    seen: dict[str, str] = {}
    reasons: list[tuple[Path, str]] = [
        *((("rules", place, "reason"), rule.reason) for place, rule in enumerate(file.rules)),
        *(
            (("conversions", place, "reason"), conversion.reason)
            for place, conversion in enumerate(file.conversions)
        ),
    ]
    for path, reason in reasons:
        if reason in seen:
            yield Problem(
                path,
                Said(
                    f"{seen[reason]} has the same reason; every reason code stands once",
                    f"{seen[reason]} 已用此原因代码，原因代码不能重复",
                ),
            )
        seen.setdefault(reason, field_name(path[:-1]))


def check_look_ups(file: FileShape) -> Iterator[Problem]:
    """The purposes of whoever serves the person, or reports for them, are not for look-ups."""
    for name in (DESK, MEMBERSHIP, OBJECTION):
        if name in file.look_ups:
            yield Problem(
                ("look_ups", name),
                Said(
                    "means something of its own in every programme; take another name",
                    "该名称在各方案中另有固定含义，请改用其他名称",
                ),
            )


def check_conversions(file: FileShape) -> Iterator[Problem]:
    """Each colour has one conversion at most, to a better colour, and none goes in a circle."""
    following: dict[Colour, Colour] = {}
    for place, conversion in enumerate(file.conversions):
        path: Path = ("conversions", place)
        origin, to = conversion.origin, conversion.to
        if origin in following:
            yield Problem(
                (*path, "from"),
                Said(
                    f"{colour_name(origin)} has a conversion already; keep one of them",
                    f"{colour_name(origin)} 已有一条转换，请只保留一条",
                ),
            )
            continue
        following[origin] = to
        if _comes_back(origin, following):
            yield Problem(
                (*path, "to"),
                Said(
                    f"leads back to {colour_name(origin)} in a circle; end it at the best colour",
                    f"转换循环回到 {colour_name(origin)}，请止于最好的颜色",
                ),
            )
        elif origin in file.colours and to in file.colours:
            levels = {colour: shape.level for colour, shape in file.colours.items()}
            if severity(levels[to]) >= severity(levels[origin]):
                yield Problem(
                    (*path, "to"),
                    Said(
                        f"{colour_name(to)} is no better than {colour_name(origin)}; a conversion "
                        "leads to a better level",
                        f"{colour_name(to)} 不比 {colour_name(origin)} 好，转换须通向更好的级别",
                    ),
                )


def _comes_back(start: Colour, following: Mapping[Colour, Colour]) -> bool:
    colour: Colour | None = following.get(start)
    for _ in following:
        if colour is None or colour == start:
            break
        colour = following.get(colour)
    return colour == start


def check_gate(file: FileShape) -> Iterator[Problem]:
    """Every level has a rule, and `undetermined` never passes (spec section 6.4)."""
    for level in Level:
        name = level.name.lower()
        if level not in file.gate:
            yield Problem(
                ("gate",),
                Said(
                    f"the level {name} is missing; add [gate.{name}]",
                    f"缺少级别 {name}，请添加 [gate.{name}]",
                ),
            )
    undetermined = file.gate.get(Level.UNDETERMINED)
    if undetermined is not None and undetermined.action == Action.PASS:
        yield Problem(
            ("gate", "undetermined", "action"),
            Said(
                'an undetermined colour never passes; write "refuse" or "check"',
                '未定的颜色不得放行，请写 "refuse" 或 "check"',
            ),
        )


def check_successions(file: FileShape) -> Iterator[Problem]:
    """People come from earlier versions, each in one way, into categories that there are."""
    seen: set[int] = set()
    for place, succession in enumerate(file.successions):
        path: Path = ("successions", place)
        if file.programme is not None and succession.origin >= file.programme.version:
            yield Problem(
                (*path, "from"),
                Said(
                    f"people come from an earlier version than {file.programme.version}, which "
                    "this is",
                    f"须为早于本版本 {file.programme.version} 的版本",
                ),
            )
        if succession.origin in seen:
            yield Problem(
                (*path, "from"),
                Said(
                    "this version stands above already; join the two", "该版本已在上文出现，请合并"
                ),
            )
        seen.add(succession.origin)
        for old, new in succession.categories.items():
            if new not in file.categories:
                yield _unknown((*path, "categories", old), new, file.categories)
        for number, old in enumerate(succession.drop):
            if old in succession.categories:
                yield Problem(
                    (*path, "drop", number),
                    Said(
                        "is both renamed and dropped; keep one of the two",
                        "既改名又去除，请保留其一",
                    ),
                )


def _unknown(path: Path, name: str, known: Mapping[str, object] | list[str]) -> Problem:
    names = ", ".join(known) or "-"
    return Problem(
        path,
        Said(f"{name!r} is not declared; there are: {names}", f"未声明 {name!r}；可用：{names}"),
    )


class Check(NamedTuple):
    """A check, and the sections without whose shape it makes no sense."""

    needs: frozenset[str]
    run: Callable[[FileShape], Iterator[Problem]]


def _needs(run: Callable[[FileShape], Iterator[Problem]], *sections: str) -> Check:
    return Check(frozenset(sections), run)


CHECKS: Final = (
    _needs(check_validity, "validity"),
    _needs(check_colours, "colours"),
    _needs(check_used_colours, "colours", "rules", "conversions", "editing"),
    _needs(check_questions, "questions", "regions"),
    _needs(check_regions, "regions"),
    _needs(check_authorities, "authorities", "categories", "appeals", "look_ups"),
    _needs(
        check_conditions, "programme", "colours", "regions", "questions", "categories",
        "applicants", "evidence", "rules", "conversions", "paper",
    ),
    _needs(check_uses, "categories", "evidence", "rules"),
    _needs(check_rules, "rules"),
    _needs(check_reasons, "rules", "conversions"),
    _needs(check_look_ups, "look_ups"),
    _needs(check_conversions, "colours", "conversions"),
    _needs(check_gate, "gate"),
    _needs(check_successions, "programme", "categories", "successions"),
)  # fmt: skip
