import { twoReplicas } from "./shapes/replicas.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(twoReplicas);
