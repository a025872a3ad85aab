import { throughAgent } from "./shapes/agent.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(throughAgent);
