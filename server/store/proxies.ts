/** Regional proxies: their tokens, and what each last said of itself. */
import { AppError } from "#server/errors.ts";
import type { Store } from "#server/store.ts";
import type { Client } from "./database.ts";
import { proxyOf } from "./rows.ts";

export function openProxies(client: Client): Store["proxies"] {
  return {
    async create(proxy) {
      await unlessTaken(client.proxy.create({ data: proxy, select: { id: true } }), "name");
    },
    async list() {
      return (await client.proxy.findMany({ orderBy: [{ createdAt: "asc" }, { id: "asc" }] })).map(proxyOf);
    },
    async rename(id, name) {
      const { count } = await unlessTaken(client.proxy.updateMany({ where: { id }, data: { name } }), "name");
      return count > 0;
    },
    async setSecret(id, secretHash) {
      return (await client.proxy.updateMany({ where: { id }, data: { secretHash, aliveUntil: null } })).count > 0;
    },
    async register(id, { url, wildcard, version }) {
      const { count } = await unlessTaken(client.proxy.updateMany({ where: { id }, data: { url, wildcard, version } }), "wildcard");
      return count > 0;
    },
    async markAlive(id, { at, until }) {
      await client.proxy.updateMany({ where: { id }, data: { lastSeenAt: at, aliveUntil: until } });
    },
    async remove(id) {
      return (await client.proxy.deleteMany({ where: { id } })).count > 0;
    },
  };
}

async function unlessTaken<T>(writing: Promise<T>, field: "name" | "wildcard"): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    // P2002: a unique constraint; the id is random, so it is the one field.
    if ((error as { code?: unknown }).code !== "P2002") throw error;
    const detail = field === "name" ? "There is a proxy of this name already." : "Another proxy has this wildcard already.";
    throw new AppError("name_taken", { field, detail });
  }
}
