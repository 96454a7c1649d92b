import { describe, expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import {
  child,
  failing,
  logging,
  script,
  WorkflowProject,
  workflow,
} from "../../helpers/workflow-project.ts";

const newDir = tempDirs();
const projectOf = (steps: readonly object[], more = {}) =>
  new WorkflowProject(newDir(), { "w.yaml": workflow(steps as never, more) });
/** Items are read from a file, anew each time. */
const read = script("read", "cat items.json", { reuse: false });
/** Logs an item, and fails for those whose `bad` is true. */
const handle = (more = {}) =>
  script(
    "each",
    'echo "${{ item.id }}" >> log; echo "did ${{ item.id }} at ${{ index }}"; [ "${{ item.bad }}" != true ]',
    {
      foreach: "${{ steps.read.output }}",
      failFast: false,
      ...more,
    },
  );
const items = (...ids: (string | number)[]) => JSON.stringify(ids.map((id) => ({ id })));

describe("foreach", () => {
  it("runs one item at a time, in order, unless concurrency says more", async () => {
    const project = projectOf([
      script("one", "mkdir alone && sleep 0.03 && rmdir alone && echo ${{ item }} >> log", {
        foreach: ["c", "a", "b"],
      }),
      script(
        "two",
        "touch here-${{ item }}; while [ ! -e here-${{ 3 == item && 4 || 3 }} ]; do sleep 0.02; done",
        {
          foreach: [3, 4],
          concurrency: 2,
          timeout: "20s",
        },
      ),
    ]);
    expect((await project.run("w.yaml")).code).toBe(0);
    expect(project.log()).toEqual(["c", "a", "b"]);
  });

  it("starts nothing more after a failure, but lets what is under way finish", async () => {
    const project = projectOf([
      script("each", 'if [ "${{ item }}" = 1 ]; then exit 1; fi; sleep 0.2; echo ${{ item }} >> log', {
        foreach: [1, 2, 3, 4],
        concurrency: 2,
      }),
    ]);
    const { code } = await project.run("w.yaml");
    expect(code).toBe(1);
    expect(project.log()).toEqual(["2"]);
    expect(await project.nodes()).toEqual({ each: "failed", "each[1]": "failed", "each[2]": "done" });
  });

  it("gives outputs in the collection's order, whatever ends first", async () => {
    const project = projectOf(
      [
        script("each", "sleep 0.${{ item }}; echo ${{ item }}", {
          foreach: [3, 1, 2],
          concurrency: 3,
          outputs: { twice: "${{ [item, item] }}" },
        }),
      ],
      {
        outputs: {
          out: "${{ steps.each.output }}",
          own: "${{ steps.each.outputs }}",
          text: "${{ steps.each.stdout }}",
        },
      },
    );
    expect((await project.events("w.yaml")).outputs).toEqual({
      out: [3, 1, 2],
      own: [3, 1, 2].map((n) => ({ twice: [n, n] })),
      text: ["3", "1", "2"],
    });
  });

  it("of nothing is done at once", async () => {
    const project = projectOf([logging("none", { foreach: [] }), logging("after")], {
      outputs: { none: "${{ steps.none.output }}" },
    });
    expect((await project.events("w.yaml")).outputs).toEqual({ none: [] });
    expect(project.log()).toEqual(["after"]);
  });

  it("of what is no list fails, and says so", async () => {
    const project = projectOf([
      script("text", "echo one two"),
      logging("each", { foreach: "${{ steps.text.output }}" }),
    ]);
    const { code, stdout } = await project.run("w.yaml");
    expect(code).toBe(1);
    expect(stdout).toMatch(/each failed: foreach wants a list, not a (string|text)/);
  });

  it("keeps what items did when the collection grows, shrinks and turns around", async () => {
    const project = projectOf([read, handle(), failing("end")], {
      outputs: { all: "${{ steps.each.output }}" },
    });
    project.write("items.json", items("a", "b", "c"));
    expect((await project.run("w.yaml")).code).toBe(1);
    project.write("items.json", items("new", "a", "b", "c"));
    expect((await project.run("w.yaml", "--continue")).code).toBe(1);
    expect(project.log()).toEqual(["a", "b", "c", "end", "new", "end"]);
    project.write("items.json", items("c", "new", "a"));
    project.write("ok", "");
    const { outputs, events } = await project.events("w.yaml", "--continue");
    expect(outputs).toEqual({ all: ["did c at 2", "did new at 0", "did a at 0"] });
    expect(project.log().slice(6)).toEqual(["end"]);
    expect(events.filter(({ type }) => type === "node-retired").map(({ path }) => path)).toEqual(["each[b]"]);
  });

  it("keeps what an item did while it was away", async () => {
    const project = projectOf([read, handle(), failing("end")]);
    for (const ids of [["a", "b"], ["a"], ["a", "b"]]) {
      project.write("items.json", items(...ids));
      await project.run("w.yaml", ...(project.runIds().length > 0 ? ["--continue"] : []));
    }
    expect(project.log()).toEqual(["a", "b", "end", "end", "end"]);
    expect((await project.nodes())["each[b]"]).toBe("done");
  });

  it("tells equal items apart by ~2, ~3", async () => {
    const project = projectOf([
      read,
      script("each", "echo ${{ item }} >> log", { foreach: "${{ steps.read.output }}" }),
      failing("end"),
    ]);
    project.write("items.json", '["x", "x", "y", "x"]');
    expect((await project.run("w.yaml")).code).toBe(1);
    expect(Object.keys(await project.nodes())).toEqual(
      expect.arrayContaining(["each[x]", "each[x~2]", "each[y]", "each[x~3]"]),
    );
    project.write("items.json", '["y", "x", "x", "x", "x"]');
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log()).toEqual(["x", "x", "y", "x", "end", "x", "end"]);
    expect((await project.nodes())["each[x~4]"]).toBe("done");
  });

  it("encodes in keys what would be read as part of a path", async () => {
    const keys = ["a]/b#c~2%", "plain key-1.x_ü", "..", "", "line\nbreak", "\u001b[31mred"];
    const project = projectOf([script("each", 'printf %s "$AGENTIC_SDLC_PATH"', { foreach: keys })], {
      outputs: { paths: "${{ steps.each.stdout }}" },
    });
    const encoded = ["a%5D%2Fb%23c%7E2%25", "plain key-1.x_ü", "..", "", "line%0Abreak", "%1B[31mred"];
    const paths = encoded.map((key) => `each[${key}]`);
    const { outputs, code } = await project.events("w.yaml");
    expect([code, outputs]).toEqual([0, { paths }]);
    expect(Object.keys(await project.nodes()).sort()).toEqual([...paths, "each"].sort());
  });

  it("takes item.id, item.slug, the item itself or its hash as key, or what `key` says", async () => {
    const list = [{ id: 7, slug: "s" }, { slug: "two" }, 3, true, null, "str", { a: 1 }, [1]];
    const project = projectOf([
      logging("own", { foreach: list }),
      logging("said", {
        foreach: [
          { n: 1, m: "a/b" },
          { n: 2, m: "c" },
        ],
        key: "${{ item.n }}-${{ item.m }}-${{ index }}",
      }),
    ]);
    expect((await project.run("w.yaml")).code).toBe(0);
    const paths = Object.keys(await project.nodes());
    expect(paths.slice(0, 6)).toEqual(["own[7]", "own[two]", "own[3]", "own[true]", "own[null]", "own[str]"]);
    for (const path of paths.slice(6, 8)) expect(path).toMatch(/^own\[[0-9a-f]{16}\]$/);
    expect(paths).toEqual(expect.arrayContaining(["said[1-a%2Fb-0]", "said[2-c-1]"]));
  });

  it("knows items whose `key` comes to nothing as if there were none, wherever they stand", async () => {
    const steps = (list: readonly object[]) =>
      workflow([
        script("each", "echo ${{ item.n }} >> log; test -e ok || test ${{ item.n }} != 2", {
          foreach: list,
          key: "${{ item.name }}",
          failFast: false,
        }),
      ]);
    const project = new WorkflowProject(newDir(), {
      "w.yaml": steps([{ n: 1 }, { n: 2 }, { n: 3, id: "" }, { n: 4, name: "d" }]),
    });
    await project.run("w.yaml");
    project.write("w.yaml", steps([{ n: 4, name: "d" }, { n: 3, id: "" }, { n: 2 }]));
    project.write("ok", "");
    expect((await project.run("--continue")).code).toBe(0);
    expect(project.log()).toEqual(["1", "2", "3", "4", "2"]);
  });

  it("in a child that is an item itself is whole: that it has no list is not what allowFailure allows", async () => {
    const project = projectOf([child("all", "./child.yaml", { foreach: "${{ [1] }}" })]);
    const inner = script("in", "true", { foreach: "${{ steps.n.output }}", allowFailure: true });
    project.write("child.yaml", workflow([script("n", "echo 1"), inner]));
    const { code, stdout } = await project.run("w.yaml");
    expect(stdout).toContain("all[1]/in failed: foreach wants a list");
    expect(code).toBe(1);
  });

  it("keeps the finished steps of children that failed, also while siblings run", async () => {
    const project = projectOf([
      child("all", "./child.yaml", {
        foreach: "${{ [1, 2, 3, 4] }}",
        concurrency: 4,
        failFast: false,
        inputs: { n: "${{ item }}" },
      }),
    ]);
    project.write(
      "child.yaml",
      workflow(
        [
          script("build", "echo build-${{ inputs.n }} >> log"),
          script("test", 'echo test-${{ inputs.n }} >> log; [ -e ok ] || [ "${{ inputs.n }}" -gt 2 ]'),
          script("ship", "echo ship-${{ inputs.n }} >> log"),
        ],
        { inputs: { n: { type: "number" } } },
      ),
    );
    const first = await project.run("w.yaml");
    expect(first.code).toBe(1);
    expect(first.stdout).toContain("all[1]/test: exited 1");
    project.remove("log");
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log().sort()).toEqual(["ship-1", "ship-2", "test-1", "test-2"]);
  });

  it("does what consumed a collection again when an item's result is another one, and else not", async () => {
    const project = projectOf([
      read,
      script("each", "cat of-${{ item }}", { foreach: "${{ steps.read.output }}", reuse: false }),
      script("sum", "echo '${{ toJson(steps.each.output) }}' >> log"),
      failing("end"),
    ]);
    project.write("items.json", "[1, 2]");
    for (const n of [1, 2, 3]) project.write(`of-${n}`, `${n}0`);
    await project.run("w.yaml");
    await project.run("w.yaml", "--continue");
    expect(project.log()).toEqual(["[10,20]", "end", "end"]);
    project.write("of-2", "21");
    await project.run("w.yaml", "--continue");
    project.write("items.json", "[1, 2, 3]");
    project.write("ok", "");
    expect((await project.run("w.yaml", "--continue")).code).toBe(0);
    expect(project.log().filter((line) => line !== "end")).toEqual(["[10,20]", "[10,21]", "[10,21,30]"]);
  });
});
