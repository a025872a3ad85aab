/** One of each kind of credential that docs/security.md has a column for, as somebody who holds it would present it. */
import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { unsealData } from "iron-session";
import type { AddedProxy, Region } from "../proxy-fixtures.ts";
import { askAgentTicket } from "./agent-ticket.ts";
import type { ProxyProcess } from "./proxy-process.ts";

/** Headers of a request, and subprotocols of a handshake. `ticket` is made for each use: it works once. */
export interface Credential {
  headers: Record<string, string>;
  ticket?: () => Promise<string>;
  /** Headers made for each use, where they work once. */
  renew?: () => Promise<Record<string, string>>;
}

/** `terminal`: what the tickets are for. */
export async function collectCredentials(
  region: Region,
  { added, proxy, terminal }: { added: AddedProxy; proxy: ProxyProcess; terminal: string },
): Promise<Record<string, Credential>> {
  const { client, door, accessUrl, app } = region;
  const bearer = (token: string): Credential => ({ headers: { authorization: `Bearer ${token}` } });
  const makeToken = async (scopes: string[]) => {
    const answer = await client.post("/api/v1/keys", { name: scopes.join(" ") || "nothing", scopes });
    expect(answer.status, answer.text).toBe(201);
    return bearer(answer.json<{ token: string }>().token);
  };
  const agent = (await client.post("/api/v1/workspaces", { name: "lonely" })).json<{ token: string }>().token;
  const visitor = await region.visitor();
  const appUrl = `http://${app.port}--this-machine--ada.apps.${new URL(accessUrl).host}/page`;
  expect((await visitor.navigate(appUrl)).answer.text).toContain("hello from the app");
  const appSession = visitor.cookieHeader(appUrl);
  const [sessionName = "", sealed = ""] = [...client.cookies].find(([name]) => name.startsWith("latchkey_session-")) ?? [];
  const [, sealOfApp = ""] = /latchkey_app_session-\w+=([^;]+)/.exec(appSession) ?? [];
  expect([sealed, sealOfApp].map((text) => text.length > 50)).toEqual([true, true]);
  const makeTicket = async () => {
    const answer = await client.post(`/api/v1/terminals/${terminal}/tickets`, { region: added.id });
    expect(answer.status, `${proxy.accessUrl} ${answer.text}`).toBe(201);
    return answer.json<{ ticket: string }>().ticket;
  };
  const makeAgentTicket = async () => bearer(await askAgentTicket({ port: door.port, origin: accessUrl }, agent, added.id)).headers;
  return {
    none: { headers: {} },
    session_cookie: { headers: { cookie: client.cookieHeader() } },
    session_bearer: bearer(await unseal(sealed, door.dataDir)),
    token_all: await makeToken(["all"]),
    token_scoped: await makeToken(["keys:read"]),
    token_empty: await makeToken([]),
    agent_token: bearer(agent),
    // Under its own name, and under that of a session.
    app_session: { headers: { cookie: `${sessionName}=${sealOfApp}; ${appSession}` } },
    proxy_token: bearer(added.token),
    agent_ticket: await makeAgentTicket().then((headers) => ({ headers, renew: makeAgentTicket })),
    terminal_ticket: { ...bearer(await makeTicket()), ticket: makeTicket },
  };
}

/** What the server itself finds in a sealed cookie: `lk_<id>_<secret>`. */
async function unseal(sealed: string, dataDir: string): Promise<string> {
  const secret = readFileSync(join(dataDir, "session-secrets"), "utf8").trim();
  const number = Number.parseInt(hash("sha256", `latchkey-secret-id ${secret}`, "hex").slice(0, 8), 16);
  const { token = "" } = await unsealData<{ token?: string }>(sealed, { password: { [number]: secret }, ttl: 0 });
  expect(token).toMatch(/^lk_/);
  return token;
}
