import { spawn } from "node:child_process";
import { once } from "node:events";
import { describe, expect, it } from "@jest/globals";
import { linesReporter } from "../../../src/adapters/reporters/lines.ts";
import { createReporter } from "../../../src/adapters/reporters/reporter.ts";
import { createSink } from "../../../src/adapters/reporters/sink.ts";
import { reporterContract } from "../../contracts/reporter.contract.ts";
import { attempt, everyEvent } from "../../helpers/events.ts";
import { FakeStream } from "../../helpers/fake-stream.ts";

const now = () => new Date("2026-01-09T02:00:00Z");
const piped = { json: false, isTTY: false, columns: 0, color: false, now, env: {} };
const terminal = { ...piped, isTTY: true, columns: 80, color: true };

function make(options: typeof piped) {
  return (stream: FakeStream) => {
    stream.isTTY = options.isTTY;
    stream.columns = options.columns;
    return createReporter({ ...options, stdout: stream });
  };
}

reporterContract("lines", make(piped));
reporterContract("ndjson", make({ ...piped, json: true }));
reporterContract("terminal", make(terminal));
reporterContract("terminal of 0 columns", make({ ...terminal, columns: 0 }));

async function tell(options: typeof piped): Promise<string> {
  const stream = new FakeStream();
  const reporter = await make(options)(stream);
  for (const event of everyEvent) reporter.event(event);
  await reporter.close();
  return stream.text;
}

describe("createReporter", () => {
  it("gives each event as one JSON line with schemaVersion and time", async () => {
    const lines = (await tell({ ...terminal, json: true })).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(
      everyEvent.map((event) => ({ schemaVersion: 1, at: "2026-01-09T02:00:00.000Z", ...event })),
    );
  });

  it("writes no escape sequence where there is no terminal, or one without columns or a cursor", async () => {
    for (const options of [piped, { ...terminal, columns: 0 }, { ...terminal, env: { TERM: "dumb" } }]) {
      expect(await tell(options)).not.toContain("\u001b");
    }
  });

  it("draws a live line on a terminal, colours only when asked", async () => {
    const coloured = await tell(terminal);
    expect(coloured).toContain("\u001b[32m✓");
    expect(coloured).toContain("Add dark mode · implement#1  Edit src/theme.ts");
    const plain = await tell({ ...terminal, color: false });
    expect(plain).toContain("Add dark mode · implement#1");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
    expect(plain).not.toMatch(/\u001b\[\d+m/);
  });

  it("counts a wait down on a terminal, second by second", async () => {
    let nowMs = Date.parse("2026-01-09T02:00:00Z");
    const stream = new FakeStream();
    stream.isTTY = true;
    stream.columns = 80;
    const reporter = await createReporter({ ...terminal, now: () => new Date(nowMs), stdout: stream });
    const until = "2026-01-09T02:04:31Z";
    reporter.event({
      type: "waiting",
      path: "p",
      kind: "rate_limit",
      until,
      message: "busy",
      agent: "claude",
    });
    expect(stream.text).toMatch(/rate limited by claude; going on at \S+( \S+)? \(in 4:31\)/);
    nowMs += 1000;
    while (!stream.text.includes("(in 4:30)")) await new Promise((resolve) => setTimeout(resolve, 20));
    await reporter.close();
  });

  it("leaves the process nothing to wait for once closed", async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    const before = timers();
    const stream = new FakeStream();
    const reporter = await make(terminal)(stream);
    reporter.event({ type: "attempt-started", agent: "a", resumed: false, ...attempt });
    expect(timers()).toBeGreaterThan(before);
    await reporter.close();
    expect(timers()).toBe(before);
  });
});

describe("a real pipe", () => {
  it("whose reader has gone stops nothing", async () => {
    const reader = spawn(process.execPath, ["-e", "process.stdin.destroy()"], {
      stdio: ["pipe", "ignore", "inherit"],
    });
    const reporter = linesReporter(createSink(reader.stdin), now);
    await once(reader, "exit");
    for (let round = 0; round < 100; round++) for (const event of everyEvent) reporter.event(event);
    await reporter.close();
    for (const event of everyEvent) reporter.event(event);
  });
});
