import { expect, it } from "vitest";
import type { PortRow } from "../store.ts";
import { createCatalog } from "./catalog.ts";

const none = { server: "public", machine: "public", publicBefore: null } as const;

it("does not remember what was being read when something changed", async () => {
  const answers: ((ports: PortRow[]) => void)[] = [];
  const list = () => new Promise<{ apps: []; ports: PortRow[] }>((resolve) => answers.push((ports) => resolve({ apps: [], ports })));
  const catalog = createCatalog({
    ...{ workspaceId: "w", clock: () => 1_000, onFileChange: () => undefined, ceilings: () => none },
    store: { apps: { list } as never },
    file: { read: () => Promise.resolve({ apps: [], problem: null, changed: false }), isChanged: () => Promise.resolve(false) },
    limits: () => ({ now: 1_000, ownPorts: [], longestSlug: 32 }),
  });
  const before = catalog.findPort(3000);
  catalog.forget(); // the sharing was taken back while the database was asked
  const after = catalog.findPort(3000);
  answers[1]?.([port("owner")]);
  expect((await after)?.sharing).toBe("owner");
  answers[0]?.([port("public")]);
  await before;
  expect((await catalog.findPort(3000))?.sharing).toBe("owner");
  expect(answers).toHaveLength(2);
});

it("answers with what is declared now when it is forgotten while the file is looked at", async () => {
  let now = 1_000;
  let sharing: PortRow["sharing"] = "public";
  let look: (changed: boolean) => void = () => undefined;
  const catalog = createCatalog({
    ...{ workspaceId: "w", clock: () => now, onFileChange: () => undefined, ceilings: () => none },
    store: { apps: { list: () => Promise.resolve({ apps: [], ports: [port(sharing)] }) } as never },
    file: {
      read: () => Promise.resolve({ apps: [], problem: null, changed: false }),
      isChanged: () => new Promise((resolve) => (look = resolve)),
    },
    limits: () => ({ now, ownPorts: [], longestSlug: 32 }),
  });
  expect((await catalog.findPort(3000))?.sharing).toBe("public");
  now += 1_500;
  const asked = catalog.findPort(3000);
  sharing = "owner";
  catalog.forget();
  look(false);
  expect((await asked)?.sharing).toBe("owner");
});

function port(sharing: PortRow["sharing"]): PortRow {
  return { workspaceId: "w", port: 3000, sharing, sharedUntil: null, tls: false, tlsVerify: true, changedAt: 0 };
}
