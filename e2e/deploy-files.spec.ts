/** What people copy from deploy/ besides the reverse proxies' files: settings that exist, units that systemd reads, containers that fit together. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { expect, test } from "./fixtures.ts";
import { runLatchkey, runProgram } from "./models/cli.ts";
import { makeScratchDir } from "./models/scratch.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const deployDir = join(root, "deploy");
const guide = readFileSync(join(root, "docs/deploying.md"), "utf8");
const read = (name: string) => readFileSync(join(deployDir, name), "utf8");

interface Service {
  command?: string[];
  build?: { context: string; dockerfile: string };
  environment: Record<string, string>;
  secrets: string[];
  ports?: string[];
  volumes?: string[];
}

interface Compose {
  services: Record<"primary" | "proxy" | "postgres", Service>;
  networks: { default: { ipam: { config: { subnet: string; gateway: string }[] } } };
  volumes: Record<string, null>;
  secrets: Record<string, { file: string }>;
}

const compose = parse(read("compose.yaml"), { merge: true }) as Compose;

test("every file of deploy/ is in the guide, and the guide names none that is not there", () => {
  const named = [...guide.matchAll(/\]\(\.\.\/deploy\/([^)#]+)\)/g)].map(([, name]) => name);
  expect([...new Set(named)].toSorted()).toEqual(
    readdirSync(deployDir)
      .filter((name) => name !== "secrets")
      .toSorted(),
  );
});

for (const [command, files, service] of [
  ["serve", ["latchkey.env", "latchkey.service"], compose.services.primary],
  ["proxy", ["latchkey-proxy.env", "latchkey-proxy.service"], compose.services.proxy],
] as const) {
  test(`every variable that deploy/ sets for latchkey ${command} is a setting of it`, async () => {
    const help = await runLatchkey([command, "--help"]);
    expect(help.exitCode, help.stderr).toBe(0);
    const flags = [...help.stdout.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name = ""]) => name);
    const known = flags.map((flag) => `LATCHKEY_${flag.replaceAll("-", "_").toUpperCase()}`);
    const text = files.map(read).join("\n");
    const set = [...text.matchAll(/^#?(?:Environment=)?(LATCHKEY_\w+)=/gm)].map(([, name = ""]) => name);
    expect(set.length).toBeGreaterThan(3);
    for (const name of [...set, ...Object.keys(service.environment)]) expect(known).toContain(name.replace(/_FILE$/, ""));
  });
}

test("the primary starts with the settings of latchkey.env", async ({ startDoor }) => {
  const lines = read("latchkey.env").split("\n");
  const env = Object.fromEntries(
    lines.filter((line) => /^\w/.test(line)).map((line) => [line.replace(/=.*/, ""), line.replace(/^\w+=/, "")]),
  );
  const door = await startDoor({ env, setUp: false });
  expect(door.origin).toBe("https://door.example.com");
  expect((await door.client().get("/api/v1/setup")).json()).toMatchObject({ needed: true });
});

test("systemd reads both units without a complaint, and finds them little exposed", async () => {
  const scratch = makeScratchDir("units");
  for (const [name, mostExposure] of [
    ["latchkey.service", 45],
    ["latchkey-proxy.service", 16],
  ] as const) {
    const unit = join(scratch.dir, name);
    const text = read(name);
    expect(text).toContain("ExecStart=/usr/bin/node ");
    // Where Node is here; everything else as it is.
    writeFileSync(unit, text.replace("ExecStart=/usr/bin/node ", `ExecStart=${process.execPath} `));
    const verified = await runProgram("systemd-analyze", ["verify", "--man=no", unit]);
    expect([verified.exitCode, verified.stdout, verified.stderr]).toEqual([0, "", ""]);
    const security = await runProgram("systemd-analyze", ["security", "--offline=true", `--threshold=${mostExposure}`, "--no-pager", unit]);
    expect(security.exitCode, security.stdout).toBe(0);
  }
  scratch.remove();
});

test("compose.yaml fits together: files, secrets, volumes, and the address that is trusted", () => {
  const { services, networks, volumes, secrets } = compose;
  const network = networks.default.ipam.config[0];
  for (const [name, service] of Object.entries(services)) {
    for (const secret of service.secrets) {
      expect(Object.keys(secrets), name).toContain(secret);
      expect(Object.values(service.environment), name).toContain(`/run/secrets/${secret}`);
    }
    for (const volume of service.volumes ?? []) expect(Object.keys(volumes), name).toContain(volume.split(":")[0]);
    if (!service.build) continue;
    expect(existsSync(join(deployDir, service.build.context, service.build.dockerfile))).toBe(true);
    expect(service.environment["LATCHKEY_TRUSTED_PROXIES"]).toBe(network?.gateway);
    // On the machine's loopback alone, and where it listens inside.
    const address = service.environment["LATCHKEY_HTTP_ADDRESS"] ?? /ENV LATCHKEY_HTTP_ADDRESS=(\S+)/.exec(read("Dockerfile"))?.[1];
    const port = address?.split(":").pop() ?? "none";
    expect(service.ports).toEqual([`127.0.0.1:${port}:${port}`]);
  }
  expect(network?.gateway.replace(/\.1$/, ".0/24")).toBe(network?.subnet);
  for (const { file } of Object.values(secrets)) expect(guide, "how it is made").toContain(file);
});

test("the image is built from what is there, all of it, and asks itself how it is as it should", async ({ startDoor }) => {
  const text = read("Dockerfile");
  const ignore = read("Dockerfile.dockerignore").split("\n");
  for (const line of ignore.filter((each) => each.startsWith("!"))) expect(existsSync(join(root, line.slice(1))), line).toBe(true);
  for (const [, sources = ""] of text.matchAll(/^COPY (?!--from)(.+) \S+$/gm))
    for (const source of sources.split(" ")) expect(existsSync(join(root, source)), source).toBe(true);
  const copied = [...text.matchAll(/^COPY --from=build (.+) \S+$/gm)].flatMap(([, sources = ""]) => sources.split(" "));
  const paths = copied.map((path) => posix.relative("/build", path));
  // What npm packs is what a door needs: the image has the same.
  const { files } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { files: string[] };
  const needed = files
    .filter((each) => !each.startsWith("!") && !/^(?:deploy\/|CHANGELOG)/.test(each))
    .map((each) => each.replace(/^dist\/.*/, "dist"));
  for (const path of needed) expect(paths).toContain(path);

  const check = JSON.parse(/^HEALTHCHECK[^[]*CMD (\[[^\n]*\])$/m.exec(text)?.[1] ?? "[]") as string[];
  const door = await startDoor({ setUp: false });
  const healthy = () => runProgram(process.execPath, check.slice(1), { env: { LATCHKEY_HTTP_ADDRESS: `0.0.0.0:${door.port}` } });
  expect(check[0]).toBe("node");
  expect((await healthy()).exitCode).toBe(0);
  await door.stop();
  expect((await healthy()).exitCode).toBe(1);
});
