import { describe, expect, it, vi } from "vitest";
import { screenOf, takeReturn } from "../../src/wallet/route.js";

function opened(search: string) {
  const replaceState = vi.fn();
  return { query: takeReturn({ search, pathname: "/wallet/" }, { replaceState }), replaceState };
}

describe("the screen that an address names", () => {
  it("is one of the wallet's, or the pass", () => {
    expect(screenOf("#people")).toBe("people");
    expect(screenOf("")).toBe("pass");
    expect(screenOf("#nowhere")).toBe("pass");
    expect(screenOf("#constructor")).toBe("pass");
  });
});

describe("a sign-in that comes back", () => {
  it("is taken out of the address and handed on", () => {
    const { query, replaceState } = opened("?code=abc&state=def");
    expect(query).toBe("code=abc&state=def");
    expect(replaceState).toHaveBeenCalledWith(null, "", "/wallet/");
  });

  it("is handed on as well when it was refused", () => {
    expect(opened("?error=access_denied&state=def").query).toBe("error=access_denied&state=def");
  });

  it("is not what else may stand in an address, which is taken out all the same", () => {
    const { query, replaceState } = opened("?code=abc");
    expect(query).toBeUndefined();
    expect(replaceState).toHaveBeenCalledOnce();
    expect(opened("").replaceState).not.toHaveBeenCalled();
  });
});
