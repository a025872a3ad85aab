import { throughAgent } from "./deployment.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(throughAgent);
