"""The wire format and the gate's decision: bytes and a time go in, objects or errors come out.

Nothing here opens a file or a socket, reads a clock or writes a log.
"""

from huepass.core.bundle import join as join_bundle
from huepass.core.credential import Colour, sign_credential
from huepass.core.decision import Answer, Medium, check
from huepass.core.diagnostic import describe
from huepass.core.document import Kind, add_signature
from huepass.core.keys import Signer, SoftwareSigner, check_holder_key, key_id
from huepass.core.policy import Action, Policy
from huepass.core.presentation import present
from huepass.core.replay import ReplayMemory
from huepass.core.revocation import (
    RevocationList,
    parse_revocation_list,
    sign_revocation_list,
)
from huepass.core.root import Role, Root, parse_root, sign_root
from huepass.core.state import GateState, LoadReport, load, load_all
from huepass.core.text import (
    challenge_from_text,
    challenge_to_text,
    from_text,
    strip_line_end,
    to_text,
)
from huepass.core.trust import (
    ColourEntry,
    Issuer,
    Key,
    Level,
    TrustList,
    Usage,
    parse_trust_list,
    sign_trust_list,
)

__all__ = [
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
