import { spawnSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { GoldenProject } from "../../helpers/workflow/golden-project.ts";
import { bundle, type Mutation } from "../harness/bundle.ts";
import { type Call, parseTrace } from "../harness/strace.ts";

/** Bundles the victim, with the product broken in the given places, into `outDir`. */
export async function bundleVictim(outDir: string, mutations: readonly Mutation[] = []): Promise<string> {
  // Some dependencies are loaded when they are first needed, and not bundled.
  symlinkSync(join(import.meta.dirname, "../../../node_modules"), join(outDir, "node_modules"));
  return bundle(join(import.meta.dirname, "victim.ts"), outDir, mutations);
}

/** What a victim did before it ended, or was killed. */
export interface Crashed {
  readonly killed: boolean;
  readonly code: number | null;
  readonly stderr: string;
  /** Of the nodes that it said were saved, in order. */
  readonly saved: readonly string[];
  readonly outputs?: unknown;
  readonly calls: readonly Call[];
  /** The trace as it was written. */
  readonly trace: string;
}

/** `call:n`: before the n-th mutating call; `record:n`: once n records of the run are synced. */
export type When = `${"call" | "record"}:${number}`;

/** Runs a workflow file by the victim in its project, and kills it then. */
export function runVictim(bundled: string, { dir }: GoldenProject, file: string, when?: When): Crashed {
  const traceFile = `${dir}.trace`;
  const inject = when === undefined ? "" : when.replace(":", ":signal=KILL:when=");
  rmSync(traceFile, { force: true });
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, [bundled, dir, file], {
    encoding: "utf8",
    timeout: 60_000,
    killSignal: "SIGTERM",
    env: { PATH: process.env.PATH, HOME: dir, CRASH_TRACE: traceFile, CRASH_INJECT: inject },
  });
  if (!existsSync(traceFile)) throw new Error(`the victim does not start: ${stderr}`);
  const trace = readFileSync(traceFile, "utf8");
  rmSync(traceFile);
  const outputs = /^OUTPUTS (.*)$/m.exec(stdout)?.[1];
  return {
    killed: signal === "SIGKILL",
    ...{ code: status, stderr, trace, calls: parseTrace(trace) },
    saved: [...stdout.matchAll(/^SAVED (.*)$/gm)].map(([, path]) => path!),
    ...(outputs === undefined ? {} : { outputs: JSON.parse(outputs) }),
  };
}

/** Lays out, runs, kills; the project as the crash left it. */
export function crash(
  bundled: string,
  { template, dir, file }: { readonly template: string; readonly dir: string; readonly file: string },
  when: When,
): { readonly project: GoldenProject; readonly run: Crashed } {
  rmSync(dir, { recursive: true, force: true });
  cpSync(template, dir, { recursive: true });
  const project = new GoldenProject(dir);
  return { project, run: runVictim(bundled, project, file, when) };
}
