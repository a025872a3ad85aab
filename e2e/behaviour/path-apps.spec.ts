import { pathApps } from "./shapes/path-apps.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(pathApps);
