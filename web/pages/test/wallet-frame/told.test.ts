import { describe, expect, it } from "vitest";
import { colourLabel, issuerName, neighbour } from "../../src/wallet/told.js";

describe("what a colour is called", () => {
  it("is what the issuer calls it", () => {
    const person = { colours: { 1: { level: "clear", labels: { zh: "绿码", en: "clear to go" } } } };
    expect(colourLabel(person, 1)).toEqual({ zh: "绿码", en: "clear to go" });
  });

  it("is its plain name where the issuer says nothing, in each language", () => {
    const person = { colours: { 3: { level: "stop", labels: { zh: "红码" } } } };
    expect(colourLabel(person, 3)).toEqual({ zh: "红码", en: "red" });
    expect(colourLabel(person, 2)).toEqual({ zh: "黄色", en: "yellow" });
    expect(colourLabel(person, 99)).toEqual({ zh: "未知颜色", en: "unknown colour" });
  });
});

describe("what an issuer is called", () => {
  it("is its name, in the other language where there is one only, and its address where there is none", () => {
    const issuer = "https://pass.example";
    expect(issuerName({ issuer, issuerNames: { zh: "广州", en: "Guangzhou" } })).toEqual({ zh: "广州", en: "Guangzhou" });
    expect(issuerName({ issuer, issuerNames: { zh: "广州" } })).toEqual({ zh: "广州", en: "广州" });
    expect(issuerName({ issuer, issuerNames: {} })).toEqual({ zh: "pass.example", en: "pass.example" });
  });
});

describe("who comes next in a family", () => {
  const family = [{ id: "a" }, { id: "b" }, { id: "c" }];

  it("goes around the ends", () => {
    expect(neighbour(family, "a", 1)).toBe(family[1]);
    expect(neighbour(family, "c", 1)).toBe(family[0]);
    expect(neighbour(family, "a", -1)).toBe(family[2]);
  });

  it("is nobody where there is nobody else, or the person is gone", () => {
    expect(neighbour([{ id: "a" }], "a", 1)).toBeUndefined();
    expect(neighbour(family, "z", 1)).toBeUndefined();
  });
});
