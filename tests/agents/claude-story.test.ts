import { storyCheck } from "./checks/story.ts";
import { programs } from "./programs/programs.ts";

storyCheck(programs.claude);
