/** The holder's side: holder keys and presentations (sections 3.1 and 4.1). */

import { copyBytes, equalBytes } from "./bytes.js";
import { CborMap, decodeCbor, encodeCbor, type CborValue } from "./cbor.js";
import { ALG_ED25519, HEADER_ALG, toBeSigned } from "./cose.js";
import { readCredential } from "./credential.js";
import { publicKeyOf, sign } from "./ed25519.js";
import { BadArgument } from "./errors.js";
import { PROOF_CNONCE, PROOF_CREDENTIAL, PROOF_IAT, isChallenge } from "./presentation.js";

/** A key that a wallet makes for one credential and for no other. */
export interface HolderKey {
  /** 32 bytes of RFC 8032. It stays with the holder. */
  readonly secretKey: Uint8Array;
  /** 32 bytes, for the issuer. */
  readonly publicKey: Uint8Array;
}

/** The wallet's clock is rounded down to this many seconds. */
const IAT_STEP = 10;

/**
 * Makes a holder key.
 *
 * @param random - 32 bytes from a cryptographic source, used for nothing else
 * @throws {@link BadArgument} if it has another length
 */
export function makeHolderKey(random: Uint8Array): HolderKey {
  if (random.length !== 32) throw new BadArgument("a holder key is made of 32 random bytes");
  const secretKey = copyBytes(random);
  return { secretKey, publicKey: publicKeyOf(secretKey) };
}

/** A holder key that is kept elsewhere, as WebCrypto keeps those that can't be read. */
export interface HolderSigner {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** An Ed25519 signature of 64 bytes (RFC 8032). */
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/**
 * A signer that has its key in memory.
 *
 * @param secretKey - 32 bytes
 * @throws {@link BadArgument} if it has another length
 */
export function holderSigner(secretKey: Uint8Array): HolderSigner {
  const key = makeHolderKey(secretKey);
  return { publicKey: key.publicKey, sign: (message) => Promise.resolve(sign(key.secretKey, message)) };
}

/**
 * Makes a presentation.
 *
 * @param credential - the bytes of a live credential
 * @param holderKey - the key that it was issued for
 * @param now - the wallet's clock, in seconds
 * @param challenge - what the gate shows, from `readChallengeText`; left out if it shows none
 * @returns the bytes of the presentation; `writeCodeText` makes the text of the QR code
 * @throws CodeRefused if the credential can't be read, {@link BadArgument} if it was issued for another key, the time is
 * before 1970, or the challenge is not one
 */
export function makePresentation(
  credential: Uint8Array,
  holderKey: HolderKey,
  now: number,
  challenge?: Uint8Array,
): Uint8Array {
  // The private key decides: it must be that of the public key in the credential.
  const { secretKey, publicKey } = makeHolderKey(holderKey.secretKey);
  const { message, finish } = unsigned(credential, publicKey, now, challenge);
  return finish(sign(secretKey, message));
}

/**
 * Makes a presentation with a key that is kept elsewhere.
 *
 * @param signer - has the key that the credential was issued for; the other arguments are as for {@link makePresentation}
 * @returns the bytes of the presentation
 * @throws as {@link makePresentation}, and whatever the signer throws
 */
export async function signPresentation(
  credential: Uint8Array,
  signer: HolderSigner,
  now: number,
  challenge?: Uint8Array,
): Promise<Uint8Array> {
  const { message, finish } = unsigned(credential, signer.publicKey, now, challenge);
  return finish(await signer.sign(message));
}

/** What is signed, and how the signature makes a presentation of it. */
function unsigned(credential: Uint8Array, publicKey: Uint8Array, now: number, challenge: Uint8Array | undefined) {
  const own = readCredential(credential);
  if (!own.holderKey || !equalBytes(own.holderKey, publicKey)) {
    throw new BadArgument("the credential was issued for another key");
  }
  if (!Number.isSafeInteger(now) || now < 0) throw new BadArgument("the wallet's clock is a number of whole seconds");
  if (challenge !== undefined && !isChallenge(challenge)) throw new BadArgument("a challenge has 8 to 32 bytes");
  const entries: [CborValue, CborValue][] = [
    [PROOF_IAT, now - (now % IAT_STEP)],
    [PROOF_CREDENTIAL, decodeCbor(own.bytes)],
  ];
  if (challenge) entries.push([PROOF_CNONCE, challenge]);
  const protectedBytes = encodeCbor(new CborMap([[HEADER_ALG, ALG_ED25519]]));
  const payload = encodeCbor(new CborMap(entries));
  return {
    message: toBeSigned(protectedBytes, payload),
    finish: (signature: Uint8Array) => encodeCbor([protectedBytes, new CborMap([]), payload, signature]),
  };
}
