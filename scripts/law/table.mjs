// @ts-check
/** Who may import whom, as data. A room is a folder with its door file; the first pattern that fits names the room of a path. */

/** @type {readonly (readonly [room: string, path: RegExp])[]} */
export const rooms = [
  ["config", /^server\/config(?:\.ts$|\/)/],
  // What everything in the server stands on: the closed list of errors, the clock, the log.
  ["errors", /^server\/(?:errors|clock|log)(?:\.test)?\.ts$/],
  ["store", /^server\/store(?:(?:\.test)?\.ts$|\/)/],
  ["session", /^server\/session(?:(?:\.test)?\.ts$|\/)/],
  ["workspaces", /^server\/workspaces(?:(?:\.test)?\.ts$|\/)/],
  ["gateway", /^server\/gateway(?:(?:\.test)?\.ts$|\/)/],
  // Regional proxies: as the primary has them, and as the process that one is.
  ["proxies", /^server\/proxies(?:(?:\.test)?\.ts$|\/)/],
  ["proxy", /^server\/proxy(?:(?:\.test)?\.ts$|\/)/],
  // The composition root, the process around it, and the test that looks at the parsers of all rooms.
  ["main", /^server\/(?:main|serve|parsers)(?:\.test)?\.ts$/],
  ["server", /^server\//],
  ...["protocol", "tunnel", "agent", "cli", "ui", "worker", "app", "e2e", "bench", "scripts"].map(
    (room) => /** @type {const} */ ([room, new RegExp(`^${room}/`)]),
  ),
];

const serverRooms = ["config", "errors", "store", "session", "workspaces", "gateway", "proxies"];

/** By value and by type; a room may always import itself. @type {Record<string, readonly string[]>} */
export const mayImport = {
  protocol: [],
  tunnel: ["protocol"],
  agent: ["protocol", "tunnel"],
  ui: ["protocol"],
  worker: ["protocol"],
  errors: [],
  config: ["errors"],
  store: ["protocol", "config", "errors"],
  session: ["protocol", "store", "config", "errors"],
  workspaces: ["protocol", "tunnel", "session", "store", "config", "errors"],
  gateway: ["protocol", "session", "workspaces", "config", "errors"],
  // What both of them share with the dispatchers (answers, upgrades) is the server's.
  proxies: ["protocol", "server", "gateway", "workspaces", "session", "store", "config", "errors"],
  proxy: ["protocol", "tunnel", "server", "gateway", "workspaces", "session", "config", "errors"],
  // The dispatchers and what hangs between the rooms: doors only.
  server: ["protocol", ...serverRooms],
  main: ["protocol", "agent", "server", ...serverRooms],
  cli: ["protocol", "agent", "server", "main", "proxy", ...serverRooms],
  app: ["ui", "protocol"],
  e2e: [],
  bench: [],
  scripts: ["store"],
};

/** Files that app/ may import by value; every other path of the server is `import type` only. */
export const doorsOfApp = ["server/runtime.ts", "server/errors.ts"];

/** Rooms whose `import type` may reach any file of the server, parts included. */
export const typesOfServer = ["app", "server", "main"];

/** Rooms that may go past a door: the composition root, and the tools of the build. */
export const reachesParts = ["main", "scripts"];

/** Packages a room may not import, or, for `only`, all it may. Tests are exempt. @type {readonly {rooms: readonly string[], except?: RegExp, deny?: RegExp, only?: RegExp, why: string}[]} */
export const packages = [
  { rooms: ["protocol"], only: /^zod(?:\/|$)/, why: "protocol/ is pure: it imports zod and nothing else." },
  {
    rooms: ["ui", "worker"],
    deny: /^(?:node:|server-only$|next\/headers|next\/server|pg$|ws$|iron-session|@prisma\/|@node-rs\/|prom-client)/,
    why: "ui/ and worker/ run in the browser.",
  },
  {
    rooms: [...serverRooms, "server", "main", "cli", "agent"],
    except: /^server\/next-app\.ts$/,
    deny: /^(?:react|react-dom|next)(?:\/|$)/,
    why: "The Node process knows neither React nor Next, except server/next-app.ts.",
  },
  {
    rooms: ["app"],
    except: /^app\/session\.ts$/,
    deny: /^(?:server-only|next\/headers)$/,
    why: "app/session.ts is the one user of server-only and next/headers.",
  },
];
