import { existsSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { textOf } from "../../helpers/agents/processes.ts";
import { used } from "../stub/conversation.ts";
import type { Step } from "../stub/script.ts";
import type { Setting } from "./setting.ts";

/** What a program does when all is well. */
export function workChecks(setting: Setting): void {
  const { traits } = setting.program;
  const { tokens = true } = traits;
  const write = (name: string): Step => ({ write: { path: setting.file(name), content: "made\n" } });
  const done: Step = { say: "All done." };

  it("edit", async () => {
    const { result, events } = await setting.perform([write("a.txt"), done]);
    expect(result.error).toBeUndefined();
    expect(result.output.trim()).toBe("All done.");
    expect(textOf(setting.file("a.txt"))).toBe("made\n");
    expect(events.map(({ type }) => type)).toEqual(expect.arrayContaining(["started", "session", "tool"]));
  });

  it("write works", async () => {
    const { result } = await setting.perform([{ bash: "echo made > b.txt" }, done], {
      access: traits.shell,
    });
    expect(result.error).toBeUndefined();
    expect(textOf(setting.file("b.txt"))).toBe("made\n");
  });

  it("read-only holds", async () => {
    const steps = [write("a.txt"), { bash: `echo made > ${setting.file("b.txt")}` }, done];
    const { result } = await setting.perform(steps, { access: "read" });
    expect(result.error?.kind ?? "denied").toBe("denied");
    expect(["a.txt", "b.txt"].filter((name) => existsSync(setting.file(name)))).toEqual([]);
  });

  it("usage", async () => {
    const { result } = await setting.perform([write("a.txt"), done]);
    const { inputTokens, outputTokens, costUsd } = result.usage;
    expect(outputTokens).toBe(tokens ? 2 * used.output : undefined);
    if (tokens) expect(inputTokens).toBeGreaterThanOrEqual(2 * used.input);
    if (tokens) expect(inputTokens).toBeLessThanOrEqual(2 * (used.input + used.cacheRead + used.cacheWrite));
    if (traits.costs) expect(costUsd).toBeGreaterThan(0);
    else expect(costUsd).toBeNull();
  });

  it("resume", async () => {
    const { result: first } = await setting.perform([{ say: "One." }]);
    const { result, events } = await setting.perform([{ say: "Two." }], {
      sessionId: first.sessionId,
      counter: first.counter,
    });
    expect(result).toMatchObject({ error: undefined, sessionId: first.sessionId });
    expect(events).toContainEqual({ type: "session", sessionId: first.sessionId });
    expect(result.output.trim()).toBe("Two.");
    const { turns } = setting.stub.requests.at(-1)!.asked;
    expect(turns.some(({ role, text }) => role === "assistant" && text.includes("One."))).toBe(true);
    // What this attempt alone used, whatever the program counts.
    expect(result.usage.outputTokens).toBe(tokens ? used.output : undefined);
    if (traits.costs) expect(result.usage.costUsd).toBeCloseTo(first.usage.costUsd!, 6);
  });

  it("unknown session", async () => {
    const { result } = await setting.perform([done], { sessionId: traits.unknownSession ?? unknown });
    expect(result.error).toMatchObject({ kind: "session_missing" });
    expect(setting.stub.requests.filter(({ asked }) => asked.tools.length > 0)).toEqual([]);
  });

  it("schema", async () => {
    const steps = [{ json: { verdict: "rejected", issues: [{ severity: "major", description: "d" }] } }];
    const { result } = await setting.perform(steps, { action: "review", access: "read", schema });
    expect(result.error).toBeUndefined();
    const answer = result.verdict === undefined ? JSON.parse(result.output) : result;
    expect(answer).toMatchObject({ verdict: "rejected", issues: [{ severity: "major", description: "d" }] });
  });

  it("huge prompt", async () => {
    // More than an argument may have on Linux (128 KiB), less than a model's context.
    const prompt = `${"All work and no play. ".repeat(14_000)} end of the filling`;
    const { result } = await setting.perform([], { prompt });
    expect(result).toMatchObject({ error: undefined, output: expect.stringContaining("no script") });
    const heard = setting.stub.requests.flatMap(({ asked }) => asked.turns.map(({ text }) => text));
    expect(heard.some((text) => text.includes(prompt))).toBe(true);
  });
}

const unknown = "01a1fda9-0000-7910-9594-3c88e519b6f5";

const schema = {
  type: "object",
  properties: {
    verdict: { type: "string", enum: ["approved", "rejected"] },
    issues: {
      type: "array",
      items: {
        type: "object",
        properties: { severity: { type: "string" }, description: { type: "string" } },
        required: ["severity", "description"],
        additionalProperties: false,
      },
    },
  },
  required: ["verdict", "issues"],
  additionalProperties: false,
};
