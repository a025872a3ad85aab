/** Keys of agents: tokens with the one scope `agent`, which opens nothing but the tunnel of their own workspace. */
import type { Clock } from "../clock.ts";
import type { Store, UserRow } from "../store.ts";
import type { News } from "./news.ts";
import { createKeySecret } from "./token.ts";

export interface AgentTokens {
  /** The token's text is given here and nowhere again. */
  create(user: UserRow, workspaceName: string): Promise<{ id: string; token: string }>;
  /** Its agent dials from there, or is connected still. */
  noteUse(id: string, from?: { ip: string; userAgent: string }): Promise<void>;
  /** Ends it; whoever shows it is cut off. Nothing happens when it has ended already. */
  end(user: UserRow, id: string): Promise<void>;
}

/** A machine that is not looked at for years still has to open its door: an agent's token has no end, and lives until somebody ends it. */
const expiresAt = Date.parse("9999-12-31T23:59:59Z");
/** The most that fits into its column. */
const lifetimeSeconds = 2 ** 31 - 1;

export function createAgentTokens({ store, clock, news }: { store: Store; clock: Clock; news: Pick<News, "announce"> }): AgentTokens {
  return {
    async create(user, workspaceName) {
      const now = clock();
      const { id, secretHash, token } = createKeySecret();
      await store.keys.create({
        ...{ id, userId: user.id, kind: "token", name: `Agent of ${workspaceName}`, scopes: ["agent"], secretHash, resumedHashes: [] },
        ...{ lifetimeSeconds, createdAt: now, lastUsedAt: now, expiresAt, absoluteExpiresAt: null },
        ...{ revokedAt: null, endReason: null, parentId: null, ip: "", userAgent: "", deviceId: null, passwordAt: null },
      });
      news.announce({ endedKeyIds: [], changedUserIds: [], touchedUserIds: [user.id] });
      return { id, token };
    },
    noteUse: (id, from) => store.keys.touch(id, clock(), from && { ...from, userAgent: from.userAgent.slice(0, 400) }),
    async end(user, id) {
      const endedKeyIds = await store.keys.end({ id, userId: user.id }, clock(), "ended_elsewhere");
      news.announce({ endedKeyIds, changedUserIds: [], touchedUserIds: [user.id] });
    },
  };
}
