import type { AgentEvent } from "../../engine/ports/agent.ts";
import type { NodeEvent } from "../../engine/ports/events.ts";
import { formatCheck } from "./format-check.ts";
import { timeAndCost } from "./words.ts";

/** The lines that tell a person about an event of a workflow file's node. */
export function formatNodeEvent(event: NodeEvent): string[] {
  const { path } = event;
  switch (event.type) {
    case "node-started":
      return started(event);
    case "node-agent":
      return agentLines(event.event);
    case "node-check-started":
      return [];
    case "node-check":
      return formatCheck(event.receipt);
    case "node-done": {
      const spent = timeAndCost(event.durationMs, event.usage.costUsd);
      const allowed = event.allowed === undefined ? "" : `  (failed, which is allowed: ${event.allowed})`;
      return [`  ✓ Progress saved (completed: ${path})${spent}${allowed}`];
    }
    case "node-failed": {
      const spent = timeAndCost(event.durationMs, event.usage.costUsd);
      return [`  ✗ ${path} failed: ${event.message}${spent}${event.again ? "; trying again" : ""}`];
    }
    case "node-skipped":
      return [`  ⊘ ${path} skipped: ${event.reason}`];
    case "node-interrupted": {
      const kept = event.sessionKept ? "session and work kept; " : "";
      return [`Interrupted: ${path} (${event.reason}); ${kept}nothing of it is running.`];
    }
    case "node-restored":
      return [`  ⚠ ${path}: put back what the agent changed in git: ${event.keys.join(", ")}`];
    case "node-parked":
      return [`  ? ${path}: ${event.message}`, `    ${event.command}`];
    case "node-changed":
      return [
        `  ⚠ ${path}: its ${event.what} changed since it was done; it stays done (--rerun-changed: again)`,
      ];
    case "node-retired":
      return [`  ⊘ ${path} is retired: it is in the workflow, or its collection, no more`];
  }
}

/** A command's end says enough; what an agent costs is known from its beginning. */
function started({
  path,
  kind,
  attempt,
  agent,
  resumed,
}: Extract<NodeEvent, { type: "node-started" }>): string[] {
  if (kind === "story") return [`  … ${path}: ${agent} works on the story; waiting for it`];
  if (agent === undefined) return [];
  return [`Running ${path}… ${agent}, attempt ${attempt}${resumed ? ", going on in its session" : ""}`];
}

/** The lines that tell a person about an event of an agent. */
export function agentLines(event: AgentEvent): string[] {
  switch (event.type) {
    case "tool":
      return [`    ${event.name} ${event.detail}`.trimEnd()];
    case "notice":
      return [`  ⚠ ${event.text}`];
    case "text":
    case "started":
    case "session":
    case "usage":
      return [];
  }
}
