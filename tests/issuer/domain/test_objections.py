"""The words of objections, and the files of proofs."""

from unicodedata import category

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from huepass.issuer.domain.health_proofs import MAX_SIZE, MEDIA_TYPES, is_a
from huepass.issuer.domain.objections import MAX_WORDS, cleaned


@given(st.text(max_size=40))
@example("a\r\nb")
@example("全角\u3000空格")
def test_words_stay_as_they_are_or_are_none(text: str) -> None:
    found = cleaned(text)
    if found is None:
        return
    assert found and found == text.replace("\r\n", "\n").strip()
    assert cleaned(found) == found
    assert not any(category(c) in ("Cc", "Cf", "Cs") and c != "\n" for c in found)


@pytest.mark.parametrize(
    "text", ["x", "两行\n文字", "全角\u3000空格", "x" * MAX_WORDS, "a\r\nb", " a "]
)
def test_words(text: str) -> None:
    assert cleaned(text) is not None


@pytest.mark.parametrize(
    "text", ["", " ", "\n", "\u3000", "x" * (MAX_WORDS + 1), "a\x00", "a\rb", "a\tb", "\u202eabc"]
)
def test_what_are_no_words(text: str) -> None:
    assert cleaned(text) is None


@given(st.sampled_from(sorted(MEDIA_TYPES)), st.binary(max_size=40))
def test_a_file_begins_as_its_type_does(media_type: str, rest: bytes) -> None:
    beginning = MEDIA_TYPES[media_type]
    assert is_a(media_type, beginning + rest)
    assert is_a(media_type, (beginning + rest).ljust(MAX_SIZE))
    assert not is_a(media_type, (beginning + rest).ljust(MAX_SIZE + 1))
    assert not is_a(media_type, b"<" + beginning + rest)
    assert not is_a("text/html", beginning + rest)
    for other in MEDIA_TYPES.keys() - {media_type}:
        assert not is_a(other, beginning + rest)
