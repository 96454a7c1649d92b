import { describe, expect, it } from "@jest/globals";
import { runCli } from "../../helpers/cli.ts";
import { everything } from "../../helpers/everything.ts";
import { scratchBoard } from "../../helpers/scratch-board.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const newFolder = tempDirs();

function board(
  ...[stories, options]: [Parameters<typeof scratchBoard>[1], Parameters<typeof scratchBoard>[2]?]
) {
  const cwd = newFolder();
  const files = scratchBoard(cwd, stories, options);
  const cli = (...args: string[]) => runCli(args, { cwd, env: files.env });
  const json = async (...args: string[]) => JSON.parse((await cli(...args, "--json")).stdout);
  return { cwd, cli, json, files };
}

const asking = `#!/bin/sh
cat > "$CALLS.prompt"
if [ "$AGENTIC_SDLC_ATTEMPT" = 1 ]; then echo '{"question":"Which theme?"}' > "$AGENTIC_SDLC_RESULT_FILE"; fi
echo done
`;

describe("move", () => {
  it("moves a story, and says from where", async () => {
    const { cli, files } = board([{ slug: "one" }]);
    expect(await cli("move", "one", "READY")).toMatchObject({ code: 0, stdout: "✓ one: backlog → ready\n" });
    expect(files.status("one")).toBe("ready");
    expect((await cli("move", "one", "ready")).stdout).toBe("one is in ready already; nothing to do\n");
  });

  it("names the nearest status", async () => {
    const { cwd, cli } = board([{ slug: "one" }]);
    const before = everything(cwd);
    const { code, stderr } = await cli("move", "one", "redy");
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "ready"?')]);
    expect(everything(cwd)).toEqual(before);
  });

  it("refuses a broken story with its fix", async () => {
    const { cli } = board([{ slug: "odd", keys: { status: "redy" } }]);
    expect(await cli("move", "odd", "ready")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("broken"),
    });
  });
});

describe("block and unblock", () => {
  it("keep a story back until a person lets it go on", async () => {
    const { cli, json } = board([{ slug: "one" }]);
    await cli("block", "one", "--reason", "waits for the designer");
    expect((await json("show", "one")).held).toMatchObject({
      kind: "blocked",
      reason: "waits for the designer",
    });
    expect((await json("status")).next).toEqual([]);
    expect((await cli("unblock", "one")).stdout).toBe("✓ one: goes on, with a new allowance\n");
    expect((await json("status")).next).toHaveLength(1);
    expect((await cli("unblock", "one")).stdout).toBe("one is not blocked; nothing to do\n");
  });

  it("want a reason", async () => {
    const { cli } = board([{ slug: "one" }]);
    expect((await cli("block", "one", "--reason", " ")).code).toBe(2);
  });
});

describe("redo", () => {
  it("opens an action and what follows again, and knows the actions", async () => {
    const flags = { research_complete: true, plan_complete: true, implementation_complete: true };
    const { cli, json } = board([
      { slug: "one", keys: { status: "done", ...flags, reviews_complete: true } },
    ]);
    expect((await json("status")).next).toEqual([]);
    const { story, message } = await json("redo", "one", "PLAN", "--note", "use CSS variables");
    expect(message).toEqual({ type: "redo", action: "plan", note: "use CSS variables" });
    expect(story.status).toBe("in-progress");
    expect((await json("status")).next[0]).toMatchObject({ action: "plan" });
    const { code, stderr } = await cli("redo", "one", "implemnt");
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "implement"?')]);
  });
});

describe("answer", () => {
  it("goes on with the answer, and refuses where nothing was asked", async () => {
    const { cli, json } = board([{ slug: "one" }], { agent: asking });
    expect(await cli("answer", "one", "light")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("one has asked nothing"),
    });
    await cli("run");
    expect((await json("show", "one")).held).toMatchObject({ kind: "question", reason: "Which theme?" });
    expect((await cli("answer", "one", " ")).code).toBe(2);
    expect((await cli("answer", "one", "light")).stdout).toBe("✓ one: answered; refine goes on with it\n");
    expect((await json("status")).next[0]).toMatchObject({ action: "refine", attempt: 2 });
    expect((await cli("answer", "one", "dark")).code).toBe(2);
  });
});

describe("approve and reject", () => {
  const gated = () =>
    board([{ slug: "one", keys: { status: "ready", workflow: "quick" } }], {
      config: { gates: { implement: "approve" } },
    });

  it("open a gate, or have its action done again", async () => {
    const { cli, json } = gated();
    expect((await cli("approve", "one")).stderr).toContain("one does not wait at a gate");
    await cli("run");
    expect((await json("show", "one")).held).toMatchObject({ kind: "gate" });
    expect((await cli("approve", "one", "review")).stderr).toContain("one does not wait at review");
    expect((await cli("reject", "one", "--reason", "no tests")).stdout).toBe(
      "✓ one: implement is done again: no tests\n",
    );
    await cli("run");
    expect((await cli("approve", "one", "story[one]/implement#2")).stdout).toBe(
      "✓ one: implement is approved\n",
    );
    expect((await json("status")).next[0]).toMatchObject({ action: "review" });
  });
});
