"""Numbers of documents: right ones, wrong ones, and what may be shown of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.errors import Reason, RequestRefused
from huepass.issuer.domain.identity import (
    NumberFormat,
    birth_date_of,
    checked_number,
    machine_check,
    masked_birth_date,
    masked_name,
    masked_number,
    read_birth_date,
    resident_check,
)
from people import machine_readable, number_of, passport, permit, resident_id

ID, MACHINE = NumberFormat.CN_RESIDENT_ID, NumberFormat.ICAO_9303
DIGITS = "0123456789"
CHARACTERS = DIGITS + "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@st.composite
def resident_ids(draw: st.DrawFn) -> str:
    born = draw(st.dates(date(1880, 1, 1), date(2030, 12, 31)))
    region = str(draw(st.integers(100000, 899999)))
    digits = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return digits + resident_check(digits)


@st.composite
def machine_numbers(draw: st.DrawFn) -> str:
    field = draw(st.text(CHARACTERS, min_size=1, max_size=9)).ljust(9, "<")
    state = draw(st.sampled_from(("UTO", "D<<", "XX<")))
    return field + machine_check(field) + state


def is_right(format_: NumberFormat, number: str) -> bool:
    try:
        return checked_number(format_, number) == number
    except RequestRefused as error:
        assert error.reason == Reason.NUMBER_INVALID
        return False


def value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


# Check digits that were worked out by hand: 7x4+9x4+10x0+5x1+8x9+4x9+2x1+1x9+6x8+3x5+7x0+9x3+10x1
# +5x2+8x0+4x0+2x1 = 300, 300 = 27 x 11 + 3, whose check digit is 9; and the example in ICAO's
# Doc 9303-4, "L898902C3", whose check digit is 6.
def test_check_digits_worked_out_by_hand() -> None:
    assert resident_check("44019919850312001") == "9"
    assert machine_check("L898902C3") == "6"
    assert machine_check("AB2134<<<") == "5"  # Doc 9303-3, 4.9, example 2


@given(resident_ids())
def test_every_right_resident_id_is_accepted(number: str) -> None:
    assert is_right(ID, number)
    born = birth_date_of(ID, number)
    assert born is not None and f"{born:%Y%m%d}" == number[6:14]


@given(resident_ids(), st.integers(0, 16), st.sampled_from(DIGITS))
def test_every_wrong_digit_of_a_resident_id_is_found(number: str, place: int, new: str) -> None:
    changed = number[:place] + new + number[place + 1 :]
    assert is_right(ID, changed) == (changed == number)


@given(resident_ids(), st.sampled_from(DIGITS + "X"))
def test_every_wrong_check_digit_of_a_resident_id_is_found(number: str, new: str) -> None:
    assert is_right(ID, number[:17] + new) == (new == number[17])


@given(resident_ids(), st.integers(0, 16))
def test_neighbours_of_a_resident_id_in_the_wrong_order_are_found(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert is_right(ID, swapped) == (swapped == number)


@given(machine_numbers())
def test_every_right_number_of_a_machine_readable_line_is_accepted(number: str) -> None:
    assert is_right(MACHINE, number)


@given(machine_numbers(), st.integers(0, 8), st.sampled_from(CHARACTERS))
def test_a_wrong_character_of_a_machine_readable_line_is_found(
    number: str, place: int, new: str
) -> None:
    changed = number[:place] + new + number[place + 1 :]
    # The weights have no factor in common with ten: only values ten apart look alike.
    alike = (value(new) - value(number[place])) % 10 == 0
    if not alike:
        assert not is_right(MACHINE, changed)
    elif number[place] != "<":
        assert is_right(MACHINE, changed)


@given(machine_numbers(), st.integers(0, 7))
def test_neighbours_of_a_machine_readable_line_in_the_wrong_order_are_found(
    number: str, place: int
) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    # Neighbours' weights differ by 4, 2 or 6: only values five apart look alike.
    alike = (value(number[place]) - value(number[place + 1])) % 5 == 0
    if not alike:
        assert not is_right(MACHINE, swapped)


@given(machine_numbers(), st.sampled_from(DIGITS))
def test_a_wrong_check_digit_of_a_machine_readable_line_is_found(number: str, new: str) -> None:
    assert is_right(MACHINE, number[:9] + new + number[10:]) == (new == number[9])


@pytest.mark.parametrize(
    ("format_", "written", "plain"),
    [
        (ID, "440199 19850312 0019", "440199198503120019"),
        (ID, "440199-19850312-0019", "440199198503120019"),
        (ID, "\uff14\uff14\uff10\uff11\uff19\uff19198503120019", "440199198503120019"),
        (ID, "\u3000440199198503120019\n", "440199198503120019"),
        (ID, resident_id(7).lower(), resident_id(7)),
        (NumberFormat.CN_PASSPORT, "ea 0000001", "EA0000001"),
        (NumberFormat.CN_PASSPORT, "G12345678", "G12345678"),
        (NumberFormat.CN_HK_MACAO_PERMIT, "m1234 5678", "M12345678"),
        (MACHINE, "l898902c36uto", "L898902C36UTO"),
        (MACHINE, "AB2134\uff1c\uff1c\uff1c5D\uff1c\uff1c", "AB2134<<<5D<<"),
    ],
)
def test_however_it_is_written(format_: NumberFormat, written: str, plain: str) -> None:
    assert checked_number(format_, written) == plain


def test_a_check_digit_x_in_lower_case() -> None:
    number = next(one for one in map(resident_id, range(50)) if one.endswith("X"))
    assert checked_number(ID, number.lower()) == number


def dated(born: str, region: str = "440199") -> str:
    return resident_id(1, born, region)


@pytest.mark.parametrize(
    ("format_", "number"),
    [
        (ID, ""),
        (ID, "440199198503120018"),  # check digit
        (ID, "44019919850312001"),  # 17
        (ID, "4401991985031200199"),  # 19
        (ID, "440199850312001"),  # 15, of before 1999
        (ID, dated("19850230")),  # no such day
        (ID, dated("19851301")),  # no such month
        (ID, dated("18791231")),  # nobody is as old
        (ID, dated("19850312", "940199")),  # no such region
        (ID, dated("19850312", "040199")),
        (ID, "\u0664" * 18),  # digits, but not these
        (ID, "440199198503120019" * 4),
        (NumberFormat.CN_PASSPORT, "EI1234567"),  # never I nor O
        (NumberFormat.CN_PASSPORT, "E1234567"),
        (NumberFormat.CN_PASSPORT, "112345678"),
        (NumberFormat.CN_HK_MACAO_PERMIT, "C12345678"),
        (NumberFormat.CN_HK_MACAO_PERMIT, "H1234567"),
        (MACHINE, "L898902C3UTO"),  # without its check digit
        (MACHINE, "L898902C36"),  # without its state
        (MACHINE, "L898902C36UT"),
        (MACHINE, "L898902C36UTOP"),
        (MACHINE, "L898902C36<<<"),
        (MACHINE, "L898902C36U<O"),
        (MACHINE, "L898902C36UT0"),
        (MACHINE, "L898902C37UTO"),
        (MACHINE, "<<<<<<<<<0UTO"),
        (MACHINE, "AB<2134<<2UTO"),
        (MACHINE, "\u00df\u00df\u00df\u00df\u00df<<<<1UTO"),
        (MACHINE, "\ud800898902C36UTO"),
        # which is SS in capitals
        (MACHINE, "\u00dfB2134<<" + machine_check("SSB2134<<") + "UTO"),
    ],
)
def test_a_number_that_can_not_be_right(format_: NumberFormat, number: str) -> None:
    with pytest.raises(RequestRefused) as error:
        checked_number(format_, number)
    assert error.value.reason == Reason.NUMBER_INVALID
    assert not number or number not in str(error.value)


@given(st.sampled_from(NumberFormat), st.text(max_size=80))
def test_no_text_is_an_error_of_another_kind(format_: NumberFormat, number: str) -> None:
    try:
        found = checked_number(format_, number)
    except RequestRefused:
        return
    assert checked_number(format_, found) == found


@pytest.mark.parametrize(
    ("format_", "number", "masked"),
    [
        (ID, "440199198503120019", "4401************19"),
        (NumberFormat.CN_PASSPORT, passport(1234567), "E******67"),
        (NumberFormat.CN_HK_MACAO_PERMIT, permit(12345678), "H******78"),
        (MACHINE, "L898902C36UTO", "L******C3"),
        (MACHINE, machine_readable(123456), "X****56"),
        (MACHINE, "AB2134<<<5D<<", "******"),  # too short to show any of it
    ],
)
def test_masked_numbers(format_: NumberFormat, number: str, masked: str) -> None:
    assert masked_number(format_, number) == masked


@given(resident_ids())
def test_a_masked_resident_id_has_nothing_of_the_birthday(number: str) -> None:
    masked = masked_number(ID, number)
    assert len(masked) == 18
    assert masked[4:16] == "*" * 12
    assert (masked[:4], masked[16:]) == (number[:4], number[16:])


@given(st.one_of(*(st.tuples(st.just(f), st.integers(0, 9999)) for f in NumberFormat)))
def test_of_every_number_four_characters_are_hidden(
    drawn: tuple[NumberFormat, int],
) -> None:
    format_, n = drawn
    number = number_of(format_, n)
    masked = masked_number(format_, number)
    assert masked.count("*") >= 4
    assert number not in masked


@given(machine_numbers())
def test_of_a_short_number_nothing_is_shown(number: str) -> None:
    masked = masked_number(MACHINE, number)
    assert masked.count("*") >= min(4, len(number[:9].rstrip("<")))


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张**"),
        ("张三丰", "张**"),
        ("张 三丰", "张**"),
        ("欧阳娜娜", "欧**"),
        ("\U00020bb7田", "\U00020bb7**"),
        ("Maria Silva", "M** S**"),
        ("Maria J Silva", "M** ** S**"),
        ("张", "**"),
        ("", ""),
    ],
)
def test_masked_names(name: str, masked: str) -> None:
    assert masked_name(name) == masked


@given(st.lists(st.text("ABCabc\u00e9\u0411", min_size=1), max_size=5))
def test_of_each_word_of_a_name_one_character_is_shown_at_most(words: list[str]) -> None:
    shown = masked_name(" ".join(words)).split()
    assert [one.replace("*", "") for one in shown] == [
        word[0] if len(word) > 1 else "" for word in words
    ]


def test_of_a_birthday_the_year_is_shown() -> None:
    assert masked_birth_date(date(1985, 3, 12)) == "1985-**-**"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("1985-03-12", date(1985, 3, 12)),
        ("2026-11-22", date(2026, 11, 22)),
        ("2026-11-23", None),
        ("1879-12-31", None),
        ("1985-02-30", None),
        ("19850312", None),
        ("1985-W11-2", None),
        ("\u0661985-03-12", None),
        ("", None),
    ],
)
def test_birthdays_as_somebody_writes_them(text: str, day: date | None) -> None:
    assert read_birth_date(text, date(2026, 11, 22)) == day
