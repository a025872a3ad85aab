/**
 * Pages of the gateway: one self-contained document each, light and dark, no script, that retry by themselves where that helps.
 * They say nothing of what exists: unknown and forbidden are one page.
 */
import type { ServerResponse } from "node:http";
import type { ErrorCode } from "../errors.ts";

export type PageKind =
  | "bad_address"
  | "not_found"
  | "offline"
  | "no_answer"
  | "too_slow"
  | "untrusted"
  | "hand_over"
  | "conflict"
  | "unavailable"
  | "primary_away"
  | "failed";

interface Page {
  status: number;
  code: string;
  title: string;
  text: string;
  retrySeconds?: number;
}

const pages: Record<PageKind, Page> = {
  bad_address: {
    status: 400,
    code: "bad_request",
    title: "This is not an app's address",
    text: "An app's address looks like 3000--machine--name. Go back to your door and open the app from there.",
  },
  not_found: { status: 404, code: "not_found", title: "Nothing to open here", text: "There is no such app, or it is not shared with you." },
  offline: {
    status: 503,
    code: "workspace_offline",
    title: "The machine is offline",
    text: "Its agent is not connected. This page tries again by itself.",
    retrySeconds: 5,
  },
  no_answer: {
    status: 502,
    code: "app_unreachable",
    title: "The app does not answer",
    text: "Nothing is listening on this port, or it hung up. Start the app; this page tries again by itself.",
    retrySeconds: 3,
  },
  too_slow: {
    status: 504,
    code: "app_timeout",
    title: "The app takes too long",
    text: "It accepted the request and did not begin to answer. Look at the app, then reload.",
  },
  untrusted: {
    status: 502,
    code: "app_untrusted",
    title: "The app's certificate is not trusted",
    text: "It does not prove who it is. If it is a certificate of your own, turn off the check in the app's settings.",
  },
  hand_over: {
    status: 401,
    code: "hand_over_failed",
    title: "The sign-in did not reach this app",
    text: "The door knows you, but this browser did not keep the app's cookie. Allow cookies for this site, then try again.",
  },
  conflict: {
    status: 401,
    code: "session_conflict" satisfies ErrorCode,
    title: "Cookies of two accounts were found",
    text: "So this app was opened for neither. Try again: it opens for the account that is signed in.",
  },
  unavailable: {
    status: 503,
    code: "unavailable" satisfies ErrorCode,
    title: "One moment",
    text: "The database is not answering. You are still signed in; this page tries again by itself.",
    retrySeconds: 5,
  },
  primary_away: {
    status: 503,
    code: "unavailable" satisfies ErrorCode,
    title: "The door is out of reach",
    text: "This gateway cannot ask the door who you are. You are still signed in; this page tries again by itself.",
    retrySeconds: 5,
  },
  failed: {
    status: 500,
    code: "internal" satisfies ErrorCode,
    title: "Something failed on the way",
    text: "It is the gateway's fault and not the app's. Reload; if it comes again, the gateway's log says why.",
  },
};

/** Sends a page to who navigates, the same as problem JSON to everybody else. `set`: Set-Cookies; `door`: where "to your door" leads. */
export function sendPage(
  response: ServerResponse,
  kind: PageKind,
  options: { asDocument: boolean; door: string; set?: readonly string[]; tryAgain?: string; headers?: Record<string, string> },
): void {
  const page = pages[kind];
  if (response.headersSent) return void response.destroy();
  const body = options.asDocument
    ? render(page, options)
    : JSON.stringify({ type: "about:blank", title: page.title, status: page.status, code: page.code });
  response.writeHead(page.status, {
    "content-type": options.asDocument ? "text/html; charset=utf-8" : "application/problem+json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self' ${options.door}`,
    "x-content-type-options": "nosniff",
    ...(page.retrySeconds !== undefined && { "retry-after": String(page.retrySeconds) }),
    ...options.headers,
    ...(options.set && options.set.length > 0 && { "set-cookie": [...options.set] }),
  });
  response.end(body);
}

function render({ title, text, retrySeconds }: Page, { door, tryAgain }: { door: string; tryAgain?: string }): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
${retrySeconds === undefined ? "" : `<meta http-equiv="refresh" content="${retrySeconds}">`}<title>${title}</title><style>
:root{color-scheme:light dark;background:light-dark(#f4f6f8,#0c0f13);color:light-dark(#1b2027,#e9ecf0);font:17px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:24px;box-sizing:border-box}
main{max-width:44ch}h1{font-size:22px;line-height:1.25;margin:0 0 8px}p{margin:0 0 24px;color:light-dark(#5a626c,#a2a9b2)}
a{display:inline-block;padding:12px 16px;margin:0 8px 8px 0;border-radius:8px;border:1px solid light-dark(#d5dae0,#2b3139);color:inherit;text-decoration:none}
a:focus-visible{outline:2px solid light-dark(#8a6116,#e0b04c);outline-offset:2px}</style></head>
<body><main><h1>${title}</h1><p role="status">${text}</p>${tryAgain === undefined ? "" : `<a href="${escapeHtml(tryAgain)}">Try again</a>`}<a href="${escapeHtml(door)}" target="_top">To your door</a></main></body></html>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
