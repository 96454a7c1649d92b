import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { editStory } from "../../../../src/adapters/files/story/edit.ts";
import { parseStory } from "../../../../src/adapters/files/story/parse.ts";
import type { Story, StoryPatch } from "../../../../src/domain/story/story.ts";
import { safeText } from "../../../../src/domain/text/safe.ts";

const edit = (text: string, patch: StoryPatch) => editStory(text, patch, "p", "2030-01-01");
const set = (text: string, keys: NonNullable<StoryPatch["set"]>) =>
  edit(text, { set: { updated: "u", ...keys } });
const front = (...lines: string[]) => `---\n${lines.join("\n")}\n---\nbody\n`;

describe("editStory", () => {
  it("replaces a value's bytes and no others", () => {
    const text = front("# head", "id:   a", 'status:   "backlog"   # why', "updated: 'x'", "zeta: [1,  2]");
    expect(set(text, { status: "ready" })).toBe(
      front("# head", "id:   a", 'status:   "ready"   # why', "updated: 'u'", "zeta: [1,  2]"),
    );
  });

  it("puts new keys at the end, and removes old ones but not their comments", () => {
    const text = front(
      "id: a",
      "status: done",
      "updated: u",
      "last_error: x",
      "blocked_reason: y # see log",
      "# end",
    );
    expect(set(text, { last_error: null, blocked_reason: null, plan_complete: true })).toBe(
      front("id: a", "status: done", "updated: u", "# see log", "# end", "plan_complete: true"),
    );
  });

  it.each([
    ["a key without a value", "last_error:", "last_error: new"],
    ["one with a comment", "last_error:   # none", "last_error: new   # none"],
    ["a block text", "last_error: |\n  one\n  two", "last_error: new"],
    ["a folded text", "last_error: >-\n  one\n  two\n", "last_error: new\n"],
    ["a text on several lines", 'last_error: "one\n  two"', 'last_error: "new"'],
    ["a quoted key", "'last_error': one", "'last_error': new"],
    ["a tag", "last_error: !!str 12", "last_error: !!str new"],
  ])("replaces %s", (_, before, after) => {
    const text = (line: string) => front("id: a", line, "status: done", "updated: u");
    expect(set(text(before), { last_error: "new" })).toBe(text(after));
  });

  it.each([
    ["{id: a, status: ready, updated: u}", "{id: a, status: done, updated: u, plan_complete: true}"],
    [
      "{\n  id: a,\n  status: ready,\n  updated: u,\n}",
      "{\n  id: a,\n  status: done,\n  updated: u, plan_complete: true\n}",
    ],
    [
      "  id: a\n  status: ready\n  updated: u",
      "  id: a\n  status: done\n  updated: u\n  plan_complete: true",
    ],
  ])("changes front matter written as %j", (before, after) => {
    expect(set(front(before), { status: "done", plan_complete: true })).toBe(front(after));
  });

  it("refuses, and says so, where one key cannot be changed alone", () => {
    const text = front("id: a", "status: &s done", "mine: *s", "updated: u");
    expect(() => set(text, { status: null })).toThrow(expect.objectContaining({ exitCode: 1 }));
  });

  it("sets updated only where something else changed", () => {
    const text = front("id: a", "status: ready");
    expect(edit(text, { set: { status: "ready", last_error: null, epic: undefined } })).toBe(text);
    expect(edit(text, { set: { status: "done" } })).toBe(
      front("id: a", "status: done", "updated: '2030-01-01'"),
    );
  });

  it("ends the front matter's last line before it adds a section", () => {
    const text = "---\nid: a\nstatus: ready\n---";
    const edited = edit(text, { sections: { plan: { heading: "Plan", text: "x" } } });
    expect(edited).toMatch(/^---\nid: a\nstatus: ready\nupdated: '2030-01-01'\n---\n## Plan\n/);
  });

  it("keeps control characters of agents out of keys", () => {
    expect(set(front("id: a", "updated: u"), { last_error: "\x1b[31mbad\r\nworse" })).toContain(
      '"bad\\nworse"',
    );
  });
});

/** Front matter as people write it: owned and foreign keys, comments, quotes, blank lines. */
const comment = fc.constantFrom("", " # note", "   # a: b");
const scalar = fc.constantFrom(
  "plain text",
  "'single ''q'''",
  '"double \\" q"',
  "12",
  "true",
  "2026-01-08",
  "~",
  "",
  "|\n  block\n   more\n",
);
const flowOrList = fc.constantFrom(
  "[a, 'b c']",
  "{x: 1, y: [2]}",
  "\n  - one\n  - two",
  "\n  nested: &n 1\n  other: *n",
);
const owned = fc.constantFrom("status", "updated", "plan_complete", "branch", "last_error", "blocked_reason");
const ownedValue = fc.constantFrom("old", "'old'", '"old"', "", "false", "|-\n  old\n  text\n");
const entry = (key: fc.Arbitrary<string>, value: fc.Arbitrary<string>) =>
  fc
    .tuple(key, value, comment)
    .map(([k, v, c]) => ({ key: k, text: `${k}: ${v}${v.includes("\n") ? "" : c}` }));
const foreign = fc.constantFrom("mine", "zeta", "x-y", "Notes", "labels2");
const entries = fc
  .uniqueArray(fc.oneof(entry(owned, ownedValue), entry(foreign, fc.oneof(scalar, flowOrList))), {
    selector: (e) => e.key,
    maxLength: 8,
  })
  .chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc.array(fc.constantFrom("", "", "# line", "\n"), { minLength: list.length, maxLength: list.length }),
    ),
  );
const change = fc.constantFrom("ready", "a: b", "it's", "line\nline", "", null, true, false, undefined);
const changes = fc.dictionary(owned, change, { maxKeys: 4 });
const body = fc.constantFrom("", "# T\n\ntext", "text\n\n## Notes\n\n- mine\n", "---\nmore\n---\n");

it("changes nothing but what it owns, and a second time nothing at all", () => {
  fc.assert(
    fc.property(entries, changes, body, fc.boolean(), fc.boolean(), ([list, gaps], keys, rest, crlf, bom) => {
      const lines = list.flatMap(({ text }, i) => (gaps[i] ? [gaps[i], text] : [text]));
      const lf = `---\nid: a\n${lines.map((l) => `${l}\n`).join("")}---\n${rest}`;
      const text = (bom ? "\ufeff" : "") + (crlf ? lf.replaceAll("\n", "\r\n") : lf);
      const sections = { research: { heading: "Research", text: "# Found\nit" } };
      const edited = edit(text, { set: keys, sections });
      // Owned keys gone from both, what is left is the same, byte for byte: foreign keys, comments, blank lines, order.
      expect(foreignBytes(edited)).toBe(foreignBytes(text));
      expect(edited).toContain(crlf ? rest.replaceAll("\n", "\r\n") : rest);
      if (crlf) expect(edited.replaceAll("\r\n", "")).not.toContain("\n");
      expect(edit(edited, { set: keys, sections })).toBe(edited);
    }),
    { numRuns: 400 },
  );
});

/** The front matter less owned keys with their values (comments stay); ends of lines and blank ones do not count. */
function foreignBytes(text: string): string {
  const [, head = ""] = /^\ufeff?---\r?\n([\s\S]*?)---\r?\n/.exec(text) ?? [];
  const own = "status|updated|plan_complete|branch|last_error|blocked_reason";
  return head
    .replace(
      new RegExp(
        `^(?:${own}):(?: [|>]-?\r?\n(?:[ ]+.*\r?\n)*| ?(?:"[^"]*"|'(?:[^']|'')*'|[^#\r\n]*?)(?=\\s))`,
        "gm",
      ),
      "",
    )
    .replace(/^[ \t]+#/gm, "#")
    .replace(/\s*[\r\n]+/g, "\n")
    .trim();
}

it("reads back what it wrote", () => {
  const text = front("id: a", "status: backlog");
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (reason) => {
      const story = parseStory(
        Buffer.from(edit(text, { set: { blocked_reason: reason } })),
        "p",
        "s",
      ) as Story;
      expect(story.blockedReason).toBe(safeText(reason.replaceAll("\r\n", "\n")));
    }),
    { numRuns: 200 },
  );
});
