/** Workflow files that are in order; beside them `child.yaml`, which wants `item` (a number) and gives `notes`. */
export const goodFiles: Readonly<Record<string, string>> = {
  "the contract's": `name: epic
inputs:
  items: { type: array, default: [1, 2, 3] }
steps:
  - id: read-items
    type: script                     # a shell command; \`shell\` is the same
    run: cat items.json
    reuse: false
  - id: process-items
    type: workflow
    path: ./child.yaml
    foreach: \${{ fromJson(steps.read-items.stdout) }}
    key: \${{ item.id }}              # default: item.id or item.slug
    concurrency: 2
    failFast: false
    inputs: { item: "\${{ item }}" }
  - id: sign-off
    type: gate
    message: Ship \${{ inputs.items }}?
  - id: summarise
    type: agent
    prompt: Write the release notes for \${{ toJson(steps.process-items.output) }}
outputs: { notes: "\${{ steps.summarise.output }}" }
`,
  "the seed's": `
name: test-parent
steps:
  - id: process-items
    type: workflow
    path: ./child.yaml
    foreach: \${{ [1, 2, 3, 4, 5] }}
    inputs:
      item: \${{ item }}
    failFast: false
  - id: count
    type: script
    run: |
      count=$(cat "/tmp/x/call-count" 2>/dev/null || echo 0)
      echo $((count + 1)) > "/tmp/x/call-count"
  - id: fail-step
    type: script
    run: |
      marker="/tmp/x/item-\${{ steps.count.stdout }}-ran"
      if [ ! -f "$marker" ]; then
        # Don't mind
        if [ "\${{ steps.count.stdout }}" = "2" ] || [ "\${{ steps.count.exitCode }}" = "4" ]; then
          exit 1
        fi
      fi
`,
  "all of the grammar": `name: all of it
description: every key there is
inputs:
  who: { type: string, default: you, description: whom it is for }
  n: { type: number }
  flag: { type: boolean, required: false }
  list: { type: array, default: [] }
  map: { type: object, default: { a: 1 } }
  token: { secret: true }
env:
  CI:
  LEVEL: 3
  TOKEN: \${{ inputs.token }}
steps:
  - id: start
    type: shell
    run: build --token "\${{ env.TOKEN }}" \${{ env.OWN }}
    stdin: ""
    env: { OWN: "\${{ inputs.n }}", DEBUG: true }
    timeout: 90
    retry: { attempts: 3, delay: 300ms, backoff: 2 }
    outputs: { last: "\${{ steps.start.output }}", all: { n: "\${{ inputs.n }}", k: [1, null] } }
  - { id: _side, type: story, story: add-login, needs: [], if: inputs.flag }
  - { id: ask, type: agent, prompt: hm, agent: mine, model: m, access: write, needs: start, allowFailure: true }
  - id: each
    type: agent
    prompt: \${{ index }} \${{ item.title }} \${{ env.TITLE }}
    env: { TITLE: "\${{ item.title }}" }
    foreach: [{ title: a }, "\${{ steps.start.outputs.all }}"]
    if: \${{ item.title != 'b' && success() }}
    key: \${{ index }}
  - { id: run-child, type: workflow, path: child.yaml, inputs: { item: 5 }, timeout: 2h, if: true }
  - { id: ship, type: gate, message: "\${{ steps.run-child.outputs.notes }} for \${{ length(stories) }}?" }
outputs: { a: 5, b: [ "\${{ steps.each.output }}" ] }
finally:
  - { id: clean, type: script, run: "rm -rf \${{ steps.start.status }}", if: "failure() || always()" }
  - { id: after, type: script, run: "echo \${{ steps.clean.exitCode }}", needs: clean }
`,
};

export const goodChild = `name: test-child
inputs:
  item: { type: number }
steps:
  - id: check
    type: script
    run: echo "processed \${{ inputs.item }}"
outputs: { notes: "\${{ steps.check.stdout }}" }
`;
