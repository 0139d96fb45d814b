"""What is different between two versions of a programme, in words."""

from collections.abc import Iterator, Mapping

from huepass.issuer.programme.model import Programme
from huepass.issuer.programme.outline import FIELDS, SECTIONS, Entry, Words, outline

_ORDERED = ("rules",)


def differences(old: Programme, new: Programme) -> list[Words]:
    """Every difference in what two programmes say, section by section; empty if there is none.

    Comments, layout and the order of anything but rules make no difference.
    """
    before, after = outline(old), outline(new)
    return [
        change
        for section in SECTIONS
        for change in _section(section, before.get(section, {}), after.get(section, {}))
    ]


def _section(
    section: str, before: Mapping[str, Entry], after: Mapping[str, Entry]
) -> Iterator[Words]:
    title = SECTIONS[section]
    if section in ("programme", "validity", "rights"):  # one entry, whatever the programme's ID
        before, after = ({"": next(iter(one.values()), {})} for one in (before, after))
    for name in before:
        if name not in after:
            yield Words(f"{title.en}: {name} is gone", f"{title.zh}：删除 {name}")
    for name, entry in after.items():
        if name not in before:
            summary = _summary(entry)
            yield Words(
                f"{title.en}: {name} is new: {summary.en}", f"{title.zh}：新增 {name}：{summary.zh}"
            )
        else:
            where = Words(f"{title.en}: {name}", f"{title.zh}：{name}") if name else title
            yield from _entry(where, before[name], entry)
    if section in _ORDERED:
        yield from _order(title, before, after)


def _entry(where: Words, before: Entry, after: Entry) -> Iterator[Words]:
    for field in (*before, *(field for field in after if field not in before)):
        old, new = before.get(field, Words("-", "-")), after.get(field, Words("-", "-"))
        if old == new:
            continue
        name = FIELDS[field]
        # In the other language only: the reader of this one is shown that.
        en = (old.en, new.en) if old.en != new.en else (old.zh, new.zh)
        zh = (old.zh, new.zh) if old.zh != new.zh else (old.en, new.en)
        yield Words(
            f"{where.en}: {name.en}: {en[0]} → {en[1]}", f"{where.zh}：{name.zh}：{zh[0]} → {zh[1]}"
        )


def _order(
    title: Words, before: Mapping[str, Entry], after: Mapping[str, Entry]
) -> Iterator[Words]:
    old = [name for name in before if name in after]
    new = [name for name in after if name in before]
    if old != new:
        order = ", ".join(new)
        yield Words(f"{title.en}: the order is now {order}", f"{title.zh}：顺序改为 {order}")


def _summary(entry: Entry) -> Words:
    parts = [(FIELDS[field], value) for field, value in entry.items()]
    return Words(
        "; ".join(f"{name.en} {value.en.removesuffix('.')}" for name, value in parts),
        "；".join(f"{name.zh} {value.zh.removesuffix('。')}" for name, value in parts),
    )
