import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "@jest/globals";
import { errorKinds } from "../src/domain/agent/error.ts";
import { ExitCode } from "../src/domain/exit-code.ts";
import { runCli } from "./helpers/cli.ts";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const read = (file: string) => readFileSync(join(root, file), "utf8");
const documents = [
  ...readdirSync(root).filter((name) => name.endsWith(".md")),
  ...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
];

interface Example {
  readonly where: string;
  readonly words: readonly string[];
}

/** Every `agentic-sdlc …` of a console or sh block, and of inline code. */
function examplesOf(file: string): Example[] {
  const text = read(file);
  const blocks = [...text.matchAll(/^```(?:sh|console)\n([\s\S]*?)^```/gm)].flatMap(([, block = ""]) =>
    block.split("\n"),
  );
  const inline = [...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`(agentic-sdlc [^`]+)`/g)].map(
    ([, code = ""]) => code,
  );
  return [...blocks, ...inline].flatMap((line) => {
    const command = /(?:^|[\s$])agentic-sdlc (.*)$/.exec(line)?.[1];
    if (command === undefined) return [];
    const words = command.replace(/\s#.*$/, "").match(/"[^"]*"|\S+/g) ?? [];
    return [{ where: `${file}: agentic-sdlc ${command}`, words }];
  });
}

/** Where a document links to in this repository: a file, a heading, or both. */
function linksIn(file: string): string[] {
  const text = read(file).replace(/^```[\s\S]*?^```/gm, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, to = ""]) => (/^[a-z]+:/.test(to) ? [] : [to]));
}

/** `a/{b,c}` as `a/b` and `a/c`. */
function braced(word: string): string[] {
  const [, before = "", list = "", after = ""] = /^(.*)\{(.*)\}(.*)$/.exec(word) ?? [];
  return list === "" ? [word] : list.split(",").map((part) => `${before}${part}${after}`);
}

function isThere(from: string, to: string): boolean {
  const [path = "", heading] = to.split("#");
  const file = path === "" ? from : join(dirname(from), path);
  if (!existsSync(join(root, file))) return false;
  return heading === undefined || headingsIn(file).includes(heading);
}

/** The headings of a document, as links name them. */
function headingsIn(file: string): string[] {
  const headings = read(file).matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, text = ""]) =>
    text
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

const examples = documents.flatMap(examplesOf);
const helps = new Map<string, string>();

async function helpOf(...command: string[]): Promise<string> {
  const key = command.join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const { code, stdout } = await runCli([...command, "--help"], { cwd: root });
  expect([key, code]).toEqual([key, 0]);
  helps.set(key, stdout);
  return stdout;
}

/** Names and aliases of the commands a help lists: `status|board [options]`. */
function commandsIn(help: string): Set<string> {
  const lines = help.match(/^ {2}[a-z][a-z|]*(?=\s|$)/gm) ?? [];
  return new Set(lines.flatMap((line) => line.trim().split("|")));
}

const has = (help: string, option: string) => new RegExp(`(^|[\\s,])${option}(?![\\w-])`, "m").test(help);

describe("the documents", () => {
  let top = "";
  beforeAll(async () => {
    top = await helpOf();
  });

  it("hold examples", () => {
    expect(examples.length).toBeGreaterThan(25);
    expect(commandsIn(top).size).toBeGreaterThan(10);
  });

  it("name only commands and options that the program has", async () => {
    const wrong: string[] = [];
    for (const { where, words } of examples) {
      const [command = "", second = ""] = words;
      const options = words.filter((word) => word.startsWith("--")).map((word) => word.split("=")[0] ?? "");
      if (command.startsWith("-")) continue;
      if (!commandsIn(top).has(command)) {
        wrong.push(`${where}: no command ${command}`);
        continue;
      }
      const help = await helpOf(command);
      const nested = commandsIn(help).has(second) ? await helpOf(command, second) : "";
      for (const option of options) {
        if (![top, help, nested].some((text) => has(text, option))) wrong.push(`${where}: no ${option}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it("link to files, and headings, that are there", () => {
    const links = documents.flatMap((file) => linksIn(file).map((to) => [file, to] as const));
    expect(links.length).toBeGreaterThan(50);
    expect(links.filter(([file, to]) => !isThere(file, to))).toEqual([]);
  });

  it.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])(
    "%s names only files and folders that are there",
    (file) => {
      const there = ["src", "tests", "scripts"].flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
          (name) => `/${folder}/${name}/`,
        ),
      );
      const words = [...read(file).matchAll(/`([^`\s]+)`/g)].flatMap(([, word = ""]) => braced(word));
      const named = words.filter(
        (word) => /^(?:src|tests|scripts)\/|\.ts$/.test(word) && !/[<*…]/.test(word),
      );
      expect(named.length).toBeGreaterThan(30);
      // A file may be named without its extension, or without the rooms it lies in.
      const isNamed = (word: string) => {
        const name = word.replace(/\/$/, "");
        return there.some((path) => path.includes(`/${name}/`) || path.includes(`/${name}.`));
      };
      expect(named.filter((word) => !isNamed(word))).toEqual([]);
    },
  );

  it("are linked from README, all decisions too", () => {
    const linked = linksIn("README.md").map((to) => to.split("#")[0]);
    expect(documents.filter((name) => name !== "README.md" && !linked.includes(name))).toEqual([]);
  });

  it("explain every exit code and every kind of error", () => {
    const codes = read("docs/exit-codes.md");
    for (const code of Object.values(ExitCode))
      expect(codes).toMatch(new RegExp(`^\\|[\\d, ]*\\b${code}\\b`, "m"));
    for (const kind of errorKinds) expect(read("docs/agents.md")).toContain(`\`${kind}\``);
  });

  it("explain every record of a journal", () => {
    const types = [...read("src/domain/journal/story-record.ts").matchAll(/readonly type: "([a-z-]+)"/g)].map(
      ([, type]) => type,
    );
    expect(types.length).toBeGreaterThan(20);
    for (const type of types) expect(read("docs/journal.md")).toContain(`\`${type}\``);
  });
});
