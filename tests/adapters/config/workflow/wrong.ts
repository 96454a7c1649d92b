import type { WrongFile } from "./cases.ts";

const steps = (...lines: string[]) => ["name: x", "steps:", ...lines.map((line) => `  ${line}`)].join("\n");
const echo = (id: string, rest = "") => `- { id: ${id}, type: script, run: "true"${rest} }`;
const prompt = (text: string) => steps(`- { id: a, type: agent, prompt: '${text}' }`);

/** What only the whole of a file tells. The files beside it: child.yaml (inputs a: number, [b], outputs: done). */
export const wrongMeanings: Readonly<Record<string, WrongFile>> = {
  "ids twice": {
    yaml: `${steps(echo("a"), echo("a"))}\nfinally:\n  ${echo("a")}`,
    says: [
      '4 «id: a, t» steps[1].id: "a" is the id of an earlier step too. Give each step its own id',
      '6 «id: a, t» finally[0].id: "a" is the id of an earlier step too. Give each step its own id',
    ],
  },
  "unknown names": {
    yaml: prompt("${{ input.x }} ${{ inputs.x }} ${{ env.X }} ${{ steps.b.output }} ${{ lenght(item) }}"),
    says: [
      "3 «input.x » steps[0].prompt: unknown name input. Did you mean inputs?",
      "3 «x }} ${{» steps[0].prompt: unknown input x. Name it in the workflow's inputs:",
      "3 «X }} ${{» steps[0].prompt: unknown env name X. Name it in the workflow's env:",
      "3 «b.output» steps[0].prompt: unknown step b. Did you mean a?",
      "3 «lenght(i» steps[0].prompt: unknown function lenght. Did you mean length?",
      "3 «item) }}» steps[0].prompt: item is only known in a step with foreach, and not in the foreach itself. Add foreach to the step, or write inputs.<name>",
    ],
  },
  "a mistake in an expression": {
    yaml: prompt("a ${{ 1 = 1 }}"),
    says: ['3 «= 1 }}\' » steps[0].prompt: unexpected "=" (to compare: ==). Correct the expression'],
  },
  "a step that comes later, or itself": {
    yaml: steps(
      '- { id: a, type: script, run: "echo ${{ steps.b.stdout }} ${{ steps.a.stdout }}" }',
      echo("b"),
    ),
    says: [
      "3 «b.stdout» steps[0].run: b runs after this step. Read it in a step that comes later",
      "3 «a.stdout» steps[0].run: a step has no result yet when this is computed. Only its outputs: can read it",
    ],
  },
  "a step that may not have run": {
    yaml: steps(
      echo("first"),
      echo("second", ", needs: []"),
      echo("third", ", needs: second, env: { A: '${{ steps.first.stdout }}' }"),
    ),
    says: ["5 «first.st» steps[2].env.A: first has not always run before this step. Add first to needs"],
  },
  "a field that no step has": {
    yaml: steps(
      echo("a"),
      "- { id: b, type: gate, message: '${{ steps.a.stdot }} ${{ steps.a.outputs.x }}' }",
    ),
    says: [
      "4 «stdot }}» steps[1].message: unknown field of a step stdot. Did you mean stdout?",
      "4 «x }}' }» steps[1].message: unknown output x. There is none to choose from",
    ],
  },
  "all steps at once": {
    yaml: steps(echo("a"), "- { id: b, type: gate, message: '${{ toJson(steps) }} ${{ steps[env.X] }}' }"),
    says: [
      "4 «steps) }» steps[1].message: a step has to be read by its own name. Write steps.<id>.output, or stdout, exitCode, …",
      "4 «steps[en» steps[1].message: a step has to be read by its own name. Write steps.<id>.output, or stdout, exitCode, …",
      "4 «X] }}' }» steps[1].message: unknown env name X. Name it in the workflow's env:",
    ],
  },
  "what finally is to others": {
    yaml: `${steps("- { id: a, type: gate, message: '${{ steps.z.status }}', needs: z }")}\nfinally:\n  ${echo("z", ", needs: a")}\n  - { id: g, type: gate, message: hm }\noutputs: { o: "\${{ steps.z.output }}" }`,
    says: [
      "3 «z.status» steps[0].message: z runs in finally, after everything else. Read it in finally",
      "3 «needs: z» steps[0].needs[0]: z is in finally, and needs does not reach there. Remove it: finally always runs last",
      "5 «needs: a» finally[0].needs[0]: a is in steps, and needs does not reach there. Remove it: finally always runs last",
      "6 «type: ga» finally[1].type: a gate cannot stand in finally, which never waits. Move it to steps",
      "7 «z.output» outputs.o: z runs in finally, after everything else. Read it in finally",
    ],
  },
  "steps that wait for each other": {
    yaml: steps(
      echo("a", ", needs: [b]"),
      echo("b", ", needs: [a]"),
      echo("c", ", needs: [c]"),
      echo("d", ", needs: x"),
    ),
    says: [
      "3 «b] }» steps[0].needs[0]: steps wait for each other: a → b → a. Remove one of these needs",
      "5 «c] }» steps[2].needs[0]: steps wait for each other: c → c. Remove one of these needs",
      '6 «needs: x» steps[3].needs[0]: unknown step "x". Did you mean "a"?',
    ],
  },
  "a step that waits for one that waits for it in order": {
    yaml: steps(echo("a", ", needs: [c]"), echo("b"), echo("c")),
    says: [
      "3 «c] }» steps[0].needs[0]: steps wait for each other: a → c → a. Give c needs of its own: without, it waits for all steps before it",
    ],
  },
  "foreach and what belongs to it": {
    yaml: steps(
      echo("a", ", key: x, concurrency: 2, failFast: true"),
      echo("b", ", foreach: abc"),
      echo("c", ", foreach: 'a ${{ inputs }}', key: same"),
      echo("d", ", foreach: ['${{ item }}', 2], if: '${{ item == 2 }}'"),
    ),
    says: [
      "3 «key: x, » steps[0].key: key means nothing without foreach. Add foreach, or remove it",
      "3 «concurre» steps[0].concurrency: concurrency means nothing without foreach. Add foreach, or remove it",
      "3 «failFast» steps[0].failFast: failFast means nothing without foreach. Add foreach, or remove it",
      "4 «foreach:» steps[1].foreach: is no list. Write one ${{ … }} that makes a list, or the list itself",
      "5 «foreach:» steps[2].foreach: is no list. Write one ${{ … }} that makes a list, or the list itself",
      "5 «key: sam» steps[2].key: every item would have the same key. Write one that tells them apart: ${{ item.id }}",
      "6 «item }}'» steps[3].foreach[0]: item is only known in a step with foreach, and not in the foreach itself. Add foreach to the step, or write inputs.<name>",
    ],
  },
  conditions: {
    yaml: steps(echo("a", ", if: 'yes ${{ true }}'"), echo("b", ", if: 'steps.a.status = 1'")),
    says: [
      "3 «if: 'yes» steps[0].if: holds more than one expression. Put everything between ${{ and }}, or leave these out",
      '4 «= 1\' }» steps[1].if: unexpected "=" (to compare: ==). Correct the expression',
    ],
  },
  "the workflow's env": {
    yaml: `env: { A: "\${{ steps.a.stdout }}", B: "\${{ env.A }}" }\n${steps(echo("a"))}`,
    says: [
      "1 «steps.a.» env.A: steps is not known where the workflow's env is set, only inputs are. Set it in the env of the steps that need it",
      "1 «env.A }}» env.B: env is not known where the workflow's env is set, only inputs are. Set it in the env of the steps that need it",
    ],
  },
  inputs: {
    yaml: `inputs:\n  n: { type: number, default: "5" }\n  s: { secret: true, default: hush }\n  t: { default: "\${{ 1 }}" }\n${steps(echo("a"))}`,
    says: [
      "2 «default:» inputs.n.default: wrong type (string): the input is a number. Write a number",
      "3 «default:» inputs.s.default: a secret has no default: it would stand in the file. Remove it",
      "4 «default:» inputs.t.default: nothing is filled in here. Write a plain value",
    ],
  },
  "secrets where they would be written down": {
    yaml: [
      "inputs: { token: { secret: true } }",
      'env: { T: "${{ inputs.token }}" }',
      steps(
        "- id: a",
        "  type: agent",
        "  prompt: ${{ inputs.token }} ${{ env.T }} ${{ env.U }} ${{ toJson(inputs) }}",
        '  env: { U: "x ${{ env.T }}", V: y }',
        "  outputs: { o: '${{ env.V }}${{ inputs.token }}' }",
        "- { id: c, type: workflow, path: child.yaml, inputs: { a: '${{ inputs.token }}' } }",
        '- { id: ok, type: script, run: "echo ${{ inputs.token }}", stdin: "${{ env.T }}", if: "${{ inputs.token }}" }',
      ),
    ].join("\n"),
    says: [
      "7 «token }}» steps[0].prompt: inputs.token is secret, and would be written down here. Pass it through env:, stdin: or a secret input",
      "7 «T }} ${{» steps[0].prompt: env.T is secret, and would be written down here. Pass it through env:, stdin: or a secret input",
      "7 «U }} ${{» steps[0].prompt: env.U is secret, and would be written down here. Pass it through env:, stdin: or a secret input",
      "7 «inputs) » steps[0].prompt: inputs.token is secret, and would be written down here. Pass it through env:, stdin: or a secret input",
      "9 «token }}» steps[0].outputs.o: inputs.token is secret, and would be written down here. Pass it through env:, stdin: or a secret input",
      "10 «token }}» steps[1].inputs.a: inputs.token is secret, and would be written down here. Pass it through env:, stdin: or a secret input",
    ],
  },
  "what a child is given": {
    yaml: steps(
      "- { id: c, type: workflow, path: child.yaml, inputs: { b: 5, cc: 1 } }",
      "- { id: d, type: workflow, path: child.yaml }",
      "- { id: e, type: workflow, path: child.yaml, inputs: { a: 'x ${{ 1 }}', b: '${{ steps.c.outputs.dnoe }}' } }",
    ),
    says: [
      "3 «inputs: » steps[0].inputs: child.yaml wants the input a. Add inputs: { a: … }",
      "3 «b: 5, cc» steps[0].inputs.b: wrong type (number): the input is a string. Put it in quotes, or change the input's type",
      "3 «cc: 1 } » steps[0].inputs.cc: child.yaml has no input cc. Choose from: a, b",
      "4 «path: ch» steps[1].path: child.yaml wants the input a. Add inputs: { a: … }",
      "5 «a: 'x ${» steps[2].inputs.a: wrong type (string): the input is a number. Write a number",
      "5 «dnoe }}'» steps[2].inputs.b: unknown output dnoe. Did you mean done?",
    ],
  },
  "a child that is not there": {
    yaml: steps(
      "- { id: a, type: workflow, path: ./chlid.yaml }",
      "- { id: b, type: workflow, path: '${{ inputs.f }}' }",
      "- { id: c, type: workflow, path: /child.yaml }",
      "- { id: d, type: workflow, path: . }",
    ),
    says: [
      '3 «path: ./» steps[0].path: there is no file ./chlid.yaml. Did you mean "child.yaml"?',
      "4 «path: '$» steps[1].path: a child must be known before anything runs. Write the file's path as it is",
      "5 «path: /c» steps[2].path: is an absolute path. Write it relative to this file",
      "6 «path: . » steps[3].path: . is no file that can be read. Name a workflow file",
    ],
  },
  shells: {
    yaml: steps(
      "- id: a",
      "  type: shell",
      "  run: |",
      "    cat <<'E'",
      "    ${{ inputs }}",
      "    E",
      '    echo "$((${{ 1 }}))"',
    ),
    says: [
      "7 «${{ inpu» steps[0].run: an expression cannot stand in a quoted heredoc, where the shell expands nothing. Remove the quotes around the delimiter, or pass the text through the step's stdin:",
      "9 «${{ 1 }}» steps[0].run: an expression cannot stand in shell arithmetic, which runs what a value holds. Compute outside of it, or check the value first: case $n in *[!0-9]*) exit 2;; esac",
    ],
  },
  "YAML that is none": {
    yaml: steps("- { id: a, type: agent, prompt: ${{ inputs }} }"),
    says: [
      '3 «{{ input» : Unexpected flow-map-start at node end. Within { } or [ ], put quotes around it: "${{ … }}"',
    ],
  },
  "an if that YAML reads as a tag": {
    yaml: steps("- id: a", "  type: gate", "  message: hi", "  if: !failure()"),
    says: ['6 «!failure» : Unresolved tag: !failure(). Put quotes around what begins with !: "!failure()"'],
  },
  "an alias that holds itself": {
    yaml: "name: x\nsteps: &a [*a]",
    says: [" : an alias holds itself. Write it out"],
  },
  "a second document": {
    yaml: `${steps(echo("a"))}\n---\n${steps(echo("b"))}`,
    says: ["4 «---» : a second document begins here. Give it a file of its own"],
  },
  "a number that JSON does not have": {
    yaml: `inputs: { n: { type: number, default: 1e999 } }\n${steps(echo("a"))}`,
    says: ["1 «1e999 } » : 1e999 is no number that JSON has. Write a smaller number, or a text in quotes"],
  },
};
