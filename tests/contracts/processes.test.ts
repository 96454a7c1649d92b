import { tmpdir } from "node:os";
import { findByToken } from "../../src/adapters/process/end/survivors.ts";
import { processes } from "../../src/adapters/process/processes.ts";
import { startScript, until } from "../helpers/agents/processes.ts";
import { forever, MemoryProcesses, type Program } from "../helpers/memory/processes.ts";
import { type Command, processesContract } from "./processes.contract.ts";

const letters = "x".repeat(100);

const programs: Record<Command, Program> = {
  prints: () => ({ exitCode: 4, stdout: "out\n", stderr: "err\n" }),
  "prints much": () => ({ stdout: Array.from({ length: 200 }, (_, n) => `${letters}${n}\n`).join("") }),
  echoes: ({ stdin, variables }) => ({ stdout: `${stdin}${variables.VAR}\n` }),
  hangs: ({ fork }) => {
    fork(forever);
    return new Promise(() => {});
  },
  leaves: ({ fork }) => {
    fork(forever);
    return {};
  },
};

processesContract("memory", () => {
  const memory = new MemoryProcesses((process) => programs[process.command as Command](process));
  return {
    processes: memory,
    command: (does) => does,
    alive: (token) => memory.alive(token),
    abandon: async (token) => memory.abandon("hangs", token),
  };
});

const commands: Record<Command, string> = {
  prints: "echo out; echo err >&2; exit 4",
  "prints much": `n=0; while [ $n -lt 200 ]; do echo ${letters}$n; n=$((n+1)); done`,
  echoes: 'cat; echo "$VAR"',
  hangs: "sleep 60 & setsid sleep 60 & sleep 60",
  leaves: "sleep 60 & setsid sleep 60 & exit 0",
};

processesContract("the machine's", () => ({
  processes,
  command: (does) => commands[does],
  alive: (token) => findByToken(token).length,
  abandon: async (token) => {
    startScript(commands.hangs, token, tmpdir());
    await until(() => findByToken(token).length >= 3);
  },
}));
