"""Conditions: what is accepted has an answer for everybody, and what is refused is explained."""

import cel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huepass.issuer.programme.condition_types import (
    BOOL,
    MAX_DEPTH,
    NUMBER,
    ConditionError,
    Fields,
    Many,
    Names,
    One,
    is_name,
)
from huepass.issuer.programme.conditions import ALWAYS, MAX_LENGTH, Condition, checked

NAMES: Names = {
    "registered": BOOL,
    "temperature": NUMBER,
    "applicant": One("text", frozenset({"", "self", "family"})),
    "categories": Many(frozenset({"contact", "case"})),
    "stays": Many(frozenset({"low", "high"})),
    "report": Fields(
        {"fever": BOOL, "work": One("text", frozenset({"", "here", "away"})), "note": One("text")}
    ),
    "recent": Fields({"contact": BOOL}),
}


def contexts() -> st.SearchStrategy[cel.Context]:
    """What conditions can see of a person."""
    return st.fixed_dictionaries(
        {
            "registered": st.booleans(),
            "temperature": st.floats(0, 45),
            "applicant": st.sampled_from(("", "self", "family")),
            "categories": st.lists(st.sampled_from(("contact", "case")), unique=True),
            "stays": st.lists(st.sampled_from(("low", "high"))),
            "report": st.fixed_dictionaries(
                {
                    "fever": st.booleans(),
                    "work": st.sampled_from(("", "here", "away")),
                    "note": st.text(max_size=8),
                }
            ),
            "recent": st.fixed_dictionaries({"contact": st.booleans()}),
        }
    ).map(cel.Context)


PERSON = cel.Context(
    {
        "registered": True,
        "temperature": 37.5,
        "applicant": "self",
        "categories": ["contact"],
        "stays": ["low", "low"],
        "report": {"fever": False, "work": "here", "note": "well, thanks"},
        "recent": {"contact": True},
    }
)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("registered", True),
        ("!registered", False),
        ("true && !false", True),
        ("registered && report.fever || recent.contact", True),
        ("registered && (report.fever || !recent.contact)", False),
        ('"contact" in categories', True),
        ("'case' in categories", False),
        ('applicant == "self"', True),
        ('applicant != "self"', False),
        ("applicant == report.work", False),
        ("applicant in categories", False),
        ('applicant in ["self", "family"]', True),
        ('report.work == ""', False),
        ("temperature >= 37.3", True),
        ("temperature < 38", True),
        ("temperature > -1", True),
        ("registered == recent.contact", True),
        ("size(stays) == 2", True),
        ("stays.size() > 2", False),
        ('stays.all(s, s == "low")', True),
        ('stays.exists(risk, risk == "high")', False),
        ('["contact", "case"].all(c, c in categories)', False),
        ('report.note.contains("well")', True),
        ('report.note.startsWith("thanks")', False),
        ('report.note.endsWith("s")', True),
        ('registered ? applicant == "self" : report.fever', True),
        ('(registered ? report.work : applicant) == "here"', True),
        ("// with a comment\n  registered // here too", True),
        ('"a" in []', False),
    ],
)  # fmt: skip
def test_conditions_say_what_they_mean(source: str, holds: bool) -> None:
    assert checked(source, NAMES).holds(PERSON) is holds


# Where the fault is, and what is said in English.
REFUSED = {
    "": (0, "the condition ends too early"),
    "registered &&": (13, "the condition ends too early"),
    "registered)": (10, "the condition should have ended before ')'"),
    "(registered": (11, "')' is missing here"),
    "registered && && recent.contact": (14, "'&&' can't stand here"),
    "registred": (0, "'registred' is not known here; there are: applicant, categories, recent, "
                  "registered, report, stays, temperature"),
    "registered && report.cough": (21, "'cough' is not known here; there are: fever, note, work"),
    "recent.fever": (7, "'fever' is not known here; there are: contact"),
    "report.5": (7, "a name is missing after the dot"),
    "report.": (7, "a name is missing after the dot"),
    "applicant.name == 'x'": (0, "a text has no field 'name'"),
    "report": (0, "a condition says yes or no, and this gives answers; compare it"),
    "categories": (0, "a condition says yes or no, and this gives a list; compare it"),
    "temperature": (0, "a condition says yes or no, and this gives a number; compare it"),
    "applicant ? true : false": (0, "yes or no is needed here, and this is a text"),
    "registered ? 1 : 'x'": (13, "a number and a text can't be compared"),
    "!report.note": (1, "yes or no is needed here, and this is a text"),
    "!!registered": (1, "'!' once is enough"),
    "-registered": (1, "'-' stands before a number only"),
    "registered && 1": (14, "yes or no is needed here, and this is a number"),
    "1 || registered": (0, "yes or no is needed here, and this is a number"),
    "temperature + 1 > 37": (12, "conditions don't calculate; compare only"),
    "temperature > 'high'": (12, "a number and a text can't be compared"),
    "temperature == report.note": (12, "a number and a text can't be compared"),
    "categories == 'case'": (11, "a list and a text can't be compared"),
    "categories == stays": (11, "a list and a list can't be compared"),
    "report.work > 'a'": (12, "'>' compares numbers; use '==' or '!='"),
    "true < false": (5, "'<' compares numbers; use '==' or '!='"),
    "1 in categories": (2, "'in' looks for a text in a list, and this is a number in a list"),
    "'a' in report": (4, "'in' looks for a text in a list, and this is a text in answers"),
    "'cases' in categories": (8, "'cases' can never be here; there are: 'case', 'contact'"),
    "applicant == 'himself'": (10, "'himself' can never be here; there are: 'family', 'self'"),
    "'home' == report.work": (7, "'home' can never be here; there are: 'away', 'here'"),
    "report.work in ['here', 'home']": (12, "'home' can never be here; there are: 'away', 'here'"),
    "['case', 'cases'].exists(c, c in categories)": (
        30, "'cases' can never be here; there are: 'case', 'contact'"),
    "stays[0] == 'low'": (5, "conditions don't pick out of lists; write name.field, or use exists"),
    "report['fever']": (6, "conditions don't pick out of lists; write name.field, or use exists"),
    "has(report.fever)": (0, "there is no function 'has'; every answer can be read without one"),
    "int(report.note) > 3": (0, "there is no function 'int'; every answer can be read without one"),
    "report.note.matches('[')": (
        12, "there is no function 'matches'; there are all, contains, endsWith, exists, size, "
        "startsWith"),
    "report.note.contains(1)": (21, "a text is needed here, and this is a number"),
    "categories.contains('case')": (0, "a text is needed here, and this is a list"),
    "size(temperature) > 1": (5, "a number has no size; a list has"),
    "report.note.size() > 3": (0, "a text has no size; a list has"),
    "report.note.exists(c, true)": (
        0, "exists and all go through a list, and this is a text"),
    "stays.exists('s', true)": (13, "a name for each member is missing here"),
    "stays.exists(in, true)": (13, "a name for each member is missing here"),
    "stays.exists(report, true)": (13, "'report' already means something; take another name"),
    "stays.exists(s, s)": (16, "yes or no is needed here, and this is a text"),
    "stays.exists(s, true) && s == 'low'": (25, "'s' is not known here; there are: applicant, "
                                            "categories, recent, registered, report, stays, "
                                            "temperature"),
    "stays.exists(s)": (14, "',' is missing here"),
    "'low' in [stays]": (10, "a list has texts only"),
    "'low' in ['low' 'high']": (16, "',' is missing here"),
    "applicant == 'self": (13, "a text ends on its line and has no backslash"),
    r"applicant == 'se\lf'": (13, "a text ends on its line and has no backslash"),
    "registered @ 1": (11, "'@' is not part of a condition"),
    "registered & registered": (11, "'&' is not part of a condition"),
    "registered // \x1b[2J": (14, "has the hidden character U+001B; take it out"),
    "applicant == '\u202e'": (14, "has the hidden character U+202E; take it out"),
    "registered ? true": (17, "':' is missing here"),
    "1u == 1": (1, "the condition should have ended before 'u'"),
    "null == report.note": (0, "'null' is not known here; there are: applicant, categories, "
                            "recent, registered, report, stays, temperature"),
    "(" * MAX_DEPTH + "true" + ")" * MAX_DEPTH: (
        MAX_DEPTH, f"nested more than {MAX_DEPTH} deep; split it into several rules"),
    "true " * MAX_LENGTH: (
        MAX_LENGTH, f"a condition has at most {MAX_LENGTH} characters; split it into several rules"
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", REFUSED, ids=lambda source: source[:40])
def test_what_could_fail_is_refused_and_explained(source: str) -> None:
    with pytest.raises(ConditionError) as caught:
        checked(source, NAMES)
    assert (caught.value.offset, caught.value.en) == REFUSED[source]
    assert any("\u4e00" <= character <= "\u9fff" for character in caught.value.zh)


def _of(*parts: st.SearchStrategy[str] | str) -> st.SearchStrategy[str]:
    """The parts one after the other."""
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(
        " ".join
    )


NUMBERS = st.deferred(
    lambda: (
        st.sampled_from(("temperature", "1", "37.5", "-2"))
        | _of("size(", LISTS, ")")
        | _of(LISTS, ".size()")
    )
)
TEXTS = st.deferred(
    lambda: (
        st.sampled_from(
            ("applicant", "report.work", "report.note", "'self'", "'here'", "'low'", "'case'", "''")
        )
        | _of("(", BOOLS, "?", TEXTS, ":", TEXTS, ")")
    )
)
LISTS = st.sampled_from(("categories", "stays", "['low', 'high']", "['self', 'here']", "[]"))
BOOLS: st.SearchStrategy[str] = st.deferred(
    lambda: (
        st.sampled_from(("registered", "report.fever", "recent.contact", "true"))
        | _of("(", BOOLS, st.sampled_from(("&&", "||", "==", "!=")), BOOLS, ")")
        | _of("!", BOOLS)
        | _of("(", NUMBERS, st.sampled_from(("<", "<=", ">", ">=", "==", "!=")), NUMBERS, ")")
        | _of("(", TEXTS, st.sampled_from(("==", "!=")), TEXTS, ")")
        | _of("(", TEXTS, "in", LISTS, ")")
        | _of(TEXTS, st.sampled_from((".contains(", ".startsWith(", ".endsWith(")), TEXTS, ")")
        | _of(LISTS, st.sampled_from((".exists(x,", ".all(x,")), "x ==", TEXTS, ")")
        | _of(LISTS, st.sampled_from((".exists(x,", ".all(x,")), BOOLS, "&& x in", LISTS, ")")
        | _of("(", BOOLS, "?", BOOLS, ":", BOOLS, ")")
        # Now and then something of another type than it should be.
        | _of("(", NUMBERS | TEXTS | LISTS, st.sampled_from(("==", "<", "&&", "in")), LISTS, ")")
    )
)


@given(BOOLS, contexts())
def test_what_is_accepted_has_an_answer_for_everybody(source: str, person: cel.Context) -> None:
    try:
        condition = checked(source, NAMES)
    except ConditionError:
        return
    assert isinstance(cel.compile(source).execute(person), bool)
    assert condition.holds(person) is cel.compile(source).execute(person)


@given(st.text(alphabet="registed.fvr&|!=<>()[]'\"? :,0123456789in\n\\{}+-", max_size=30))
def test_any_text_is_accepted_or_refused_with_a_place(source: str) -> None:
    try:
        checked(source, NAMES)
    except ConditionError as error:
        assert 0 <= error.offset <= len(source)


def test_conditions_are_equal_if_their_text_is() -> None:
    assert Condition("a && b") == Condition("a && b")
    assert Condition("a && b") != Condition("b && a")
    assert Condition("true") != "true"
    assert len({Condition("a"), Condition("a"), ALWAYS}) == 2
    assert repr(ALWAYS) == "Condition('true')"


def test_what_is_no_cel_is_refused() -> None:
    with pytest.raises(ConditionError):
        Condition("a &&")


@pytest.mark.parametrize("name", ["fever", "been_abroad", "a1"])
def test_names_for_questions(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize("name", ["", "Fever", "been-abroad", "1a", "_a", "in", "true", "for"])
def test_no_names_for_questions(name: str) -> None:
    assert not is_name(name)
