/** Key proofs: a wallet has the private key of what it asks for (OpenID4VCI appendix F.1). */

import type { HolderSigner } from "huepass";
import { toBase64Url } from "./bytes.js";

/** What a proof says. */
export interface ProofClaims {
  /** `Ed25519` or `EdDSA`, which are the same mathematics. */
  readonly algorithm: string;
  /** The credential issuer identifier. */
  readonly audience: string;
  /** The issuer's. */
  readonly nonce: string;
  /** The wallet's clock, in seconds. */
  readonly at: number;
}

/** A proof for one key: a JWT with the key in its header. */
export async function makeProof(signer: HolderSigner, { algorithm, audience, nonce, at }: ProofClaims): Promise<string> {
  const jwk = { kty: "OKP", crv: "Ed25519", x: toBase64Url(signer.publicKey) };
  const signed = `${part({ typ: "openid4vci-proof+jwt", alg: algorithm, jwk })}.${part({ aud: audience, iat: at, nonce })}`;
  const signature = await signer.sign(new TextEncoder().encode(signed));
  return `${signed}.${toBase64Url(signature)}`;
}

function part(content: object): string {
  return toBase64Url(new TextEncoder().encode(JSON.stringify(content)));
}
