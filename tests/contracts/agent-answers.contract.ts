import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "@jest/globals";
import type { AgentEvent, AgentRequest } from "../../src/engine/ports/agent.ts";
import { textOf } from "../helpers/agents/processes.ts";
import type { Performed } from "../helpers/agents/request.ts";
import type { Behaviour, Traits } from "./agent.contract.ts";

/** What the contract gives its parts. */
interface Stage {
  when(behaviour: Behaviour, title: string, test: () => Promise<void>): void;
  perform(
    behaviour: Behaviour,
    more?: Partial<AgentRequest>,
    onEvent?: (event: AgentEvent, controller: AbortController) => void | Promise<void>,
  ): Promise<Performed>;
  request(): AgentRequest;
}

/** The verdict's schema, as the engine asks for it. */
export const verdictSchema = {
  type: "object",
  properties: {
    verdict: { enum: ["approved", "rejected"] },
    issues: {
      type: "array",
      items: {
        type: "object",
        properties: {
          severity: { type: "string" },
          description: { type: "string" },
          file: { type: "string" },
          line: { type: "integer" },
        },
        required: ["severity", "description"],
      },
    },
  },
  required: ["verdict", "issues"],
};

/** What every agent promises of what it makes of a program's answer: edits, sessions, usage, schema, errors. */
export function answersContract(adapter: string, traits: Traits, stage: Stage): void {
  const { costs = true, counts = false, schema = true } = traits;
  const { when, perform, request } = stage;
  const made = () => join(request().workspace, "made.txt");
  const usage = { inputTokens: 1000, outputTokens: 50, costUsd: costs ? 0.25 : null };

  describe(`what ${adapter} answers`, () => {
    when("edits", "edits where it may write", async () => {
      const { result, events } = await perform("edits");
      expect(result).toMatchObject({ error: undefined });
      expect(textOf(made())).toBe("made");
      expect(events.some((event) => event.type === "tool")).toBe(true);
    });

    when("edits", "does not edit where it may only read, and may where it is given everything", async () => {
      await perform("edits", { access: "read" });
      expect(existsSync(made())).toBe(false);
      await perform("edits", { access: "full" });
      expect(textOf(made())).toBe("made");
    });

    when("usage", "counts what it used", async () => {
      const { result, events } = await perform("usage");
      expect(result.usage).toEqual(usage);
      expect(events.filter((event) => event.type === "usage").at(-1)).toEqual({ type: "usage", usage });
    });

    when("resumes", "goes on in a session, and counts only what this attempt used", async () => {
      const counter = counts ? usage : undefined;
      const { result } = await perform("resumes", { sessionId: "s-1", ...(counter ? { counter } : {}) });
      expect(result.output.trim()).toBe("going on in s-1");
      expect(result).toMatchObject({ sessionId: "s-1", error: undefined });
      if (!counts) return;
      const { inputTokens, outputTokens, costUsd } = result.usage;
      const spent = costs ? 0.5 : null;
      expect([inputTokens, outputTokens, costUsd]).toEqual([2000, 100, spent]);
      expect(result.counter).toBeDefined();
    });

    when("forgets", "says that it does not know a session", async () => {
      const { result } = await perform("forgets", { sessionId: "s-0" });
      expect(result.error?.kind).toBe("session_missing");
    });

    when(
      "lingers",
      "does not wait for ever for a program that has answered, and has its answer",
      async () => {
        const { result } = await perform("lingers");
        expect(result).toMatchObject({ error: undefined });
        expect(result.output.trim()).toBe("hello");
        expect(result.durationMs).toBeLessThan(8000);
      },
    );

    when("trips", "counts an answer, whatever the exit code after it", async () => {
      const { result } = await perform("trips");
      expect(result).toMatchObject({ exitCode: 1, error: undefined });
      expect(result.output.trim()).toBe("hello");
    });
  });

  describe(`${adapter}, held to a schema`, () => {
    when("structured", "gives a review's verdict and issues", async () => {
      const { result } = await perform("structured", { action: "review", schema: verdictSchema });
      const issues = [{ severity: "major", description: "d" }];
      expect(result.error).toBeUndefined();
      if (schema) expect(result).toMatchObject({ verdict: "rejected", issues });
      else expect(result.output).toContain("rejected");
    });

    when("unstructured", "fails the attempt when the answer does not follow it", async () => {
      const { result } = await perform("unstructured", { action: "review", schema: verdictSchema });
      if (schema) expect(result.error?.kind).toBe("schema");
      else expect([result.verdict, result.error]).toEqual([undefined, undefined]);
    });
  });

  describe(`a question of ${adapter}`, () => {
    when("asks", "is its result, whatever form its answer was to have", async () => {
      for (const form of [{}, { action: "review", access: "read", schema: verdictSchema } as const]) {
        const { result } = await perform("asks", form);
        expect(result).toMatchObject({ question: "Which theme?", error: undefined });
      }
    });
  });

  describe(`what ${adapter} makes of its service's errors`, () => {
    const fails = (behaviour: Behaviour, kind: string) =>
      when(behaviour, `${behaviour}: ${kind}, and says why`, async () => {
        const { result } = await perform(behaviour);
        expect(result.error?.kind).toBe(kind);
        expect(result.error?.message.length).toBeGreaterThan(10);
        expect(result.durationMs).toBeLessThan(6000);
      });
    fails("unauthorized", "auth");
    fails("limited", "rate_limit");
    fails("overloaded", "overloaded");
  });
}
