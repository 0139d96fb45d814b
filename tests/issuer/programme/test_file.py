"""Programme files: what a good one becomes, and how each kind of bad one is refused."""

import re
from typing import NamedTuple

import pytest

from huepass.core import Action, Colour, Level
from huepass.errors import Reason
from huepass.issuer.domain.colours import DEFAULT_COLOURS
from huepass.issuer.domain.identity import NumberFormat
from huepass.issuer.programme.builtin import minimal
from huepass.issuer.programme.conditions import ALWAYS, Condition
from huepass.issuer.programme.faults import Fault, ProgrammeError
from huepass.issuer.programme.file import MAX_FILE, load_programme
from huepass.issuer.programme.model import (
    AnswerKind,
    Appeals,
    Applicant,
    Category,
    Channel,
    Document,
    EvidenceUse,
    GateRule,
    LookUpPurpose,
    Named,
    PaperRule,
    Proofing,
    Region,
    Shown,
    Succession,
    Validity,
)
from issuer.programme.texts import VALID


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(ProgrammeError) as caught:
        load_programme(text if isinstance(text, bytes) else text.encode())
    assert caught.value.reason == Reason.PROGRAMME_INVALID
    return caught.value.faults


def changed(old: str, new: str) -> str:
    assert VALID.count(old) == 1, f"{old!r} stands {VALID.count(old)} times in the file"
    return VALID.replace(old, new)


def line_of(text: str, words: str) -> int:
    """The line, from 1, on which some words begin that stand in the text once."""
    assert text.count(words) == 1, f"{words!r} stands {text.count(words)} times in the file"
    return text.count("\n", 0, text.index(words)) + 1


def test_a_valid_file_becomes_a_programme() -> None:
    programme = load_programme(VALID.encode())
    assert (programme.id, programme.version, programme.time_zone) == ("small", 3, "Asia/Shanghai")
    assert programme.decisions
    assert programme.title == {"en": "Small", "zh": "小方案"}
    assert programme.validity == Validity(21600, 22200, 86400, 691200, 604800)
    assert list(programme.colours) == [Colour.GREY, Colour.GREEN, Colour.YELLOW, Colour.RED]
    assert programme.colours[Colour.RED].level == Level.STOP
    assert programme.colours[Colour.RED].display == "#cf222e"
    assert programme.documents == {
        "card": Document("card", {"en": "Card", "zh": "身份证"}, None),
        "book": Document("book", {"en": "Passport", "zh": "护照"}, NumberFormat.ICAO_9303),
    }
    assert programme.risks == ("low", "high")
    assert programme.regions == {"north": Region("north", {"en": "The north", "zh": "北区"}, "low")}
    assert programme.questions["work"].kind == AnswerKind.CHOICE
    assert list(programme.questions["work"].choices) == ["here", "away"]
    assert programme.questions["contact"].counts_for == 14 * 86400
    assert programme.questions["contact"].required
    assert not programme.questions["remarks"].required
    assert programme.categories["close-contact"] == Category(
        "close-contact", {"en": "Close contact", "zh": "密切接触者"},
        ("cdc",), ("cdc",), 14 * 86400, {"en": "Wait.", "zh": "请等待。"},
        {"shared-room": {"en": "shared a room with a case", "zh": "与病例同住"}},
        {
            "negative": {"en": "tests negative", "zh": "检测阴性"},
            "mistaken": {"en": "recorded by mistake", "zh": "登记有误"},
        },
    )  # fmt: skip
    assert programme.applicants == {
        "self": Applicant(
            "self", {"en": "The person", "zh": "本人"}, frozenset({Channel.ONLINE}), False,
            frozenset({Proofing.REGISTRAR, Proofing.PROVIDER}),
        ),
        "office": Applicant(
            "office", {"en": "The office", "zh": "窗口"}, frozenset({Channel.OFFLINE}), False,
            frozenset({Proofing.REGISTRAR}),
        ),
    }  # fmt: skip
    assert programme.evidence == {
        "worker": EvidenceUse(
            "worker", "sichuan", "migrant-worker", {"en": "Certificate", "zh": "证明"}
        )
    }
    assert [rule.reason for rule in programme.rules] == ["contact", "worker", "ill", "otherwise"]
    assert [rule.at_once for rule in programme.rules] == [False, True, False, False]
    assert programme.rules[0].when == Condition('"close-contact" in categories')
    assert programme.rules[-1].when is ALWAYS
    red = programme.conversions[Colour.RED]
    assert (red.to, red.days, red.meets) == (Colour.YELLOW, 14, Condition("!report.fever"))
    assert programme.conversions[Colour.YELLOW].meets is None
    assert programme.may_edit == {Colour.GREEN}
    assert programme.appeals == Appeals(3 * 86400, "cdc", {"en": "Object.", "zh": "可申诉。"})
    assert programme.paper == PaperRule(
        Condition('channel == "offline"'),
        {"en": "Paper is made at the office.", "zh": "纸质码由窗口制发。"},
    )
    assert programme.look_ups == {
        "tracing": LookUpPurpose(
            "tracing", {"en": "Tracing", "zh": "流行病学调查"}, ("cdc",),
            frozenset({Shown.IDENTITY, Shown.REPORTS}),
        )
    }  # fmt: skip
    assert programme.proofs == {"test": Named("test", {"en": "A test's result", "zh": "检测结果"})}
    assert programme.gate[Level.CHECK] == GateRule(Action.CHECK, {"en": "Check.", "zh": "检查。"})
    assert programme.successions == {
        2: Succession(
            2, {"contact": "close-contact", "former": None}, {"en": "Renamed.", "zh": "改名。"}
        )
    }
    assert programme.source == VALID.encode()


def test_sections_that_nobody_needs_may_be_left_out() -> None:
    text = VALID
    for section in ("editing", "appeals", "paper", "look_ups.tracing", "proofs.test"):
        text = re.sub(rf"\[{section}\]\n(?:.+\n)*", "", text)
    text = re.sub(r"\[categories\.close-contact\.\w*reasons\]\n(?:.+\n)*", "", text)
    text = re.sub(r"\[\[(?:conversions|successions)\]\]\n(?:.+\n)*", "", text)
    programme = load_programme(text.encode())
    assert (programme.may_edit, programme.appeals, programme.paper) == (None, None, None)
    assert not programme.look_ups and not programme.proofs
    category = programme.categories["close-contact"]
    assert not category.reasons and not category.lift_reasons
    assert not programme.conversions and not programme.successions


def test_line_ends_and_a_byte_order_mark_of_another_system_make_no_difference() -> None:
    other = load_programme(b"\xef\xbb\xbf" + VALID.replace("\n", "\r\n").encode())
    mine = load_programme(VALID.encode())
    assert other.title == mine.title and len(other.rules) == len(mine.rules)


class Bad(NamedTuple):
    """A change that makes the file bad, and what is to be said about it."""

    old: str
    new: str
    at: str
    """Words that begin on the line that is to be named, once in the changed file."""
    field: str
    en: str
    zh: str


BAD = {
    "no table but a number": Bad(
        'label = { en = "red", zh = "红码" }', "label = 5", "label = 5", "colours.red.label",
        "must be a table", "须为表",
    ),
    "an unknown field": Bad(
        'version = 3', 'version = 3\ncolor = "red"', 'color = ', "programme.color",
        "is not known here; check the spelling or take it out", "未知项，请检查拼写或删去",
    ),
    "an unknown section": Bad(
        "[editing]", "[edits]", "[edits]", "edits",
        "is not known here; check the spelling or take it out", "未知项，请检查拼写或删去",
    ),
    "a field is missing": Bad(
        'level = "stop"\n', "", "[colours.red]", "colours.red.level",
        "is missing; add it", "缺少该项，请补上",
    ),
    "a section is missing": Bad(
        '[validity]\nlive_step = "6h"\nlive_lifetime = "6h10m"\npaper_step = "1d"\n'
        'paper_lifetime = "8d"\nreport = "7d"\n', "", "[programme]", "validity",
        "is missing; add it", "缺少该项，请补上",
    ),
    "one language is missing": Bad(
        'label = { en = "red", zh = "红码" }', 'label = { en = "red" }', 'label = { en = "red"',
        "colours.red.label.zh", "is missing; add it", "缺少该项，请补上",
    ),
    "an empty text": Bad(
        'zh = "密接。"', 'zh = " "', 'text = { en = "Contact."', "rules[0].text.zh",
        "must not be empty; write what people are to read", "不能为空，请写明内容",
    ),
    "a hidden character": Bad(
        'en = "Object."', 'en = "Ob\u202eject."', 'text = { en = "Ob', "appeals.text.en",
        "has the hidden character U+202E; take it out", "含有不可见字符 U+202E，请删去",
    ),
    "a label that is too long": Bad(
        'en = "yellow"', f'en = "{"y" * 65}"', f'label = {{ en = "{"y" * 65}',
        "colours.yellow.label.en",
        "has 65 characters, at most 64 are allowed; shorten it", "有 65 个字符，最多 64 个，请缩短",
    ),
    "a number in quotes": Bad(
        "version = 3", 'version = "3"', 'version = "3"', "programme.version",
        "must be a whole number", "须为整数",
    ),
    "a version below 1": Bad(
        "version = 3", "version = 0", "version = 0", "programme.version",
        "must be at least 1", "至少为 1",
    ),
    "a text without quotes": Bad(
        'display = "#cf222e"', "display = 5", "display = 5", "colours.red.display",
        "must be a text in quotes", "须为引号内的文字",
    ),
    "yes instead of true": Bad(
        "at_once = true", 'at_once = "yes"', 'at_once = "yes"', "rules[1].at_once",
        "must be true or false", "须为 true 或 false",
    ),
    "a text for a list": Bad(
        'channels = ["online"]', 'channels = "online"', 'channels = "online"',
        "applicants.self.channels", "must be a list in [ ]", "须为 [ ] 中的列表",
    ),
    "an unknown channel": Bad(
        'channels = ["online"]', 'channels = [\n  "online",\n  "post",\n]', '"post"',
        "applicants.self.channels[1]",
        "must be one of: online, offline", "须为其中之一：online, offline",
    ),
    "a duration without a unit": Bad(
        'report = "7d"', 'report = "7"', 'report = "7"', "validity.report",
        'must be a duration like "90s", "6h10m" or "7d"', '须为时长，如 "90s"、"6h10m"、"7d"',
    ),
    "an ID with capitals": Bad(
        "[documents.card]", "[documents.Card]", "[documents.Card]", "documents.Card",
        "only a-z, 0-9 and '-' inside, at most 64", "只能用 a-z、0-9，中间可用“-”，最多 64 个字符",
    ),
    "a question that conditions can't name": Bad(
        "[questions.remarks]", "[questions.in]", "[questions.in]", "questions.in",
        "conditions must be able to name it: a to z, then also 0 to 9 and _, no word of CEL",
        "条件中要能使用该名称：以 a-z 开头，可含 0-9 和 _，不能是 CEL 的保留字",
    ),
    "a number of a kind that there is not": Bad(
        'number = "icao-9303"', 'number = "isbn"', 'number = "isbn"', "documents.book.number",
        "must be one of: cn-resident-id, cn-passport, cn-hk-macao-permit, icao-9303",
        "须为其中之一：cn-resident-id, cn-passport, cn-hk-macao-permit, icao-9303",
    ),
    "an identity that is known in a way that there is not": Bad(
        'proofing = ["registrar"]', 'proofing = ["registrar", "face"]', "proofing = ",
        "applicants.office.proofing[1]",
        "must be one of: registrar, provider, declared",
        "须为其中之一：registrar, provider, declared",
    ),
    "an identity that is never known": Bad(
        'proofing = ["registrar"]', "proofing = []", "proofing = ", "applicants.office.proofing",
        "must not be empty; add at least one", "不能为空，请至少添加一项",
    ),
    "a reason in one language": Bad(
        'mistaken = { en = "recorded by mistake", zh = "登记有误" }',
        'mistaken = { zh = "登记有误" }', "mistaken = ",
        "categories.close-contact.lift_reasons.mistaken.en",
        "is missing; add it", "缺少该项，请补上",
    ),
    "a reason without a fit name": Bad(
        "shared-room =", "shared_room =", "shared_room =",
        "categories.close-contact.reasons.shared_room",
        "only a-z, 0-9 and '-' inside, at most 64", "只能用 a-z、0-9，中间可用“-”，最多 64 个字符",
    ),
    "paper for nobody knows whom": Bad(
        "when = 'channel == \"offline\"'\n", "", "[paper]", "paper.when",
        "is missing; add it", "缺少该项，请补上",
    ),
    "paper by a name that is not known": Bad(
        'channel == "offline"', 'chanel == "offline"', "when = 'chanel", "paper.when",
        "at character 1: 'chanel' is not known here; there are: applicant, categories, channel, "
        "decision, evidence, recent, registered, report, reported, stays, temperature",
        "第 1 个字符：未知名称 'chanel'；可用：applicant, categories, channel, decision, "
        "evidence, recent, registered, report, reported, stays, temperature",
    ),
    "paper by an applicant that there is not": Bad(
        'channel == "offline"', 'applicant == "school"', "when = 'applicant", "paper.when",
        "at character 11: 'school' can never be here; there are: 'office', 'self'",
        "第 11 个字符：此处不会出现 'school'；可用：'office', 'self'",
    ),
    "paper without words for the others": Bad(
        'text = { en = "Paper is made at the office.", zh = "纸质码由窗口制发。" }\n', "",
        "[paper]", "paper.text", "is missing; add it", "缺少该项，请补上",
    ),
    "a look-up that shows nothing": Bad(
        'shows = ["identity", "reports"]', "shows = []", "shows = ", "look_ups.tracing.shows",
        "must not be empty; add at least one", "不能为空，请至少添加一项",
    ),
    "a look-up of what there is not": Bad(
        '"identity", "reports"', '"identity", "trips"', "shows = ", "look_ups.tracing.shows[1]",
        "must be one of: identity, colour, reports, readings, categories, proofs",
        "须为其中之一：identity, colour, reports, readings, categories, proofs",
    ),
    "a look-up for an authority that there is not": Bad(
        'authorities = ["cdc"]', 'authorities = ["police"]', 'authorities = ["police"]',
        "look_ups.tracing.authorities[0]",
        "'police' is not declared; there are: cdc", "未声明 'police'；可用：cdc",
    ),
    "a look-up from the desk": Bad(
        "[look_ups.tracing]", "[look_ups.desk]", "[look_ups.desk]", "look_ups.desk",
        "means something of its own in every programme; take another name",
        "该名称在各方案中另有固定含义，请改用其他名称",
    ),
    "a look-up for an objection": Bad(
        "[look_ups.tracing]", "[look_ups.objection]", "[look_ups.objection]", "look_ups.objection",
        "means something of its own in every programme; take another name",
        "该名称在各方案中另有固定含义，请改用其他名称",
    ),
    "a look-up by an organisation": Bad(
        "[look_ups.tracing]", "[look_ups.membership]", "[look_ups.membership]",
        "look_ups.membership",
        "means something of its own in every programme; take another name",
        "该名称在各方案中另有固定含义，请改用其他名称",
    ),
    "a proof without a name": Bad(
        '[proofs.test]\nname = { en = "A test\'s result", zh = "检测结果" }', "[proofs.test]",
        "[proofs.test]", "proofs.test.name", "is missing; add it", "缺少该项，请补上",
    ),
    "an unknown time zone": Bad(
        "Asia/Shanghai", "Asia/Guangzhou", 'time_zone = "Asia/Guangzhou"', "programme.time_zone",
        'no such time zone; write one like "Asia/Shanghai"', '没有该时区，请写如 "Asia/Shanghai"',
    ),
    "a colour that there is not": Bad(
        "[colours.yellow]", "[colours.purple]", "[colours.purple]", "colours.purple",
        "must be one of: grey, green, yellow, red, blue, orange, plain",
        "须为其中之一：grey, green, yellow, red, blue, orange, plain",
    ),
    "a display colour by name": Bad(
        'display = "#cf222e"', 'display = "red"', 'display = "red"', "colours.red.display",
        'must be like "#1a7f37"', '须如 "#1a7f37"',
    ),
    "live codes that change too often": Bad(
        'live_step = "6h"', 'live_step = "30m"', 'live_step = "30m"', "validity.live_step",
        "must be at least 1h; raise it", "至少为 1h，请调大",
    ),
    "live codes that don't overlap": Bad(
        '"6h10m"', '"6h9m"', 'live_lifetime = "6h9m"', "validity.live_lifetime",
        "must be 6h10m to 8d, as live_step asks for; change one",
        "按 live_step 须为 6h10m 至 8d，请修改其一",
    ),
    "paper that lives too long": Bad(
        'paper_lifetime = "8d"', 'paper_lifetime = "33d"', 'paper_lifetime = "33d"',
        "validity.paper_lifetime",
        "must be 1d to 32d, as paper_step asks for; change one",
        "按 paper_step 须为 1d 至 32d，请修改其一",
    ),
    "no grey": Bad(
        '[colours.grey]', "[colours.blue]", "[colours.blue]", "colours",
        "grey is missing, the colour of whoever has no other; add [colours.grey]",
        "缺少灰码，即未给出其他颜色时的颜色，请添加 [colours.grey]",
    ),
    "a grey that passes": Bad(
        'level = "undetermined"', 'level = "clear" # grey', 'level = "clear" # grey',
        "colours.grey.level",
        'grey means that no colour was given; write "undetermined"',
        '灰码表示未给出颜色，请写 "undetermined"',
    ),
    "a colour that is not declared": Bad(
        'reason = "ill"\ncolour = "yellow"', 'reason = "ill"\ncolour = "orange"',
        'colour = "orange"', "rules[2].colour",
        "orange is not declared; add [colours.orange] or take another",
        "未声明 orange，请添加 [colours.orange] 或改用其他颜色",
    ),
    "a risk that is not declared": Bad(
        'risk = "low"', 'risk = "lo"', 'risk = "lo"', "regions.north.risk",
        "'lo' is not declared; there are: low, high", "未声明 'lo'；可用：low, high",
    ),
    "a risk that comes twice": Bad(
        '["low", "high"]', '["low", "high", "low"]', "risks = ", "regions.risks[2]",
        "comes twice; take one out", "重复，请删去一个",
    ),
    "a key that would show something hidden": Bad(
        "[editing]", '[editing]\n"\\u001b[2J" = 1', '"\\u001b', 'editing."\\u001b[2J"',
        "is not known here; check the spelling or take it out", "未知项，请检查拼写或删去",
    ),
    "an issuer with a slash": Bad(
        'issuer = "sichuan"', 'issuer = "cn/sichuan"', "issuer = ", "evidence.worker.issuer",
        "only a-z, 0-9, '.' and '-', at most 64", "只能用 a-z、0-9、“.”和“-”，最多 64 个字符",
    ),
    "a version that people come from twice": Bad(
        '[[successions]]\nfrom = 2',
        '[[successions]]\nfrom = 2\nnote = { en = "First.", zh = "先。" }\n\n'
        '[[successions]]\nfrom = 2 # again', "from = 2 # again", "successions[1].from",
        "this version stands above already; join the two", "该版本已在上文出现，请合并",
    ),
    "a day that counts for ever": Bad(
        'kind = "date"\ncounts_for = "14d"', 'kind = "date"', "[questions.contact]",
        "questions.contact",
        'counts_for is missing: how long a day counts; add one like counts_for = "14d"',
        '缺少 counts_for，即某日计入多久，请添加，如 counts_for = "14d"',
    ),
    "a fever that counts for days": Bad(
        'kind = "yes-no"', 'kind = "yes-no"\ncounts_for = "3d"', 'counts_for = "3d"',
        "questions.fever.counts_for",
        "is for date and stays only, not for yes-no; take it out",
        "仅用于 date 和 stays，不用于 yes-no，请删去",
    ),
    "a choice without choices": Bad(
        'choices = { here = { en = "Here", zh = "本地" }, away = { en = "Away", zh = "外地" } }\n',
        "", "[questions.work]", "questions.work",
        "choices are for the kind choice, and it needs them; add or remove them",
        "choices 仅用于且必须用于 choice 类问题，请添加或删去",
    ),
    "nobody may lift it": Bad(
        'lift_by = ["cdc"]', "lift_by = []", "lift_by = []", "categories.close-contact.lift_by",
        "must not be empty; add at least one", "不能为空，请至少添加一项",
    ),
    "an unknown authority": Bad(
        'lift_by = ["cdc"]', 'lift_by = ["cdc", "police"]', "lift_by = ",
        "categories.close-contact.lift_by[1]",
        "'police' is not declared; there are: cdc", "未声明 'police'；可用：cdc",
    ),
    "a category that no rule asks for": Bad(
        "[categories.close-contact]",
        '[categories.other]\nlabel = { en = "a", zh = "甲" }\nset_by = ["cdc"]\n'
        'lift_by = ["cdc"]\nguidance = { en = "a", zh = "甲" }\n\n[categories.close-contact]',
        "[categories.other]", "categories.other",
        "no rule asks for it; write a rule with '\"other\" in categories', or take it out",
        "没有规则用到它，请写一条含 '\"other\" in categories' 的规则或删去",
    ),
    "a condition with a fault of syntax": Bad(
        '"close-contact" in categories', '"close-contact" in',
        "when = '\"close-contact\" in'", "rules[0].when",
        "at character 19: the condition ends too early", "第 19 个字符：条件不完整",
    ),
    "an unknown name in a condition": Bad(
        "registered &&", "register &&", "when = 'register ", "rules[1].when",
        "at character 1: 'register' is not known here; there are: applicant, categories, channel, "
        "decision, evidence, recent, registered, report, reported, stays, temperature",
        "第 1 个字符：未知名称 'register'；可用：applicant, categories, channel, decision, "
        "evidence, recent, registered, report, reported, stays, temperature",
    ),
    "an unknown question, on its line of the condition": Bad(
        "temperature >= 37.3", "report.cough", "  || report.cough", "rules[2].when",
        "at character 13: 'cough' is not known here; there are: fever, remarks, work",
        "第 13 个字符：未知名称 'cough'；可用：fever, remarks, work",
    ),
    "an unknown category in a condition": Bad(
        '"close-contact" in categories', '"close-contact" in categories || "x" in categories',
        "when = '\"close-contact\" in categories ||", "rules[0].when",
        "at character 38: 'x' can never be here; there are: 'close-contact'",
        "第 38 个字符：此处不会出现 'x'；可用：'close-contact'",
    ),
    "a condition that says no yes": Bad(
        '"!report.fever"', '"report.remarks"', 'meets = ', "conversions[0].meets",
        "at character 1: a condition says yes or no, and this gives a text; compare it",
        "第 1 个字符：条件的结果须为是或否，而这里得到文字，请作比较",
    ),
    "the same condition twice": Bad(
        'when = """\nreport.fever\n  || temperature >= 37.3"""',
        "when = '\"close-contact\" in categories' # 2",
        "when = '\"close-contact\" in categories' # 2", "rules[2].when",
        "the same condition as rules[0], so this rule is never reached; remove one",
        "与 rules[0] 的条件相同，本规则永不生效，请删去其一",
    ),
    "a rule that is never reached": Bad(
        'when = """\nreport.fever\n  || temperature >= 37.3"""\n', "",
        '[[rules]]\nreason = "otherwise"', "rules[3]",
        "never reached: rules[2] has no 'when' and always holds; move that one to the end",
        "永不生效：rules[2] 没有 when，总是成立，请将其移到最后",
    ),
    "nothing for everybody else": Bad(
        'reason = "otherwise"', 'reason = "otherwise"\nwhen = "!registered"',
        '[[rules]]\nreason = "otherwise"', "rules[3]",
        "the last rule must hold for everybody; add one without 'when' after it",
        "最后一条规则须对所有人成立，请在其后添加一条没有 when 的规则",
    ),
    "a reason that stands twice": Bad(
        '"red_for_14_days"', '"ill"', 'reason = "ill"\ntext = { en = "Red', "conversions[0].reason",
        "rules[2] has the same reason; every reason code stands once",
        "rules[2] 已用此原因代码，原因代码不能重复",
    ),
    "a reason with a space": Bad(
        'reason = "contact"', 'reason = "close contact"', 'reason = "close contact"',
        "rules[0].reason",
        "only a-z, then also 0-9 and '_', at most 64",
        "只能以 a-z 开头，可含 0-9 和“_”，最多 64 个字符",
    ),
    "two conversions of a colour": Bad(
        'from = "yellow"\nto = "green"', 'from = "red"\nto = "green"',
        'from = "red"\nto = "green"', "conversions[1].from",
        "red has a conversion already; keep one of them", "red 已有一条转换，请只保留一条",
    ),
    "conversions in a circle": Bad(
        'from = "yellow"\nto = "green"', 'from = "yellow"\nto = "red"',
        'to = "red"', "conversions[1].to",
        "leads back to yellow in a circle; end it at the best colour",
        "转换循环回到 yellow，请止于最好的颜色",
    ),
    "a conversion to something worse": Bad(
        'from = "yellow"\nto = "green"', 'from = "green"\nto = "yellow"\n#',
        'to = "yellow"\n#', "conversions[1].to",
        "yellow is no better than green; a conversion leads to a better level",
        "yellow 不比 green 好，转换须通向更好的级别",
    ),
    "no days": Bad(
        'to = "yellow"\ndays = 14', 'to = "yellow"\ndays = 0', "days = 0", "conversions[0].days",
        "must be at least 1", "至少为 1",
    ),
    "too many days": Bad(
        'to = "yellow"\ndays = 14', 'to = "yellow"\ndays = 400', "days = 400",
        "conversions[0].days", "must be at most 366", "最多为 366",
    ),
    "a level that gates don't know what to do about": Bad(
        "[gate.stop]", "[gate.clear-too]", "[gate.clear-too]", "gate.clear-too",
        "must be one of: clear, check, stop, undetermined",
        "须为其中之一：clear, check, stop, undetermined",
    ),
    "an undetermined colour that passes": Bad(
        '[gate.undetermined]\naction = "refuse"', '[gate.undetermined]\naction = "pass" # !',
        'action = "pass" # !', "gate.undetermined.action",
        'an undetermined colour never passes; write "refuse" or "check"',
        '未定的颜色不得放行，请写 "refuse" 或 "check"',
    ),
    "people from the future": Bad(
        "from = 2", "from = 3", "from = 3", "successions[0].from",
        "people come from an earlier version than 3, which this is", "须为早于本版本 3 的版本",
    ),
    "people into a category that there is not": Bad(
        'contact = "close-contact"', 'contact = "gone"', "categories = ",
        "successions[0].categories.contact",
        "'gone' is not declared; there are: close-contact", "未声明 'gone'；可用：close-contact",
    ),
    "renamed and dropped": Bad(
        '["former"]', '["former", "contact"]', "drop = ", "successions[0].drop[1]",
        "is both renamed and dropped; keep one of the two", "既改名又去除，请保留其一",
    ),
}  # fmt: skip


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD)
def test_a_bad_file_is_refused_with_line_field_and_what_to_do(bad: Bad) -> None:
    text = changed(bad.old, bad.new)
    faults = [fault for fault in faults_of(text) if fault.field == bad.field]
    assert faults == [Fault(line_of(text, bad.at), bad.field, bad.en, bad.zh)]


@pytest.mark.parametrize("name", BAD)
def test_one_mistake_brings_no_messages_about_others(name: str) -> None:
    bad = BAD[name]
    assert {fault.field for fault in faults_of(changed(bad.old, bad.new))} == {bad.field}


def test_all_faults_are_told_in_the_order_of_lines() -> None:
    text = VALID
    changes = [
        ('live_step = "6h"', 'live_step = "1m"'),
        ('display = "#d4a72c"', 'display = "ocre"'),
        ('lift_by = ["cdc"]', "lift_by = []"),
        ("temperature >= 37.3", "temperatur >= 37.3"),
        ("days = 14\nmeets", 'days = "14"\nmeets'),
        ("from = 2", "from = 7"),
        ('action = "check"', 'action = "chek"'),
    ]
    for old, new in changes:
        text = text.replace(old, new)
    faults = faults_of(text)
    assert [fault.line for fault in faults] == sorted(fault.line for fault in faults)
    # Conditions and successions need sections that are broken here, so they are not looked at.
    assert [fault.field for fault in faults] == [
        "validity.live_step", "validity.live_lifetime", "colours.yellow.display",
        "categories.close-contact.lift_by", "conversions[0].days", "gate.check.action",
    ]  # fmt: skip


def test_decisions_are_seen_only_where_staff_decide() -> None:
    text = VALID.replace("'\"close-contact\" in categories'", "'decision == \"red\"'")
    assert {fault.field for fault in faults_of(text)} == {"categories.close-contact"}
    text = text.replace("decisions = true", "decisions = false")
    assert {fault.field for fault in faults_of(text)} == {
        "categories.close-contact",
        "rules[0].when",
    }


def test_a_conversion_leads_to_a_better_level_not_to_an_equal_one() -> None:
    text = changed('from = "yellow"\nto = "green"', 'from = "yellow"\nto = "orange"')
    text += (
        '[colours.orange]\nlevel = "check"\ndisplay = "#e16f24"\n'
        'label = { en = "orange", zh = "橙码" }\n'
    )
    (fault,) = faults_of(text)
    assert (fault.line, fault.field) == (line_of(text, 'to = "orange"'), "conversions[1].to")


@pytest.mark.parametrize("level", Level)
def test_every_level_has_a_rule_at_the_gate(level: Level) -> None:
    name = level.name.lower()
    (fault,) = faults_of(re.sub(rf"\[gate\.{name}\]\n(?:.+\n)*", "", VALID))
    assert (fault.field, fault.en) == (
        "gate",
        f"the level {name} is missing; add [gate.{name}]",
    )


def test_stays_need_regions() -> None:
    text = re.sub(r"\[regions[.a-z]*\]\n(?:.+\n)*", "", VALID)
    (fault,) = faults_of(text)
    assert (fault.line, fault.field) == (line_of(text, 'kind = "stays"'), "questions.places.kind")


def test_an_empty_file_is_told_what_it_can_not_do_without() -> None:
    assert [(fault.line, fault.field) for fault in faults_of("")] == [
        (1, name) for name in ("colours", "gate", "programme", "rules", "validity")
    ]


@pytest.mark.parametrize(
    ("old", "new", "at"),
    [
        ("[validity]", "[validity", "[validity"),
        ("version = 3", "version =", "version ="),
        ("version = 3", "version = 3\nversion = 4", "version = 4"),
        ('within = "3d"', 'within = "3d', 'within = "3d'),
    ],
)
def test_what_is_no_toml_is_refused_on_its_line(old: str, new: str, at: str) -> None:
    text = changed(old, new)
    (fault,) = faults_of(text)
    assert (fault.line, fault.field) == (line_of(text, at), "")
    assert fault.en.startswith("not TOML: ") and fault.zh.startswith("不是 TOML")


def test_what_ends_too_early_is_refused_on_its_last_line() -> None:
    (fault,) = faults_of('a = """\n\n')
    assert (fault.line, fault.field) == (3, "")


def test_bytes_that_are_no_text_are_refused_on_their_line() -> None:
    (fault,) = faults_of(b"[programme]\nid = '\xff'\n")
    assert fault == (2, "", "not UTF-8; save the file in that encoding", "不是 UTF-8 编码，请另存")


def test_a_file_that_is_too_large_is_not_read() -> None:
    (fault,) = faults_of(b"#" * (MAX_FILE + 1))
    assert fault.en.startswith("larger than 1 MiB")


def test_deep_nesting_is_refused() -> None:
    (fault,) = faults_of("a = " + "[" * 10_000)
    assert fault.field == ""


def test_the_error_names_the_first_fault() -> None:
    with pytest.raises(ProgrammeError) as caught:
        load_programme(changed('level = "stop"', 'level = "halt"').encode())
    assert caught.value.detail == (
        "line 33, colours.red.level: must be one of: clear, check, stop, undetermined"
    )


def test_the_built_in_programme_has_the_colours_that_issuers_begin_with() -> None:
    programme = minimal()
    assert {colour: (use.level, use.label) for colour, use in programme.colours.items()} == {
        colour: (entry.level, entry.labels) for colour, entry in DEFAULT_COLOURS.items()
    }
    assert programme.decisions
    decided = {rule.when.source: rule.colour for rule in programme.rules[:-1]}
    assert decided == {
        f'decision == "{colour.name.lower()}"': colour for colour in Colour if colour != Colour.GREY
    }
    assert programme.rules[-1].colour == Colour.GREY
