import type { Reporter } from "../../engine/ports/reporter.ts";
import type { AskPerson } from "../../engine/workflow/people/people.ts";

/** What a run is done with, beside the project: who is told, who stops it, who can be asked. */
export interface Means {
  /** Closed at the end, whatever happens, but where the run could not even begin. */
  readonly reporter: Reporter;
  /** Stops the run; the reason is a signal's name. */
  readonly abort: AbortController;
  /** Called when the work begins, to hear what stops it; what it returns is called when the work is over. */
  readonly listen?: () => () => void;
  /** Stories worked on at once; 1 without it. */
  readonly stories?: number;
  /** Asks a person about a step of a workflow file; without it nobody is there. */
  readonly askPerson?: AskPerson;
  /** Asks for a secret input of a workflow file; "" where there is none. */
  readonly askSecret?: AskSecret;
}

/** Asks a person for a secret by its name. */
export type AskSecret = (name: string) => Promise<string>;
