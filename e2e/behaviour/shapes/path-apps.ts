import { findFreePort } from "../../models/free-port.ts";
import { owner } from "../../models/people.ts";
import { hashOf, place, type Shape } from "../shape.ts";

/** Under a path of the door, for want of hosts: the door's own cookie is the app's. */
export const pathApps: Shape = {
  name: "apps under paths of the door",
  traits: new Set(["own-wire"]),
  async prepare() {
    const port = await findFreePort();
    const accessUrl = `http://latchkey.localhost:${port}`;
    const made = place({ port, accessUrl, pattern: `*.apps.latchkey.localhost:${port}`, flags: { "path-apps": true } });
    return {
      ...made,
      appUrl: (app, user = owner.name) => `${accessUrl}/@${user}/this-machine/${app}`,
      appCookie: { nameAt: () => `latchkey_session-${hashOf(accessUrl).slice(0, 8)}`, domain: null, secure: false },
    };
  },
};
