/** Workflow files that are wrong, with everything that must be said of them: `line:column key: message. fix`. */
export interface WrongFile {
  readonly yaml: string;
  readonly says: readonly string[];
  /** An editor can know it from the JSON Schema. */
  readonly shape?: true;
}

const steps = (...lines: string[]) => ["name: x", "steps:", ...lines.map((line) => `  ${line}`)].join("\n");
const echo = (id: string, rest = "") => `- { id: ${id}, type: script, run: "true"${rest} }`;

/** What the grammar says. */
export const wrongShapes: Readonly<Record<string, WrongFile>> = {
  "nothing at all": { yaml: "", says: ["1 «» : wrong type (null). Write an object: { … }"], shape: true },
  "no steps": { yaml: "name: x", says: ['1 «name: x» : steps is missing. Add "steps"'], shape: true },
  "an empty list": {
    yaml: "name: x\nsteps: []",
    says: ["2 «steps: [» steps: is an empty list. Write 1 or more entries, or remove it"],
    shape: true,
  },
  "unknown keys": {
    yaml: steps("- id: a", "  type: script", '  run: "true"', "  tiemout: 5", "").replace(
      "name",
      "inptus: {}\nname",
    ),
    says: [
      '1 «inptus: » inptus: unknown key. Did you mean "inputs"?',
      '7 «tiemout:» steps[0].tiemout: unknown key. Did you mean "timeout"?',
    ],
    shape: true,
  },
  "a key of another type of step": {
    yaml: steps(echo("a", ", prompt: hi")),
    says: [
      "3 «prompt: » steps[0].prompt: unknown key. Choose from: id, type, run, stdin, reuse, if, needs, foreach, key, concurrency, failFast, retry, timeout, env, allowFailure, outputs",
    ],
    shape: true,
  },
  "an unknown type": {
    yaml: steps("- { id: a, type: scrpit, run: x }", echo("b", ", needs: a")),
    says: ['3 «type: sc» steps[0].type: unknown value "scrpit". Did you mean "script"?'],
    shape: true,
  },
  "no type": {
    yaml: steps("- { id: a, run: x }"),
    says: ['3 «{ id: a,» steps[0]: type is missing. Add "type": script, shell, agent, workflow, story, gate'],
    shape: true,
  },
  "what a type needs": {
    yaml: steps("- { id: a, type: gate }", "- { type: agent }"),
    says: [
      '3 «{ id: a,» steps[0]: message is missing. Add "message"',
      '4 «{ type: » steps[1]: id is missing. Add "id"',
      '4 «{ type: » steps[1]: prompt is missing. Add "prompt"',
    ],
    shape: true,
  },
  "an id that is none": {
    yaml: steps(echo("2nd"), echo("a.b")),
    says: [
      '3 «id: 2nd,» steps[0].id: "2nd" does not fit. Write letters, digits, `_` and `-`, not a digit or `-` first',
      '4 «id: a.b,» steps[1].id: "a.b" does not fit. Write letters, digits, `_` and `-`, not a digit or `-` first',
    ],
    shape: true,
  },
  "wrong types": {
    yaml: steps("- { id: a, type: script, run: true, concurrency: 0, foreach: 5, env: { A: [1] } }"),
    says: [
      "3 «run: tru» steps[0].run: wrong type (boolean). Write a text in quotes",
      "3 «concurre» steps[0].concurrency: 0 is out of bounds. Write a whole number from 1 to 1000",
      "3 «foreach:» steps[0].foreach: wrong type (number). Write a text or a list: [ … ]",
      "3 «A: [1] }» steps[0].env.A: wrong type (a list). Write a text or a number or true or false",
    ],
    shape: true,
  },
  durations: {
    yaml: steps(echo("a", ", timeout: 5 minutes, retry: { attempts: 2, delay: -1 }")),
    says: [
      '3 «timeout:» steps[0].timeout: "5 minutes" is not a duration; write a number and a unit: 300ms, 10s, 60m, 48h, 30d. Write it like "60m" or "48h"',
      "3 «delay: -» steps[0].retry.delay: -1 is out of bounds. Write 0s to 24d",
    ],
    shape: true,
  },
  retry: {
    yaml: steps(echo("a", ", retry: { attempts: 0, backoff: 0.5 }"), echo("b", ", retry: {}")),
    says: [
      "3 «attempts» steps[0].retry.attempts: 0 is out of bounds. Write a whole number from 1 to 1000",
      "3 «backoff:» steps[0].retry.backoff: 0.5 is out of bounds. Write a number from 1 to 100",
      '4 «retry: {» steps[1].retry: attempts is missing. Add "attempts"',
    ],
    shape: true,
  },
  "our own variables": {
    yaml: `env: { AGENTIC_SDLC_TOKEN: x }\n${steps(echo("a", ", env: { A-B: x }"))}`,
    says: [
      '1 «AGENTIC_» env.AGENTIC_SDLC_TOKEN: "AGENTIC_SDLC_TOKEN" cannot be a name here. Write letters, digits and `_`, not a digit first, nor AGENTIC_SDLC_',
      '4 «A-B: x }» steps[0].env.A-B: "A-B" cannot be a name here. Write letters, digits and `_`, not a digit first, nor AGENTIC_SDLC_',
    ],
    shape: true,
  },
  "an input's type": {
    yaml: `inputs: { n: { type: nmber } }\n${steps(echo("a"))}`,
    says: ['1 «type: nm» inputs.n.type: unknown value "nmber". Did you mean "number"?'],
    shape: true,
  },
};
