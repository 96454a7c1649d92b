import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { createAgent } from "../../../../src/adapters/agents/agents.ts";
import { replayAgent } from "../../../../src/adapters/agents/replay/agent.ts";
import { readCassette } from "../../../../src/adapters/agents/replay/cassette.ts";
import { UserError } from "../../../../src/domain/errors.ts";
import { buildPlayer } from "../../../helpers/agents/player.ts";
import { tempDir, tempDirOfEach, textOf } from "../../../helpers/agents/processes.ts";
import { performed, requestIn } from "../../../helpers/agents/request.ts";

const built = tempDir();
let player: string;
beforeAll(() => {
  player = buildPlayer(built.dir);
});
afterAll(() => built.remove());
const temp = tempDirOfEach();

/** Records a shell script as an agent. */
const recorder = (script: string) => {
  const agents = {
    inner: { type: "command", command: ["sh", "-c", script] },
    taped: { type: "record", agent: "inner", cassette: "tape.json" },
  } as const;
  return createAgent("taped", agents.taped, { root: temp.dir, agents });
};
const tape = () =>
  readCassette(join(temp.dir, "tape.json")).attempts as Record<string, Record<string, unknown>>;
const git = (...args: string[]) =>
  execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...args], {
    cwd: join(temp.dir, "workspace"),
  });

describe("recording", () => {
  it.each(["in git", "outside git"])(
    "keeps what an agent said and did, to be played again %s",
    async (where) => {
      const { workspace } = requestIn(temp.dir);
      writeFileSync(join(workspace, "kept"), "same");
      writeFileSync(join(workspace, "gone"), "x");
      mkdirSync(join(workspace, ".agentic-sdlc"));
      if (where === "in git") {
        git("init", "-q");
        writeFileSync(join(workspace, ".gitignore"), "ignored\n");
        git("add", ".");
        git("commit", "-qm", "base");
      }
      const script = `echo one; mkdir src; printf 'a\\000' > src/bin; echo new > made; chmod +x made; rm gone
      echo x > .agentic-sdlc/mine; ${where === "in git" ? "echo x > ignored; git commit -qam inner 2>/dev/null;" : ""}
      printf '%s' '{"output":"done","sessionId":"s-1","usage":{"costUsd":0.5}}' > "$AGENTIC_SDLC_RESULT_FILE"`;
      const recorded = await performed(recorder(script), requestIn(temp.dir));
      expect(recorded.events.filter((e) => e.type === "notice")).toEqual([]);
      const attempt = tape()["add-x/implement#1"]!;
      expect(attempt).toMatchObject({
        said: [{ text: "one", delayMs: expect.any(Number) }],
        output: "done",
        sessionId: "s-1",
        usage: { costUsd: 0.5 },
        exitCode: 0,
      });
      expect(attempt.edits).toEqual({
        gone: null,
        made: { content: "new\n", executable: true },
        "src/bin": "a\u0000",
      });

      const again = tempDir();
      const request = requestIn(again.dir);
      writeFileSync(join(request.workspace, "gone"), "x");
      const agent = replayAgent("taped", { type: "replay", cassette: "tape.json" }, temp.dir, player);
      const played = await performed(agent, request);
      expect(played.result).toMatchObject({
        output: "done",
        sessionId: "s-1",
        usage: { costUsd: 0.5 },
        error: undefined,
      });
      expect(textOf(join(request.workspace, "made"))).toBe("new\n");
      expect(textOf(join(request.workspace, "gone"))).toBeUndefined();
      again.remove();
    },
  );

  it("adds to the cassette, attempt by attempt, failures too", async () => {
    await performed(recorder("echo first"), requestIn(temp.dir));
    await performed(recorder("exit 7"), requestIn(temp.dir, { attempt: 2 }));
    expect(Object.keys(tape())).toEqual(["add-x/implement#1", "add-x/implement#2"]);
    expect(tape()["add-x/implement#2"]).toMatchObject({ exitCode: 7, error: { kind: "crash" } });
  });

  it("leaves out what was stopped, what is too large, and what holds a secret", async () => {
    const stopped = await performed(
      recorder("echo x; sleep 60"),
      requestIn(temp.dir),
      (event, controller) => {
        if (event.type === "text") controller.abort("now");
      },
    );
    expect(stopped.result.error?.kind).toBe("crash");
    expect(textOf(join(temp.dir, "tape.json"))).toBeUndefined();

    const { events } = await performed(
      recorder("echo hunter2! | tee key; head -c 2000000 /dev/zero > big; echo fine > small"),
      requestIn(temp.dir),
    );
    expect(Object.keys(tape()["add-x/implement#1"]!.edits as object)).toEqual(["small"]);
    expect(
      events.filter((e) => e.type === "notice").map((e) => e.text.split(": ").slice(1).join(": ")),
    ).toEqual(["big left out: too large", "key left out: it holds a secret"]);
    expect(textOf(join(temp.dir, "tape.json"))).not.toContain("hunter2!");
  });

  it("that fails is a notice, not a failed attempt", async () => {
    writeFileSync(join(temp.dir, "tape.json"), "damaged");
    const { result, events } = await performed(recorder("echo fine"), requestIn(temp.dir));
    expect(result.error).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: "notice", text: expect.stringContaining("is not JSON") });
    expect(textOf(join(temp.dir, "tape.json"))).toBe("damaged");
  });
});

describe("making agents", () => {
  it("refuses to record one that is not there", () => {
    const config = { type: "record", agent: "toString", cassette: "t.json" } as const;
    expect(() => createAgent("a", config, { root: temp.dir, agents: { a: config } })).toThrow(UserError);
  });
});
