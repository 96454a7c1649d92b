import { describe, expect, it } from "@jest/globals";
import { InFlight } from "../../../src/adapters/reporters/in-flight.ts";
import { fitColumns } from "../../../src/adapters/reporters/width.ts";
import type { AgentEvent } from "../../../src/engine/ports/agent.ts";
import { attempt } from "../../helpers/events.ts";

const started = { type: "attempt-started", agent: "claude", resumed: false, ...attempt } as const;
const agent = (event: AgentEvent, name = attempt) => ({ type: "agent", event, ...name }) as const;
const saved = { type: "saved", usage: { costUsd: 0.5 }, durationMs: 1, ranNow: true, ...attempt } as const;

describe("InFlight", () => {
  it("shows title, attempt, tool, last line, time and cost", () => {
    const live = new InFlight();
    live.follow(started, 0);
    live.follow(agent({ type: "tool", name: "Edit", detail: "src/theme.ts" }), 0);
    live.follow(agent({ type: "text", text: "one\nreading\n\n" }), 0);
    live.follow(agent({ type: "usage", usage: { costUsd: 0.31 } }), 0);
    expect(live.line(72_000, 100)).toBe(
      "Add dark mode · implement#1  Edit src/theme.ts  reading  1:12  $0.31",
    );
  });

  it("never cuts time and cost, and never exceeds the width", () => {
    const live = new InFlight();
    live.follow(started, 0);
    live.follow(agent({ type: "text", text: "世界".repeat(300) }), 0);
    live.follow(agent({ type: "usage", usage: { costUsd: 0.31 } }), 0);
    expect(live.line(72_000, 40)).toMatch(/… {2}1:12 {2}\$0\.31$/);
    expect(live.line(72_000, 5).length).toBeLessThanOrEqual(5);
    expect(live.line(72_000, 0)).toBe("");
  });

  it("cuts a long title before what the agent does", () => {
    const live = new InFlight();
    live.follow({ ...started, title: "Capitalize must not throw on an empty title" }, 0);
    live.follow(agent({ type: "tool", name: "Edit", detail: "src/titles.ts" }), 0);
    expect(live.line(0, 60)).toBe("Capitalize must not… · implement#1  Edit src/titles.ts  0:00");
  });

  it("shows a check while it runs, also where no agent worked before it", () => {
    const live = new InFlight();
    const check = { type: "check-started", command: "npm test", ...attempt } as const;
    const receipt = { command: "npm test", exitCode: 0, durationMs: 1, tail: "", tree: null };
    live.follow(started, 0);
    live.follow(agent({ type: "text", text: "all done" }), 0);
    live.follow(check, 60_000);
    expect(live.line(72_000, 100)).toBe("Add dark mode · implement#1  npm test  1:12");
    live.follow({ type: "check", receipt, ...attempt }, 72_000);
    expect(live.idle).toBe(false);
    const again = new InFlight();
    again.follow(check, 60_000);
    expect(again.line(72_000, 100)).toBe("Add dark mode · implement#1  npm test  0:12");
    again.follow({ type: "check", receipt, ...attempt }, 72_000);
    expect(again.idle).toBe(true);
  });

  it("adds up what ended and what is in flight, each once", () => {
    const live = new InFlight();
    live.follow(started, 0);
    live.follow(agent({ type: "usage", usage: { costUsd: 0.4 } }), 0);
    live.follow(saved, 0);
    expect(live.idle).toBe(true);
    expect(live.line(0, 80)).toBe("");
    const second = { ...attempt, path: "story[b]/plan#1", title: "B", action: "plan" };
    live.follow({ ...started, ...second }, 1_000);
    live.follow(agent({ type: "usage", usage: { costUsd: 0.1 } }, second), 1_000);
    expect(live.line(2_000, 80)).toBe("B · plan#1  0:01  $0.60");
  });

  it("counts a wait down, until somebody is asked again", () => {
    const live = new InFlight();
    const until = new Date(2026, 0, 9, 6, 12);
    const wait = {
      type: "waiting",
      path: "p",
      kind: "rate_limit",
      message: "busy",
      agent: "claude",
    } as const;
    live.follow({ ...wait, until: until.toISOString() }, 0);
    expect(live.idle).toBe(false);
    const at = (left: number) => live.line(until.getTime() - left, 100);
    expect(at(271_000)).toBe("rate limited by claude; going on at 06:12 (in 4:31)");
    expect(at(269_500)).toBe("rate limited by claude; going on at 06:12 (in 4:30)");
    expect(at(-5_000)).toBe("rate limited by claude; going on at 06:12 (in 0:00)");
    live.follow(started, until.getTime());
    expect(at(0)).toContain("implement#1");
    live.follow(saved, until.getTime());
    expect(live.idle).toBe(true);
  });

  it("says how many more there are", () => {
    const live = new InFlight();
    live.follow(started, 0);
    live.follow({ ...started, path: "story[b]/plan#1", title: "B", action: "plan" }, 0);
    expect(live.line(0, 80)).toBe("B · plan#1  +1 more  0:00");
  });
});

describe("fitColumns", () => {
  it("counts wide characters as two columns", () => {
    expect(fitColumns("abc", 3)).toBe("abc");
    expect(fitColumns("abcd", 3)).toBe("ab…");
    expect(fitColumns("世界", 4)).toBe("世界");
    expect(fitColumns("世界", 3)).toBe("世…");
    expect(fitColumns("👩‍👩‍👧x", 3)).toBe("👩‍👩‍👧x");
  });
});
