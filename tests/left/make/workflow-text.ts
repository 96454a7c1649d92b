import type { Project } from "./project.ts";

/** Runs the workflow file of a state. */
export const run = ["run", "w.yaml"];
export const goOn = ["run", "--continue"];

/** A step of a command: writes its name to `calls.log`, then does more. */
export const script = (id: string, run = "true", keys = "") =>
  `  - { id: ${id}, type: script, run: "echo ${id} >> calls.log; ${run}"${keys && `, ${keys}`} }\n`;
export const gate = '  - { id: ship, type: gate, message: "Ship it?" }\n';
export const agent = '  - { id: notes, type: agent, prompt: "Write notes." }\n';
export const file = (...steps: string[]) => `name: w\nsteps:\n${steps.join("")}`;

/** Commands that wait, or fail, until the project is mended. */
export const waits = "test -e mended || { echo $$ >> hanging; exec sleep 600; }";
export const fails = "test -e mended";
export const mend = (project: Project) => project.write("mended", "");
