import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { FileProblem } from "../../../../src/adapters/config/source/problems.ts";
import { parseYaml } from "../../../../src/adapters/config/source/yaml.ts";
import { readWorkflowFile } from "../../../../src/adapters/config/workflow/file.ts";
import { tempDirs } from "../../../helpers/temp-dir.ts";
import { wrongShapes } from "./cases.ts";
import { goodChild, goodFiles } from "./good.ts";
import { wrongMeanings } from "./wrong.ts";

const newFolder = tempDirs();

const child = `name: child
inputs: { a: { type: number }, b: { required: false } }
steps: [{ id: s, type: script, run: "echo \${{ inputs.a }}" }]
outputs: { done: "\${{ steps.s.output }}" }
`;

function read(files: Readonly<Record<string, string>>, name = "main.yaml", options: { root?: string } = {}) {
  const from = newFolder();
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(from, file)), { recursive: true });
    writeFileSync(join(from, file), text);
  }
  return readWorkflowFile(name, { from, ...(options.root && { root: join(from, options.root) }) });
}

/** Where it is in the text (line, and what stands there), and what is said. */
function told({ line, column, key, message, fix }: FileProblem, yaml = ""): string {
  const there = yaml.split("\n")[(line ?? 0) - 1]?.slice((column ?? 1) - 1, (column ?? 1) + 7);
  const place = line === undefined ? "" : there === undefined ? `${line}:${column}` : `${line} «${there}»`;
  return `${place} ${key}: ${message}. ${fix}`;
}

const step = (id: string, path: string) => `{ id: ${id}, type: workflow, path: ${path} }`;
const flow = (name: string, ...steps: string[]) => `name: ${name}\nsteps: [${steps.join(", ")}]\n`;

describe("a workflow file that is in order", () => {
  it.each(Object.entries(goodFiles))("%s", (_, yaml) => {
    expect(read({ "main.yaml": yaml, "child.yaml": goodChild }).problems.map((p) => told(p, yaml))).toEqual(
      [],
    );
  });

  it("may share with anchors and merge keys what its steps have in common", () => {
    const yaml = `name: x
steps:
  - &build { id: a, type: script, run: make, env: { CI: 1 } }
  - { <<: *build, id: b, run: make b }
`;
    const { file, problems } = read({ "main.yaml": yaml });
    expect(problems).toEqual([]);
    const [a, b] = file!.workflow.steps;
    expect(b).toMatchObject({ id: "b", type: "script", env: a!.env });
    const wrong = yaml.replace("CI: 1", 'CI: "${{ no }}"');
    expect(read({ "main.yaml": wrong }).problems.map((p) => told(p, wrong))).toEqual([
      '3 «no }}" }» steps[0].env.CI: unknown name no. Choose from: inputs, steps, env, stories, item, index',
      "4 «{ <<: *b» steps[1].env.CI: unknown name no. Choose from: inputs, steps, env, stories, item, index",
    ]);
  });

  it("is read with its defaults, durations and conditions", () => {
    const { file } = read({ "main.yaml": goodFiles["all of the grammar"]!, "child.yaml": goodChild });
    const { inputs, env, steps, finally: last } = file!.workflow;
    expect(inputs.who).toEqual({
      type: "string",
      default: "you",
      description: "whom it is for",
      required: false,
      secret: false,
    });
    expect([inputs.n?.required, inputs.flag?.required, inputs.token]).toEqual([
      true,
      false,
      { type: "string", required: true, secret: true },
    ]);
    expect([env.CI, "from" in env.LEVEL!]).toEqual([{ from: "environment" }, false]);
    const [start, side, ask, each, child] = steps;
    expect(start).toMatchObject({ type: "script", timeoutMs: 90_000, reuse: true, allowFailure: false });
    expect(start?.retry).toEqual({ attempts: 3, delayMs: 300, backoff: 2 });
    expect([side?.needs, ask?.needs, each?.needs]).toEqual([[], ["start"], undefined]);
    expect([side?.if?.perItem, each?.if?.perItem, child?.if?.expression]).toEqual([
      false,
      true,
      { kind: "literal", value: true, at: 0 },
    ]);
    expect(each?.foreach).toMatchObject({ concurrency: 1, failFast: true });
    expect([child?.timeoutMs, last.map(({ id }) => id)]).toEqual([7_200_000, ["clean", "after"]]);
    const [variable] = start?.type === "script" ? start.run.variables : [];
    expect(file!.position(["steps", 0, "run"], variable?.at)).toEqual({ line: 17, column: 25 });
  });
});

describe("a workflow file that is wrong", () => {
  it.each(Object.entries({ ...wrongShapes, ...wrongMeanings }))("%s", (_, { yaml, says }) => {
    const { file, problems } = read({ "main.yaml": yaml, "child.yaml": child });
    expect(problems.map((problem) => told(problem, yaml))).toEqual(says);
    expect(file).toBeUndefined();
    expect(problems.every((problem) => problem.file === "main.yaml")).toBe(true);
  });

  it("is named by what is wrong with it as a file", () => {
    const { problems } = read({ "epic.yaml": child }, "epci.yaml");
    expect(problems.map((problem) => told(problem))).toEqual([
      ' : there is no such file. Did you mean "epic.yaml"?',
    ]);
    expect(read({ "root.yaml": child }, "nope.yaml").problems.map((problem) => told(problem))).toEqual([
      " : there is no such file. Choose from: root.yaml",
    ]);
    expect(read({}, ".").problems.map((problem) => told(problem))).toEqual([
      " : is no file that can be read. Name a workflow file",
    ]);
    expect(read({ "main.yaml": "\0\xff" }).problems).toHaveLength(1);
  });
});

/** Every path in some data, but its own. */
function pathsIn(data: unknown, path: readonly string[] = []): string[][] {
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [[...path, key], ...pathsIn(value, [...path, key])]);
}

describe("a workflow file that is anything", () => {
  it("has problems, and is no riddle, where any of its parts is something else", () => {
    const files = Object.values(goodFiles).map((yaml) => parseYaml(yaml).value);
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.jsonValue({ maxDepth: 2 }), (file, at, put) => {
        const changed = structuredClone(file);
        const paths = pathsIn(changed);
        const path = paths[at % paths.length]!;
        type Data = Record<string, unknown>;
        const parent = path.slice(0, -1).reduce((data, key) => data[key] as Data, changed as Data);
        Object.assign(parent, { [path.at(-1)!]: put });
        const { problems } = read({ "main.yaml": JSON.stringify(changed), "child.yaml": goodChild });
        for (const { message } of problems) expect(message).not.toMatch(/cannot be read|undefined/);
      }),
      { numRuns: 300 },
    );
  });

  it("is in order or has problems, each with what to write; nothing else happens", () => {
    const all = Object.values(goodFiles).join("");
    const bit = fc.oneof(
      fc.constantFrom("", "\0", "${{", "}}", "'", '"', ": ", "\n", "- ", "&a ", "*a", "{", "]"),
      fc.string(),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(goodFiles)),
        fc.nat(all.length),
        fc.nat(9),
        bit,
        (yaml, at, cut, put) => {
          const from = at % yaml.length;
          const { file, problems } = read({
            "main.yaml": yaml.slice(0, from) + put + yaml.slice(from + cut),
            "child.yaml": goodChild,
          });
          expect([file === undefined, problems.length > 0]).toEqual([
            problems.length > 0,
            file === undefined,
          ]);
          for (const { message, fix } of problems) {
            expect([message, fix !== ""]).toEqual([message, true]);
            expect(message).not.toMatch(/call stack|undefined|NaN|\[object/);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("takes only inputs that are named, whatever objects have by nature", () => {
    const given = 'type: workflow, path: child.yaml, inputs: { item: 1, constructor: "x" }';
    const { problems } = read({ "main.yaml": flow("main", `{ id: a, ${given} }`), "child.yaml": goodChild });
    expect(problems.map(({ message }) => message)).toEqual(["child.yaml has no input constructor"]);
  });
});

describe("the children of a workflow file", () => {
  it("are read with it, each once, relative to the file that names them", () => {
    const { file, problems } = read({
      "main.yaml": flow("main", step("a", "sub/one.yaml"), step("b", "./sub/two.yaml")),
      "sub/one.yaml": flow("one", step("deep", "../leaf.yaml")),
      "sub/two.yaml": flow("two", step("deep", "../leaf.yaml")),
      "leaf.yaml": flow("leaf", '{ id: x, type: script, run: "true" }'),
    });
    expect(problems).toEqual([]);
    const [one, two] = ["a", "b"].map((id) => file?.children.get(id));
    expect([one?.name, two?.name]).toEqual(["sub/one.yaml", "sub/two.yaml"]);
    expect(one?.children.get("deep")).toBe(two?.children.get("deep"));
    expect(one?.children.get("deep")?.name).toBe("leaf.yaml");
  });

  it("are told what is wrong with them, once, by their own names", () => {
    const { problems } = read({
      "main.yaml": flow("main", step("a", "bad.yaml"), step("b", "bad.yaml")),
      "bad.yaml": "name: bad\nsteps: [{ id: x, type: script }]",
    });
    expect(problems.map((p) => `${p.file} ${told(p)}`)).toEqual([
      'bad.yaml 2:9 steps[0]: run is missing. Add "run"',
    ]);
  });

  it("never start what started them, however far away", () => {
    const said = (files: Record<string, string>) => read(files).problems.map((p) => `${p.file} ${told(p)}`);
    expect(said({ "main.yaml": flow("main", step("a", "main.yaml")) })).toEqual([
      "main.yaml 2:34 steps[0].path: starts itself again: main.yaml → main.yaml. Remove one of these steps, or use foreach",
    ]);
    expect(
      said({
        "main.yaml": flow("main", step("a", "b.yaml")),
        "b.yaml": flow("b", step("a", "c.yaml")),
        "c.yaml": flow("c", step("a", "./b.yaml")),
      }),
    ).toEqual([
      "c.yaml 2:34 steps[0].path: starts itself again: b.yaml → c.yaml → b.yaml. Remove one of these steps, or use foreach",
    ]);
  });

  it("go 100 deep, and no deeper", () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, at) => [
          `${at === 0 ? "main" : at}.yaml`,
          flow("x", at === length - 1 ? '{ id: x, type: script, run: "true" }' : step("a", `${at + 1}.yaml`)),
        ]),
      );
    expect(read(chain(100)).problems).toEqual([]);
    expect(read(chain(101)).problems.map(({ message }) => message)).toEqual([
      "children are nested over 100 deep",
    ]);
  });

  it("stay in the project, also behind symbolic links", () => {
    const outside = newFolder();
    writeFileSync(join(outside, "out.yaml"), flow("out", '{ id: x, type: script, run: "true" }'));
    const from = newFolder();
    symlinkSync(join(outside, "out.yaml"), join(from, "link.yaml"));
    writeFileSync(join(from, "main.yaml"), flow("main", step("a", "link.yaml")));
    const { problems } = readWorkflowFile("main.yaml", { from, root: from });
    expect(problems.map(({ message }) => message)).toEqual(["link.yaml leads out of the project"]);
    expect(readWorkflowFile("main.yaml", { from }).problems).toEqual([]);
  });
});
