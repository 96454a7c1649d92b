import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { resultFile } from "../../adapters/agents/command/result-file.ts";
import { attemptEnvironment } from "../../adapters/agents/environment.ts";
import { serviceError } from "../../adapters/agents/errors/service.ts";
import type { AgentError } from "../../domain/agent/error.ts";
import { helpFor } from "../../domain/agent/help.ts";
import type { Usage } from "../../domain/agent/usage.ts";
import { NotSavedError } from "../../domain/errors.ts";
import { maskOf } from "../mask.ts";
import type { OpenSettings, World } from "../open.ts";
import type { Candidate } from "./candidates.ts";

/** How a test call went. */
export interface Tried {
  readonly durationMs: number;
  readonly usage: Usage;
  readonly sessionId?: string;
  readonly error?: AgentError;
}

const limitMs = 60_000;
const prompt = "Answer with the one word: ready\nUse no tools, and do nothing else.\n";

/**
 * Asks an agent for one word, in an empty folder of its own, with read access. Resolves for everything the agent does;
 * nothing of it is left when it does, neither processes nor files. An agent that replays is not asked: its cassette is
 * looked for.
 */
export async function tryAgent(
  { env, now }: Pick<World, "env" | "now">,
  { config, root }: Pick<OpenSettings, "config" | "root">,
  { name, agent, config: own, model }: Candidate,
  signal: AbortSignal,
): Promise<Tried> {
  if (own.type === "replay") return playable(root, own.cassette);
  const dir = emptyFolder();
  try {
    const [workspace, attemptDir, storyFile] = [
      join(dir, "empty"),
      join(dir, "attempt"),
      join(dir, "test.md"),
    ];
    for (const folder of [workspace, attemptDir]) mkdirSync(folder);
    writeFileSync(storyFile, prompt);
    const facts = {
      ...{ action: "test", attempt: 1, runId: "test", path: `agents/test[${name}]` },
      ...{ token: randomBytes(16).toString("hex"), storyId: "test", storySlug: "test", storyFile },
      resultFile: resultFile(attemptDir),
    };
    const started = now().getTime();
    let notice: string | undefined;
    const result = await agent.perform(
      {
        ...{ action: "test", attempt: 1, prompt, access: "read", model, workspace, attemptDir },
        env: attemptEnvironment(env, facts, config.agentEnv.deny),
        limits: { wallMs: limitMs, silenceMs: limitMs },
        mask: maskOf(env, config),
      },
      (event) => {
        if (event.type === "notice") notice = event.text;
      },
      signal,
    );
    const { usage, sessionId, error = silent(result.output) } = result;
    const late = error?.kind === "timeout" || error?.kind === "stalled";
    return {
      durationMs: now().getTime() - started,
      ...{ usage, sessionId, error: late ? lateError(notice, now()) : error },
    };
  } finally {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** What it gave notice of last is often why: that it has no network, and tries again. */
function lateError(notice: string | undefined, now: Date): AgentError {
  const message = `it gave no answer within ${limitMs / 1000} s`;
  if (notice === undefined) return { kind: "timeout", message };
  const { kind } = serviceError(notice, now.getTime());
  // What is tried again in vain; a notice of anything else may have nothing to do with it.
  const isWhy = kind === "auth" || helpFor(kind) === "wait";
  return { kind: isWhy ? kind : "timeout", message: `${message}; it said last: ${notice}` };
}

function silent(output: string): AgentError | undefined {
  return output.trim() === "" ? { kind: "schema", message: "it ended well, but said nothing" } : undefined;
}

function emptyFolder(): string {
  try {
    return mkdtempSync(join(tmpdir(), "agentic-sdlc-try-"));
  } catch (error) {
    throw new NotSavedError(
      tmpdir(),
      error,
      "Make room there, or name another folder for temporary files in TMPDIR",
    );
  }
}

function playable(root: string, cassette: string): Tried {
  const there = existsSync(resolve(root, cassette));
  const error = { kind: "not_installed", message: `its cassette ${cassette} is not there` } as const;
  return { durationMs: 0, usage: { costUsd: 0 }, ...(there ? {} : { error }) };
}
