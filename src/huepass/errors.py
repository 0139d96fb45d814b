"""Every error that huepass raises, in one tree, each with a stable reason code.

    HuepassError
     ├── CodeRefused       a code that was shown is not valid (spec section 7, steps 1 to 9)
     ├── DocumentRefused   a root, trust list, revocation list or bundle is refused (spec section 7)
     ├── FolderError       a folder of a gate or an issuer is missing, broken or in use
     ├── KeyStoreError     a private key can't be read or unlocked
     ├── FetchError        a file could not be fetched over the network
     ├── RequestRefused    the issuer refuses what was asked of it
     ├── ProgrammeError    a programme file is refused (huepass.issuer.programme)
     ├── WalletError       a wallet has nothing to show, or can't use what it was given
     └── UsageError        a command or a function was called wrongly

`reason` is for programs and never changes its meaning; `huepass.messages.explain` gives the
sentence for people, in Chinese and in English. `detail` adds what helps to mend it. It never holds
scanned text, a pseudonymous ID, a key or a name.
"""

from enum import StrEnum


class Reason(StrEnum):
    """Stable reason codes. The first block is normative: spec section 7."""

    # Codes, in the order in which a gate checks.
    TOO_LARGE = "too_large"
    NOT_OURS = "not_ours"
    BAD_BASE45 = "bad_base45"
    BAD_CBOR = "bad_cbor"
    BAD_STRUCTURE = "bad_structure"
    UNSUPPORTED_ALG = "unsupported_alg"
    CLOCK_BEHIND = "clock_behind"
    TRUST_STALE = "trust_stale"
    UNKNOWN_KEY = "unknown_key"
    PROOF_MISSING = "proof_missing"
    WRONG_USAGE = "wrong_usage"
    PAPER_NOT_ACCEPTED = "paper_not_accepted"
    BAD_SIGNATURE = "bad_signature"
    BAD_CLAIMS = "bad_claims"
    MISALIGNED_EXPIRY = "misaligned_expiry"
    KEY_NOT_VALID = "key_not_valid"
    NOT_YET_VALID = "not_yet_valid"
    EXPIRED = "expired"
    BAD_PROOF = "bad_proof"
    PROOF_NOT_FRESH = "proof_not_fresh"
    CHALLENGE_MISSING = "challenge_missing"
    CHALLENGE_UNEXPECTED = "challenge_unexpected"
    CHALLENGE_MISMATCH = "challenge_mismatch"
    REVOKED = "revoked"
    REPLAYED = "replayed"

    # Documents, besides clock_behind, too_large, bad_cbor and bad_structure.
    BAD_ROOT = "bad_root"
    BAD_TRUST_LIST = "bad_trust_list"
    BAD_REVOCATION_LIST = "bad_revocation_list"
    ROLLBACK = "rollback"
    EQUIVOCATION = "equivocation"
    NOT_YET_ISSUED = "not_yet_issued"

    # Evidence, besides many of the codes' (spec section 11).
    EVIDENCE_NOT_ACCEPTED = "evidence_not_accepted"
    EVIDENCE_USED = "evidence_used"

    # Everything else: folders, keys, the network, the issuer's service.
    WRONG_USE = "wrong_use"
    FOLDER_MISSING = "folder_missing"
    FOLDER_EXISTS = "folder_exists"
    FOLDER_BROKEN = "folder_broken"
    FOLDER_BUSY = "folder_busy"
    PAGES_MISSING = "pages_missing"
    FILE_UNREADABLE = "file_unreadable"
    FILE_UNWRITABLE = "file_unwritable"
    NO_CODE_FOUND = "no_code_found"
    FETCH_FAILED = "fetch_failed"
    EXTRA_MISSING = "extra_missing"
    DEMO_FAILED = "demo_failed"
    PASSPHRASE_MISSING = "passphrase_missing"
    PASSPHRASE_WRONG = "passphrase_wrong"
    KEY_MISSING = "key_missing"
    KEY_FILE_BROKEN = "key_file_broken"

    # The issuer: its keystore, its service and its federation's documents.
    PASSPHRASE_TOO_SHORT = "passphrase_too_short"
    PASSPHRASE_DIFFERS = "passphrase_differs"
    NOT_ENOUGH_MEMORY = "not_enough_memory"
    SETTINGS_BROKEN = "settings_broken"
    ADDRESS_IN_USE = "address_in_use"
    PERSON_UNKNOWN = "person_unknown"
    PASS_UNKNOWN = "pass_unknown"
    COLOUR_UNKNOWN = "colour_unknown"
    TEXT_INVALID = "text_invalid"
    TEXT_UNPRINTABLE = "text_unprintable"
    LIST_INVALID = "list_invalid"
    STAFF_UNKNOWN = "staff_unknown"
    STAFF_EXISTS = "staff_exists"
    ROLE_UNKNOWN = "role_unknown"
    NOT_AUTHENTICATED = "not_authenticated"
    NOT_PERMITTED = "not_permitted"
    NO_USABLE_KEY = "no_usable_key"
    WINDOW_FULL = "window_full"
    WINDOW_CLOSED = "window_closed"
    NOT_PUBLISHED = "not_published"
    FEDERATION_CHANGE = "federation_change"
    DOCUMENT_PENDING = "document_pending"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    REQUEST_INVALID = "request_invalid"
    REQUEST_TOO_LARGE = "request_too_large"
    REQUEST_TIMEOUT = "request_timeout"
    NOT_READY = "not_ready"
    VALIDITY_INVALID = "validity_invalid"
    CERTIFICATE_REFUSED = "certificate_refused"
    WALLET_REFUSED = "wallet_refused"
    PROGRAMME_INVALID = "programme_invalid"
    FACTS_INVALID = "facts_invalid"
    PROGRAMME_REFUSED = "programme_refused"
    NOT_IN_PROGRAMME = "not_in_programme"
    DECISIONS_OFF = "decisions_off"
    ANSWERS_INVALID = "answers_invalid"
    READING_INVALID = "reading_invalid"
    TIME_INVALID = "time_invalid"
    EDIT_REFUSED = "edit_refused"
    DOCUMENT_NOT_ACCEPTED = "document_not_accepted"
    CHANNEL_NOT_ACCEPTED = "channel_not_accepted"
    DEVICE_AT_HAND = "device_at_hand"
    CATEGORY_NOT_SET = "category_not_set"
    OUT_OF_SCOPE = "out_of_scope"
    DIVISION_UNKNOWN = "division_unknown"
    DIVISION_INVALID = "division_invalid"
    NUMBER_MISSING = "number_missing"
    NUMBER_INVALID = "number_invalid"
    PERSON_EXISTS = "person_exists"
    PROOFING_NOT_ACCEPTED = "proofing_not_accepted"
    IDENTITY_UNPROVEN = "identity_unproven"
    SIGN_IN_FAILED = "sign_in_failed"
    NO_PROVIDER = "no_provider"
    PROVIDER_UNREACHABLE = "provider_unreachable"
    PAPER_NOT_ALLOWED = "paper_not_allowed"
    POINT_UNKNOWN = "point_unknown"
    POINT_IN_USE = "point_in_use"
    STAFF_CODE_INVALID = "staff_code_invalid"
    READING_TOKEN_INVALID = "reading_token_invalid"
    STATEMENT_REASON_INVALID = "statement_reason_invalid"
    IMPORT_INVALID = "import_invalid"
    IMPORT_REFUSED = "import_refused"
    IMPORT_REPEATED = "import_repeated"
    OBJECTION_UNKNOWN = "objection_unknown"
    OBJECTION_OPEN = "objection_open"
    OBJECTION_ANSWERED = "objection_answered"
    OBJECTIONS_OFF = "objections_off"
    PROOF_UNKNOWN = "proof_unknown"
    PROOF_INVALID = "proof_invalid"
    PROOFS_FULL = "proofs_full"
    ORGANISATION_UNKNOWN = "organisation_unknown"
    MEMBERSHIP_UNKNOWN = "membership_unknown"
    WALLET_UNKNOWN = "wallet_unknown"
    CURSOR_INVALID = "cursor_invalid"
    KEY_REUSED = "key_reused"
    INTERNAL_ERROR = "internal_error"

    # A wallet.
    OFFER_INVALID = "offer_invalid"
    OFFER_REFUSED = "offer_refused"
    TX_CODE_MISSING = "tx_code_missing"
    ADDRESS_REFUSED = "address_refused"
    ISSUER_UNUSABLE = "issuer_unusable"
    ISSUER_REFUSED = "issuer_refused"
    CREDENTIALS_DENIED = "credentials_denied"
    WALLET_ENDED = "wallet_ended"
    CERTIFICATE_UNKNOWN = "certificate_unknown"
    HOLDER_UNKNOWN = "holder_unknown"
    HOLDER_EXISTS = "holder_exists"
    STRIP_ENDED = "strip_ended"
    TERMINAL_TOO_SMALL = "terminal_too_small"


class HuepassError(Exception):
    """Base of every error that huepass raises on purpose.

    Args:
        reason: the stable code.
        detail: what helps to mend it, in English; may be empty.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else str(reason))
        self.reason = reason
        self.detail = detail


class CodeRefused(HuepassError):
    """A code that was shown is not valid; no colour may be read from it."""


class DocumentRefused(HuepassError):
    """A document is refused, and nothing that was known before has changed."""


class FolderError(HuepassError):
    """A folder of a gate or an issuer is missing, broken or in use."""


class KeyStoreError(HuepassError):
    """A private key can't be read or unlocked."""


class FetchError(HuepassError):
    """A file could not be fetched over the network."""


class RequestRefused(HuepassError):
    """The issuer refuses what was asked of it."""


class WalletError(HuepassError):
    """A wallet has nothing to show, or can't use what it was given."""


class UsageError(HuepassError):
    """A command or a function was called wrongly."""

    def __init__(self, detail: str) -> None:
        super().__init__(Reason.WRONG_USE, detail)
