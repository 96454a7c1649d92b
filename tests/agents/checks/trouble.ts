import { writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { expect, it } from "@jest/globals";
import { textOf } from "../../helpers/agents/processes.ts";
import type { Step } from "../stub/script.ts";
import type { Setting } from "./setting.ts";

const kindOf = { 401: "auth", 429: "rate_limit", 529: "overloaded" } as const;

/** What comes of errors, silence and interruptions. */
export function troubleChecks(setting: Setting): void {
  const { traits } = setting.program;
  const done: Step = { say: "All done." };
  const beats = () => textOf(setting.file("beats"))?.length ?? 0;
  /** By its heart: in a sandbox it has another pid than for us. */
  const farLives = async () => {
    const before = beats();
    expect(before).toBeGreaterThan(0);
    await delay(500);
    return beats() > before;
  };

  for (const status of [401, 429, 529] as const) {
    it(String(status), async () => {
      setting.stub.fail({ status });
      const { result } = await setting.perform([done]);
      expect(result.error).toMatchObject({ kind: traits.kinds?.[status] ?? kindOf[status] });
      expect(result.usage.outputTokens ?? 0).toBe(0);
    });
  }

  it("stall", async () => {
    const { result } = await setting.perform([{ stall: true }], {
      limits: { wallMs: 60_000, silenceMs: 8000 },
    });
    expect(result.error).toMatchObject({ kind: "stalled" });
    expect(result.sessionId).toBeDefined();
  });

  it("hang after result", async () => {
    writeFileSync(setting.file("far.mjs"), far);
    const { result } = await setting.perform(
      [
        {
          bash: `node far.mjs ${traits.waitsForOutput ? ">/dev/null 2>&1" : ""} & until [ -s beats ]; do sleep 0.1; done`,
        },
        done,
      ],
      {
        access: traits.shell,
        limits: { wallMs: 60_000, silenceMs: 30_000 },
      },
    );
    expect(result.error).toBeUndefined();
    expect(result.output.trim()).toBe("All done.");
    expect(await farLives()).toBe(false);
  });

  it("abort with grandchildren", async () => {
    writeFileSync(setting.file("far.mjs"), far);
    writeFileSync(setting.file("near.mjs"), near);
    let begun = Number.NaN;
    let waiting: NodeJS.Timeout | undefined;
    const { result } = await setting.perform(
      [{ bash: "node near.mjs" }, done],
      { access: traits.shell },
      (event, controller) => {
        // Not when it tells of the tool: some do only when that has ended.
        if (event.type !== "started") return;
        waiting = setInterval(() => {
          if (beats() === 0) return;
          clearInterval(waiting);
          begun = performance.now();
          controller.abort();
        }, 20);
      },
    );
    clearInterval(waiting);
    expect(result.error).toMatchObject({ kind: "crash" });
    expect(result.sessionId).toBeDefined();
    expect(performance.now() - begun).toBeLessThan(10_000);
    expect(await farLives()).toBe(false);
  });
}

/** Stays, holding what it inherited open, and shows that it lives. */
const far = `import { appendFileSync } from "node:fs";
const beat = () => appendFileSync("beats", ".");
beat();
setInterval(beat, 50);
`;

/** Starts it in a session of its own, and stays deaf to what asks it to end. */
const near = `import { spawn } from "node:child_process";
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => {});
spawn(process.execPath, ["far.mjs"], { detached: true, stdio: "inherit" });
setInterval(() => {}, 1000);
`;
