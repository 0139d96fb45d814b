import { expect, test } from "vitest";
import { allows } from "../../src/shared/allowed.js";

const SELF = "https://gz.example";

test.each<[string | undefined, string, boolean]>([
  [undefined, "https://any.example/x", true],
  ["connect-src 'self'", "https://gz.example/v1/x?y", true],
  ["default-src 'none'; connect-src 'self'", "https://other.example", false],
  ["connect-src 'self'", "http://gz.example", false],
  ["connect-src 'self'", "https://gz.example:8443", false],
  ["connect-src 'none'", "https://gz.example", false],
  ["connect-src", "https://gz.example", false],
  ["img-src *;connect-src  'self'  https://other.example ; x", "https://other.example/a", true],
  ["connect-src https://other.example", "https://gz.example", false],
  ["connect-src https://other.example", "https://other.example.evil.example", false],
])("under %j the page may connect to %s: %s", (policy, address, allowed) => {
  expect(allows(policy, SELF, new URL(address))).toBe(allowed);
});
