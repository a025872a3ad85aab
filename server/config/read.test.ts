import { existsSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig, readSettings, readStorePlace } from "../config.ts";
import { hash8, useHome } from "./fixtures.ts";

const home = useHome();
const { read, refusal } = home;

describe("defaults", () => {
  it("serves people on this machine alone, without a single flag", () => {
    const config = read();
    expect(config.accessUrl.href).toBe("http://latchkey.localhost:3000/");
    expect({ ...config, accessUrl: config.accessUrl.origin }).toEqual({
      listen: { host: "127.0.0.1", port: 3000 },
      loopbackOnly: true,
      accessUrl: "http://latchkey.localhost:3000",
      wildcard: "*.apps.latchkey.localhost:3000",
      dataDir: join(home.root, "share", "latchkey"),
      databaseUrl: `file:${join(home.root, "share", "latchkey", "latchkey.db")}`,
      cookieSuffix: hash8("http://latchkey.localhost:3000"),
      appCookieScope: "wildcard",
      sessionDurationSeconds: 30 * 86_400,
      sessionAbsoluteDurationSeconds: null,
      refreshDisabled: false,
      secureCookies: false,
      sessionSecrets: null,
      tls: null,
      trustedProxies: [],
      pathApps: false,
      localWorkspace: true,
      terminalPasswordAfterSeconds: null,
      maxSharing: "public",
      maxTokenLifetimeSeconds: 90 * 86_400,
      metricsListen: null,
      keepVerdictsSeconds: 300,
    });
  });

  it("puts the port that was taken for port 0 into the default access URL, wildcard and suffix", () => {
    const config = read(["--http-address", "127.0.0.1:0"], {}, 41_234);
    expect(config.listen.port).toBe(41_234);
    expect(config.accessUrl.origin).toBe("http://latchkey.localhost:41234");
    expect(config.wildcard).toBe("*.apps.latchkey.localhost:41234");
    expect(config.cookieSuffix).toBe(hash8("http://latchkey.localhost:41234"));
  });

  it("looks without touching: only readConfig makes the data directory", () => {
    const { dataDir } = read();
    expect(existsSync(dataDir)).toBe(false);
    readConfig({ argv: [], env: home.env });
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
  });
});

describe("--data-dir and --database-url", () => {
  it("follow the XDG home.env directories, a relative one ignored", () => {
    expect(readSettings({ argv: [], env: { HOME: home.root } }).dataDir).toBe(join(home.root, ".local", "share", "latchkey"));
    expect(readSettings({ argv: [], env: { HOME: home.root, XDG_DATA_HOME: "relative" } }).dataDir).toBe(
      join(home.root, ".local", "share", "latchkey"),
    );
  });

  it("are absolute whatever was given", () => {
    expect(read(["--data-dir", "~/door"]).dataDir).toBe(join(home.root, "door"));
    const config = read(["--data-dir", "door", "--database-url", "file:./x.db"]);
    expect(config).toMatchObject({ dataDir: join(process.cwd(), "door"), databaseUrl: `file:${join(process.cwd(), "x.db")}` });
    expect(read(["--database-url", "file:///srv/x.db"]).databaseUrl).toBe("file:/srv/x.db");
  });

  it("refuse a data directory that cannot be made", () => {
    writeFileSync(join(home.root, "file"), "");
    expect(refusal(["--data-dir", join(home.root, "file", "below")])).toMatch(/^--data-dir cannot be made/);
    expect(refusal(["--data-dir", join(home.root, "file")])).toMatch(/^--data-dir cannot be made/);
  });

  it.each(["mysql://root:hunter2@db/x", "latchkey.db", "file:", "file::memory:", "postgresql:x"])(
    "refuse the database %s without showing it",
    (text) => {
      const message = refusal(["--database-url", text]);
      expect(message).toMatch(/^--database-url is not a database we know/);
      expect(message).not.toContain("hunter2");
    },
  );

  it("are all that a command on the database reads", () => {
    expect(readStorePlace({ argv: ["--data-dir", join(home.root, "d")], env: home.env })).toEqual({
      dataDir: join(home.root, "d"),
      databaseUrl: `file:${join(home.root, "d", "latchkey.db")}`,
    });
    expect(() => readStorePlace({ argv: ["--path-apps"], env: home.env })).toThrow(ConfigError);
    expect(() => readStorePlace({ argv: [], env: { ...home.env, LATCHKEY_DATABSE_URL: "x" } })).toThrow(/LATCHKEY_DATABASE_URL/);
  });
});

describe("--cookie-suffix", () => {
  it.each([
    ["Door-2", "Door-2"],
    ["team.a", `team-a-${hash8("team.a")}`],
    ["team_a", `team-a-${hash8("team_a")}`],
    ["tür 1", `t-r-1-${hash8("tür 1")}`],
    ["🔑", `--${hash8("🔑")}`],
  ])("turns %s into %s", (text, suffix) => {
    expect(read(["--cookie-suffix", text]).cookieSuffix).toBe(suffix);
  });

  it("refuses one longer than 64 characters", () => {
    expect(refusal(["--cookie-suffix", "a".repeat(65)])).toMatch(/^--cookie-suffix is longer/);
  });
});

describe("durations", () => {
  it.each([
    ["10s", 10],
    ["15m", 900],
    ["12h", 43_200],
    ["400d", 400 * 86_400],
  ])("take %s", (text, seconds) => {
    expect(read(["--session-duration", text]).sessionDurationSeconds).toBe(seconds);
  });

  it.each(["9s", "401d", "0d", "30", "1.5h", "-1d", "1h30m", "1w", "30D", "99999999999999d"])("refuse a session duration of %s", (text) => {
    expect(refusal([`--session-duration=${text}`])).toMatch(/^--session-duration is .*10s to 400d/);
  });

  it("take an absolute duration, none included, and refuse one shorter than the session's", () => {
    expect(read(["--session-absolute-duration", "90d"]).sessionAbsoluteDurationSeconds).toBe(90 * 86_400);
    expect(
      read(["--session-absolute-duration", "none"], { LATCHKEY_SESSION_ABSOLUTE_DURATION: "90d" }).sessionAbsoluteDurationSeconds,
    ).toBe(null);
    expect(refusal(["--session-duration", "2d", "--session-absolute-duration", "1d"])).toMatch(
      /^--session-absolute-duration is shorter than --session-duration/,
    );
    expect(refusal(["--session-absolute-duration", "9s"])).toMatch(/^--session-absolute-duration is too short/);
  });

  it("take the time after which terminals ask for the password, off included", () => {
    expect(read(["--terminal-password-after", "24h"]).terminalPasswordAfterSeconds).toBe(86_400);
    const env = { LATCHKEY_TERMINAL_PASSWORD_AFTER: "24h" };
    expect([read([], env), read(["--terminal-password-after", "off"], env)].map((each) => each.terminalPasswordAfterSeconds)).toEqual([
      86_400,
      null,
    ]);
    for (const text of ["9s", "401d", "0", "never"]) {
      expect(refusal([`--terminal-password-after=${text}`])).toMatch(/^--terminal-password-after is .*10s to 400d/);
    }
  });

  it("take the most that anybody may share, and nothing that is no level", () => {
    expect(read([]).maxSharing).toBe("public");
    expect(read([], { LATCHKEY_MAX_SHARING: "owner" }).maxSharing).toBe("owner");
    expect(refusal(["--max-sharing=everybody"])).toBe("--max-sharing is no level of sharing; give owner, authenticated or public.");
  });

  it("let the default session duration give way to a shorter absolute one", () => {
    expect(read(["--session-absolute-duration", "7d"]).sessionDurationSeconds).toBe(7 * 86_400);
  });
});

describe("--secure-cookies", () => {
  it.each([
    ["auto", "https://door.example.com", true],
    ["auto", "http://door.example.com", false],
    ["off", "https://door.example.com", false],
    ["on", "https://door.example.com", true],
    ["on", "http://latchkey.localhost:3000", true],
    ["on", "http://127.0.0.1:3000", true],
    ["on", "http://[::1]:3000", true],
  ])("%s at %s is %s", (choice, url, secure) => {
    expect(read(["--secure-cookies", choice, "--access-url", url]).secureCookies).toBe(secure);
  });

  it("refuses on over plain http, and every other word", () => {
    expect(refusal(["--secure-cookies", "on", "--access-url", "http://door.example.com"])).toMatch(
      /^--secure-cookies is on, but the access URL is http/,
    );
    expect(refusal(["--secure-cookies", "true"])).toMatch(/^--secure-cookies is not a choice; give auto, on or off/);
  });
});

describe("--trusted-proxies", () => {
  it("takes addresses and CIDR blocks", () => {
    expect(read(["--trusted-proxies", "127.0.0.1, 10.0.0.0/8,fd00::/8"]).trustedProxies).toEqual(["127.0.0.1", "10.0.0.0/8", "fd00::/8"]);
    expect(read(["--trusted-proxies", "none"]).trustedProxies).toEqual([]);
  });

  it.each(["nginx", "10.0.0.0/33", "::/129", "10.0.0/8", "10.0.0.0/8/8", "10.0.0.0/", "127.0.0.1,,", "fe80::1%eth0"])(
    "refuses %s",
    (text) => {
      expect(refusal([`--trusted-proxies=${text}`])).toMatch(/^--trusted-proxies holds .*neither an address nor a CIDR block/);
    },
  );
});

describe("--metrics-address", () => {
  it("is an address of its own", () => {
    expect(read(["--metrics-address", "127.0.0.1:9100"]).metricsListen).toEqual({ host: "127.0.0.1", port: 9100 });
    expect(refusal(["--metrics-address", "localhost:3000"])).toMatch(/^--metrics-address is the door's own/);
    expect(refusal(["--metrics-address", "9100"])).toMatch(/^--metrics-address is not an address/);
  });
});

describe("--local-workspace", () => {
  it("is on for loopback only, unless said otherwise", () => {
    const open = ["--http-address", "0.0.0.0:3000", "--access-url", "https://door.example.com"];
    expect(read(open).localWorkspace).toBe(false);
    expect(read([...open, "--local-workspace"]).localWorkspace).toBe(true);
    expect(read(["--local-workspace=false"]).localWorkspace).toBe(false);
  });
});
