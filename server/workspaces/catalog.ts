/**
 * What is declared of a workspace: apps of the database and of latchkey.yaml, and what was said of its ports. Remembered, because every
 * proxied request asks; changes of this process are in force at once, of another process or of the file within seconds.
 */
import type { Clock } from "../clock.ts";
import type { AppRow, PortRow, Store } from "../store.ts";
import type { InputLimits } from "./app-input.ts";
import { publicKeyOf, sharingNow, withinCeilings, type Ceilings, type HeldBack } from "./sharing.ts";

export type DeclaredApp = AppRow & { fromFile: boolean };
/** With the sharing in force now. */
export type AppNow = DeclaredApp & { heldBack: HeldBack | null };
export type PortNow = PortRow & { heldBack: HeldBack | null };

export interface Declared {
  /** By slug. An app of the file hides one of the same slug in the database. */
  apps: ReadonlyMap<string, DeclaredApp>;
  ports: ReadonlyMap<number, PortRow>;
  /** How many apps the file declares beyond those that are taken. */
  moreApps: number;
  fileProblem: string | null;
}

/** Where apps are declared beside the database. */
export interface AppsSource {
  /** What is declared now. Never throws. `changed` is true on the first call after a change; `problem`: one line for the owner. */
  read(limits: InputLimits): Promise<{ apps: AppRow[]; more?: number; problem: string | null; changed: boolean }>;
  /** Whether it is something else than at the last reading; cheap. */
  isChanged(): Promise<boolean>;
}

export interface Catalog {
  /** What is declared, with the sharing that is in force now. Throws `unavailable`. */
  read(): Promise<{ apps: ReadonlyMap<string, AppNow>; ports: ReadonlyMap<number, PortNow>; moreApps: number; fileProblem: string | null }>;
  findApp(slug: string): Promise<AppNow | null>;
  findPort(port: number): Promise<PortNow | null>;
  /** What the machine's own file shares publicly now (`publicKeyOf`). Throws `unavailable`. */
  listPublicOfFile(): Promise<string[]>;
  /** Something was changed here: the next reading asks the database again. */
  forget(): void;
}

const lookAtFileEveryMs = 1_000;
const rememberMs = 5_000;

export function createCatalog(parts: {
  workspaceId: string;
  store: Pick<Store, "apps">;
  file: AppsSource;
  limits: () => InputLimits;
  ceilings: () => Ceilings;
  clock: Clock;
  /** Called when the file says something else than before. */
  onFileChange: () => void;
}): Catalog {
  const { workspaceId, store, file, limits, ceilings, clock, onFileChange } = parts;
  let known: { declared: Declared; at: number; lookedAt: number } | null = null;
  let reading: Promise<Declared> | null = null;
  // Moves with every forgetting: what was being read meanwhile may be from before the change, and is not remembered.
  let epoch = 0;

  const load = async (): Promise<Declared> => {
    const at = clock();
    const startedIn = epoch;
    const [{ apps, ports }, read] = await Promise.all([store.apps.list(workspaceId), file.read(limits())]);
    const declared = {
      apps: new Map(
        // The file's come last, and win.
        [...apps.map((app) => ({ ...app, fromFile: false })), ...read.apps.map((app) => ({ ...app, fromFile: true }))].map((app) => [
          app.slug,
          app,
        ]),
      ),
      ports: new Map(ports.map((port) => [port.port, port])),
      moreApps: read.more ?? 0,
      fileProblem: read.problem,
    };
    if (read.changed && known) onFileChange();
    if (epoch === startedIn) known = { declared, at, lookedAt: at };
    return declared;
  };
  const current = async (): Promise<Declared> => {
    const now = clock();
    const before = known;
    if (before && now - before.at < rememberMs) {
      if (now - before.lookedAt < lookAtFileEveryMs) return before.declared;
      before.lookedAt = now;
      // Not what was forgotten while the file was looked at.
      if (!(await file.isChanged()) && before === known) return before.declared;
    }
    if (reading) return reading;
    const mine = load().finally(() => {
      if (reading === mine) reading = null;
    });
    reading = mine;
    return mine;
  };

  const appNow = (app: DeclaredApp): AppNow => withinCeilings(sharingNow(app, clock()), ceilings(), app.fromFile ? publicKeyOf(app) : null);
  const portNow = (port: PortRow): PortNow => withinCeilings(sharingNow(port, clock()), ceilings(), null);
  return {
    async read() {
      const { apps, ports, moreApps, fileProblem } = await current();
      return {
        apps: new Map([...apps].map(([slug, app]) => [slug, appNow(app)])),
        ports: new Map([...ports].map(([number, port]) => [number, portNow(port)])),
        ...{ moreApps, fileProblem },
      };
    },
    async findApp(slug) {
      const app = (await current()).apps.get(slug);
      return app ? appNow(app) : null;
    },
    async findPort(port) {
      const row = (await current()).ports.get(port);
      return row ? portNow(row) : null;
    },
    async listPublicOfFile() {
      const apps = [...(await current()).apps.values()].filter(({ fromFile }) => fromFile).map(appNow);
      return apps.filter(({ sharing }) => sharing === "public").map(publicKeyOf);
    },
    forget() {
      epoch += 1;
      known = null;
      reading = null;
    },
  };
}
