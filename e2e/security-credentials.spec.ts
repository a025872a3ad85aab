/**
 * Every route and upgrade that the build has, with every kind of credential, against servers that run. What is there is read from the build; what
 * must become of it from the tables of docs/security.md, which are made from the code. What is in the one and not in the other fails.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readAccessTable } from "./models/access-table.ts";
import { packageDir } from "./models/cli.ts";
import { collectCredentials, type Credential } from "./models/credentials.ts";
import { tryHandshake } from "./models/live-socket.ts";
import { knocksAsAgent, knocksAsProxy } from "./models/proxy-knock.ts";
import { tryTerminalHandshake } from "./models/viewer-socket.ts";
import { exchange } from "./models/exchange.ts";
import { expect, expectConnected, test } from "./proxy-fixtures.ts";

/** Several processes start, and some two thousand requests are made, on machines that do other things besides. */
test.describe.configure({ timeout: 300_000 });

const { admissions, paths, api } = readAccessTable();
const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"];
/** `code`: of a refusal. */
type Ask = (credential: Credential) => Promise<{ status: number; code?: string }>;
interface Step {
  what: string;
  kind: string;
  /** Of a route of the API. */
  scope?: string;
  ask: Ask;
}

test("F3 every route and upgrade takes exactly the credentials that the table in docs/security.md says", async ({ openRegion }) => {
  const region = await openRegion({ flags: { "path-apps": true } });
  const { door, accessUrl, app } = region;
  const added = await region.add();
  const proxy = await region.start({ token: added.token });
  await expectConnected(region, proxy);
  const terminal = "this-machine.0123456789";
  const credentials = await collectCredentials(region, { added, proxy, terminal });
  // Nothing makes an app's own token yet: it has a column and no holder.
  expect(new Set([...Object.keys(credentials), "app_token"])).toEqual(new Set(Object.keys(admissions["page"] ?? {})));

  const call =
    (method: string, path: string): Ask =>
    async ({ headers }) => {
      const sent = { ...(path.startsWith("/api/v1/proxy/") && { origin: null }), ...headers };
      const answer = await door.client(accessUrl).request(method, path, { headers: sent, ...(method !== "GET" && { body: {} }) });
      return {
        status: answer.status,
        ...(/problem/.test(answer.headers["content-type"] ?? "") && { code: String(answer.json()["code"]) }),
      };
    };
  const fetchApp =
    (url: string): Ask =>
    async ({ headers }) => ({ status: (await exchange(url, Number(new URL(url).port), { headers })).status });
  const handshakes: Record<string, (credential: Credential) => Promise<number>> = {
    live: ({ headers }) => tryHandshake(door.port, { host: new URL(accessUrl).host, origin: accessUrl, ...headers }),
    terminal: async (shown) => tryTerminalHandshake({ port: door.port, origin: accessUrl }, terminal, await withTicket(shown)),
    tunnel: ({ headers }) => knocksAsAgent({ port: door.port, accessUrl }, headers),
    proxy_stream: ({ headers }) => knocksAsProxy({ port: door.port, origin: accessUrl }, headers),
    proxy_terminal: async (shown) =>
      tryTerminalHandshake({ port: proxy.port, origin: proxy.accessUrl }, terminal, { origin: accessUrl, ...(await withTicket(shown)) }),
    proxy_tunnel: async ({ headers, renew }) => knocksAsAgent(proxy, (await renew?.()) ?? headers),
  };
  const own = { headers: `http://${app.port}--this-machine--ada.apps.${new URL(accessUrl).host}/page` };

  const steps: Step[] = [
    ...listPages().map(({ path, kind }) => ({ what: `GET ${path}`, kind, ask: call("GET", fill(path)) })),
    ...listStatic().map((path) => ({ what: `GET ${path}`, kind: "static", ask: call("GET", path) })),
    ...["/healthz", "/readyz", "/latency-check"].map((path) => ({ what: `GET ${path}`, kind: "health", ask: call("GET", path) })),
    ...listUpgrades().map(({ kind, path }) => ({
      what: `upgrade ${path} (${kind})`,
      kind,
      ask: async (credential: Credential) => ({ status: (await handshakes[kind]?.(credential)) ?? 0 }),
    })),
    { what: "POST /api/v1/proxy/decide", kind: "proxy_questions", ask: call("POST", "/api/v1/proxy/decide") },
    { what: "an app's host", kind: "app_host", ask: fetchApp(own.headers) },
    { what: "a path app", kind: "path_app", ask: fetchApp(`${accessUrl}/@ada/this-machine/${app.port}/page`) },
    ...listCalls().map(({ method, path, scope }) => ({
      ...{ what: `${method} ${path}`, scope },
      ...{ kind: ["", "anybody"].includes(scope) ? "entry_api" : "api", ask: call(method, fill(path)) },
    })),
  ];
  expect(new Set(steps.map(({ kind }) => kind))).toEqual(new Set(Object.keys(admissions)));

  // Signing out ends the credential it is done with, and what hangs on it: last of all, and the session's own after those of the tokens.
  const isSignOut = ({ what }: Step) => what === "DELETE /api/v1/session";
  steps.sort((left, right) => Number(isSignOut(left)) - Number(isSignOut(right)));
  const wrong: string[] = [];
  for (const step of steps) {
    const ofNobody = await step.ask({ headers: {} });
    const order = Object.entries(credentials).sort(
      ([left], [right]) => Number(left === "session_cookie") - Number(right === "session_cookie"),
    );
    for (const [name, credential] of order) {
      const answer = name === "none" ? ofNobody : await step.ask(credential);
      const expected = expectation(step, name);
      const isAsSaid = { taken: isTaken(answer), refused: isRefused(answer), nobody: answer.status === ofNobody.status }[expected];
      if (!isAsSaid) wrong.push(`${step.what} with ${name}: ${answer.status} ${answer.code ?? ""}, and not ${expected}`);
    }
  }
  expect(wrong).toEqual([]);
});

function expectation({ kind, scope = "" }: Step, credential: string): "taken" | "refused" | "nobody" {
  const cell = admissions[kind]?.[credential];
  if (cell === "scope") return credential === "token_all" || (credential === "token_scoped" && scope === "keys:read") ? "taken" : "refused";
  // Of nobody: what is public, and this app is not.
  if (cell === "opens" || (cell === "own" && credential !== "none")) return "taken";
  if (cell === "refused") return "refused";
  return "nobody";
}

const refusals = ["no_session", "invalid_token", "scope_missing"];

function isTaken({ status, code = "" }: { status: number; code?: string }): boolean {
  return status !== 401 && !refusals.includes(code) && (status !== 403 || code !== "");
}

function isRefused({ status, code }: { status: number; code?: string }): boolean {
  return (status === 401 || status === 403) && (code === undefined || refusals.includes(code));
}

async function withTicket({ headers, ticket }: Credential) {
  return { ...headers, ...(ticket && { "sec-websocket-protocol": `latchkey-terminal, ticket.${await ticket()}` }) };
}

/** Of the build: path by path, as its manifest names them. */
function listBuilt(): { file: string; path: string }[] {
  const manifest = JSON.parse(readFileSync(join(packageDir, ".next/app-path-routes-manifest.json"), "utf8")) as Record<string, string>;
  return Object.entries(manifest).map(([file, path]) => ({ file, path }));
}

function listPages(): { path: string; kind: string }[] {
  const built = listBuilt().filter(({ file, path }) => file.endsWith("/page") && !path.startsWith("/_"));
  const kindOf = (path: string) => Object.keys(paths).find((kind) => paths[kind]?.includes(path));
  return built.map(({ path }) => ({ path, kind: kindOf(path) ?? "not in docs/security.md" }));
}

function listCalls(): { method: string; path: string; scope: string }[] {
  const built = listBuilt().filter(({ path }) => path.startsWith("/api"));
  return built.flatMap(({ path }) => methods.map((method) => ({ method, path, scope: api[path]?.[method] ?? "not in docs/security.md" })));
}

function listUpgrades(): { kind: string; path: string }[] {
  const pages = ["page", "entry_page", "neutral"];
  return Object.entries(paths).flatMap(([kind, all]) => (pages.includes(kind) ? [] : all.map((path) => ({ kind, path }))));
}

/** Some of the files that are the same for everybody. */
function listStatic(): string[] {
  const chunk = readdirSync(join(packageDir, ".next/static"), { recursive: true, encoding: "utf8" }).find((file) => file.endsWith(".js"));
  const icon = readdirSync(join(packageDir, "public/icons"))[0];
  return [`/_next/static/${chunk}`, `/icons/${icon}`, "/sw.js", "/manifest.webmanifest"];
}

/** A path with something in the place of each part that is left open. */
function fill(path: string): string {
  return path
    .replace("[[...rest]]", "nothing/here")
    .replace("[label]", "3000--this-machine--ada")
    .replace("[port]", "3000")
    .replace(/\[\w+\]/g, "0123456789abcdef");
}
