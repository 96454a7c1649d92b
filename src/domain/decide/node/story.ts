import type { Done } from "../../journal/node-record.ts";
import { findStory } from "../../story/board.ts";
import type { Facts } from "./candidate.ts";
import type { FrameWorld } from "./frame.ts";

/** Whether a story that was done still is: its status tells. One that is gone, or broken, was. */
export function isStillDone(
  { result }: Done,
  { readText }: Pick<FrameWorld, "readText">,
  facts: Pick<Facts, "board">,
): boolean {
  const { id = "" } = JSON.parse(readText(result.output ?? { text: "{}" })) as { readonly id?: string };
  try {
    const story = findStory(facts.board(), id);
    return !("body" in story) || story.status === "done";
  } catch {
    return true;
  }
}
