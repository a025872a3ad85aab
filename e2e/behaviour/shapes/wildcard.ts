import { findFreePort } from "../../models/free-port.ts";
import { ownHosts, place, type Shape } from "../shape.ts";

export const wildcard: Shape = {
  name: "a wildcard as it is by default",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    return place({ port, accessUrl: `http://latchkey.localhost:${port}`, pattern: `*.apps.latchkey.localhost:${port}`, flags: {} });
  },
};
