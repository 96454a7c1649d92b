import { describe } from "@jest/globals";
import type { Program } from "../programs/programs.ts";
import { Setting } from "./setting.ts";
import { troubleChecks } from "./trouble.ts";
import { workChecks } from "./work.ts";

/** Every check, against one real program. */
export function realChecks(program: Program): void {
  describe(program.title, () => {
    const setting = new Setting(program);
    workChecks(setting);
    troubleChecks(setting);
  });
}
