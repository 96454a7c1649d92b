/** Single story files: reading, changing, creating. The board as a whole is in board-files.ts. */
export { patchStory } from "./story-patch.ts";
export { locateStory, readStory } from "./story-read.ts";
