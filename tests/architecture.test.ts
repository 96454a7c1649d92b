import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

interface Import {
  /** `src/engine/ports/events.ts`, `node:fs`, `chalk` */
  readonly of: string;
  readonly typeOnly: boolean;
}

function files(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"));
}

const read = (file: string) => readFileSync(join(root, file), "utf8");
const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");

function importsOf(file: string): Import[] {
  const text = withoutComments(read(file));
  const named = text.matchAll(/^(?:import|export)(\s+type)?\s[^;"']*?\bfrom\s*["']([^"']+)["']/gm);
  const bare = text.matchAll(/(?:^import\s*|\bimport\(|\brequire\()()\s*["']([^"']+)["']/gm);
  return [...named, ...bare].map(([, type, name = ""]) => ({
    of: name.startsWith(".") ? posix.join(posix.dirname(file), name) : name,
    typeOnly: Boolean(type),
  }));
}

const sources = files("src").filter((file) => file.endsWith(".ts"));
const within =
  (...folders: string[]) =>
  (name: string) =>
    folders.some((folder) => name.startsWith(folder));

/** `file → import` for every import in `folder` that `allowed` does not allow. */
function offences(folder: string, allowed: (of: string) => boolean): string[] {
  return sources.filter(within(folder)).flatMap((file) =>
    importsOf(file)
      .filter(({ of }) => !allowed(of))
      .map(({ of }) => `${file} → ${of}`),
  );
}

/** Files that import each other, directly or through others: the strongly connected ones (Tarjan). */
function circles(): string[][] {
  const importsBy = new Map(sources.map((file) => [file, importsOf(file).map(({ of }) => of)]));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const path: string[] = [];
  const found: string[][] = [];
  const visit = (file: string) => {
    order.set(file, order.size);
    lowest.set(file, order.get(file)!);
    path.push(file);
    for (const of of importsBy.get(file) ?? []) {
      if (!importsBy.has(of)) continue;
      if (!order.has(of)) visit(of);
      if (path.includes(of)) lowest.set(file, Math.min(lowest.get(file)!, lowest.get(of)!));
    }
    if (lowest.get(file) !== order.get(file)) return;
    const circle = path.splice(path.indexOf(file));
    if (circle.length > 1) found.push(circle);
  };
  for (const file of sources) if (!order.has(file)) visit(file);
  return found;
}

describe("the import directions", () => {
  it("can see imports at all", () => {
    expect(importsOf("src/adapters/reporters/reporter.ts").map(({ of }) => of)).toEqual([
      "node:stream",
      "src/engine/ports/reporter.ts",
      "src/adapters/reporters/lines.ts",
      "src/adapters/reporters/ndjson.ts",
      "src/adapters/reporters/sink.ts",
      "src/adapters/reporters/terminal.ts",
    ]);
  });

  it("domain imports only domain", () => {
    expect(offences("src/domain/", within("src/domain/"))).toEqual([]);
  });

  it("engine imports only engine and domain", () => {
    expect(offences("src/engine/", within("src/engine/", "src/domain/"))).toEqual([]);
  });

  it("adapters import nothing above them, and of the engine only its ports, types included", () => {
    const port = /^src\/engine\/ports\/[a-z-]+\.ts$/;
    const allowed = (of: string) =>
      !of.startsWith("src/") || within("src/adapters/", "src/domain/")(of) || port.test(of);
    expect(offences("src/adapters/", allowed)).toEqual([]);
  });

  it("app imports no command line, and no reporter: it needs no terminal", () => {
    const outside = within("src/cli/", "src/bin/", "src/adapters/reporters/");
    expect(offences("src/app/", (of) => !outside(of) && of !== "commander")).toEqual([]);
    const terminal = /\bprocess\.(?:env|stdin|stdout|stderr|exit|on|off|argv)\b/;
    expect(
      sources.filter(within("src/app/")).filter((file) => terminal.test(withoutComments(read(file)))),
    ).toEqual([]);
  });

  it("the command line imports app, and of the adapters only reporters", () => {
    const allowed = within(
      "src/cli/",
      "src/app/",
      "src/engine/ports/",
      "src/domain/",
      "src/adapters/reporters/",
    );
    expect(offences("src/cli/", (of) => !of.startsWith("src/") || allowed(of))).toEqual([]);
  });

  it("bin imports nothing but the command line, and the version", () => {
    const allowed = (of: string) => of.startsWith("src/cli/") || of === "src/app/version.ts";
    expect(offences("src/bin/", (of) => !of.startsWith("src/") || allowed(of))).toEqual([]);
  });

  it("the programming interface stands on app alone", () => {
    const allowed = within("src/app/", "src/engine/", "src/domain/");
    expect(offences("src/index.ts", (of) => allowed(of))).toEqual([]);
  });

  it("go in no circle, types included", () => {
    expect(circles()).toEqual([]);
  });

  it.each(["gray-matter", "write-file-atomic", "chalk", "ora", "yaml"])(
    "at most one module imports %s",
    (name) => {
      const users = sources.filter((file) =>
        importsOf(file).some(({ of, typeOnly }) => !typeOnly && (of === name || of.startsWith(`${name}/`))),
      );
      expect(users.length < 2 ? [] : users).toEqual([]);
    },
  );
});

describe("the domain", () => {
  it("has no clock, no randomness, no process", () => {
    const impure =
      /\bDate\.now\b|\bnew Date\(\s*\)|\bMath\.random\b|\bprocess\.|\bcrypto\.|\bglobalThis\b|\bsetTimeout\b/;
    expect(
      sources.filter(within("src/domain/")).filter((file) => impure.test(withoutComments(read(file)))),
    ).toEqual([]);
  });
});

describe("the files", () => {
  const written = ["src", "tests", "bench", "scripts"]
    .flatMap(files)
    .filter((file) => /\.(ts|mjs|js)$/.test(file));

  it("are all of 300 lines or less", () => {
    const lines = (file: string) => read(file).split("\n").length - 1;
    expect(written.filter((file) => lines(file) > 300)).toEqual([]);
  });

  it("of src/ lie at most 20 to a folder", () => {
    // Being mended: delete it when engine/workflow has rooms.
    const exempt = "src/engine/workflow";
    const folders = new Map<string, number>();
    for (const file of sources) {
      const folder = posix.dirname(file);
      folders.set(folder, (folders.get(folder) ?? 0) + 1);
    }
    expect([...folders].filter(([folder, count]) => count > 20 && folder !== exempt)).toEqual([]);
  });

  it("of src/ are 80 lines or less in the median", () => {
    const lengths = sources.map((file) => read(file).split("\n").length - 1).sort((a, b) => a - b);
    expect(lengths[Math.floor(lengths.length / 2)]).toBeLessThanOrEqual(80);
  });

  it("name no registry: package-lock.json holds no addresses", () => {
    expect(read("package-lock.json")).not.toContain('"resolved"');
  });
});
