/** Apps on their own hosts behind the one door: host names, hand-over, authority, forwarding. The door of the gateway room. */
export { createAppHosts, type AppHosts } from "./gateway/app-hosts.ts";
export { createLocalAuthority, type Asked, type Authority, type Decision } from "./gateway/authority.ts";
export { createCarrier, type Carrier } from "./gateway/carry.ts";
export { createOpenStreams, type OpenStreams, type Permit } from "./gateway/open-streams.ts";
export { limitBodyTime } from "./gateway/limit-body-time.ts";
export { openGateway, type Gateway } from "./gateway/open.ts";
export { openPathApps, pathOf, type PathApps } from "./gateway/path-apps.ts";
export { endSocket } from "./gateway/refuse-socket.ts";
export { findHeadProblem } from "./gateway/request-head.ts";
export { createRecent, type Recent } from "./gateway/recent.ts";
