import type { assessNow } from "../../../engine/story/assess-now.ts";

/** The board as one reading found it, with what follows from it. */
export type Assessed = ReturnType<typeof assessNow>;
