import { showChallenge, NO_CHALLENGES, writeChallengeText } from "huepass";
import { describe, expect, it } from "vitest";
import { Fault } from "../../src/shared/fault.js";
import { placeOf } from "../../src/wallet/kinds.js";

const OFFER = "openid-credential-offer://?credential_offer=%7B%7D";
const CHALLENGE = writeChallengeText(new Uint8Array(16).fill(7));

function faultOf(text: string): Fault {
  const place = placeOf(text);
  if (!(place instanceof Fault)) throw new Error("the wallet would have taken it");
  return place;
}

describe("where a scanned text belongs", () => {
  it("takes offers, challenges and posters to their screens", () => {
    expect(placeOf(OFFER)).toEqual({ screen: "add", given: OFFER });
    expect(placeOf(CHALLENGE)).toEqual({ screen: "challenge", given: CHALLENGE });
    expect(placeOf("HPP1:ABC")).toEqual({ screen: "reading", given: "HPP1:ABC" });
    expect(placeOf("HPO1:ABC")).toEqual({ screen: "memberships", given: "HPO1:ABC" });
  });

  it("overlooks the line end of a scanner and the spaces of a paste", () => {
    expect(placeOf(`${CHALLENGE}\r\n`)).toEqual({ screen: "challenge", given: CHALLENGE });
    expect(placeOf(`  ${OFFER} \n`)).toEqual({ screen: "add", given: OFFER });
  });

  it.each([
    ["HP1:ABC", "pass_not_for_wallets"],
    ["HPC1:", "challenge_invalid"],
    ["HPC1:zz", "challenge_invalid"],
    ["HPR1:0000", "code_for_issuer"],
    ["HPS1:0000", "code_for_issuer"],
    ["HPE1:0000", "code_for_issuer"],
    ["HC1:6BFOXN", "health_certificate"],
    [`HC1:${"6BF".repeat(400)}`, "health_certificate"],
    ["https://example.org/?secret", "web_address"],
    ["HTTP://EXAMPLE.ORG", "web_address"],
    ["", "code_unknown"],
    ["WIFI:S:home;P:secret;;", "code_unknown"],
  ])("says what %.12s is", (text, reason) => {
    expect(faultOf(text).reason).toBe(reason);
  });

  it("never says a word of what was scanned", () => {
    for (const text of ["https://example.org/?secret", "WIFI:S:home;P:secret;;", "HC1:secret", "HPR1:secret", "HPC1:secret"]) {
      const fault = faultOf(text);
      expect(JSON.stringify([fault.message, fault.title, fault.advice])).not.toContain("secret");
    }
  });

  it("takes a challenge as gates show it", () => {
    const { shown } = showChallenge(NO_CHALLENGES, new Uint8Array(8), 1_000_000);
    const text = writeChallengeText(shown?.challenge ?? new Uint8Array());
    expect(placeOf(text)).toEqual({ screen: "challenge", given: text });
  });
});
