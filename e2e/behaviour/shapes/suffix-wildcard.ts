import { findFreePort } from "../../models/free-port.ts";
import { ownHosts, place, type Shape } from "../shape.ts";

/** Over plain http on a domain that is no secure context: browsers send no Sec-Fetch headers there. */
export const suffixWildcard: Shape = {
  name: "a wildcard with a suffix",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    const accessUrl = `http://door.latchkey.test:${port}`;
    const pattern = `*--apps.latchkey.test:${port}`;
    const made = place({ port, accessUrl, pattern, flags: { "access-url": accessUrl, "wildcard-access-url": pattern } });
    return { ...made, browserFlags: ["--host-resolver-rules=MAP *.latchkey.test 127.0.0.1"] };
  },
};
