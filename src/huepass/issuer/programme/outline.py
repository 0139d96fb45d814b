"""A programme as sections, entries and fields in words, for people to read and to compare."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from huepass.core import Action, Level
from huepass.issuer.domain.colours import colour_name
from huepass.issuer.programme.conditions import ALWAYS
from huepass.issuer.programme.durations import format_duration
from huepass.issuer.programme.model import (
    AnswerKind,
    Category,
    Channel,
    Conversion,
    Document,
    LookUpPurpose,
    Named,
    Programme,
    Proofing,
    Question,
    Rule,
    Shown,
    Succession,
    Text,
)


class Words(NamedTuple):
    """The same in both languages."""

    en: str
    zh: str


Entry = Mapping[str, Words]
"""Field to value; see `FIELDS`."""
Outline = Mapping[str, Mapping[str, Entry]]
"""Section to ID to entry, all in the order of the file; see `SECTIONS`."""

SECTIONS: Final[Mapping[str, Words]] = {
    "programme": Words("programme", "方案"),
    "validity": Words("validity", "有效期"),
    "colours": Words("colours", "颜色"),
    "gate": Words("at the gate", "检查点"),
    "rules": Words("rules", "规则"),
    "conversions": Words("conversions", "转码"),
    "categories": Words("categories", "人员类别"),
    "questions": Words("questions of the report", "申报问题"),
    "regions": Words("regions", "地区"),
    "evidence": Words("evidence of other issuers", "其他签发方的证明"),
    "applicants": Words("who may apply", "申领人"),
    "documents": Words("documents", "证件"),
    "authorities": Words("authorities", "部门"),
    "proofs": Words("proofs of health", "健康证明材料"),
    "look_ups": Words("look-ups by staff", "工作人员查询"),
    "rights": Words("editing, appeals and paper", "修改、申诉与纸质码"),
    "successions": Words("people from earlier versions", "旧版本人员"),
}

FIELDS: Final[Mapping[str, Words]] = {
    "action": Words("action", "处置"),
    "answered_within": Words("answered within", "答复期限"),
    "answers_by": Words("answered by", "答复部门"),
    "authorities": Words("authorities", "部门"),
    "at_once": Words("overrides conversions", "不受转码限制"),
    "categories": Words("categories", "人员类别"),
    "channels": Words("channels", "渠道"),
    "choices": Words("choices", "选项"),
    "colour": Words("colour", "颜色"),
    "colours": Words("with which colours", "可修改的颜色"),
    "counts_for": Words("counts for", "计入时长"),
    "days": Words("days in a row", "连续天数"),
    "decisions": Words("staff decide on colours", "人工定码"),
    "display": Words("painted", "显示色"),
    "from": Words("from", "起始颜色"),
    "guidance": Words("guidance", "指引"),
    "id": Words("ID", "标识"),
    "issuer": Words("issuer", "签发方"),
    "kind": Words("kind", "类型"),
    "label": Words("label", "名称"),
    "lasts": Words("lasts", "持续"),
    "level": Words("level", "级别"),
    "lift_by": Words("lifted by", "解除部门"),
    "lift_reasons": Words("reasons for lifting", "解除理由"),
    "live": Words("live code: step, lifetime", "电子码：步长、有效期"),
    "meets": Words("each report meets", "每次申报须符合"),
    "name": Words("name", "名称"),
    "needs_no_device": Words("only for people without a smartphone", "仅限无智能手机者"),
    "note": Words("note", "说明"),
    "notice": Words("notice", "声明"),
    "number": Words("number", "证件号码"),
    "other_documents": Words("with another document", "其他证件"),
    "paper": Words("paper pass: step, lifetime", "纸质码：步长、有效期"),
    "paper_text": Words("who may have a paper pass", "纸质码发放对象"),
    "paper_when": Words("a paper pass when", "纸质码条件"),
    "proofing": Words("identity known by", "身份核验方式"),
    "reasons": Words("reasons", "理由"),
    "report": Words("a report lasts", "申报有效期"),
    "required": Words("must be answered", "必填"),
    "risk": Words("risk", "风险"),
    "risks": Words("risks, the lowest first", "风险等级（由低到高）"),
    "set_by": Words("set by", "设定部门"),
    "shows": Words("shows", "显示内容"),
    "text": Words("text", "文字"),
    "time_zone": Words("time zone", "时区"),
    "title": Words("title", "名称"),
    "to": Words("to", "转为"),
    "version": Words("version", "版本"),
    "when": Words("when", "条件"),
}

LEVELS: Final[Mapping[Level, Words]] = {
    Level.CLEAR: Words("clear", "正常"),
    Level.CHECK: Words("check", "需检查"),
    Level.STOP: Words("stop", "不得通行"),
    Level.UNDETERMINED: Words("undetermined", "未定"),
}
_ACTIONS: Final[Mapping[Action, Words]] = {
    Action.PASS: Words("pass", "放行"),
    Action.CHECK: Words("check", "检查"),
    Action.REFUSE: Words("refuse", "不予放行"),
}
_KINDS: Final[Mapping[AnswerKind, Words]] = {
    AnswerKind.YES_NO: Words("yes or no", "是或否"),
    AnswerKind.CHOICE: Words("one of the choices", "单选"),
    AnswerKind.TEXT: Words("free text", "文字"),
    AnswerKind.DATE: Words("a day", "日期"),
    AnswerKind.STAYS: Words("places and days", "地点与日期"),
}
_CHANNELS: Final[Mapping[Channel, Words]] = {
    Channel.ONLINE: Words("online", "线上"),
    Channel.OFFLINE: Words("offline", "线下"),
}
_PROOFING: Final[Mapping[Proofing, Words]] = {
    Proofing.REGISTRAR: Words("a registrar", "登记人员核验证件"),
    Proofing.PROVIDER: Words("an identity provider", "实名认证平台"),
    Proofing.DECLARED: Words("what is declared", "自行申报"),
}
SHOWN: Final[Mapping[Shown, Words]] = {
    Shown.IDENTITY: Words("masked identity", "脱敏身份"),
    Shown.COLOUR: Words("colour", "颜色"),
    Shown.REPORTS: Words("reports", "健康申报"),
    Shown.READINGS: Words("readings", "体温记录"),
    Shown.CATEGORIES: Words("categories", "人员类别"),
    Shown.PROOFS: Words("proofs of health", "健康证明材料"),
}
_NO_LIMIT: Final = Words("without limit", "不限")
_ALWAYS: Final = Words("always", "总是成立")


def outline(programme: Programme) -> Outline:
    """Everything that a programme says, in the order of `SECTIONS`; empty sections are left out."""
    found: dict[str, Mapping[str, Entry]] = {
        "programme": {programme.id: _head(programme)},
        "validity": {programme.id: _validity(programme)},
        "colours": {
            colour_name(colour): {
                "level": LEVELS[use.level],
                "label": _words(use.label),
                "display": _same(use.display),
            }
            for colour, use in programme.colours.items()
        },
        "gate": {
            level.name.lower(): {"action": _ACTIONS[rule.action], "text": _words(rule.text)}
            for level, rule in sorted(programme.gate.items())
        },
        "rules": {rule.reason: _rule(rule) for rule in programme.rules},
        "conversions": {one.reason: _conversion(one) for one in programme.conversions.values()},
        "categories": {
            name: _category(category, programme.authorities)
            for name, category in programme.categories.items()
        },
        "questions": {name: _question(one) for name, one in programme.questions.items()},
        "regions": {
            name: {"name": _words(region.name), "risk": _same(region.risk)}
            for name, region in programme.regions.items()
        },
        "evidence": {
            name: {"name": _words(use.name), "issuer": _same(use.issuer), "kind": _same(use.kind)}
            for name, use in programme.evidence.items()
        },
        "applicants": {
            name: {
                "name": _words(applicant.name),
                "channels": _joined(_CHANNELS[one] for one in sorted(applicant.channels)),
                "needs_no_device": _yes(applicant.needs_no_device),
                "proofing": _joined(_PROOFING[one] for one in sorted(applicant.proofing)),
            }
            for name, applicant in programme.applicants.items()
        },
        "documents": {name: _document(one) for name, one in programme.documents.items()},
        "authorities": _names(programme.authorities),
        "proofs": _names(programme.proofs),
        "look_ups": {
            name: _look_up(one, programme.authorities) for name, one in programme.look_ups.items()
        },
        "rights": {programme.id: _rights(programme)},
        "successions": {
            str(version): _succession(one) for version, one in programme.successions.items()
        },
    }
    return {name: found[name] for name in SECTIONS if found[name]}


def _head(programme: Programme) -> Entry:
    return {
        "id": _same(programme.id),
        "version": _same(str(programme.version)),
        "title": _words(programme.title),
        "notice": _words(programme.notice),
        "time_zone": _same(programme.time_zone),
        "decisions": _yes(programme.decisions),
        "other_documents": _words(programme.other_documents),
        **({"risks": _same(", ".join(programme.risks))} if programme.risks else {}),
    }


def _validity(programme: Programme) -> Entry:
    times = programme.validity
    return {
        "live": _durations(times.live_step, times.live_lifetime),
        "paper": _durations(times.paper_step, times.paper_lifetime),
        "report": _NO_LIMIT if times.report is None else _durations(times.report),
    }


def _rule(rule: Rule) -> Entry:
    entry = {
        "colour": _same(colour_name(rule.colour)),
        "when": _ALWAYS if rule.when == ALWAYS else _condition(rule.when.source),
        "text": _words(rule.text),
        "guidance": _words(rule.guidance),
    }
    if rule.at_once:
        entry["at_once"] = _yes(True)
    return entry


def _conversion(conversion: Conversion) -> Entry:
    return {
        "from": _same(colour_name(conversion.origin)),
        "to": _same(colour_name(conversion.to)),
        "days": _same(str(conversion.days)),
        "meets": _ALWAYS if conversion.meets is None else _condition(conversion.meets.source),
        "text": _words(conversion.text),
    }


def _category(category: Category, authorities: Mapping[str, Named]) -> Entry:
    entry = {
        "label": _words(category.label),
        "set_by": _joined(_words(authorities[one].name) for one in category.set_by),
        "lift_by": _joined(_words(authorities[one].name) for one in category.lift_by),
        "lasts": _NO_LIMIT if category.lasts is None else _durations(category.lasts),
        "guidance": _words(category.guidance),
    }
    if category.reasons:
        entry["reasons"] = _joined(map(_words, category.reasons.values()))
    if category.lift_reasons:
        entry["lift_reasons"] = _joined(map(_words, category.lift_reasons.values()))
    return entry


def _document(document: Document) -> Entry:
    entry = {"name": _words(document.name)}
    if document.number is not None:
        entry["number"] = _same(document.number)
    return entry


def _look_up(purpose: LookUpPurpose, authorities: Mapping[str, Named]) -> Entry:
    entry = {
        "name": _words(purpose.name),
        "shows": _joined(SHOWN[one] for one in sorted(purpose.shows)),
    }
    if purpose.authorities:
        acting = (_words(authorities[one].name) for one in purpose.authorities)
        entry["authorities"] = _joined(acting)
    return entry


def _question(question: Question) -> Entry:
    entry = {
        "text": _words(question.text),
        "kind": _KINDS[question.kind],
        "required": _yes(question.required),
    }
    if question.choices:
        entry["choices"] = _joined(map(_words, question.choices.values()))
    if question.counts_for:
        entry["counts_for"] = _durations(question.counts_for)
    return entry


def _rights(programme: Programme) -> Entry:
    entry: dict[str, Words] = {}
    if programme.may_edit is not None:
        entry["colours"] = _same(", ".join(map(colour_name, sorted(programme.may_edit))))
    if programme.appeals is not None:
        entry["answered_within"] = _durations(programme.appeals.answered_within)
        entry["answers_by"] = _words(programme.authorities[programme.appeals.to].name)
        entry["text"] = _words(programme.appeals.text)
    if programme.paper is not None:
        entry["paper_when"] = _condition(programme.paper.when.source)
        entry["paper_text"] = _words(programme.paper.text)
    return entry


def _succession(succession: Succession) -> Entry:
    return {
        "categories": _joined(
            Words(f"{old} → {new}", f"{old} → {new}")
            if new is not None
            else Words(f"{old} ends", f"{old} 取消")
            for old, new in succession.categories.items()
        ),
        "note": _words(succession.note),
    }


def _names(entries: Mapping[str, Named]) -> Mapping[str, Entry]:
    return {name: {"name": _words(entry.name)} for name, entry in entries.items()}


def _words(text: Text) -> Words:
    return Words(text["en"], text["zh"])


def _same(text: str) -> Words:
    return Words(text, text)


def _condition(source: str) -> Words:
    # A comment ends with its line.
    return _same(source.strip() if "//" in source else " ".join(source.split()))


def _durations(*seconds: int) -> Words:
    return _same(", ".join(map(format_duration, seconds)))


def _yes(value: bool) -> Words:
    return Words("yes", "是") if value else Words("no", "否")


def _joined(parts: Iterable[Words]) -> Words:
    every = list(parts)
    return Words(", ".join(part.en for part in every), "、".join(part.zh for part in every))
