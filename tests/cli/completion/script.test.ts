import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { definitions } from "../../../src/cli/commands.ts";
import { completionScript } from "../../../src/cli/completion/script.ts";
import { tempDirs } from "../../helpers/temp-dir.ts";

const folder = tempDirs()();
const script = join(folder, "completion.bash");

beforeAll(() => {
  writeFileSync(script, completionScript("bash", definitions));
  const fake = join(folder, "bin/agentic-sdlc");
  mkdirSync(join(folder, "bin"));
  writeFileSync(fake, '#!/bin/sh\n[ "$1" = __complete ] && printf "%s\\n" "$2-one" "$2-two"\n');
  chmodSync(fake, 0o755);
});

/** What bash offers for the last of these words. */
function offered(...words: string[]): string[] {
  const program = `source "$1"; shift; COMP_WORDS=(agentic-sdlc "$@"); COMP_CWORD=$#; _agentic_sdlc
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const env = { PATH: `${join(folder, "bin")}:${process.env.PATH}` };
  const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", program, "bash", script, ...words], {
    env,
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  return stdout.split("\n").filter(Boolean);
}

describe("the completion script", () => {
  it("is bash", () => {
    expect(spawnSync("bash", ["-n", script], { encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  it("is zsh, as far as bash can tell", () => {
    const zsh = completionScript("zsh", definitions);
    expect(zsh.split("\n")[0]).toBe("#compdef agentic-sdlc");
    const words = zsh.slice(0, zsh.indexOf("_agentic-sdlc() {"));
    expect(spawnSync("bash", ["-n"], { input: words, encoding: "utf8" }).stderr).toBe("");
    // `path` is tied to PATH in zsh: a local of that name would lose it.
    expect(zsh).not.toMatch(/local[^\n]*\bpath\b/);
  });

  it("offers commands, subcommands and options, and nothing hidden", () => {
    expect(offered("")).toEqual(definitions.flatMap(({ name, hidden }) => (hidden ? [] : [name])));
    expect(offered("sta")).toEqual(["status"]);
    expect(offered("runs", "")).toEqual(["show", "discard", "prune"]);
    expect(offered("run", "--cont")).toEqual(["--continue"]);
    expect(offered("board", "--")).toEqual(["--all", "--watch", "--json", "--help"]);
    expect(offered("--no")).toEqual(["--no-color"]);
  });

  it("offers names of stories and runs, statuses and values", () => {
    expect(offered("show", "")).toEqual(["story-one", "story-two"]);
    expect(offered("answer", "story-or-run-t")).toEqual(["story-or-run-two"]);
    expect(offered("runs", "show", "run-t")).toEqual(["run-two"]);
    expect(offered("move", "x", "in")).toEqual(["in-progress"]);
    expect(offered("add", "A title", "--type", "")).toEqual(["feature", "bug", "chore", "spike"]);
    expect(offered("run", "--story", "")).toEqual(["story-one", "story-two"]);
    expect(offered("run", "--story", "x", "--until", "im")).toEqual(["implement"]);
    expect(offered("redo", "x", "")).toEqual(["refine", "research", "plan", "implement", "review"]);
  });

  it("is not led astray by an option with an optional value", () => {
    expect(offered("run", "--continue", "--au")).toEqual(["--auto"]);
  });
});
