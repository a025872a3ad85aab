/**
 * The answers to a request whose head is larger than what is read: 414 where its address alone is, 431 where all of it is.
 * Guards: no answer of ours orders a browser to drop what is not ours (SEC-36). `Clear-Site-Data: "cookies"` would take the cookies of the whole
 * registrable domain, other companies' sign-ins included, and any link or picture can bring such an answer about. So the 431 is a page of fixed
 * bytes: its script lists the cookies that it can see, and a person decides which of them go. The same bytes answer every path of every host,
 * because a cookie is seen only by pages at or below its own path.
 */
import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

export type TooLarge = "address" | "head";

/** Bytes of request line and headers that are read; the files in deploy/ let as much through. */
export const maxHeadBytes = 64 * 1024;

/** Where a reverse proxy, whose own limit was hit, gets the page from: asked without the headers that were too large. */
export const tooLargePath = "/headers-too-large";

interface Answer {
  status: number;
  reason: string;
  headers: Record<string, string>;
  body: string;
}

/** A whole HTTP answer, for a connection whose request was never read. `accessOrigin`: whose pages may frame it; null for nobody's. */
export function presentTooLarge(kind: TooLarge, accessOrigin: string | null): string {
  const { status, reason, headers, body } = createAnswer(kind, accessOrigin);
  const lines = [...Object.entries(headers), ["Connection", "close"]].map((pair) => pair.join(": "));
  return `HTTP/1.1 ${status} ${reason}\r\n${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** The page for a reverse proxy that could not read the request either. */
export function sendHeadTooLarge(response: ServerResponse, accessOrigin: string): void {
  const { status, headers, body } = createAnswer("head", accessOrigin);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  response.writeHead(status);
  response.end(body);
}

function createAnswer(kind: TooLarge, accessOrigin: string | null): Answer {
  const body = kind === "address" ? addressPage : headPage;
  const mayRun = kind === "head" ? `script-src '${hashOf(script)}'; ` : "";
  const rest = `style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'; frame-ancestors ${accessOrigin ?? "'none'"}`;
  return {
    status: kind === "address" ? 414 : 431,
    reason: kind === "address" ? "URI Too Long" : "Request Header Fields Too Large",
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": String(Buffer.byteLength(body)),
      "Content-Security-Policy": `default-src 'none'; ${mayRun}${rest}`,
      "Cache-Control": "no-store",
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    },
    body,
  };
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}

/** The colours of ui/design/tokens.css, which this page cannot load. */
const style = `
:root{color-scheme:light dark;background:light-dark(#f4f6f8,#0c0f13);color:light-dark(#1b2027,#e9ecf0);font:17px/1.5 system-ui,sans-serif}
body{margin:0;min-height:100dvh;display:grid;place-items:center;padding:24px;box-sizing:border-box}
main{max-width:44ch;width:100%;min-width:0}h1{font-size:22px;line-height:1.25;margin:0 0 8px}h2{font-size:17px;margin:24px 0 4px}
p{margin:0 0 16px;color:light-dark(#5a626c,#a2a9b2)}
ul{list-style:none;margin:0 0 16px;padding:0;max-height:40vh;overflow:auto;border:1px solid light-dark(#d5dae0,#2b3139);border-radius:8px}
li+li{border-top:1px solid light-dark(#d5dae0,#2b3139)}
label{display:flex;gap:12px;align-items:center;min-height:44px;padding:0 12px;box-sizing:border-box}
bdi{flex:1;min-width:0;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}input{width:20px;height:20px;margin:0}
label span{color:light-dark(#5a626c,#a2a9b2);white-space:nowrap}
button{min-height:44px;padding:0 16px;border-radius:8px;border:0;background:light-dark(#8a6116,#e0b04c);color:light-dark(#fff,#1b2027);font:inherit}
button:disabled{opacity:.5}:focus-visible{outline:2px solid light-dark(#8a6116,#e0b04c);outline-offset:2px}[hidden]{display:none}
`;

/**
 * Removes what a person ticked and nothing else: a name on this host and its parent domains, at the paths from which it is sent here. Ticked at
 * first are the large ones; a small cookie of somebody else's stays unless it has to go as well. An app behind may take 16 kB.
 */
const script = `
const list = document.querySelector("ul"), button = document.querySelector("button"), said = document.querySelector("[role=status]");
const largeBytes = 1000, maxLeftBytes = 12000;
const measure = (text) => new TextEncoder().encode(text).length;
const read = () => {
  const found = new Map();
  for (const pair of document.cookie.split("; ")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    const name = at < 0 ? "" : pair.slice(0, at);
    found.set(name, (found.get(name) ?? 0) + measure(pair) + 2);
  }
  return found;
};
const inKilobytes = (bytes) => (bytes < 1000 ? bytes + " bytes" : (bytes / 1000).toFixed(1) + " kB");
const findPaths = () => {
  const parts = location.pathname.split("/").slice(1, 65);
  const found = new Set(["/"]);
  let path = "";
  parts.forEach((part, at) => {
    path += "/" + part;
    found.add(path);
    if (at + 1 < parts.length) found.add(path + "/");
  });
  return [...found].filter((each) => !each.includes(";"));
};
const findDomains = () => {
  const labels = location.hostname.split(".");
  return ["", ...labels.map((_, at) => "; Domain=" + labels.slice(at).join("."))];
};
const expire = (names) => {
  const secure = isSecureContext ? ["; Secure", "; Secure; Partitioned"] : [];
  let left = names;
  for (const path of findPaths())
    for (const domain of findDomains())
      for (const how of ["", ...secure]) {
        if (left.length === 0) return left;
        for (const name of left) document.cookie = name + "=" + (name === "" ? "x" : "") + "; Path=" + path + domain + "; Max-Age=0" + how;
        const seen = read();
        left = left.filter((name) => seen.has(name));
      }
  return left;
};
const goOn = () => {
  const back = location.hash.startsWith("#back=") ? decodeURIComponent(location.hash.slice(6)) : location.pathname === "${tooLargePath}" ? "/" : null;
  const to = back === null ? null : new URL(back, location.origin);
  if (to !== null && to.origin === location.origin) location.replace(to.href);
  else location.reload();
};
const show = () => {
  const found = [...read()].sort((one, other) => other[1] - one[1]);
  let left = found.reduce((sum, [, bytes]) => sum + bytes, 0);
  list.replaceChildren(
    ...found.map(([name, bytes]) => {
      const item = document.createElement("li"), label = document.createElement("label"), tick = document.createElement("input");
      const text = document.createElement("bdi"), size = document.createElement("span");
      tick.type = "checkbox";
      tick.name = "cookie";
      tick.value = name;
      tick.checked = bytes >= largeBytes || left > maxLeftBytes;
      if (tick.checked) left -= bytes;
      text.textContent = name === "" ? "(without a name)" : name;
      size.textContent = inKilobytes(bytes);
      label.append(tick, text, size);
      item.append(label);
      return item;
    }),
  );
  list.hidden = button.hidden = found.length === 0;
  const total = inKilobytes(found.reduce((sum, [, bytes]) => sum + bytes, 0));
  said.textContent =
    found.length === 0
      ? "This page sees no cookies: what is too large is hidden from it. See below."
      : "This page sees " + found.length + (found.length === 1 ? " cookie, " : " cookies, ") + total + ". Ticked are those that have to go.";
};
button.addEventListener("click", () => {
  button.disabled = true;
  const left = expire([...list.querySelectorAll("input:checked")].map((tick) => tick.value));
  if (left.length === 0) return goOn();
  show();
  button.disabled = false;
  said.textContent = "This page could not remove " + left.length + " of them. Delete them in the browser's settings, see below.";
});
document.querySelector("b").textContent = location.hostname;
show();
`;

function page(title: string, content: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1,viewport-fit=cover">
<title>${title} · latchkey</title><style>${style}</style></head>
<body><main><h1>${title}</h1>${content}</main></body></html>
`;
}

const addressPage = page(
  "This address is too long",
  `<p role="status">It is longer than the ${maxHeadBytes / 1024} kB that are read. Nothing was opened, and nothing was changed. Shorten the address.</p>`,
);

const headPage = page(
  "Your browser sent too much",
  `
<p>It sends more than ${maxHeadBytes / 1024} kB of headers with each request to this site, nearly always because an app has set large cookies for the whole domain. Nothing opens here until some of them are gone. You do not lose your sign-in here.</p>
<p role="status">To see and remove the cookies here, this page needs JavaScript. Without it, delete them in the browser's settings, see below.</p>
<ul hidden></ul><button type="button" hidden>Remove the ticked cookies</button>
<h2>If this page comes back</h2>
<p>Cookies that are hidden from pages (HttpOnly) can be neither listed nor removed here. Open the browser's settings for this site, with the icon beside the address, and delete the cookies of <b>this host</b> and of the names above it.</p>
<p>Does it come in a private window too? Then it is no cookie: something between this browser and the server adds large headers.</p>
<script>${script}</script>`,
);
