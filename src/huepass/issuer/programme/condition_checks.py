"""What must hold of the conditions of a programme file: each has an answer for everybody."""

from collections.abc import Iterator

from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.condition_types import (
    BOOL,
    NUMBER,
    ConditionError,
    Fields,
    Many,
    Names,
    One,
)
from huepass.issuer.programme.conditions import checked
from huepass.issuer.programme.faults import Problem, Said
from huepass.issuer.programme.lines import Path
from huepass.issuer.programme.model import AnswerKind, Channel
from huepass.issuer.programme.shapes import FileShape


def names_for_rules(file: FileShape) -> Names:
    """What the condition of a rule may use."""
    names = dict(names_for_conversions(file))
    names |= {
        "registered": BOOL,
        "reported": BOOL,
        "applicant": One("text", frozenset({"", *file.applicants})),
        "channel": One("text", frozenset({"", *Channel})),
        "categories": Many(frozenset(file.categories)),
        "evidence": Many(frozenset(file.evidence)),
        "temperature": NUMBER,
    }
    if file.programme is not None and file.programme.decisions:
        names["decision"] = One("text", frozenset({"", *map(colour_name, file.colours)}))
    return names


def names_for_conversions(file: FileShape) -> Names:
    """What a conversion may ask of a report: `report`, `recent` and `stays`."""
    report: dict[str, One | Many] = {}
    recent: dict[str, One | Many] = {}
    for name, question in file.questions.items():
        if question.kind == AnswerKind.YES_NO:
            report[name] = BOOL
        elif question.kind == AnswerKind.CHOICE:
            report[name] = One("text", frozenset({"", *question.choices}))
        elif question.kind == AnswerKind.TEXT:
            report[name] = One("text")
        elif question.kind == AnswerKind.DATE:
            recent[name] = BOOL
    risks = frozenset(file.regions.risks if file.regions else ())
    return {"report": Fields(report), "recent": Fields(recent), "stays": Many(risks)}


def check_conditions(file: FileShape) -> Iterator[Problem]:
    """Every condition has an answer for everybody, and none comes twice."""
    rule_names, meets_names = names_for_rules(file), names_for_conversions(file)
    texts: list[tuple[Path, str, Names]] = [
        (("rules", place, "when"), rule.when, rule_names)
        for place, rule in enumerate(file.rules)
        if rule.when is not None
    ]
    first: dict[str, Path] = {}
    for path, text, _ in texts:
        if text in first:
            other = f"rules[{first[text][1]}]"
            yield Problem(
                path,
                Said(
                    f"the same condition as {other}, so this rule is never reached; remove one",
                    f"与 {other} 的条件相同，本规则永不生效，请删去其一",
                ),
            )
        first.setdefault(text, path)
    texts += [
        (("conversions", place, "meets"), conversion.meets, meets_names)
        for place, conversion in enumerate(file.conversions)
        if conversion.meets is not None
    ]
    if file.paper is not None:
        texts.append((("paper", "when"), file.paper.when, rule_names))
    for path, text, names in texts:
        try:
            checked(text, names)
        except ConditionError as error:
            before = text[: error.offset]
            column = len(before) - (before.rfind("\n") + 1) + 1
            yield Problem(
                path,
                Said(f"at character {column}: {error.en}", f"第 {column} 个字符：{error.zh}"),
                before.count("\n"),
            )


def check_uses(file: FileShape) -> Iterator[Problem]:
    """A category or a certificate that no rule asks for would change nothing, silently."""
    conditions = " ".join(rule.when or "" for rule in file.rules)
    for section, declared in (("categories", file.categories), ("evidence", file.evidence)):
        for name in declared:
            if f'"{name}"' not in conditions and f"'{name}'" not in conditions:
                yield Problem(
                    (section, name),
                    Said(
                        f"no rule asks for it; write a rule with '\"{name}\" in {section}', "
                        "or take it out",
                        f"没有规则用到它，请写一条含 '\"{name}\" in {section}' 的规则或删去",
                    ),
                )
