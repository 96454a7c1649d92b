import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandAgent } from "../../../src/adapters/agents/command/agent.ts";
import { attemptEnvironment } from "../../../src/adapters/agents/environment.ts";
import type { Agent, AgentEvent, AgentRequest, AgentResult } from "../../../src/engine/ports/agent.ts";
import { newToken } from "./processes.ts";

/** A request for `add-x/implement#<attempt>`, with a workspace and an attempt folder in `dir`. */
export function requestIn(dir: string, more: Partial<AgentRequest> = {}): AgentRequest {
  const { action = "implement", attempt = 1, sessionId } = more;
  const workspace = join(dir, "workspace");
  const attemptDir = join(dir, "attempts", `${action}-${attempt}`);
  for (const folder of [workspace, attemptDir]) mkdirSync(folder, { recursive: true });
  const facts = {
    action,
    attempt,
    runId: "run-1",
    path: `story[add-x]/${action}#${attempt}`,
    token: newToken(),
    storyId: "story-1",
    storySlug: "add-x",
    storyFile: join(dir, "add-x.md"),
    sessionId,
    resultFile: join(attemptDir, "result.json"),
  };
  return {
    action,
    attempt,
    prompt: "Do it.",
    access: "write",
    workspace,
    attemptDir,
    env: attemptEnvironment({ PATH: process.env.PATH }, facts, []),
    limits: { wallMs: 30_000, silenceMs: 30_000 },
    mask: (text) => text.replaceAll("hunter2!", "***"),
    ...more,
  };
}

export interface Performed {
  readonly result: AgentResult;
  readonly events: readonly AgentEvent[];
}

/** Performs a request and keeps what was told; `onEvent` may abort it. */
export async function performed(
  agent: Agent,
  request: AgentRequest,
  onEvent: (event: AgentEvent, controller: AbortController) => void | Promise<void> = () => {},
): Promise<Performed> {
  const events: AgentEvent[] = [];
  const controller = new AbortController();
  const result = await agent.perform(
    request,
    (event) => {
      events.push(event);
      return onEvent(event, controller);
    },
    controller.signal,
  );
  return { result, events };
}

/** The fake agent of `fake-agent.sh`. */
export function fakeAgent(...args: string[]): Agent {
  const script = fileURLToPath(new URL("./fake-agent.sh", import.meta.url));
  return commandAgent("fake", { type: "command", command: [script, ...args] }, "/");
}
