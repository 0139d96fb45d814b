"""What is on a sheet: one pass, and words. Nothing of its holder, who may write on it by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from huepass.core import Colour
from huepass.issuer.domain.colours import colour_name

# Not by strftime: what it says depends on the language of the machine.
_DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_ZH: Final = "一二三四五六日"
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_COLOURS_ZH: Final[Mapping[int, str]] = {
    Colour.GREY: "灰色",
    Colour.GREEN: "绿色",
    Colour.YELLOW: "黄色",
    Colour.RED: "红色",
    Colour.BLUE: "蓝色",
    Colour.ORANGE: "橙色",
    Colour.PLAIN: "黑白",
}


class Both(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str


class Place(NamedTuple):
    """Which one of a batch it is, in the order of the list that was handed in."""

    number: int
    """From 1."""
    of: int


class Sheet(NamedTuple):
    """One sheet."""

    text: str
    """What its code says."""
    colour: int
    title: Both
    """What the pass is called."""
    issuer: Both
    label: Both
    """What the colour is called."""
    expires_at: int
    """Seconds since the epoch."""
    zone: ZoneInfo
    """In which the end is said."""
    notice: Both | None = None
    """Whose programme it is, in small print."""
    place: Place | None = None


def colour_words(colour: int) -> Both:
    """A colour in words, also for a printer that has none."""
    if colour == Colour.PLAIN:
        return Both(_COLOURS_ZH[colour], "black and white")
    return Both(_COLOURS_ZH.get(colour, "其他颜色"), colour_name(colour))


def end_words(expires_at: int, zone: ZoneInfo) -> Both:
    """Until when a pass is valid: the last day, and the time where it doesn't end at midnight.

    Passes end at the same time of day all year round; where clocks change, that is not always
    midnight.

    Args:
        expires_at: seconds since the epoch.
        zone: the issuer's time zone.
    """
    end = datetime.fromtimestamp(expires_at, UTC).astimezone(zone)
    last = end - timedelta(seconds=1)
    zh = f"有效至{last.year}年{last.month}月{last.day}日 星期{_DAYS_ZH[last.weekday()]}"
    en = f"{_DAYS[last.weekday()]}, {last.day} {_MONTHS[last.month - 1]} {last.year}"
    if (end.hour, end.minute) == (0, 0):
        return Both(f"{zh}（含当日）", f"Valid through {en}")
    time = f"{end.hour:02}:{end.minute:02}"
    return Both(f"{zh} {time}", f"Valid until {time} on {en}")


NAME: Final = Both("纸质码", "Paper pass")
COLOUR: Final = Both("颜色", "Colour")
WRITTEN: Final = (Both("姓名", "Name"), Both("电话", "Telephone"))
BY_HAND: Final = Both(
    "由持有人自行手写，也可不填。",
    "For the holder to fill in by hand, or to leave empty.",
)
ISSUED_BY: Final = Both("签发", "Issued by")
ADVICE: Final = (
    Both(
        "过检查点时请出示本页二维码，检查点无需联网即可核验。",
        "Show this code at the gate; the gate checks it without a network.",
    ),
    Both(
        "本页复印后同样有效，请妥善保管，不要转借、拍照或转发。",
        "A copy of it works as well: keep it safe, and don't lend, photograph or forward it.",
    ),
    Both(
        "过期、遗失或颜色变化后，请到原领取处重新领取。",
        "When it is over or lost, or your colour has changed, get a new one where you got this.",
    ),
    Both(
        "二维码中没有姓名、电话和证件号码。",
        "The code holds no name, no telephone number and no document number.",
    ),
)
