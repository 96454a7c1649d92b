import { describe, expect, it } from "@jest/globals";
import { formatError, reportError } from "../../src/cli/exit.ts";
import { NotSavedError, UserError } from "../../src/domain/errors.ts";
import { FakeStream } from "../helpers/fake-stream.ts";

function outlet(flags: { json?: boolean; debug?: boolean } = {}) {
  const stdout = new FakeStream();
  const stderr = new FakeStream();
  return { stdout, stderr, json: false, debug: false, ...flags };
}

const error = new UserError(2, "No such story", { why: "There are two:\na\nb", fix: "agentic-sdlc status" });

describe("reportError", () => {
  it("says what, why and what to type, on stderr", () => {
    const ctx = outlet();
    expect(reportError(ctx, error)).toBe(2);
    expect(ctx.stderr.text).toBe(
      "Error: No such story\n  There are two:\n  a\n  b\n  → agentic-sdlc status\n",
    );
    expect(ctx.stdout.text).toBe("");
  });

  it("leaves out what is empty, and says Error once", () => {
    expect(formatError(new UserError(5, "Error: No checkpoint found."))).toBe(
      "Error: No checkpoint found.\n",
    );
  });

  it("is JSON on stdout when asked for", () => {
    const ctx = outlet({ json: true });
    expect(reportError(ctx, new NotSavedError("x", new Error("disk full")))).toBe(7);
    expect(JSON.parse(ctx.stdout.text)).toEqual({
      schemaVersion: 1,
      error: { message: "Could not save x", why: "disk full", fix: expect.any(String), exitCode: 7 },
    });
    expect(ctx.stderr.text).toBe("");
  });

  it("is exit 1 for what nobody expected, with its stack only under --debug", () => {
    const quiet = outlet();
    expect(reportError(quiet, new TypeError("x is not a function"))).toBe(1);
    expect(quiet.stderr.text).toMatch(/^Error: x is not a function\n.*\n {2}→ .*--debug\n$/);
    const loud = outlet({ debug: true });
    reportError(loud, new Error("outer", { cause: new Error("inner") }));
    expect(loud.stderr.text).toMatch(/at .*exit\.test\.ts[\s\S]*Caused by: Error: inner/);
    expect(reportError(outlet(), "a text")).toBe(1);
  });

  it("gives a terminal no control characters", () => {
    const ctx = outlet();
    reportError(ctx, new UserError(2, "bad \u001b[31mname\u009b"));
    expect(ctx.stderr.text).toBe("Error: bad name\n");
  });
});
