// @ts-check
/** nginx as it is put before apps: proxy_pass, and auth_request to an authenticator that has next to nothing to do. */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { ask, findFreePort } from "./door.mjs";
import { commandAt, endWithUs, startProgram } from "./places.mjs";

const cookie = "who=ada";

/** @param {number} appPort */
export async function startNginx(appPort) {
  requireNginx();
  const dir = mkdtempSync(join(tmpdir(), "latchkey-bench-nginx-"));
  const authenticator = await startProgram("proxy", new URL("../programs/authenticator.mjs", import.meta.url), [cookie]);
  const port = await findFreePort();
  writeFileSync(join(dir, "nginx.conf"), configuration({ dir, port, appPort, askedPort: authenticator.first.port }));
  const [command, args] = commandAt("proxy", "nginx", ["-p", dir, "-c", join(dir, "nginx.conf"), "-e", "stderr"]);
  const child = spawn(command, args, { stdio: ["ignore", "ignore", "pipe"] });
  endWithUs(child);
  let said = "";
  child.stderr.on("data", (chunk) => (said += chunk));
  const ended = once(child, "exit");
  for (let tries = 0; ; tries += 1) {
    const found = await ask({ port, path: "/", host: "app", headers: { cookie } }).catch(() => null);
    if (found?.status === 200) break;
    if (child.exitCode !== null || tries > 100) throw new Error(`nginx does not start: ${said || found?.status}`);
    await delay(50);
  }
  return {
    target: { port, path: "", headers: { host: `127.0.0.1:${port}`, cookie } },
    async stop() {
      child.kill("SIGTERM");
      await ended;
      await authenticator.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function requireNginx() {
  try {
    execFileSync("nginx", ["-v"], { stdio: "ignore" });
  } catch {
    throw new Error("nginx is not here: `apt-get install nginx-light`.");
  }
}

/** Kept connections everywhere, nothing buffered (as Latchkey does not), nothing logged. @param {{dir: string, port: number, appPort: number, askedPort: number}} options */
function configuration({ dir, port, appPort, askedPort }) {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${dir}/${name};`).join(" ");
  return `daemon off; worker_processes 1; worker_rlimit_nofile 16384; pid ${dir}/pid; ${process.getuid?.() === 0 ? "user root;" : ""}
events { worker_connections 8192; }
http {
  access_log off; ${temporary}
  map $http_upgrade $kept { default upgrade; '' ''; }
  upstream app { server 127.0.0.1:${appPort}; keepalive 64; keepalive_requests 100000000; }
  upstream authenticator { server 127.0.0.1:${askedPort}; keepalive 64; keepalive_requests 100000000; }
  server {
    listen 127.0.0.1:${port} backlog=4096; keepalive_requests 100000000; client_max_body_size 0;
    location / {
      auth_request /_authenticator;
      proxy_pass http://app; proxy_http_version 1.1; proxy_buffering off; proxy_request_buffering off;
      proxy_set_header Host $http_host; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $kept;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Host $http_host; proxy_set_header X-Forwarded-Proto $scheme;
    }
    location = /_authenticator {
      internal; proxy_pass http://authenticator; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_pass_request_body off; proxy_set_header Content-Length "";
    }
  }
}
`;
}
