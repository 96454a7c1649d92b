import { claudeAgent } from "../../../src/adapters/agents/claude.ts";
import { agentContract, allBehaviours } from "../../contracts/agent.contract.ts";
import { fakeProgram } from "../../helpers/agents/fakes.ts";

agentContract(
  "claude",
  allBehaviours,
  (behaviour, dir) => claudeAgent("claude", fakeProgram("claude", behaviour), dir),
  { counts: true },
);
