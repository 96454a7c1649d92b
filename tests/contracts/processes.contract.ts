import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { Processes, ShellOptions } from "../../src/engine/ports/processes.ts";
import { newToken } from "../helpers/agents/processes.ts";

/** What a command is made to do. */
export type Command =
  /** Prints `out` and `err`, on one output each. Exit code 4. */
  | "prints"
  /** Prints a line of 100 letters and its number, `0` to `199`. */
  | "prints much"
  /** Prints its standard input, then its variable `VAR`. */
  | "echoes"
  /** Waits for ever, as do its children. */
  | "hangs"
  /** Starts a child that waits for ever; ends well. */
  | "leaves";

/** Processes, and what of them lives. */
export interface ProcessesStage {
  readonly processes: Processes;
  command(does: Command): string;
  /** How many processes carry the token. */
  alive(token: string): number;
  /** Starts what hangs, and nobody waits for it: its runner has died. Resolves once it runs. */
  abandon(token: string): Promise<void>;
}

/** What all processes promise (src/engine/ports/processes.ts). */
export function processesContract(name: string, make: () => ProcessesStage): void {
  let stage: ProcessesStage;
  let token: string;
  beforeEach(() => {
    stage = make();
    token = newToken();
  });
  afterEach(() => expect(stage.alive(token)).toBe(0));
  const run = (does: Command, more: Partial<ShellOptions> = {}) => {
    const { signal } = new AbortController();
    const env = { PATH: process.env.PATH ?? "" };
    return stage.processes.shell(stage.command(does), { cwd: tmpdir(), env, token, signal, ...more });
  };

  describe(`${name}: the processes' contract`, () => {
    it("tells exit code, outputs and time", async () => {
      const began: unknown[] = [];
      const ran = await run("prints", { onStart: ({ pid }) => began.push(pid) });
      expect(ran).toMatchObject({
        exitCode: 4,
        signal: null,
        stdout: "out\n",
        stderr: "err\n",
        timedOut: false,
      });
      expect([...ran.tail.trimEnd().split("\n")].sort()).toEqual(["err", "out"]);
      expect(ran.durationMs).toBeGreaterThan(0);
      expect(began).toEqual([expect.any(Number)]);
    });

    it("keeps the end of what is said, and the whole of it where that is wanted", async () => {
      const { tail } = await run("prints much");
      expect(tail).toMatch(/199\n$/);
      expect(tail.length).toBeLessThanOrEqual(4096);
      expect(tail.length).toBeGreaterThan(3900);
      const { stdout } = await run("prints much", { unheard: true });
      expect(stdout.split("\n")).toHaveLength(201);
      expect((await run("prints", { unheard: true })).tail).toBe("err\n");
    });

    it("gives it its standard input and variables, or none", async () => {
      const variables = { VAR: "v" };
      expect((await run("echoes", { stdin: "in ", variables })).stdout.trimEnd()).toBe("in v");
      expect(await run("echoes", { variables })).toMatchObject({
        exitCode: 0,
        stdout: expect.stringMatching(/^v/),
      });
    });

    it("ends it when its time is over", async () => {
      const ran = await run("hangs", { timeoutMs: 200 });
      expect(ran).toMatchObject({ exitCode: null, timedOut: true });
    });

    it("ends it when it is told to, at once where that was before", async () => {
      const controller = new AbortController();
      const running = run("hangs", { signal: controller.signal, onStart: () => controller.abort("now") });
      expect(await running).toMatchObject({ exitCode: null, timedOut: false });
      expect(await run("prints", { signal: controller.signal })).toMatchObject({ exitCode: null });
    });

    it("leaves nothing behind", async () => {
      const ran = await run("leaves");
      expect(ran.exitCode).toBe(0);
      expect(stage.alive(token)).toBe(0);
    });

    it("ends what a dead runner left, and nothing else", async () => {
      const other = newToken();
      await stage.abandon(token);
      await stage.abandon(other);
      expect(stage.alive(token)).toBeGreaterThan(0);
      await stage.processes.end({ token });
      expect(stage.alive(token)).toBe(0);
      expect(stage.alive(other)).toBeGreaterThan(0);
      await stage.processes.end({ token: other });
      await stage.processes.end({ token: other, pid: 1, startTime: "never" });
    });
  });
}
