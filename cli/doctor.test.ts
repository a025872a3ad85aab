import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Finding } from "./doctor/finding.ts";
import { useCommandLine } from "./testing/command-line.ts";
import { openStandIn, type StandIn } from "./testing/stand-in-door.ts";

const line = useCommandLine();
let door: StandIn;

beforeAll(async () => {
  door = await openStandIn();
});
afterAll(() => door.close());
afterEach(() => {
  door.spoil = {};
  door.setUpNeeded = false;
});

const address = () => `127.0.0.1:${door.port}`;
async function examine(
  args: string[] = ["--http-address", address()],
): Promise<{ exitCode: number | null; findings: Finding[]; bad: string[] }> {
  const { exitCode, stdout } = await line.run(["doctor", ...args, "--json"]);
  const findings = JSON.parse(stdout) as Finding[];
  return { exitCode, findings, bad: findings.filter(({ state }) => state === "bad").map(({ about, text }) => `${about}: ${text}`) };
}

describe("latchkey doctor", () => {
  it("finds nothing bad at a door that is well", async () => {
    const { exitCode, stdout } = await line.run(["doctor", "--http-address", address()]);
    expect(stdout).toMatch(/^ok +configuration +http:\/\/latchkey\.localhost:\d+, listening on 127\.0\.0\.1:\d+\.$/m);
    for (const about of ["data directory", "database", "access URL", "cookies", "reverse proxy", "WebSockets", "apps"])
      expect(stdout).toMatch(new RegExp(`^ok +${about} `, "m"));
    expect(stdout).toMatch(/\nNothing is bad\.\n$/);
    expect(exitCode).toBe(0);
  });

  it("makes nothing: neither data directory nor database nor secrets", async () => {
    await examine();
    expect(() => statSync(join(line.home, ".local"))).toThrow("ENOENT");
  });

  it("says what is wrong with a configuration that would not start", async () => {
    const { exitCode, bad } = await examine(["--http-address", "0.0.0.0:3000"]);
    expect(exitCode).toBe(1);
    expect(bad).toEqual([expect.stringMatching(/^configuration: --access-url is required when listening beyond loopback/)]);
  });

  it("says that the door is not running", async () => {
    const { exitCode, bad } = await examine(["--http-address", "127.0.0.1:1"]);
    expect(exitCode).toBe(1);
    expect(bad).toEqual([expect.stringMatching(/^access URL: Nothing listens at latchkey\.localhost:1; is the door running/)]);
  });

  it("tells a door that runs from a way that does not lead to it", async () => {
    const { bad } = await examine(["--http-address", address(), "--access-url", "http://latchkey.localhost:1"]);
    expect(bad).toEqual([
      expect.stringContaining(`A door does answer at ${address()}: point the reverse proxy of latchkey.localhost:1 there.`),
    ]);
  });

  it.each<[what: string, spoil: StandIn["spoil"], said: RegExp]>([
    [
      "takes cookies away",
      { cookie: () => null },
      /^cookies: .*does not use the cookie latchkey_session-[0-9a-f]{8}: it runs with other settings, or a proxy/,
    ],
    [
      "gives cookies a Domain and another Path",
      { cookie: (header) => `${header.replace("Path=/", "Path=/door")}; Domain=localhost` },
      /^cookies: .* arrives without path=\/, with domain=localhost\. A proxy changes it/,
    ],
    ["changes the Host header", { host: "127.0.0.1" }, /^access URL: .*does not know this host.*proxy_set_header Host/],
    ["does not pass upgrades on", { noUpgrade: true }, /^WebSockets: A handshake was answered 404\..*proxy_http_version 1\.1/],
    ["lets answers be stored", { cacheControl: "public, max-age=60" }, /^reverse proxy: It changes Cache-Control/],
  ])("names a proxy that %s", async (_what, spoil, said) => {
    door.spoil = spoil;
    const { exitCode, bad } = await examine();
    expect(exitCode).toBe(1);
    expect(bad).toContainEqual(expect.stringMatching(said));
  });

  it("knows a door with another cookie suffix for another door", async () => {
    expect((await examine(["--http-address", address(), "--cookie-suffix", "other"])).bad).toEqual([
      expect.stringContaining("does not use the cookie latchkey_session-other"),
    ]);
  });

  it("leaves cookies for later where nobody is set up", async () => {
    door.setUpNeeded = true;
    const { exitCode, findings } = await examine();
    expect(exitCode).toBe(0);
    expect(findings).toContainEqual({ state: "warn", about: "set-up", text: expect.stringContaining("/setup") });
  });

  it.each<[args: string[], said: RegExp]>([
    [["--access-url", "http://door.example.com"], /plain http beyond this machine/],
    [["--access-url", "https://door.example.com", "--secure-cookies", "off"], /--secure-cookies is off although/],
    [
      ["--access-url", "https://door.example.com", "--wildcard-access-url", "*.example.org.uk"],
      /another site than door\.example\.com.*\*\.apps\.example\.com/,
    ],
    [
      ["--access-url", "http://localhost:3000", "--wildcard-access-url", "*.apps.localhost:3000"],
      /another site than localhost.*http:\/\/latchkey\.localhost/,
    ],
    [["--trusted-proxies", "0.0.0.0/0"], /believes everybody/],
    [["--database-url", "postgresql://latchkey:hunter2@127.0.0.1:1/latchkey"], /same --session-secrets/],
    [["--http-address", "127.0.0.1:0"], /Port 0 takes a free port/],
  ])("warns of %j", async (args, said) => {
    const { findings } = await examine(args);
    expect(findings).toContainEqual({ state: "warn", about: expect.any(String), text: expect.stringMatching(said) });
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });

  it("looks at who may read what is kept", async () => {
    const dir = join(line.home, "kept");
    mkdirSync(dir, { mode: 0o755 });
    writeFileSync(join(dir, "session-secrets"), "e7b1c95a02f84d3b9a6c51e8f07d2b43\n", { mode: 0o600 });
    const args = ["--http-address", address(), "--data-dir", dir];
    const open = await examine(args);
    expect(open.findings).toContainEqual({ state: "warn", about: "data directory", text: expect.stringContaining(`chmod 700 ${dir}`) });
    expect(open.findings).toContainEqual({ state: "ok", about: "secrets", text: "One session secret." });
    chmodSync(dir, 0o700);
    chmodSync(join(dir, "session-secrets"), 0o644);
    expect((await examine(args)).bad).toEqual([expect.stringMatching(/^secrets: --session-secrets file .* can be read by others/)]);
  });

  it("reads the migrations of a database without applying any", async () => {
    const args = ["--data-dir", join(line.home, "migrated")];
    expect((await line.run(["users", "list", ...args])).exitCode).toBe(0);
    const { findings } = await examine(["--http-address", address(), ...args]);
    expect(findings).toContainEqual({ state: "ok", about: "database", text: expect.stringContaining("is up to date") });
    const empty = join(line.home, "empty.db");
    writeFileSync(empty, "", { mode: 0o600 });
    const { findings: before } = await examine(["--http-address", address(), "--database-url", `file:${empty}`]);
    expect(before).toContainEqual({ state: "warn", about: "database", text: expect.stringContaining("the next start migrates it") });
  });
});
