import { expect, it } from "@jest/globals";
import { tempDirs } from "../../helpers/temp-dir.ts";
import { script, WorkflowProject, workflow } from "../../helpers/workflow-project.ts";

const newDir = tempDirs();

it("logs shows what a command wrote, of each attempt, and names those there are", async () => {
  const write = "echo x >> n; echo try $(wc -l < n); echo '  why' >&2; test $(wc -l < n) -gt 2";
  const project = new WorkflowProject(newDir(), {
    "w.yaml": workflow([
      script("a", write, { foreach: ["k 1"], retry: { attempts: 2 } }),
      script("quiet", "true", { if: "always()" }),
    ]),
  });
  expect((await project.run("w.yaml")).code).toBe(1);
  const [id = ""] = project.runIds();
  const logs = async (...args: string[]) => {
    const { code, stdout, stderr } = await project.cli("logs", id, ...args);
    return { code, told: (stdout + stderr).replace(/\d\d:\d\d(:\d\d)?/g, "T").split("\n") };
  };
  const last = [
    "a[k 1]#2 · script · T",
    "T  try 2",
    "T    why",
    "✗ failed · 0:00 · crash: exited 1: why",
    "",
  ];
  expect(await logs("a[k 1]")).toEqual({ code: 0, told: last });
  expect((await logs()).told).toEqual(last);
  expect(await logs("a[k 1]", "--follow")).toEqual({ code: 0, told: last });
  expect((await logs("a[k 1]#1", "--raw")).told).toEqual(["try 1", "  why", ""]);
  expect((await logs("quiet")).told[0]).toMatch(/^quiet#1 said nothing \(✓ done/);
  const wrong = await logs("a");
  expect([wrong.code, wrong.told.at(-2)]).toEqual([2, `  → agentic-sdlc logs ${id} quiet#1`]);
  expect((await logs("a[k 1]#9")).told.at(-2)).toBe(`  → agentic-sdlc logs ${id} 'a[k 1]#2'`);
  expect(wrong.told).toContain("  It has: a[k 1]#2, quiet#1");
  expect((await project.run("--continue")).code).toBe(0);
  expect((await logs("a[k 1]")).told[1]).toBe("T  try 3");
});
