import { expect, it } from "vitest";
import type { PortRow } from "../store.ts";
import { createCatalog } from "./catalog.ts";

it("does not remember what was being read when something changed", async () => {
  const answers: ((ports: PortRow[]) => void)[] = [];
  const list = () => new Promise<{ apps: []; ports: PortRow[] }>((resolve) => answers.push((ports) => resolve({ apps: [], ports })));
  const catalog = createCatalog({
    ...{ workspaceId: "w", clock: () => 1_000, onFileChange: () => undefined },
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

function port(sharing: PortRow["sharing"]): PortRow {
  return { workspaceId: "w", port: 3000, sharing, sharedUntil: null, tls: false, tlsVerify: true, changedAt: 0 };
}
