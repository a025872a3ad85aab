import { hostCookies } from "./shapes/host-cookies.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(hostCookies);
