import { existsSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { isBroken, parseStory } from "../../../../src/adapters/files/story/parse.ts";
import type { BrokenStory, Story } from "../../../../src/domain/story/story.ts";
import { storyText } from "../../../helpers/story-board.ts";

const parse = (text: string | Buffer) => parseStory(Buffer.from(text as string), "p/a-b.md", "a-b");
const whole = (text: string | Buffer) => parse(text) as Story;
const problem = (text: string | Buffer) => (parse(text) as BrokenStory).problem;

describe("a whole story", () => {
  it("is read with every key of the design", () => {
    const text = `---
id: story-mk5yvfv5-m3wv        # base36
title: "Add --continue: resume"
priority: 2
status: in-progress
type: bug
created: 2026-01-08
updated: '2026-01-09'
labels: [s, "two words"]
assignee: sam
estimated_effort: medium
dependencies:
  - add-login
epic: checkout
workflow: quick
research_complete: true
my_step_complete: false
branch: agentic-sdlc/add-continue
pr_url: https://example.org/1
last_error: 'tests failed: 3 of 120'
blocked_reason: review rejected 3 times
mine: { kept: true }
---
# Heading

Text
`;
    expect(parse(text)).toEqual({
      id: "story-mk5yvfv5-m3wv",
      slug: "a-b",
      path: "p/a-b.md",
      title: "Add --continue: resume",
      priority: 2,
      status: "in-progress",
      type: "bug",
      created: "2026-01-08",
      updated: "2026-01-09",
      labels: ["s", "two words"],
      assignee: "sam",
      effort: "medium",
      dependencies: ["add-login"],
      epic: "checkout",
      workflow: "quick",
      flags: { research_complete: true, my_step_complete: false },
      branch: "agentic-sdlc/add-continue",
      prUrl: "https://example.org/1",
      lastError: "tests failed: 3 of 120",
      blockedReason: "review rejected 3 times",
      body: "# Heading\n\nText\n",
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("may have a byte order mark, CRLF, no body, and keys without a value", () => {
    const story = whole("\ufeff---\r\nid: a\r\nstatus: done\r\nepic:\r\n---");
    expect(story).toMatchObject({
      id: "a",
      status: "done",
      body: "",
      title: "a-b",
      priority: 3,
      type: "feature",
    });
    expect(story.epic).toBeUndefined();
  });

  it("takes its title from the first heading, else from its name", () => {
    expect(whole("---\nid: a\nstatus: done\n---\n```\n# code\n```\n#  The *title* #\n").title).toBe(
      "The *title*",
    );
    expect(whole("---\nid: a\nstatus: done\n---\ntext\n").title).toBe("a-b");
  });

  it("takes its folder's status only where it gives none", () => {
    const at = (text: string) => parseStory(Buffer.from(text), "p", "s", "ready") as Story;
    expect(at("---\nid: a\n---\n").status).toBe("ready");
    expect(at("---\nid: a\nstatus: done\n---\n").status).toBe("done");
  });

  it("lets no control character through to whoever prints it", () => {
    const story = whole(storyText({ title: '"a\\e[31mb\\nc"', blocked_reason: '"x\\e]0;t\\ay"' }));
    expect(story).toMatchObject({ title: "ab c", blockedReason: "xy" });
  });
});

describe("a broken story", () => {
  const marker = "/tmp/agentic-sdlc-evaluated";
  const evaluating = `require("fs").writeFileSync("${marker}", "x")`;
  it.each([
    ["no front matter", "# Title\n", 1, /no front matter/],
    ["an empty file", "", 1, /no front matter/],
    ["front matter that is not closed", "---\nid: a\n", 1, /not closed/],
    ["a closing line with more on it", "---\nid: a\n--- x\n", 3, /closes/],
    ["code", `---js\n${evaluating}\n---\n`, 1, /\(js\) is never evaluated/],
    ["code by its long name", `--- JavaScript\n${evaluating}\n---\n`, 1, /never evaluated/],
    ["json", '---json\n{"id": "a"}\n---\n', 1, /never evaluated/],
    ["a name of Object.prototype", "---constructor\nid: a\n---\n", 1, /never evaluated/],
    ["a tag that evaluates", "---\nid: a\nx: !!js/function 'f'\n---\n", 3, /bad YAML/],
    ["bad YAML", "---\nid: a\ntitle: a: b\n---\n", 3, /bad YAML/],
    ["a key given twice", "---\nid: a\nid: b\nstatus: done\n---\n", 3, /bad YAML: duplicated/],
    ["a list", "---\n- id\n---\n", 2, /not keys and values/],
    ["no id", "---\nstatus: done\n---\n", 1, /id is missing/],
    ["an empty id", "---\nstatus: done\nid:\n---\n", 3, /id is missing/],
    ["a number for an id", storyText({ id: "0012" }), 2, /id is a number/],
    ["an id that leads elsewhere", storyText({ id: "../../x" }), 2, /cannot name a folder/],
    ["an unknown status", storyText({ status: "in-progres" }), 4, /unknown status/],
    ["no status", "---\nid: a\n---\n", 1, /status is missing/],
    ["an unknown type", storyText({ type: "featur" }), 5, /unknown type/],
    ["a priority in words", storyText({ priority: "high" }), 5, /priority is text/],
    ["a flag in words", storyText({ plan_complete: "yes" }), 5, /plan_complete is text/],
    ["labels that are no list", storyText({ labels: "s" }), 5, /labels is text/],
    ["labels that are numbers", storyText({ labels: "[1]" }), 5, /labels holds a number/],
    ["a branch outside ours", storyText({ branch: "main" }), 5, /outside agentic-sdlc/],
    ["a branch git refuses", storyText({ branch: "agentic-sdlc/a..b" }), 5, /no \.\./],
    ["a title that is a mapping", storyText({ title: "{a: 1}" }), 3, /title is a mapping/],
  ])("%s", (_, text, line, message) => {
    expect(problem(text)).toMatchObject({
      line,
      message: expect.stringMatching(message),
      fix: expect.any(String),
    });
    expect(existsSync(marker)).toBe(false);
  });

  it("says what to write", () => {
    expect(problem(storyText({ id: "12" })).fix).toBe("Quote it: id: '12'");
    expect(problem(storyText({ id: "0012 # old" })).fix).toBe("Quote it: id: '0012'");
    expect(problem(storyText({ id: "1.10" })).fix).toBe("Quote it: id: '1.10'");
    expect(problem(storyText({ status: "redy" })).fix).toContain("Did you mean ready?");
  });

  it.each([
    ["over 1 MB", Buffer.from(storyText({}, "x".repeat(1_000_000))), /over 1 MB/],
    ["not UTF-8", Buffer.from([...Buffer.from(storyText()), 0xff, 0xfe]), /not UTF-8/],
    ["UTF-16", Buffer.from(storyText(), "utf16le"), /NUL|UTF-8/],
    ["binary", Buffer.from(`${storyText()}\0`), /NUL/],
  ])("%s", (_, bytes, message) => {
    expect(problem(bytes).message).toMatch(message);
  });

  it("is named as far as it can be read", () => {
    expect(parse(storyText({ priority: "high", title: "T" }))).toMatchObject({
      id: "s-1",
      title: "T",
      status: "backlog",
    });
  });

  it("of 100,000 brackets is broken, too", () => {
    expect(problem(`---\nid: ${"[".repeat(100_000)}\n---\n`)).toMatchObject({ fix: expect.any(String) });
  });
});

it("reads any bytes without throwing", () => {
  const unit = fc.constantFrom(
    "---",
    "\n",
    "id: a",
    "status: done",
    ": ",
    "&a",
    "*a",
    "[",
    "{",
    "'",
    '"',
    "|",
    "\r",
    "\t",
    "<<",
  );
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit }).map((s) => Buffer.from(`---\n${s}`)),
        fc.uint8Array(),
      ),
      (bytes) => {
        const story = parse(Buffer.from(bytes));
        if (isBroken(story)) expect(story.problem.message).not.toBe("");
      },
    ),
    { numRuns: 500 },
  );
});
