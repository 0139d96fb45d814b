"""What is different between two programmes, in words."""

import pytest

from huepass.issuer.programme.difference import differences
from huepass.issuer.programme.file import load_programme
from huepass.issuer.programme.outline import FIELDS, SECTIONS, Words, outline
from issuer.programme.texts import VALID


def changes(old: str, new: str) -> list[Words]:
    assert old in VALID
    return differences(
        load_programme(VALID.encode()), load_programme(VALID.replace(old, new).encode())
    )


def test_comments_and_layout_make_no_difference() -> None:
    assert changes("[editing]", "# for all\n\n  [ editing ]  # here") == []


@pytest.mark.parametrize(
    ("old", "new", "en", "zh"),
    [
        ("version = 3", "version = 4", "programme: version: 3 → 4", "方案：版本：3 → 4"),
        ('id = "small"', 'id = "tiny"', "programme: ID: small → tiny", "方案：标识：small → tiny"),
        (
            'report = "7d"', 'report = "6d12h"',
            "validity: a report lasts: 7d → 6d12h", "有效期：申报有效期：7d → 6d12h",
        ),
        (
            'report = "7d"\n', "",
            "validity: a report lasts: 7d → without limit", "有效期：申报有效期：7d → 不限",
        ),
        (
            'zh = "红码"', 'zh = "红色码"',
            "colours: red: label: 红码 → 红色码", "颜色：red：名称：红码 → 红色码",
        ),
        (
            'en = "Contact."', 'en = "You are a contact."',
            "rules: contact: text: Contact. → You are a contact.",
            "规则：contact：文字：Contact. → You are a contact.",
        ),
        (
            "temperature >= 37.3", "temperature >= 38",
            "rules: ill: when: report.fever || temperature >= 37.3 → report.fever || "
            "temperature >= 38",
            "规则：ill：条件：report.fever || temperature >= 37.3 → report.fever || "
            "temperature >= 38",
        ),
        (
            "at_once = true\n", "",
            "rules: worker: overrides conversions: yes → -", "规则：worker：不受转码限制：是 → -",
        ),
        (
            'meets = "!report.fever"\n', "",
            "conversions: red_for_14_days: each report meets: !report.fever → always",
            "转码：red_for_14_days：每次申报须符合：!report.fever → 总是成立",
        ),
        (
            'lasts = "14d"\n', "",
            "categories: close-contact: lasts: 14d → without limit",
            "人员类别：close-contact：持续：14d → 不限",
        ),
        (
            'action = "check"', 'action = "refuse"',
            "at the gate: check: action: check → refuse", "检查点：check：处置：检查 → 不予放行",
        ),
        (
            'within = "3d"', 'within = "2d"',
            "editing, appeals and paper: answered within: 3d → 2d",
            "修改、申诉与纸质码：答复期限：3d → 2d",
        ),
        (
            '[editing]\ncolours = ["green"]\n', "",
            "editing, appeals and paper: with which colours: green → -",
            "修改、申诉与纸质码：可修改的颜色：green → -",
        ),
        (
            '[documents.card]\nname = { en = "Card", zh = "身份证" }\n', "",
            "documents: card is gone", "证件：删除 card",
        ),
        (
            "[documents.card]", '[documents.pass]\nname = { en = "Passport.", zh = "护照。" }\n\n'
            "[documents.card]",
            "documents: pass is new: name Passport", "证件：新增 pass：名称 护照",
        ),
        (
            'number = "icao-9303"', 'number = "cn-passport"',
            "documents: book: number: icao-9303 → cn-passport",
            "证件：book：证件号码：icao-9303 → cn-passport",
        ),
        (
            'proofing = ["registrar"]', 'proofing = ["declared"]',
            "who may apply: office: identity known by: a registrar → "
            "what is declared, an identity provider, a registrar",
            "申领人：office：身份核验方式：登记人员核验证件 → "
            "自行申报、实名认证平台、登记人员核验证件",
        ),
        (
            'negative = { en = "tests negative", zh = "检测阴性" }\n', "",
            "categories: close-contact: reasons for lifting: tests negative, recorded by mistake → "
            "recorded by mistake",
            "人员类别：close-contact：解除理由：检测阴性、登记有误 → 登记有误",
        ),
        (
            'shared-room = { en = "shared a room with a case", zh = "与病例同住" }\n', "",
            "categories: close-contact: reasons: shared a room with a case → -",
            "人员类别：close-contact：理由：与病例同住 → -",
        ),
        (
            'channel == "offline"', "registered",
            'editing, appeals and paper: a paper pass when: channel == "offline" → registered',
            '修改、申诉与纸质码：纸质码条件：channel == "offline" → registered',
        ),
        (
            'shows = ["identity", "reports"]', 'shows = ["reports"]',
            "look-ups by staff: tracing: shows: masked identity, reports → reports",
            "工作人员查询：tracing：显示内容：脱敏身份、健康申报 → 健康申报",
        ),
        (
            'authorities = ["cdc"]\n', "",
            "look-ups by staff: tracing: authorities: CDC → -",
            "工作人员查询：tracing：部门：疾控中心 → -",
        ),
        (
            "[proofs.test]", '[proofs.notice]\nname = { en = "Notice", zh = "告知书" }\n\n'
            "[proofs.test]",
            "proofs of health: notice is new: name Notice",
            "健康证明材料：新增 notice：名称 告知书",
        ),
        (
            'drop = ["former"]\n', "",
            "people from earlier versions: 2: categories: contact → close-contact, former ends → "
            "contact → close-contact",
            "旧版本人员：2：人员类别：contact → close-contact、former 取消 → "
            "contact → close-contact",
        ),
    ],
)  # fmt: skip
def test_each_difference_is_told_in_words(old: str, new: str, en: str, zh: str) -> None:
    assert changes(old, new) == [Words(en, zh)]


def test_a_comment_in_a_condition_keeps_its_line() -> None:
    (change,) = changes("report.fever\n", "report.fever // as measured\n")
    assert change.en.endswith("→ report.fever // as measured\n  || temperature >= 37.3")


def test_the_order_of_rules_counts() -> None:
    first, second = (
        VALID.index('[[rules]]\nreason = "contact"'),
        VALID.index('[[rules]]\nreason = "worker"'),
    )
    third = VALID.index('[[rules]]\nreason = "ill"')
    swapped = VALID[:first] + VALID[second:third] + VALID[first:second] + VALID[third:]
    found = differences(load_programme(VALID.encode()), load_programme(swapped.encode()))
    assert found == [
        Words(
            "rules: the order is now worker, contact, ill, otherwise",
            "规则：顺序改为 worker, contact, ill, otherwise",
        )
    ]


def test_the_outline_has_every_section_and_only_fields_with_names() -> None:
    sections = outline(load_programme(VALID.encode()))
    assert list(sections) == list(SECTIONS)
    used = {field for entries in sections.values() for entry in entries.values() for field in entry}
    assert used == set(FIELDS)
