"""Local days, by their ordinal (1 is 1 January of the year 1). Times in seconds."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

DAY = 86400


class LocalDays:
    """The days of a time zone. Remembers what it worked out.

    Args:
        time_zone: a name of the IANA database.
    """

    def __init__(self, time_zone: str) -> None:
        self.zone = ZoneInfo(time_zone)
        self._starts: dict[int, int] = {}
        self._near: dict[int, tuple[int, int, int]] = {}

    def day_of(self, at: int) -> int:
        """The day that a time is in."""
        return self.day_and_end(at)[0]

    def day_and_end(self, at: int) -> tuple[int, int]:
        """The day that a time is in, and when the next one begins."""
        near = self._near.get(at // DAY)
        if near is None:
            day = self._look_up(at - at % DAY)
            near = day, self.start_of(day + 1), self.start_of(day + 2)
            self._near[at // DAY] = near
        day, end, next_end = near
        if at < end:
            return day, end
        if at < next_end:
            return day + 1, next_end
        day = self._look_up(at)
        return day, self.start_of(day + 1)

    def start_of(self, day: int) -> int:
        """The first second of a day. Where clocks change at midnight it may not be 0:00."""
        start = self._starts.get(day)
        if start is None:
            midnight = datetime.combine(date.fromordinal(day), datetime.min.time(), self.zone)
            start = self._starts[day] = int(midnight.timestamp())
        return start

    def end_of(self, day: int, seconds: int) -> int:
        """When a day that counts for so long stops to count: whole days by the calendar."""
        days, rest = divmod(seconds, DAY)
        return self.start_of(day + days) + rest

    def _look_up(self, at: int) -> int:
        return datetime.fromtimestamp(at, self.zone).toordinal()
