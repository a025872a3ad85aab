import { hostCookies } from "./deployment.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(hostCookies);
