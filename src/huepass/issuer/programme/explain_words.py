"""The sentences of explanations, in English and in Chinese."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from huepass.issuer.programme.known import CauseKind
from huepass.messages import Language, Message

# fmt: off
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)
_UNITS: Final = (
    (86400, "day", "天"), (3600, "hour", "小时"), (60, "minute", "分钟"), (1, "second", "秒"),
)
# fmt: on

WORDS: Final = {
    "since": Message("Now {label}, since {time}.", "当前为{label}，自{time}起。"),
    "unknown": Message(
        "Now {label}: nothing is known about the person yet.",
        "当前为{label}：尚无任何记录。",
    ),
    "also": Message("Also: {text}", "此外：{text}"),
    "began": Message("It began for this reason: {text}", "起因：{text}"),
    "led": Message("It follows on from an earlier colour.", "由此前的颜色转换而来。"),
    "category": Message(
        'Group "{label}", since {time}. Recorded by: {authority}.',
        "类别“{label}”，自{time}起，由{authority}认定。",
    ),
    "category_until": Message(
        "It ends on {time} unless it is renewed.", "如不续期，将于{time}自行结束。"
    ),
    "category_open": Message("It does not end by itself.", "不会自行结束。"),
    "category_reason": Message("Reason: {reason}.", "理由：{reason}。"),
    "lifted_by": Message(
        'Group "{label}" can be lifted by: {authorities}.',
        "类别“{label}”可由以下机构解除：{authorities}。",
    ),
    "evidence": Message(
        'Certificate "{label}": valid until {time}.', "证明“{label}”：有效期至{time}。"
    ),
    "report": Message("The newest health report was made on {time}.", "最近一次健康填报：{time}。"),
    "report_until": Message(
        "The newest health report was made on {time} and counts until {until}.",
        "最近一次健康填报：{time}，有效期至{until}。",
    ),
    "no_report": Message("No health report counts now.", "目前没有有效的健康填报。"),
    "days": Message(
        "Days in a row so far: {done} of {needed}.", "目前已连续{done}天，共需{needed}天。"
    ),
    "after": Message(
        "When these reasons are gone, the pass is {label} until the days are complete: {text}",
        "上述原因消除后，天数未满前为{label}：{text}",
    ),
    "not_counting": Message(
        "The days begin to count when these reasons are gone.", "上述原因消除后开始计天数。"
    ),
    "counting": Message(
        "These days count already, but the reasons above must end as well.",
        "目前已开始计天数，但还须待上述原因消除。",
    ),
    "waiting": Message(
        "The days are complete; the reasons above must end as well, and every day until then "
        "must count.",
        "所需天数已满，但还须待上述原因消除，其间每天均须计入。",
    ),
    "today_counts": Message("Today counts so far.", "今天目前计入。"),
    "today_first": Message(
        "With a health report today the count begins today.", "今天填报，则从今天起计。"
    ),
    "today_missing": Message(
        "Today's health report is still missing; without it the count starts anew.",
        "今天尚未填报；如不填报，将重新计算天数。",
    ),
    "today_lost": Message(
        "Today does not count; the first day can be {day}.", "今天不计入，最早从{day}起计。"
    ),
    "earliest": Message(
        "If every day counts, the pass becomes {label} on {time}.",
        "如每天都计入，将于{time}转为{label}。",
    ),
    "complete": Message(
        "If every day counts, the days are complete on {time}.",
        "如每天都计入，将于{time}满所需天数。",
    ),
    "change": Message(
        "On {time} {cause}; the pass becomes {label}: {text}",
        "{time}，{cause}，转为{label}：{text}",
    ),
    "stays": Message(
        "On {time} {cause}; the pass stays {label}: {text}",
        "{time}，{cause}，仍为{label}：{text}",
    ),
    "stays_kept": Message(
        "On {time} {cause}; the pass stays {label} until the days are complete.",
        "{time}，{cause}；所需天数未满前仍为{label}。",
    ),
    "no_change": Message(
        "Nothing changes by itself, only when something new is recorded.",
        "不会自行变化，有新的记录时才会变化。",
    ),
    "answer": Message(
        "To be answered within {time} by: {authority}.", "由{authority}在{time}内答复。"
    ),
    "zone": Message("All times are local times ({zone}).", "以上均为当地时间（{zone}）。"),
    "paper_yes": Message("A paper pass may be made.", "可发放纸质码。"),
    "paper_no": Message("No paper pass may be made.", "不可发放纸质码。"),
    "set": Message(
        '{time}: into group "{label}", by: {authority}.', "{time}：由{authority}列入类别“{label}”。"
    ),
    "lifted": Message(
        '{time}: out of group "{label}", by: {authority}.',
        "{time}：由{authority}解除类别“{label}”。",
    ),
    "step": Message("{time}: {label} [{reason}]", "{time}：{label} [{reason}]"),
}

HEADINGS: Final = {
    "why": Message("Why", "原因"),
    "lifted": Message("What to do, and what lifts it", "须知与解除"),
    "ahead": Message("What happens next", "接下来"),
    "gate": Message("What is done at the gate", "检查点如何处理"),
    "paper": Message("On paper", "纸质码"),
    "appeal": Message("Who finds this wrong", "如有异议"),
    "record": Message("On record", "记录"),
}

CAUSES: Final = {
    CauseKind.FACT: Message("something takes effect that is recorded already", "已记录的事项生效"),
    CauseKind.REPORT_ENDS: Message("the health report runs out", "健康填报到期"),
    CauseKind.ANSWER_ENDS: Message(
        'the day given for "{what}" no longer counts', "“{what}”所填日期不再计入"
    ),
    CauseKind.STAY_ENDS: Message("the stay in {what} no longer counts", "在{what}的停留不再计入"),
    CauseKind.CATEGORY_ENDS: Message(
        'the group "{what}" ends unless it is renewed', "类别“{what}”如不续期即结束"
    ),
    CauseKind.EVIDENCE_BEGINS: Message(
        'the certificate "{what}" becomes valid', "证明“{what}”生效"
    ),
    CauseKind.EVIDENCE_ENDS: Message('the certificate "{what}" runs out', "证明“{what}”到期"),
    CauseKind.RISK_CHANGES: Message("the risk of {what} changes", "{what}的风险等级变化"),
    CauseKind.CONVERSION: Message("the days are complete", "所需天数已满"),
}


def pick(message: Message, language: Language, **values: str) -> str:
    """A sentence with its values, which are put in as they are."""
    return (message.zh if language == "zh" else message.en).format(**values)


def say(key: str, language: Language, **values: str) -> str:
    """One of `WORDS`."""
    return pick(WORDS[key], language, **values)


def time_in(language: Language, at: int, zone: ZoneInfo) -> str:
    """A time for people, to the minute: `5 April 2026, 00:00`."""
    local = datetime.fromtimestamp(at, zone)
    gap = " " if language == "zh" else ", "
    return f"{day_in(language, local.date())}{gap}{local:%H:%M}"


def day_in(language: Language, day: date) -> str:
    """A day for people: `5 April 2026`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def span_in(language: Language, seconds: int) -> str:
    """A duration for people, in the largest unit that it is a whole number of."""
    unit, en, zh = next(one for one in _UNITS if seconds % one[0] == 0)
    number = seconds // unit
    if language == "zh":
        return f"{number}{zh}"
    return f"{number} {en}" if number == 1 else f"{number} {en}s"


def joined(language: Language, parts: list[str]) -> str:
    """Several names in a row."""
    return ("、" if language == "zh" else ", ").join(parts)
