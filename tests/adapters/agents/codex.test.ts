import { codexAgent } from "../../../src/adapters/agents/codex.ts";
import { agentContract, allBehaviours } from "../../contracts/agent.contract.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";

agentContract(
  "codex",
  allBehaviours,
  (behaviour, dir) => codexAgent("codex", fakeProgram("codex", behaviour), dir),
  { costs: false, counts: true },
);
