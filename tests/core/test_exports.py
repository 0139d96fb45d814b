"""The public names of the core."""

from huepass import core


def test_exported_names() -> None:
    assert sorted(core.__all__) == core.__all__ == EXPORTED
    assert all(hasattr(core, name) for name in core.__all__)


EXPORTED = [
    "Action",
    "Answer",
    "Colour",
    "ColourEntry",
    "GateState",
    "Issuer",
    "Key",
    "Kind",
    "Level",
    "LoadReport",
    "Medium",
    "Policy",
    "ReplayMemory",
    "RevocationList",
    "Role",
    "Root",
    "Signer",
    "SoftwareSigner",
    "TrustList",
    "Usage",
    "add_signature",
    "challenge_from_text",
    "challenge_to_text",
    "check",
    "check_holder_key",
    "describe",
    "from_text",
    "join_bundle",
    "key_id",
    "load",
    "load_all",
    "parse_revocation_list",
    "parse_root",
    "parse_trust_list",
    "present",
    "sign_credential",
    "sign_revocation_list",
    "sign_root",
    "sign_trust_list",
    "strip_line_end",
    "to_text",
]
