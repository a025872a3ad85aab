/**
 * What the behaviour suite runs against: a door and its apps, in every shape in which one may be served. A shape says how it is started and
 * where its apps are; the cases know no more of it. Another shape (a proxy, apps under paths) is one more value here and one more spec file.
 */
import { createHash } from "node:crypto";
import { expect } from "@playwright/test";
import { signInClient } from "../fixtures.ts";
import { startAgent } from "../models/agent-process.ts";
import { createCertificate, writeCertificate } from "../models/certificate.ts";
import type { DoorOptions, DoorServer } from "../models/door-server.ts";
import { findFreePort } from "../models/free-port.ts";
import { owner } from "../models/people.ts";
import { makeScratchDir } from "../models/scratch.ts";

export interface Shape {
  readonly name: string;
  /** What the cases may expect of it; a case that needs more does not run here. */
  readonly traits: ReadonlySet<Trait>;
  /** Makes what the shape needs besides the door. */
  prepare(): Promise<Place>;
}

/** `own-hosts`: each app has a host of its own, and with it cookies and hand-overs of its own. */
export type Trait = "own-hosts";

export interface Place {
  /** How the door is started. */
  door: DoorOptions & { port: number };
  /** Origin of the door as browsers write it. */
  accessUrl: string;
  /** Where an app's own paths begin, without the slash. `app` is a port or a slug. */
  appUrl(app: number | string, user?: string): string;
  /** Where the apps run; `id` is known once it has begun. */
  workspace: { name: string; id: string };
  /** What the shape needs once the door is open, with an owner. Resolves with the way to end it. */
  begin(door: DoorServer): Promise<() => Promise<void>>;
  /** The port of 127.0.0.1 at which a URL's host is served. */
  portOf(url: string): number;
  appCookie: ExpectedCookie;
  /** Of a browser that finds the hosts and takes the certificate. */
  browserFlags: string[];
  close(): Promise<void>;
}

/** The cookie with which an app opens, by the contract. */
export interface ExpectedCookie {
  nameAt(host: string): string;
  /** Null for a host-only cookie. */
  domain: string | null;
  secure: boolean;
}

const ownHosts: ReadonlySet<Trait> = new Set<Trait>(["own-hosts"]);

export const wildcard: Shape = {
  name: "a wildcard as it is by default",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    return place({ port, accessUrl: `http://latchkey.localhost:${port}`, pattern: `*.apps.latchkey.localhost:${port}`, flags: {} });
  },
};

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

/** Over https, where the cookies are `__Host-` ones. */
export const hostCookies: Shape = {
  name: "an app cookie for each host, over https",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    const scratch = makeScratchDir("tls");
    const certificate = createCertificate(["latchkey.localhost", "*.apps.latchkey.localhost"]);
    const { certFile, keyFile } = writeCertificate(certificate, scratch.dir);
    const accessUrl = `https://latchkey.localhost:${port}`;
    const pattern = `*.apps.latchkey.localhost:${port}`;
    const flags = {
      "access-url": accessUrl,
      "wildcard-access-url": pattern,
      "app-cookie-scope": "host",
      "tls-cert-file": certFile,
      "tls-key-file": keyFile,
    };
    const made = place({ port, accessUrl, pattern, flags });
    return {
      ...made,
      browserFlags: [`--ignore-certificate-errors-spki-list=${certificate.spkiHash}`],
      appCookie: { nameAt: (host) => `__Host-latchkey_app_session-${hashOf(host)}`, domain: null, secure: true },
      close: () => Promise.resolve(scratch.remove()),
    };
  },
};

/** On another machine, whose agent dials out. It is this one too, for its ports are what there is to open. */
export const throughAgent: Shape = {
  name: "a machine with an agent",
  traits: ownHosts,
  async prepare() {
    const port = await findFreePort();
    const accessUrl = `http://latchkey.localhost:${port}`;
    const workspace = { name: "workstation", id: "" };
    const made = place({ port, accessUrl, pattern: `*.apps.latchkey.localhost:${port}`, flags: {}, workspace });
    return {
      ...made,
      async begin(door) {
        const client = await signInClient(door);
        const enrolled = (await client.post("/api/v1/workspaces", { name: workspace.name })).json<Enrolled>();
        workspace.id = enrolled.workspace.id;
        const agent = startAgent({ url: accessUrl, token: enrolled.token });
        const state = async () => (await client.get(`/api/v1/workspaces/${workspace.id}`)).json<{ state: string }>().state;
        await expect.poll(state, { timeout: 20_000 }).toBe("online");
        return agent.stop;
      },
    };
  },
};

interface Enrolled {
  workspace: { id: string };
  token: string;
}

/** Under a path of the door, for want of hosts: the door's own cookie is the app's. */
export const pathApps: Shape = {
  name: "apps under paths of the door",
  traits: new Set(),
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

function place(given: {
  port: number;
  accessUrl: string;
  pattern: string;
  flags: Record<string, string | true>;
  workspace?: Place["workspace"];
}): Place {
  const { port, accessUrl, pattern, flags, workspace = { name: "this-machine", id: "this-machine" } } = given;
  const scheme = accessUrl.slice(0, accessUrl.indexOf(":"));
  return {
    door: { port, flags },
    accessUrl,
    workspace,
    begin: () => Promise.resolve(() => Promise.resolve()),
    appUrl: (app, user = owner.name) => `${scheme}://${pattern.replace("*", `${app}--${workspace.name}--${user}`)}`,
    portOf: () => port,
    appCookie: {
      nameAt: () => `latchkey_app_session-${hashOf(pattern)}`,
      domain: pattern.replace(/:\d+$/, "").slice(pattern.indexOf(".") + 1),
      secure: false,
    },
    browserFlags: [],
    close: () => Promise.resolve(),
  };
}

/** Hex of the first 16 bytes of SHA-256. */
function hashOf(text: string): string {
  return createHash("sha256").update(text.toLowerCase()).digest("hex").slice(0, 32);
}
