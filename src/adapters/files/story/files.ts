/** Single story files: reading, changing, creating. The board as a whole is in board-files.ts. */
export { patchStory } from "./patch.ts";
export { locateStory, readStory } from "./read.ts";
