import { realChecks } from "./checks/all.ts";
import { programs } from "./programs/programs.ts";

realChecks(programs.gemini);
