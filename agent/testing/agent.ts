/** What other rooms' tests need of an agent: the real parts. */
export { connectAgent, type Connection } from "../connect.ts";
export { defaultRules, type DialRules } from "../dial.ts";
export { readFacts } from "../facts.ts";
export { createPortList } from "../listening-ports.ts";
export { createLocalAgent } from "../local.ts";
export { serveTunnel } from "../tunnel-end.ts";
