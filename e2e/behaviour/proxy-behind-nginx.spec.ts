import { proxyBehindNginx } from "./shapes/proxy-behind.ts";
import { runBehaviour } from "./stage.ts";

runBehaviour(proxyBehindNginx);
