import { pathApps } from "./deployment.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(pathApps);
