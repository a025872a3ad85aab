/**
 * What the worker keeps: one cache per build, all of it or nothing. A page goes on needing the files of the build it was loaded from, also
 * when another tab has let a newer worker in; so a former build's cache lives until no page is open at all: the next cold start drops it.
 */
import { passiveHeader } from "#protocol/api.ts";

declare const self: ServiceWorkerGlobalScope;

export interface Builds {
  readonly buildId: string;
  /** Fetches what former builds do not have already. Rejects, and keeps nothing, when anything is missing or of another build. */
  install(): Promise<void>;
  /** A file of any build that is kept, by its path: the name holds a hash of its content. */
  findFile(url: string): Promise<Response | undefined>;
  /** A document of this very build. */
  findDocument(path: string): Promise<Response | undefined>;
  /** Drops the builds before this one when no page is open, so that none can be of them. */
  retireFormer(): Promise<void>;
  /** Drops every cache that is no build. There should be none. */
  wipeOthers(): Promise<void>;
}

const prefix = "latchkey-build-";
/** Files fetched side by side: enough to be quick, few enough to leave the page its share. */
const atOnce = 6;

/** `urls`: everything of this build, hashed files and documents. */
export function openBuilds(urls: readonly string[], buildId: string): Builds {
  const name = prefix + buildId;
  let isAlone = false;

  const keep = async (cache: Cache, url: string) => {
    const isFile = url.startsWith("/_next/static/");
    const known = isFile ? await findFile(new URL(url, self.location.origin).href) : undefined;
    await cache.put(url, known ?? (await (isFile ? fetchFile(url, buildId) : fetchDocument(url, buildId))));
  };

  return {
    buildId,
    async install() {
      const existed = await caches.has(name);
      const cache = await caches.open(name);
      try {
        const left = [...urls];
        await Promise.all(
          Array.from({ length: atOnce }, async () => {
            for (let url = left.shift(); url !== undefined; url = left.shift()) await keep(cache, url);
          }),
        );
      } catch (error) {
        if (!existed) await caches.delete(name);
        throw error;
      }
    },
    findFile,
    findDocument: (path) => orNothing(async () => (await caches.open(name)).match(path, { ignoreVary: true })),
    async retireFormer() {
      if (isAlone) return;
      const { installing, waiting } = self.registration;
      // What is being made ready beside this build is no former one.
      if (installing ?? waiting) return;
      if ((await self.clients.matchAll({ type: "window", includeUncontrolled: true })).length > 0) return;
      isAlone = true;
      const former = (await caches.keys()).filter((key) => key.startsWith(prefix) && key !== name);
      await Promise.all(former.map((key) => caches.delete(key)));
    },
    async wipeOthers() {
      const others = (await caches.keys()).filter((key) => !key.startsWith(prefix));
      await Promise.all(others.map((key) => caches.delete(key)));
    },
  };
}

function findFile(url: string): Promise<Response | undefined> {
  const { origin, pathname } = new URL(url);
  return orNothing(() => caches.match(origin + pathname, { ignoreVary: true }));
}

/** A broken cache is an empty one: then the network answers. */
function orNothing(find: () => Promise<Response | undefined>): Promise<Response | undefined> {
  return find().catch(() => undefined);
}

/** With the build's id, as pages ask for it: then the browser's own cache has it already. */
async function fetchFile(url: string, buildId: string): Promise<Response> {
  return requireOk(await fetch(`${url}?dpl=${buildId}`, { headers: { [passiveHeader]: "1" } }));
}

/** Without cookies: it is the same for everybody, and must not count as anybody's use. */
async function fetchDocument(url: string, buildId: string): Promise<Response> {
  const response = requireOk(
    await fetch(url, { credentials: "omit", cache: "no-store", redirect: "error", headers: { [passiveHeader]: "1" } }),
  );
  // In the middle of a deployment another server may have answered: its shell would ask for files that are not here.
  if (!(await response.clone().text()).includes(`data-dpl-id="${buildId}"`)) throw new Error(`${url} is of another build.`);
  return response;
}

function requireOk(response: Response): Response {
  if (response.status !== 200) throw new Error(`${response.url} answered ${response.status}.`);
  return response;
}
