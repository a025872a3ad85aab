import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { secretA, secretB, useHome } from "./fixtures.ts";
import type { Env } from "./given.ts";

const home = useHome();
const { read, refusal } = home;

describe("flags and environment", () => {
  it("take the flag before the variable, and the variable before the default", () => {
    const env = { LATCHKEY_HTTP_ADDRESS: "127.0.0.1:4000" };
    expect(read([], env).listen.port).toBe(4000);
    expect(read(["--http-address", "127.0.0.1:5000"], env).listen.port).toBe(5000);
    expect(read(["--http-address=127.0.0.1:6000"], env).listen.port).toBe(6000);
  });

  it("take switches bare, with = and from a variable", () => {
    expect(read(["--path-apps"]).pathApps).toBe(true);
    expect(read(["--path-apps=true", "--local-workspace=false"])).toMatchObject({ pathApps: true, localWorkspace: false });
    expect(read(["--path-apps=false"], { LATCHKEY_PATH_APPS: "true" }).pathApps).toBe(false);
    expect(read(["--path-apps", "--session-duration", "1h"])).toMatchObject({ pathApps: true, sessionDurationSeconds: 3600 });
    expect(read([], { LATCHKEY_DISABLE_SESSION_EXPIRY_REFRESH: "1" }).refreshDisabled).toBe(true);
  });

  it("take secrets from a file, without its last line break", () => {
    const file = join(home.root, "secrets");
    writeFileSync(file, `${secretA},${secretB}\n`);
    expect(read([], { LATCHKEY_SESSION_SECRETS_FILE: file }).sessionSecrets).toEqual([secretA, secretB]);
    writeFileSync(file, "postgresql://latchkey:pw@db/latchkey\n");
    expect(read([], { LATCHKEY_DATABASE_URL_FILE: file }).databaseUrl).toBe("postgresql://latchkey:pw@db/latchkey");
  });

  it.each<[what: string, argv: string[], env: Env, line: RegExp]>([
    ["an unknown flag", ["--acces-url", "x"], {}, /^--acces-url .*did you mean --access-url\?/],
    ["an unknown flag like nothing else", ["--qqqqqq"], {}, /^--qqqqqq .*--help/],
    ["a single dash", ["-v"], {}, /^-v /],
    ["something that is no flag", ["3000"], {}, /"3000" is not expected/],
    ["a flag without its value", ["--access-url"], {}, /^--access-url needs a value/],
    ["a flag followed by a flag", ["--access-url", "--path-apps"], {}, /^--access-url needs a value/],
    ["a flag given twice", ["--session-duration=1h", "--session-duration=2h"], {}, /^--session-duration is given twice/],
    ["an unknown variable", [], { LATCHKEY_ACCES_URL: "http://x" }, /^LATCHKEY_ACCES_URL .*did you mean LATCHKEY_ACCESS_URL\?/],
    ["LATCHKEY_PORT", [], { LATCHKEY_PORT: "8080" }, /did you mean LATCHKEY_HTTP_ADDRESS\?/],
    ["a file variable of a setting that is no secret", [], { LATCHKEY_ACCESS_URL_FILE: "/x" }, /^LATCHKEY_ACCESS_URL_FILE /],
    ["an empty value", [], { LATCHKEY_ACCESS_URL: "" }, /^LATCHKEY_ACCESS_URL \(--access-url\) is empty/],
    ["an empty flag", ["--data-dir="], {}, /^--data-dir is empty/],
    [
      "a secret and its file",
      [],
      { LATCHKEY_SESSION_SECRETS: secretA, LATCHKEY_SESSION_SECRETS_FILE: "/x" },
      /contradicts LATCHKEY_SESSION_SECRETS_FILE/,
    ],
    ["a secret's file that is not there", [], { LATCHKEY_SESSION_SECRETS_FILE: "/not/there" }, /^LATCHKEY_SESSION_SECRETS_FILE .*ENOENT/],
    ["a switch that is neither on nor off", ["--path-apps=perhaps"], {}, /^--path-apps is neither on nor off/],
  ])("refuse %s in one line", (_what, argv, env, line) => {
    expect(refusal(argv, env)).toMatch(line);
  });

  it("leave alone what Kubernetes sets for a Service named latchkey, and the command line's own", () => {
    const env = {
      LATCHKEY_SERVICE_HOST: "10.0.0.1",
      LATCHKEY_SERVICE_PORT: "3000",
      LATCHKEY_SERVICE_PORT_HTTP: "3000",
      LATCHKEY_PORT: "tcp://10.0.0.1:3000",
      LATCHKEY_PORT_3000_TCP_ADDR: "10.0.0.1",
      LATCHKEY_URL: "http://door.example.com",
      LATCHKEY_TOKEN: "lk_x_y",
    };
    expect(read([], env).listen.port).toBe(3000);
  });
});
