import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { replayAgent } from "../../../../src/adapters/agents/replay/agent.ts";
import type { AgentRequest } from "../../../../src/engine/ports/agent.ts";
import { agentContract, type Behaviour } from "../../../contracts/agent.contract.ts";
import { buildPlayer, taped } from "../../../helpers/agents/player.ts";
import { tempDir, tempDirOfEach, textOf, until } from "../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../helpers/agents/request.ts";

const built = tempDir();
let player: string;
beforeAll(() => {
  player = buildPlayer(built.dir);
});
afterAll(() => built.remove());

const never = { text: "never", delayMs: 60_000 };
const tapes: Partial<Record<Behaviour, unknown>> = {
  answers: { said: ["hello"] },
  deaf: { said: ["hello"] },
  session: { said: ["hello"], sessionId: "s-1", usage: { costUsd: 0.5 } },
  hangs: { said: ["working", never], sessionId: "s-1" },
  talks: { said: Array.from({ length: 500 }, () => ({ text: "more", delayMs: 20 })) },
  fails: { exitCode: 3 },
};
agentContract("replay", Object.keys(tapes) as Behaviour[], (behaviour, dir) =>
  taped(dir, player, { "*/implement": tapes[behaviour] }),
);

const temp = tempDirOfEach();
const play = (attempts: Record<string, unknown>, more: Partial<AgentRequest> = {}) =>
  performed(taped(temp.dir, player, attempts), requestIn(temp.dir, more));

describe("a replayed attempt", () => {
  it("is found under its own key, then the nearest", async () => {
    const attempts = {
      "*/implement": { output: "any story" },
      "add-x/implement#2": { output: "second" },
      "add-x/review": { output: "any review" },
      "*/review#1": { output: "first review" },
    };
    const outputs = [];
    for (const [action, attempt] of [
      ["implement", 1],
      ["implement", 2],
      ["implement", 5],
      ["review", 1],
    ] as const) {
      outputs.push((await play(attempts, { action, attempt })).result.output);
    }
    expect(outputs).toEqual(["any story", "second", "second", "any review"]);
    const missing = (await play(attempts, { action: "plan" })).result.error;
    expect(missing).toMatchObject({
      kind: "bad_request",
      message: expect.stringContaining("no add-x/plan#1; it holds"),
    });
  });

  it("edits files, and returns verdict, issues, question, usage and failure", async () => {
    const request = requestIn(temp.dir);
    writeFileSync(join(request.workspace, "old.ts"), "old");
    const issues = [{ severity: "minor", description: "d" }];
    const { result } = await play({
      "add-x/implement": {
        edits: {
          "src/deep/a.ts": "ä\n",
          "run.sh": { content: "#!/bin/sh\n", executable: true },
          "logo.png": { base64: "AAH/" },
          "old.ts": null,
        },
        verdict: "rejected",
        issues,
        question: "?",
        usage: { inputTokens: 3 },
        error: { kind: "overloaded", message: "m" },
      },
    });
    const file = (name: string) => join(request.workspace, name);
    expect(textOf(file("src/deep/a.ts"))).toBe("ä\n");
    expect(statSync(file("run.sh")).mode & 0o111).not.toBe(0);
    expect([...readFileSync(file("logo.png"))]).toEqual([0, 1, 255]);
    expect(existsSync(file("old.ts"))).toBe(false);
    expect(result).toMatchObject({
      verdict: "rejected",
      issues,
      question: "?",
      usage: { inputTokens: 3, costUsd: null },
      error: { kind: "overloaded", message: "m" },
    });
  });

  it.each([
    "../out",
    "/tmp/out",
    "a/../../out",
    "a\\b",
    "C:x",
    ".git/hooks/pre-commit",
    "sub/.GIT/config",
    "",
    "link/out",
  ])("never edits outside the workspace, nor git's own files: %j", async (path) => {
    const request = requestIn(temp.dir);
    mkdirSync(join(temp.dir, "elsewhere"));
    symlinkSync(join(temp.dir, "elsewhere"), join(request.workspace, "link"));
    const { result } = await play({ "*/implement": { edits: { [path]: "x" } } });
    expect(result.error).toMatchObject({ kind: "bad_request" });
    expect(existsSync(join(temp.dir, "elsewhere/out")) || existsSync(join(temp.dir, "out"))).toBe(false);
  });

  it("replaces a link instead of writing through it", async () => {
    const request = requestIn(temp.dir);
    writeFileSync(join(temp.dir, "target"), "untouched");
    symlinkSync(join(temp.dir, "target"), join(request.workspace, "a"));
    await play({ "*/implement": { edits: { a: "new" } } });
    expect([textOf(join(temp.dir, "target")), textOf(join(request.workspace, "a"))]).toEqual([
      "untouched",
      "new",
    ]);
  });

  it("goes on in its session where it was killed, and not again once it has ended", async () => {
    const attempts = {
      "*/implement": {
        said: ["one", { text: "two", delayMs: 600 }, "three"],
        edits: { a: "x" },
        sessionId: "s-9",
      },
    };
    const agent = taped(temp.dir, player, attempts);
    const progress = join(requestIn(temp.dir).attemptDir, "replay-session.json");
    const first = await performed(agent, requestIn(temp.dir), async (event, controller) => {
      if (event.type !== "text") return;
      await until(() => textOf(progress)?.includes('"steps":1'));
      controller.abort("now");
    });
    expect(first.result).toMatchObject({ output: "one\n", sessionId: "s-9", error: { kind: "crash" } });
    const second = await performed(agent, requestIn(temp.dir, { attempt: 2, sessionId: "s-9" }));
    expect(second.result).toMatchObject({ output: "two\nthree\n", sessionId: "s-9", error: undefined });
    const third = await performed(agent, requestIn(temp.dir, { attempt: 3, sessionId: "s-9" }));
    expect(third.result.output).toBe("one\ntwo\nthree\n");
  });
});

describe("a cassette", () => {
  it.each([
    ["not json", "is not JSON"],
    ['{"version":2}', "version must be 1"],
    ['{"version":1}', "attempts must be an object"],
    ['{"version":1,"attempts":{"*/implement":{"said":[{}]}}}', "*/implement: said[0].text is missing"],
    ['{"version":1,"attempts":{"*/implement":{"edits":{"a":1}}}}', 'edits: "a" must be'],
    ['{"version":1,"attempts":{"*/implement":{"verdict":"x"}}}', "verdict must be"],
  ])("that is wrong fails the attempt and says what is wrong: %s", async (text, problem) => {
    const agent = taped(temp.dir, player, {});
    writeFileSync(join(temp.dir, "tape.json"), text);
    const { result } = await performed(agent, requestIn(temp.dir));
    expect(result.error).toMatchObject({ kind: "bad_request", message: expect.stringContaining(problem) });
  });

  it("without a player says that it is not built", async () => {
    const agent = replayAgent(
      "taped",
      { type: "replay", cassette: "tape.json" },
      temp.dir,
      join(temp.dir, "no.js"),
    );
    expect((await performed(agent, requestIn(temp.dir))).result.error?.kind).toBe("not_installed");
  });
});
