/**
 * All errors of this library. Each has a stable `reason`, and a message that never repeats what was scanned:
 * no pseudonymous ID, kid, expiry or text of a code (section 7.1).
 */

/** Reasons for which a code is refused (section 7.3), in the order in which they are looked for. */
export type CodeReason =
  | "too_large"
  | "not_ours"
  | "bad_base45"
  | "bad_cbor"
  | "bad_structure"
  | "unsupported_alg"
  | "clock_behind"
  | "trust_stale"
  | "unknown_key"
  | "proof_missing"
  | "wrong_usage"
  | "paper_not_accepted"
  | "bad_signature"
  | "bad_claims"
  | "misaligned_expiry"
  | "key_not_valid"
  | "not_yet_valid"
  | "expired"
  | "bad_proof"
  | "proof_not_fresh"
  | "challenge_missing"
  | "challenge_unexpected"
  | "challenge_mismatch"
  | "revoked"
  | "replayed";

/** Reasons for which a document is refused (section 7.3), in the order in which they are looked for. */
export type DocumentReason =
  | "clock_behind"
  | "too_large"
  | "bad_cbor"
  | "bad_structure"
  | "bad_root"
  | "bad_trust_list"
  | "bad_revocation_list"
  | "rollback"
  | "equivocation"
  | "not_yet_issued";

/** Reasons that name a fault of the calling program and not of a code or a document. */
export type ArgumentReason = "bad_argument";

/** Every reason that an error of this library can have. */
export type Reason = CodeReason | DocumentReason | ArgumentReason;

/**
 * What a text looks like that is not a huepass code (section 7.1). An `issuer-code` is one of ours
 * that no gate reads: a certificate, a poster's code, a staff code or a code for a reading.
 */
export type LooksLike = "challenge" | "issuer-code" | "health-certificate" | "web-address" | "unknown";

const MEANINGS: Readonly<Record<Exclude<Reason, ArgumentReason>, string>> = {
  too_large: "the text, the code or the document is too large",
  not_ours: "the text is not a huepass code",
  bad_base45: "what follows the prefix is not Base45",
  bad_cbor: "not deterministic CBOR of the allowed types",
  bad_structure: "not the form of a code, a challenge or a document",
  unsupported_alg: "an algorithm other than Ed25519 (-19)",
  clock_behind: "the clock of this gate is behind",
  trust_stale: "no trust list is in force, or it or the root has expired",
  unknown_key: "the trust list does not have the key",
  proof_missing: "a live credential without a presentation",
  wrong_usage: "the key may not sign what it signed",
  paper_not_accepted: "this gate does not accept paper",
  bad_signature: "the issuer's signature is wrong",
  bad_claims: "the payload is not that of a credential",
  misaligned_expiry: "the expiry is not on the grid of its key",
  key_not_valid: "the window is outside the times of its key",
  not_yet_valid: "the window has not begun",
  // The same words for both: why a code is listed is nobody's business at a gate.
  expired: "no longer valid; refresh the pass or get a new one",
  bad_proof: "the signature of the holder key is wrong",
  proof_not_fresh: "the presentation is too old, too new, or from before the start of this gate",
  challenge_missing: "the presentation does not carry the challenge",
  challenge_unexpected: "the presentation carries a challenge, and none is shown",
  challenge_mismatch: "the presentation carries another challenge",
  revoked: "no longer valid; refresh the pass or get a new one",
  replayed: "the code was shown before",
  bad_root: "the root is wrong",
  bad_trust_list: "the trust list is wrong",
  bad_revocation_list: "the revocation list is wrong",
  rollback: "older than what is in force",
  equivocation: "another document with the number that is in force",
  not_yet_issued: "dated more than 300 seconds ahead",
};

/** The root of all errors that this library throws on purpose. */
export abstract class HuepassError extends Error {
  /** Stable reason code: those of section 7.3, and `bad_argument`. */
  abstract readonly reason: Reason;
}

/** A code, or the text of a challenge, was refused. */
export class CodeRefused extends HuepassError {
  override readonly name = "CodeRefused";
  override readonly reason: CodeReason;
  /** What to tell people. Unlike `reason`, it is the same for `expired` and `revoked`. */
  readonly meaning: string;
  /** Only with the reason `not_ours`: what the text looks like. */
  readonly looksLike: LooksLike | undefined;

  constructor(reason: CodeReason, looksLike?: LooksLike) {
    super(`${reason}: ${MEANINGS[reason]}`);
    this.reason = reason;
    this.meaning = MEANINGS[reason];
    this.looksLike = looksLike;
  }
}

/** A root, a trust list, a revocation list or a file of them was refused. Nothing changed. */
export class DocumentRefused extends HuepassError {
  override readonly name = "DocumentRefused";
  override readonly reason: DocumentReason;

  constructor(reason: DocumentReason) {
    super(`${reason}: ${MEANINGS[reason]}`);
    this.reason = reason;
  }
}

/** Bytes are not deterministic CBOR (section 1.1), or characters are not Base45 (section 1.3). */
export class DecodeError extends HuepassError {
  override readonly name = "DecodeError";
  override readonly reason: "bad_cbor" | "bad_base45";

  constructor(reason: "bad_cbor" | "bad_base45") {
    super(`${reason}: ${MEANINGS[reason]}`);
    this.reason = reason;
  }
}

/** The calling program passed something that this function cannot work with. */
export class BadArgument extends HuepassError {
  override readonly name = "BadArgument";
  override readonly reason = "bad_argument";
}

/**
 * Checks that a time is one: an integer in the range that is exact.
 *
 * @param seconds - seconds since 1970-01-01T00:00:00Z
 * @throws {@link BadArgument} if it is not
 */
export function requireTime(seconds: number): void {
  if (!Number.isSafeInteger(seconds)) throw new BadArgument("a time must be a whole number of seconds");
}
