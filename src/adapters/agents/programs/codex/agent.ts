import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ProgramConfig } from "../../../../domain/config/config.ts";
import type { Access } from "../../../../domain/definition/story/definition.ts";
import type { Agent, AgentRequest } from "../../../../engine/ports/agent.ts";
import { strictSchema } from "../../json/strict-schema.ts";
import { type Prepared, streamAgent } from "../agent.ts";
import { codexReader } from "./stream.ts";

/** Codex. Relative paths in `config` are relative to `root`, the project's. */
export function codexAgent(name: string, config: ProgramConfig, root: string): Agent {
  return streamAgent(name, config, root, {
    prepare: (request) => codexStart(request, config.model),
    open: (request) => codexReader(name, request),
  });
}

const sandboxes: Readonly<Record<Access, string>> = {
  read: "read-only",
  write: "workspace-write",
  full: "danger-full-access",
};

/** What it is started with for a request: `codex exec resume` has fewer flags than `codex exec`, but takes any `-c`. */
function codexStart(request: AgentRequest, ownModel: string | undefined): Prepared {
  const { access, sessionId, model = ownModel } = request;
  const schemaFile = writeSchema(request);
  return {
    args: [
      ...["exec", ...(sessionId === undefined ? [] : ["resume"]), "--json", "--skip-git-repo-check"],
      ...["-c", `sandbox_mode="${sandboxes[access]}"`, "-c", 'approval_policy="never"'],
      ...(model === undefined ? [] : ["-m", model]),
      ...(schemaFile === undefined ? [] : ["--output-schema", schemaFile]),
    ],
    last: [...(sessionId === undefined ? [] : [sessionId]), "-"],
  };
}

/** The file of the request's schema. Where it cannot be written the prompt's words must do. */
function writeSchema({ schema, attemptDir }: AgentRequest): string | undefined {
  if (schema === undefined) return undefined;
  const file = join(attemptDir, "answer-schema.json");
  try {
    writeFileSync(file, JSON.stringify(strictSchema(schema)), { mode: 0o600 });
    return file;
  } catch {
    return undefined;
  }
}
