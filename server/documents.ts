/**
 * Documents that the door answers without Next: the resume document, the alias document, and the one for a database that does not answer.
 * Each is self-contained, says nothing of anybody, and carries a Content-Security-Policy with a nonce of its own.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { join } from "node:path";

/** 128 random bits, base64. */
export function createNonce(): string {
  return randomBytes(16).toString("base64");
}

/** The policy of every document of the door. `connect`: a further origin its scripts may talk to. */
export function contentSecurityPolicy(nonce: string, { connect = "", frame = "", dev = false } = {}): string {
  return [
    "default-src 'self'",
    // React rebuilds error stacks by eval in development, and only there.
    `script-src 'nonce-${nonce}' 'strict-dynamic'${dev ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self'${connect && ` ${connect}`}`,
    // Apps, in the app view, and the door itself for the step of the hand-over that redirects through it: its documents refuse every frame.
    // Without a wildcard nothing is framed.
    `frame-src ${frame ? `'self' ${frame}` : "'none'"}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "object-src 'none'",
  ].join("; ");
}

export interface Documents {
  /** For a page asked for without a session: resumes with the device key or leads to sign-in, saying `why` the last one ended. 401. */
  sendResume(response: ServerResponse, why: Why | null): void;
  /** 503 that tries again by itself. */
  sendUnavailable(response: ServerResponse): void;
  /** On an alias of the door: moves on to the access URL when the browser can reach it. */
  sendAlias(response: ServerResponse, target: { accessOrigin: string; path: string }): void;
}

/** What the presented cookies tell: how a session ended, or that they are of two people. */
export interface Why {
  code: string;
  reason: string | null;
  /** ISO 8601; null where nothing ended. */
  endedAt: string | null;
}

/** Reads the built resume document from the folder `dist`. Throws at start, not at the first visitor, when the build lacks it. */
export function loadDocuments({ dist }: { dist: string }): Documents {
  const file = join(dist, "resume-document.html");
  if (!existsSync(file)) throw new Error(`${file} is missing: run "npm run build".`);
  const resume = readFileSync(file, "utf8");
  return {
    sendResume(response, why) {
      const said = why ? escapeHtml(JSON.stringify(why)) : "";
      send(response, 401, (nonce) => resume.replaceAll("__NONCE__", nonce).replace("__WHY__", () => said));
    },
    sendUnavailable(response) {
      response.setHeader("retry-after", "5");
      send(response, 503, () => unavailable);
    },
    sendAlias: (response, { accessOrigin, path }) => send(response, 200, (nonce) => aliasDocument(nonce, accessOrigin, path), accessOrigin),
  };
}

function send(response: ServerResponse, status: number, render: (nonce: string) => string, connect = ""): void {
  const nonce = createNonce();
  const body = render(nonce);
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "content-security-policy": contentSecurityPolicy(nonce, { connect }),
    "cache-control": "no-store",
    vary: "Cookie",
  });
  response.end(body);
}

/** The colours of ui/design/tokens.css, which these documents cannot load. */
const style = `<style>
:root{color-scheme:light dark;background:light-dark(#f4f6f8,#0c0f13);color:light-dark(#5a626c,#a2a9b2);font:15px/22px system-ui,sans-serif}
body{margin:0;min-height:100dvh;display:grid;place-content:center}
p{margin:0;padding:24px;max-width:36ch;text-align:center}
</style>`;

const unavailable = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="refresh" content="5"><title>One moment · latchkey</title>${style}</head>
<body><p role="status">The database is not answering. You are still signed in; trying again in 5 s.</p></body></html>`;

/**
 * Safari may not resolve *.localhost, so the alias asks first. Who cannot move on stays, and is not asked again in this window: so a door that
 * has much to do is given a while to answer.
 */
function aliasDocument(nonce: string, accessOrigin: string, path: string): string {
  const target = JSON.stringify({ origin: accessOrigin, path }).replaceAll("<", "\\u003c");
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>latchkey</title>${style}</head><body><script nonce="${nonce}">
const target = ${target};
const stay = () => { document.cookie = "latchkey_alias_stay=1; Path=/; SameSite=Lax"; location.reload(); };
fetch(target.origin + "/healthz", { mode: "no-cors", cache: "no-store", signal: AbortSignal.timeout(5000) })
  .then(() => location.replace(target.origin + target.path + location.hash), stay);
</script><noscript><p><a href="${escapeHtml(accessOrigin + path)}">Continue</a></p></noscript></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
