#!/bin/sh
# A command agent for tests; its first argument says how it behaves. It works in the workspace.
case "$1" in
  answers) cat > prompt.txt; echo hello; echo noise >&2 ;;
  session) echo '{"sessionId":"s-1","usage":{"costUsd":0.5}}' > "$AGENTIC_SDLC_RESULT_FILE"; echo hello ;;
  hangs) echo '{"sessionId":"s-1"}' > "$AGENTIC_SDLC_RESULT_FILE"; echo working; exec sleep 60 ;;
  talks) while :; do echo more; sleep 0.02; done ;;
  fails) echo broken >&2; exit 3 ;;
  deaf) exec <&-; echo hello ;;
  garbage) head -c 100000 /dev/urandom; printf 'no end\377' >&2 ;;
  stubborn)
    trap 'echo INT >> asked' INT
    trap 'echo TERM >> asked' TERM
    setsid sh -c 'trap "" INT TERM HUP; echo $$ > far.pid; while :; do sleep 0.1; done' &
    # Waiting in `read` forks nothing: a dash that is forking may die of a signal it traps.
    mkfifo never
    until [ -s far.pid ]; do :; done
    echo working
    while :; do read -r x <> never; done ;;
  leaves) setsid sh -c 'echo $$ > far.pid; exec sleep 60' & until [ -s far.pid ]; do sleep 0.01; done; echo hello ;;
  result) printf '%s' "$2" > "$AGENTIC_SDLC_RESULT_FILE"; printf '%b' "$3"; exit "${4:-0}" ;;
esac
