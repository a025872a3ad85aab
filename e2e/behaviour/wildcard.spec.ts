import { wildcard } from "./deployment.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(wildcard);
