"""Why each operation may be refused, beyond what the way it is asked already says.

Left out are the reasons that follow from an operation's form: signing in, the body, a cursor, an
idempotency key. Operations and reasons are separated by spaces.
"""

from collections.abc import Mapping
from typing import Final

_PERSON: Final = "out_of_scope person_unknown"
_APPLICATION: Final = "not_in_programme channel_not_accepted device_at_hand document_not_accepted"
_REGISTRATION: Final = (
    f"{_APPLICATION} proofing_not_accepted answers_invalid division_unknown number_invalid"
    " number_missing person_exists text_invalid"
)
_REPORT: Final = "answers_invalid edit_refused"
_CATEGORY: Final = f"{_PERSON} not_in_programme statement_reason_invalid"
_PASS: Final = "no_usable_key paper_not_allowed window_closed window_full"
_SIGN_IN: Final = "no_provider provider_unreachable"
_SIGNED_IN: Final = f"{_SIGN_IN} sign_in_failed"
_SHOWN: Final = (
    "bad_base45 bad_cbor bad_claims bad_proof bad_signature bad_structure challenge_mismatch"
    " clock_behind evidence_not_accepted evidence_used expired key_not_valid not_ours"
    " not_yet_valid too_large trust_stale unknown_key unsupported_alg wrong_usage"
)

_BY_REFUSALS: Final[Mapping[str, str]] = {
    # Persons, and what is recorded about them.
    f"{_REGISTRATION} out_of_scope": "register_person",
    f"{_PERSON} document_not_accepted number_invalid number_missing": "find_person",
    f"{_PERSON} document_not_accepted number_invalid number_missing person_exists text_invalid": (
        "add_identity"
    ),
    _PERSON: "show_person explain_colour list_paper_passes make_evidence_challenge",
    f"{_PERSON} division_unknown": "set_division",
    f"{_PERSON} colour_unknown decisions_off text_invalid": "set_colour",
    f"{_PERSON} {_APPLICATION} number_missing": "apply_for",
    f"{_PERSON} {_REPORT}": "record_report",
    f"{_PERSON} reading_invalid time_invalid": "take_reading",
    f"{_CATEGORY} time_invalid": "set_category",
    f"{_CATEGORY} category_not_set": "lift_category",
    f"{_PERSON} validity_invalid": "make_offer",
    f"{_PERSON} text_invalid": "end_wallets",
    f"{_PERSON} text_invalid validity_invalid": "recover_person",
    f"{_PERSON} {_SHOWN}": "accept_evidence",
    f"{_PERSON} certificate_refused no_usable_key": "issue_certificate",
    # Paper.
    f"{_PERSON} {_PASS}": "make_paper_pass make_paper_sheet",
    f"{_PERSON} {_PASS} list_invalid": "make_paper_sheets",
    "out_of_scope pass_unknown text_invalid": "revoke_paper_pass",
    _PASS: "print_own_pass print_own_sheet",
    # Registering oneself, and one's family.
    _REGISTRATION: "register_oneself",
    f"{_REGISTRATION} not_permitted": "register_dependant",
    f"{_REGISTRATION} {_SIGNED_IN} identity_unproven": "register_proven",
    f"{_SIGNED_IN} identity_unproven person_unknown proofing_not_accepted": "recover_proven",
    _SIGN_IN: "begin_proof begin_staff_session",
    f"{_SIGNED_IN} not_permitted": "begin_work",
    # The holder's own.
    f"{_REPORT} not_permitted": "report_my_health",
    f"{_APPLICATION} not_permitted proofing_not_accepted": "apply_anew",
    "not_permitted proof_invalid proofs_full": "upload_proof",
    "not_permitted proof_unknown": "download_proof withdraw_proof",
    "not_permitted": (
        "share_my_pass list_my_records list_my_changes list_my_look_ups list_my_proofs"
        " list_my_objections list_own_passes list_memberships"
    ),
    "not_permitted wallet_unknown": "end_my_wallet",
    "not_permitted objection_open objections_off text_invalid": "object_to_my_colour",
    "not_permitted organisation_unknown": "join_organisation",
    "membership_unknown not_permitted": "leave_organisation",
    "not_permitted point_unknown": "make_reading_token",
    # Authorities and inspectors.
    "import_invalid import_refused import_repeated": "do_import",
    f"{_PERSON} document_not_accepted not_in_programme number_invalid number_missing": "look_up",
    f"{_PERSON} not_in_programme proof_unknown": "look_at_proof",
    "objection_unknown out_of_scope": "open_objection",
    "objection_answered objection_unknown out_of_scope text_invalid": "answer_objection",
    # Staff, divisions, collection points, organisations.
    "division_unknown not_in_programme out_of_scope role_unknown staff_exists text_invalid": (
        "add_staff"
    ),
    "division_unknown not_in_programme out_of_scope staff_unknown": "change_staff",
    "out_of_scope staff_unknown": "remove_staff",
    "division_invalid division_unknown out_of_scope text_invalid": "put_divisions",
    "division_unknown out_of_scope text_invalid": "add_point",
    "out_of_scope point_unknown": "show_point list_collectors list_point_readings",
    "out_of_scope point_in_use point_unknown": "remove_point",
    "out_of_scope point_unknown staff_code_invalid staff_exists": "appoint_collector",
    "out_of_scope point_unknown staff_unknown": "dismiss_collector",
    "out_of_scope point_unknown reading_token_invalid reading_invalid": "take_point_reading",
    f"{_REPORT} membership_unknown": "report_for_member",
    # What is published.
    "no_usable_key": "publish",
    "not_found": "end_work fetch_root fetch_trust_list",
    "not_published": "fetch_revocation_list",
    "not_ready": "show_readiness",
    # Refused for nothing of its own.
    "": (
        "show_programme list_divisions list_imports list_objections list_members show_me"
        " list_staff list_points show_myself explain_my_colour list_my_wallets"
        " fetch_roots show_health"
    ),
}
REFUSALS: Final[Mapping[str, frozenset[str]]] = {
    operation: frozenset(reasons.split())
    for reasons, operations in _BY_REFUSALS.items()
    for operation in operations.split()
}
"""Reasons by operation."""
