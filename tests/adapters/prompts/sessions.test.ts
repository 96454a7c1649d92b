import { describe, expect, it } from "@jest/globals";
import { openTranscript } from "../../../src/adapters/agents/transcript/writer.ts";
import { createPrompts } from "../../../src/adapters/prompts/prompts.ts";
import { storyWorkflow } from "../../../src/domain/definition/story/builtin.ts";
import type { Attempt } from "../../../src/domain/journal/execution.ts";
import type { PromptFacts } from "../../../src/engine/ports/prompts.ts";
import { testConfig } from "../../helpers/engine/config.ts";
import { anAttempt, anExecution, aStory } from "../../helpers/stories.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newDir = tempDirs();
const { render } = createPrompts(newDir(), testConfig(), []);

/** The prompt of the attempt after `attempts`, at their action. */
function promptAfter(attempts: readonly Attempt[], more: Partial<PromptFacts> = {}): string {
  const { action, attempt } = attempts.at(-1)!;
  const facts: PromptFacts = {
    story: aStory(),
    step: storyWorkflow.steps.find((s) => s.id === action)!,
    workflow: storyWorkflow,
    attempt: attempt + 1,
    execution: anExecution(attempts),
    checks: [],
    readText: (text) => ("text" in text ? text.text : ""),
    ...more,
  };
  return render(facts).prompt;
}

const unread = anAttempt({
  action: "review",
  outcome: "failed",
  error: { kind: "schema", message: "unreadable review: it gives no verdict at its end" },
  retry: "repair",
  sessionId: "s",
});
const repair = "Your last answer could not be read.";

describe("what an agent is told inside its session", () => {
  it("is to give an unreadable answer again, with what was wrong and the form it must have", () => {
    const prompt = promptAfter([unread], { resumes: unread });
    expect(prompt).toContain(repair);
    expect(prompt).toMatch(
      /What was wrong with it:\n<data-\w+>\nunreadable review: it gives no verdict at its end\n/,
    );
    expect(prompt).toContain("the last line: `VERDICT:`");
    expect(prompt).not.toContain("You review the implementation");
  });

  it("is the same after an interruption of that turn", () => {
    const stopped = {
      ...unread,
      attempt: 2,
      outcome: "interrupted",
      resumed: "s",
      retry: undefined,
    } as const;
    expect(promptAfter([unread, stopped], { resumes: stopped })).toContain(repair);
  });

  it("is to go on, after an interruption or a rate limit", () => {
    const limited = anAttempt({
      outcome: "failed",
      error: { kind: "rate_limit", message: "slow down" },
      sessionId: "s",
    });
    for (const paused of [limited, anAttempt({ outcome: "interrupted", sessionId: "s" })]) {
      const prompt = promptAfter([paused], { resumes: paused });
      expect(prompt).toContain("You were interrupted; the working tree is as you left it.");
      expect(prompt).not.toContain(repair);
    }
  });

  it("is that it was silent for too long, where that is why it was ended", () => {
    const error = { kind: "stalled", message: "ended after 10 min of silence" } as const;
    const stalled = anAttempt({ outcome: "failed", error, sessionId: "s" });
    const prompt = promptAfter([stalled], { resumes: stalled });
    expect(prompt).toContain("nothing was heard of you for too long");
    expect(prompt).not.toContain("You were interrupted");
  });

  it("is everything, where it is a new session after all", () => {
    const prompt = promptAfter([unread]);
    expect(prompt).toContain("You review the implementation");
    expect(prompt).not.toContain(repair);
  });
});

describe("the digest of an attempt that gave no answer", () => {
  const stopped = anAttempt({ outcome: "interrupted" });

  it("tells what its transcript knows: tools and last words, in order, and nothing of their noise", () => {
    const attemptDir = newDir();
    const transcript = openTranscript(
      attemptDir,
      (text) => text,
      () => {},
    );
    for (let n = 1; n <= 50; n++) {
      transcript.write("event", JSON.stringify({ type: "tool", name: "Edit", detail: `src/${n}.ts` }));
    }
    transcript.write("event", JSON.stringify({ type: "usage", usage: { costUsd: 1 } }));
    transcript.write("event", "Put back what the agent changed");
    transcript.write("raw", '{"type":"assistant"}');
    transcript.write("event", '{"type":"text","text":"Two tests fail,\\nfor one reason."}');
    transcript.write("out", "now the tests");
    transcript.write("out", "now the tests");
    transcript.write("err", "noise");
    transcript.close();
    const prompt = promptAfter([stopped], { attemptDir: () => attemptDir });
    expect(prompt).toContain("### implement#1: interrupted\nWhat it did last:\n- Edit src/21.ts\n");
    expect(prompt).toContain(
      "- Edit src/50.ts\nWhat it wrote last:\n- Two tests fail,\n- for one reason.\n- now the tests\n</data",
    );
    expect(prompt).not.toMatch(/noise|assistant|costUsd|Put back|src\/20\.ts/);
  });

  it("is short, however much it did", () => {
    const attemptDir = newDir();
    const transcript = openTranscript(
      attemptDir,
      (text) => text,
      () => {},
    );
    for (let n = 1; n <= 500; n++) transcript.write("out", `${n} ${"x".repeat(10_000)}`);
    transcript.close();
    const without = promptAfter([stopped]).length;
    expect(promptAfter([stopped], { attemptDir: () => attemptDir }).length - without).toBeLessThan(2200);
  });
});
