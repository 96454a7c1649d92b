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
  const tens = Array.from({ length: 11 }, (_, i) => `x${i + 1}: &x${i + 1} [${`*x${i},`.repeat(10)}]`);
  const bomb = `---\nid: a\nstatus: done\nx0: &x0 [${"1,".repeat(10)}]\n${tens.join("\n")}\n---\n`;
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
    ["a space too few", "---\nid: a\nstatus:backlog\n---\n", 3, /no space after the colon of status/],
    ["a tag", "---\nid: a\nstatus: done\ntitle: !important\n---\n", 4, /unknown tag/],
    ["line ends of another age", "---\rid: a\rstatus: done\r---\rx\r", 1, /carriage return alone/],
    ["aliases of aliases", bomb, 2, /aliases stand for too much/],
    ["an alias of itself", "---\nid: a\nstatus: done\nx: &x [*x]\n---\n", 2, /aliases stand for too much/],
    ["a key given twice", "---\nid: a\nid: b\nstatus: done\n---\n", 3, /bad YAML: duplicated/],
    ["a list", "---\n- id\n---\n", 2, /not keys and values/],
    ["no id", "---\nstatus: done\n---\n", 1, /id is missing/],
    ["an empty id", "---\nstatus: done\nid:\n---\n", 3, /id is missing/],
    ["a number for an id", storyText({ id: "0012" }), 2, /id is a number/],
    ["an id that leads elsewhere", storyText({ id: "../../x" }), 2, /cannot name a folder/],
    ["an unknown status", storyText({ status: "in-progres" }), 4, /unknown status/],
    ["no status", "---\nid: a\n---\n", 1, /status is missing/],
    ["a status with a no-break space", storyText({ status: "backlog\u00a0" }), 4, /blank of another kind/],
    [
      "a merge conflict in its text",
      `${storyText()}\n<<<<<<< HEAD\na\n=======\nb\n>>>>>>> x\n`,
      8,
      /merge conflict/,
    ],
    [
      "one in its keys",
      "---\nid: a\n<<<<<<< HEAD\nstatus: done\n=======\n>>>>>>> x\n---\n",
      3,
      /merge conflict/,
    ],
    ["the end of one", `${storyText({}, "a\n=======\nb\n>>>>>>> x\n")}`, 9, /merge conflict/],
    ["a branch git refuses", storyText({ branch: "agentic-sdlc/a..b" }), 5, /no \.\./],
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
    expect(parse(storyText({ branch: "a..b", title: "T" }))).toMatchObject({
      id: "s-1",
      title: "T",
      status: "backlog",
    });
  });

  it("of 100,000 brackets is broken, too", () => {
    expect(problem(`---\nid: ${"[".repeat(100_000)}\n---\n`)).toMatchObject({ fix: expect.any(String) });
  });
});

describe("an odd story", () => {
  it.each([
    ["an unknown type", { type: "featur" }, { type: "feature" }, /unknown type "featur": feature counts/],
    ["a type of one's own", { type: "refactoring" }, { type: "feature" }, /unknown type/],
    ["an effort in other words", { estimated_effort: "S" }, { effort: "small" }, /small counts/],
    [
      "a priority in quotes",
      { priority: "'2'" },
      { priority: 2 },
      /priority is text, not a number: 2 counts/,
    ],
    ["a priority in words", { priority: "high" }, { priority: 2 }, /2 counts/],
    ["a priority without end", { priority: ".inf" }, { priority: 3 }, /no finite number: 3 counts/],
    [
      "a flag in words",
      { plan_complete: "yes" },
      { flags: { plan_complete: true } },
      /plan_complete is text: true/,
    ],
    ["a flag that says little", { plan_complete: "1" }, { flags: { plan_complete: false } }, /false counts/],
    [
      "labels that are no list",
      { labels: "bug, ui" },
      { labels: ["bug", "ui"] },
      /labels is text, not a list/,
    ],
    ["labels that are numbers", { labels: "[1, a]" }, { labels: ["1", "a"] }, /labels holds a number/],
    ["labels with nothing in them", { labels: "[a, null]" }, { labels: ["a"] }, /labels holds an empty item/],
    ["several assignees", { assignee: "['@sam', kim]" }, { assignee: "@sam, kim" }, /assignee is a list/],
    ["a title that is a number", { title: "404" }, { title: "404" }, /title is a number/],
    ["a title that is a mapping", { title: "{a: 1}" }, { title: "Title" }, /title is a mapping/],
    [
      "a title that YAML cuts",
      { title: "Issue #12 is open" },
      { title: "Issue" },
      /title ends before #12 is open/,
    ],
    [
      "a block that was emptied",
      { blocked_reason: "''" },
      { blockedReason: undefined },
      /blocked_reason is empty/,
    ],
    ["a branch that was emptied", { branch: "''" }, { branch: undefined }, /branch is empty/],
    ["a branch outside ours", { branch: "main" }, { branch: "main" }, /not ours: nothing is written to it/],
  ])("with %s runs, and says what counts", (_, keys, wanted, message) => {
    const text = storyText(keys as never);
    const story = whole(text);
    expect(story).toMatchObject(wanted);
    const line = text.split("\n").findIndex((one) => one.startsWith(Object.keys(keys)[0]!)) + 1;
    const fix = expect.stringMatching(/./);
    expect(story.odd).toEqual([{ line, message: expect.stringMatching(message), fix }]);
  });

  it("may have a comment after its opening dashes", () => {
    expect(whole("--- # a story\nid: c\nstatus: backlog\n---\n").id).toBe("c");
  });

  it("has nothing odd about it otherwise", () => {
    expect(whole(storyText())).not.toHaveProperty("odd");
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
