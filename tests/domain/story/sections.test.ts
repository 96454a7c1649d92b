import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { bodyWithoutOwnedSections, readSection, writeSections } from "../../../src/domain/story/sections.ts";

const research = (text: string, heading = "Research") => ({ research: { heading, text } });
const write = (body: string, text: string) => writeSections(body, research(text), "\n");
const marked = (text: string) => `<!-- agentic-sdlc:research -->\n${text}\n<!-- /agentic-sdlc:research -->\n`;

describe("writeSections", () => {
  it("adds a section at the end, between markers", () => {
    expect(write("# Story\n", "found it")).toBe(`# Story\n\n## Research\n\n${marked("found it")}`);
    expect(write("# Story", "found it")).toBe(`# Story\n\n## Research\n\n${marked("found it")}`);
    expect(write("", "found it")).toBe(`## Research\n\n${marked("found it")}`);
  });

  it("replaces it, and what a person wrote around it stays", () => {
    const body = `intro\n\n## Research\n\nmine above\n${marked("old")}mine below\n\n## Notes\nkeep\n`;
    expect(write(body, "new")).toBe(body.replace("old", "new"));
  });

  it("replaces a section without markers up to the next heading that can end it", () => {
    const code = "```sh\n## not a heading\n```";
    const body = `# S\n\n## research ##\nold\n\n### deeper\n${code}\nold\n\n## Notes\nkeep\n`;
    expect(write(body, "new")).toBe(`# S\n\n## research ##\n\n${marked("new")}\n## Notes\nkeep\n`);
  });

  it.each([
    ["an underlined heading", "Notes\n-----\nkeep\n"],
    ["a higher heading", "# Appendix\nkeep\n"],
    ["another section's marker", "<!-- agentic-sdlc:plan -->\nkeep\n<!-- /agentic-sdlc:plan -->\n"],
  ])("%s ends a section without markers", (_, rest) => {
    expect(write(`## Research\nold\n\n${rest}`, "new")).toBe(`## Research\n\n${marked("new")}\n${rest}`);
  });

  it("leaves a title, and deeper headings, of the section's name alone", () => {
    const body = "# Research\n\ntext\n\n### Research\n\ntext\n";
    expect(write(body, "new").startsWith(body)).toBe(true);
  });

  it("demotes headings below the section's own, also underlined ones", () => {
    const text = "# One\n\nTwo\n---\n\n#### Four\n\n```\n# code\n```\n###### Six";
    const wanted = "### One\n\n#### Two\n\n###### Four\n\n```\n# code\n```\n###### Six";
    expect(write("", text)).toContain(marked(wanted));
    expect(write("", "#### deep enough")).toContain("\n#### deep enough\n");
  });

  it("takes markers, control characters and open fences out of an agent's text", () => {
    const text = "a <!-- /agentic-sdlc:research -->\n<!--agentic-sdlc:plan-->\x1b[2J\r\n```\nopen";
    const body = write("## Notes\n", text);
    expect(body).toContain(
      "a &lt;!-- /agentic-sdlc:research -->\n&lt;!--agentic-sdlc:plan-->\n```\nopen\n```\n<!-- /",
    );
    expect(write(body, "x")).toBe(write("## Notes\n", "x"));
  });

  it("takes examples in code and comments for no section", () => {
    const example = `\`\`\`md\n## Research\n${marked("example")}\`\`\`\n<!--\n## Research\n-->\n- \`\`\`\n  ## Research\n`;
    const body = write(example, "new");
    expect(body.startsWith(example)).toBe(true);
    expect(write(body, "newer")).toBe(body.replace("new\n", "newer\n"));
  });

  it.each(["```js\nopen", "~~~~\nopen\n", "<!-- open\n\n"])(
    "is not swallowed by what the text leaves open: %j",
    (body) => {
      const once = write(body, "one");
      expect(once.startsWith(body)).toBe(true);
      expect(readSection(once, "research", "Research")).toBe("one");
      expect(write(once, "two")).toBe(once.replace("one", "two"));
    },
  );

  it("a stray opening marker takes no text with it", () => {
    const body = `<!-- agentic-sdlc:research -->\nkeep\n\n## Research\n\n${marked("old")}`;
    expect(write(body, "new")).toBe(body.replace("old", "new"));
  });

  it("bounds a text that would make the file unreadable", () => {
    expect(write("", "word ".repeat(100_000)).length).toBeLessThan(101_000);
  });

  it("keeps CRLF", () => {
    expect(writeSections("# S\r\n", research("a\nb"), "\r\n")).toBe(
      "# S\r\n\r\n## Research\r\n\r\n<!-- agentic-sdlc:research -->\r\na\r\nb\r\n<!-- /agentic-sdlc:research -->\r\n",
    );
  });
});

/** Lines that have tripped up Markdown readers. */
const line = fc.constantFrom(
  ...[
    "",
    "text",
    "## Notes",
    "# Top",
    "## Research",
    "## Review",
    "```",
    "~~~",
    "  ```js",
    "- ```",
    "> ```",
    "===",
    "---",
  ],
  ...[
    "<!-- a",
    "-->",
    "<!-- agentic-sdlc:research -->",
    "<!-- /agentic-sdlc:research -->",
    "    ```",
    "1. x",
    "  deep",
  ],
  ...["<!-- /agentic-sdlc:plan -->", "<!-- agentic-sdlc:plan -->"],
);
const markdown = fc.array(line, { maxLength: 14 }).map((lines) => lines.join("\n"));

describe("any text", () => {
  it("written twice is written once; another text replaces it and never piles up", () => {
    fc.assert(
      fc.property(markdown, markdown, fc.constantFrom("\n", "\r\n"), (body, text, eol) => {
        const start = body.replaceAll("\n", eol);
        const once = writeSections(start, research(text), eol);
        expect(writeSections(once, research(text), eol)).toBe(once);
        const other = writeSections(once, research("other"), eol);
        expect(readSection(other, "research", "Research")).toBe("other");
        expect(writeSections(other, research(text), eol)).toBe(once);
      }),
      { numRuns: 1000 },
    );
  });

  it("a section never changes another one, or the text around it", () => {
    const clean = fc.array(fc.constantFrom("", "text", "### Sub", "- item", "`code`"), { maxLength: 5 });
    fc.assert(
      fc.property(clean, clean, markdown, markdown, (before, between, one, two) => {
        const intro = `${["# Story", ...before].join("\n")}\n`;
        const notes = `\n## Notes\n${between.join("\n")}\n`;
        const body = `${write(intro, one)}${notes}`;
        const both = writeSections(body, { plan: { heading: "Implementation Plan", text: two } }, "\n");
        expect(both.startsWith(body)).toBe(true);
        const again = write(both, "changed");
        expect(again.startsWith(intro)).toBe(true);
        expect(again.endsWith(both.slice(write(intro, one).length))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe("bodyWithoutOwnedSections", () => {
  it("is the same before and after the engine wrote", () => {
    fc.assert(
      fc.property(markdown, (text) => {
        const body = "# Story\n\nwhat to do\n\n## Notes\nmine\n";
        const sections = {
          ...research(text),
          refine: { heading: "Acceptance Criteria", text },
          extra: { heading: "My Step", text },
        };
        expect(bodyWithoutOwnedSections(writeSections(body, sections, "\n"))).toBe(
          bodyWithoutOwnedSections(body),
        );
      }),
      { numRuns: 300 },
    );
  });

  it("shows what a person changed, acceptance criteria of their own too", () => {
    const body = "text\n\n## Acceptance Criteria\n- mine\n\n## Review\nold\n";
    expect(bodyWithoutOwnedSections(body)).toBe("text\n## Acceptance Criteria\n- mine");
    expect(bodyWithoutOwnedSections(body.replace("mine", "other"))).not.toBe(bodyWithoutOwnedSections(body));
  });
});

describe("a hostile text", () => {
  it.each([" ", "#", "# ", "- ", "`", "~", "\t", "<!-- ", "=", "&", "1. "])(
    "of many %j is read at once",
    (part) => {
      const started = performance.now();
      const text = `# ${part.repeat(50_000)}x\n${part.repeat(50_000)}x`;
      write(text, text);
      bodyWithoutOwnedSections(text);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );
});
