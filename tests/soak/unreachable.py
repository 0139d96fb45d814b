"""Mutants that no case of the conformance program can show, each with the reason why not.

That program loads documents and shows codes to a gate that has the default policy. It signs
nothing, restores nothing, tells people nothing, and its answers have no labels and names. A key is
the beginning of the names of mutants, so that of a function stands for all of its mutants.
"""

_WRITES = "it writes what a gate only reads"
_HOLDER = "a wallet or an issuer asks it, a gate does not"
_PEOPLE = "words for people; the reason is the same"
_POLICY = "the program has the default policy only"
_ENCODER = "a gate encodes nothing but byte strings and texts of its own"
_LARGE = "the limit is 256 MiB, and the vectors leave such files out"
_QUICK = "a quick way; the long way gives the same answer"
_LATER = "a later check refuses the same for the same reason"
_BY_KIND = "it is only called for documents of this kind"

UNREACHABLE: dict[str, str] = {
    "base45.py encode:": _WRITES,
    "base45.py decode: lanes < len(_LOW_BYTES) -> lanes <=": _QUICK,
    "cbor.py end_of_item: if position > size -> False": _LATER,
    "cbor.py _in_order: raise UsageError": _ENCODER,
    "cbor.py _in_order: if isinstance(value, bool) -> False": _ENCODER,
    "cbor.py _in_order: if isinstance(value, int) -> False": _ENCODER,
    "cbor.py _in_order: if not -INTEGER_LIMIT": _ENCODER,
    "cbor.py _in_order: -INTEGER_LIMIT": _ENCODER,
    "cbor.py _in_order: if depth == 0 -> False": _ENCODER,
    "cbor.py _in_order: if isinstance(value, dict) -> False": _ENCODER,
    "cbor.py _in_order: if not all(": _ENCODER,
    "cbor.py _encodable:": _ENCODER,
    "cbor.py loose_head: if end > len(data) -> False": _LATER,
    "credential.py sign_credential:": _WRITES,
    "credential.py holder_key:": _HOLDER,
    "decision.py check: memory is not None and action": "the program always has a replay memory",
    "diagnostic.py": _PEOPLE,
    "evidence.py": "only issuers read certificates; they have vectors of their own",
    "trust.py _issuer: for entry, key in read if key is None ->": _WRITES,
    "document.py add_signature:": _WRITES,
    (
        "document.py check_multi_signed: parts.header.keys() == {cose.TYP} and item[1] == {}"
        " and isinstance(item[2], bytes) and isinstance(item[3], list)"
        " -> parts.header.keys() == {cose.TYP} and item[1] == {} and isinstance(item[3], list)"
    ): _LATER,
    "keys.py from_seed:": _WRITES,
    "keys.py check_holder_key:": _HOLDER,
    "policy.py __post_init__:": _POLICY,
    "presentation.py present:": _WRITES,
    "replay.py __init__:": "the program has a key of the right length",
    "replay.py remember: if now": "it only keeps more, and what is kept has its time with it",
    "revocation.py sign_revocation_list:": _WRITES,
    "revocation.py _signer_id: expect(parts.kind": _BY_KIND,
    "revocation.py _understand: expect(document.is_id(payload[_ISSUER])": _LATER,
    "serials.py encode_serials:": _WRITES,
    "serials.py _pack:": _WRITES,
    "serials.py __iter__:": "a gate asks for one serial at a time",
    "serials.py __init__: if count * (k + 1) > 8 * len(data) -> False": _LATER,
    "serials.py __init__: if count * _BITS_IN_ARRAY": "the same set, in other memory",
    "shown.py match_layout:": _QUICK,
    "shown.py _match_paper: expiry < _FOUR_BYTES ->": _QUICK,
    "shown.py _match_live: issued_at < _FOUR_BYTES ->": _QUICK,
    "shown.py _match_live: expiry < _FOUR_BYTES ->": _QUICK,
    "state.py load_all: if len(data) > bundle.MAX_BUNDLE": _LARGE,
    "state.py load_all: len(data) > bundle.MAX_BUNDLE": _LARGE,
    "text.py challenge_from_text:": _HOLDER,
    "text.py looks_like:": _PEOPLE,
    "trust.py understand_trust_list: expect(parts.kind": _BY_KIND,
    "trust.py understand_trust_list: expect(document.is_id(payload[_FEDERATION])": _LATER,
    "trust.py _key_value:": _WRITES,
}
