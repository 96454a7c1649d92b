/** Single story files: reading, changing, creating. The board as a whole is in board-files.ts. */
export { type Patched, patchStory } from "./story-patch.ts";
export { locateStory, readStory } from "./story-read.ts";
