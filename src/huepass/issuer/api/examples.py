"""Examples of what is sent and answered, by schema. People and numbers in them are made up."""

from collections.abc import Mapping
from typing import Any, Final

_PERSON: Final = "68SK-8D9P-6WW3-JEHV"
_HANDLE: Final = "B9DN-RQAY-BXG6-2RK3"
_NUMBER: Final = "440199198503120078"  # there is no region 440199
_AT: Final = 1_795_320_000
_ANSWERS: Final = {"fever": False, "stays": [["hubei", "2026-11-20"]]}
_BACK: Final = {"session": "2kF9...", "code": "SplxlOBe...", "state": "af0ifjsldkj"}
_APPLICATION: Final = {"applicant": "self", "document": "mainland-id"}
_REGISTRATION: Final[Mapping[str, Any]] = {
    "application": _APPLICATION,
    "identity": {"number": _NUMBER, "name": "测试人甲"},
    "division": "jiangan.dazhi",
    "answers": _ANSWERS,
}
_OFFER: Final[Mapping[str, Any]] = {
    "offer": "openid-credential-offer://?credential_offer=%7B%22credential_issuer%22...",
    "tx_code": "204813",
    "expires": _AT + 900,
}
_COLOUR: Final[Mapping[str, Any]] = {"colour": "green", "reason": "is_well"}
_RECORDED: Final[Mapping[str, Any]] = {**_COLOUR, "revoked": 0}
_REGISTERED: Final[Mapping[str, Any]] = {
    "person": _PERSON,
    **_COLOUR,
    "registered_at": _AT,
    "division": "jiangan.dazhi",
}
_IDENTITY: Final[Mapping[str, Any]] = {
    "document": "mainland-id",
    "number": "4401************78",
    "name": "测***",
    "birth_date": "1985-**-**",
}
_PASS: Final[Mapping[str, Any]] = {"pass": _HANDLE, "colour": "green", "expires": _AT + 691_200}
_CATEGORY: Final = {"en": "Close contact", "zh": "密切接触者"}
_AUTHORITY: Final = {"id": "cdc", "name": {"en": "Disease control", "zh": "疾控中心"}}
_OBJECTION: Final[Mapping[str, Any]] = {
    "objection": _HANDLE,
    "colour": "red",
    "filed_at": _AT,
    "due_at": _AT + 259_200,
    "state": "open",
}
_POINT: Final[Mapping[str, Any]] = {"point": _HANDLE, "name": "East gate", "division": "jiangan"}
_MEMBER: Final[Mapping[str, Any]] = {
    "name": "Zhou",
    "roles": ["registrar"],
    "authorities": [],
    "scopes": ["jiangan"],
}
_KEPT_MEMBER: Final[Mapping[str, Any]] = {
    "staff": _HANDLE,
    **_MEMBER,
    "created_at": _AT,
    "removed_at": None,
}
_DIVISION: Final[Mapping[str, Any]] = {"id": "jiangan.dazhi", "en": "Dazhi", "zh": "大智"}
_KIND: Final = {"id": "test-result", "name": {"en": "Result of a test", "zh": "检测结果"}}
_EXPLAINED: Final[Mapping[str, Any]] = {
    "title": "Your code is yellow",
    "sections": [{"heading": "Why", "lines": ["You reported a fever."]}],
}
_EXPLAINED_ZH: Final[Mapping[str, Any]] = {
    "title": "您的码为黄码",
    "sections": [{"heading": "原因", "lines": ["您申报了发热。"]}],
}
_EXPLANATION: Final[Mapping[str, Any]] = {
    "at": _AT,
    "colour": "yellow",
    "level": "check",
    "reasons": ["is_feverish"],
    "since": _AT - 3600,
    "changes": [{"at": _AT + 604_800, "colour": "grey", "reason": "is_unknown"}],
    "progress": {"done": 3, "needed": 14, "complete": None, "earliest": None},
    "holder": {"en": _EXPLAINED, "zh": _EXPLAINED_ZH},
}

EXAMPLES: Final[Mapping[str, Any]] = {
    # What is sent.
    "NewPerson": _REGISTRATION,
    "NewRegistration": _REGISTRATION,
    "ShownDocument": {"document": "mainland-id", "number": _NUMBER},
    "NewDocument": {"document": "passport", "number": "EA0000007"},
    "PersonDivision": {"division": "jiangan.dazhi"},
    "NewColour": {"colour": "green", "reason": "Seen by the doctor"},
    "NewOffer": {"tx_code": True, "valid": 3600},
    "WalletsEnd": {"reason": "Lost phone"},
    "NewRecovery": {"reason": "Lost phone", "tx_code": True},
    "NewShare": {"tx_code": True},
    "FromProvider": _BACK,
    "ProvenRegistration": {**_BACK, "application": {"applicant": "self"}, "answers": _ANSWERS},
    "NewSheets": {"persons": [_PERSON]},
    "Revocation": {"reason": "Lost"},
    "NewApplication": _APPLICATION,
    "OwnApplication": _APPLICATION,
    "NewReport": {"answers": _ANSWERS},
    "OwnReport": {"answers": _ANSWERS},
    "MemberReport": {"answers": _ANSWERS},
    "NewCategory": {"authority": "cdc", "reason": "met-a-case"},
    "NewReading": {"temperature": 36.6},
    "NewLookUp": {"purpose": "contact-tracing", "person": _PERSON, "authority": "cdc"},
    "ProofLookUp": {"purpose": "treatment", "person": _PERSON, "proof": _HANDLE},
    "ShownEvidence": {"text": "HPE1:..."},
    "NewCertificate": {"kind": "migrant-worker", "key": "3b" * 32, "until": "2026-12-31"},
    "NewMember": _MEMBER,
    "ChangedMember": {"scopes": ["jiangan", "hongshan"]},
    "NewPoint": {"name": "East gate", "division": "jiangan"},
    "NewCollector": {"staff_code": "HPS1:YLGVT9X.D234FDEOJ84+4*Q8CKC0MLRYLA3VNMA6KMVU7-..."},
    "NewTaken": {"token": "HPR1:000000000000000000000000", "temperature": 36.6},
    "NewReadingToken": {"point": "HPP1:%LGB$CBECP9E6$CXG8QS8$W5BCAECBJH85095W57IA61"},
    "NewMembership": {"organisation": _HANDLE},
    "NewObjection": {"words": "I was never there."},
    "NewAnswer": {"outcome": "upheld", "words": "Two people have the same name."},
    # What is answered.
    "AliveOut": {"status": "alive"},
    "ReadyOut": {"status": "ready", "warnings": []},
    "PersonOut": _REGISTERED,
    "PersonDetailOut": {
        **_REGISTERED,
        "identities": [{**_IDENTITY, "proofing": "registrar", "proofed_at": _AT}],
    },
    "RecordedOut": {"person": _PERSON, **_RECORDED},
    "OwnRecordedOut": _RECORDED,
    "CategorySetOut": {"person": _PERSON, **_RECORDED, "ends": _AT + 1_209_600},
    "OfferOut": _OFFER,
    "RecoveryOut": {**_OFFER, "wallets": 1, "revoked": 12},
    "WalletsEndedOut": {"wallets": 1, "revoked": 12},
    "OwnWalletEndedOut": {
        "wallet": "q83v7gEjRWc",
        "note": {"en": "It gets no new codes.", "zh": "该钱包不再获得新码。"},
    },
    "SignInOut": {
        "url": "https://login.example/authorize?client_id=huepass&state=af0ifjsldkj",
        "session": "2kF9...",
        "expires": _AT + 600,
    },
    "SessionOut": {"token": "hpss_...", "expires": _AT + 28_800},
    "MadePassOut": {**_PASS, "text": "HP1:..."},
    "PassOut": {**_PASS, "origin": "staff", "made_at": _AT, "revoked_at": None},
    "PublicationOut": {"sequence": _AT, "issued_at": _AT, "fresh_until": _AT + 86_400},
    "ExplanationOut": {
        **_EXPLANATION,
        "person": _PERSON,
        "staff": {"en": _EXPLAINED, "zh": _EXPLAINED_ZH},
    },
    "HolderExplanationOut": _EXPLANATION,
    "ImportedOut": {
        "import": "5f" * 32,
        "authority": "cdc",
        "dry_run": False,
        "total": 1,
        "totals": {"set": 1},
        "lines": [{"line": 2, "effect": "set", "colour": "red"}],
    },
    "LookUpOut": {
        "purpose": "contact-tracing",
        "authority": "cdc",
        "identities": [{**_IDENTITY, "proofing": "registrar", "proofed_at": _AT}],
        "categories": [
            {
                "category": "close-contact",
                "label": _CATEGORY,
                "authority": "cdc",
                "reason": None,
                "reason_label": None,
                "since": _AT,
                "until": _AT + 1_209_600,
            }
        ],
    },
    "ChallengeOut": {"challenge": "HPC1:...", "expires": _AT + 300},
    "EvidenceOut": {
        "person": _PERSON,
        "evidence": "vaccinated",
        "expires": _AT + 2_592_000,
        **_RECORDED,
    },
    "CertificateOut": {"certificate": "0oRD...", "begins": _AT, "expires": _AT + 2_592_000},
    "MeOut": {**_KEPT_MEMBER, "points": [], "code": None},
    "MemberOut": _KEPT_MEMBER,
    "TokenOut": {"staff": _HANDLE, "name": "Zhou", "token": "hpst_..."},
    "DivisionOut": _DIVISION,
    "DivisionsOut": {"divisions": 1},
    "PointOut": {**_POINT, "code": "HPP1:...", "created_at": _AT, "removed_at": None},
    "CollectorOut": {"staff": _HANDLE, "name": "Lin", "since": _AT},
    "TakenOut": {"taken_at": _AT},
    "PointReadingOut": {"temperature": 36.6, "taken_at": _AT, "collector": "Lin"},
    "ReadingTokenOut": {"token": "HPR1:000000000000000000000000", "expires": _AT + 300},
    "MembershipOut": {"organisation": _HANDLE, "name": "A factory", "since": _AT},
    "ReportTakenOut": {"person": _PERSON},
    "HealthProofOut": {
        "proof": _HANDLE,
        "kind": _KIND,
        "media_type": "application/pdf",
        "added_at": _AT,
        "withdrawn_at": None,
    },
    "OwnObjectionOut": {
        **_OBJECTION,
        "words": "I was never there.",
        "reason": "is_close_contact",
        "authority": _AUTHORITY,
        "answer": None,
    },
    "ListedObjectionOut": {**_OBJECTION, "authority": "cdc"},
    "OpenedObjectionOut": {
        **_OBJECTION,
        "authority": "cdc",
        "words": "I was never there.",
        "reason": "is_close_contact",
        "identities": [_IDENTITY],
        "answer": None,
    },
}
"""By the name of the schema in the description."""
