"""What a browser keeps while somebody signs in."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from hypothesis import example, given
from hypothesis import strategies as st
from nacl.secret import SecretBox

from huepass.issuer.domain import sign_in
from huepass.issuer.domain.sign_in import LIFETIME, Purpose, SignIn, seal, unseal

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
SECRETS = st.binary(min_size=sign_in.SECRET_SIZE, max_size=sign_in.SECRET_SIZE)
SEALS = st.binary(min_size=sign_in.SEAL_SIZE, max_size=sign_in.SEAL_SIZE)
BEGUN = st.builds(SignIn.begin, st.sampled_from(Purpose), st.integers(0, 1 << 40), SECRETS)


@given(BEGUN, SEALS)
def test_what_is_sealed_is_unsealed(one: SignIn, random: bytes) -> None:
    text = seal(KEY, one, random)
    assert unseal(KEY, text) == one
    assert len(text) <= 300
    assert text.isascii()


@given(BEGUN, SEALS)
def test_another_key_opens_nothing(one: SignIn, random: bytes) -> None:
    assert unseal(OTHER_KEY, seal(KEY, one, random)) is None


@given(BEGUN, SEALS, st.data())
def test_a_seal_with_another_character_is_refused(
    one: SignIn, random: bytes, data: st.DataObject
) -> None:
    text = seal(KEY, one, random)
    place = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters().filter(lambda character: character != text[place]))
    assert unseal(KEY, text[:place] + other + text[place + 1 :]) is None


@given(BEGUN, SEALS, st.data())
def test_a_seal_has_one_spelling(one: SignIn, random: bytes, data: st.DataObject) -> None:
    text = seal(KEY, one, random)
    place = data.draw(st.integers(0, len(text)))
    for more in ("!", "\n", "="):  # which a decoder would pass over
        assert unseal(KEY, text[:place] + more + text[place:]) is None
    for last in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_":
        assert last == text[-1] or unseal(KEY, text[:-1] + last) is None


@given(st.text())
def test_any_text_is_refused(text: str) -> None:
    assert unseal(KEY, text) is None


def test_the_browser_reads_none_of_it() -> None:
    one = SignIn.begin(Purpose.PERSONS, 0, bytes(range(sign_in.SECRET_SIZE)))
    sealed = urlsafe_b64decode(seal(KEY, one, bytes(sign_in.SEAL_SIZE)) + "=")
    for secret in (one.state_bytes, one.nonce_bytes, one.verifier_bytes):
        assert secret not in sealed


@given(st.binary(max_size=200), SEALS)
@example(b"\x03" + bytes(72), bytes(sign_in.SEAL_SIZE))
@example(b"\x01" + bytes(71), bytes(sign_in.SEAL_SIZE))
@example(b"\x01" + bytes(72), bytes(sign_in.SEAL_SIZE))
def test_what_was_sealed_for_something_else_is_refused(body: bytes, random: bytes) -> None:
    """The same key, and other bytes than those of a sign-in."""
    sealed = urlsafe_b64encode(bytes(SecretBox(KEY).encrypt(body, random)))
    found = unseal(KEY, sealed.decode().rstrip("="))
    assert (found is not None) == (len(body) == 73 and body[0] in (1, 2))


@given(st.sampled_from(Purpose), st.integers(0, 1 << 40), SECRETS)
def test_a_sign_in_ends(purpose: Purpose, now: int, random: bytes) -> None:
    one = SignIn.begin(purpose, now, random)
    assert (one.purpose, one.begun_at, one.expires_at) == (purpose, now, now + LIFETIME)
    # 128 bits of each, and a verifier as RFC 7636 wants it: 43 characters.
    assert [len(text) for text in (one.state, one.nonce, one.verifier)] == [22, 22, 43]
    # Marks are in the order of their expiry: those that are over can be forgotten at once.
    assert one.mark[:8] == one.expires_at.to_bytes(8, "big")
    later = SignIn.begin(purpose, now + 1, bytes(sign_in.SECRET_SIZE))
    assert one.mark < later.mark


@given(st.lists(SECRETS, min_size=2, max_size=2, unique=True))
def test_no_two_are_alike(randoms: list[bytes]) -> None:
    one, other = (SignIn.begin(Purpose.STAFF, 0, random) for random in randoms)
    assert (one.state, one.nonce, one.verifier) != (other.state, other.nonce, other.verifier)
