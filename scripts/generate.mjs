// @ts-check
/**
 * `npm run generate`: the Prisma clients for SQLite and PostgreSQL from the one schema, into server/store/generated.
 * Silent and quick when nothing has changed; needs no network.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { providers, readSchema, schemaFor } from "./schema.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = join(root, "server/store/generated");

await generate();

async function generate() {
  const schema = readSchema(root);
  const prisma = createRequire(import.meta.url).resolve("prisma/package.json");
  const { version } = JSON.parse(readFileSync(prisma, "utf8"));
  const madeFrom = createHash("sha256")
    .update(`${schema}\0${version}\0${readFileSync(fileURLToPath(import.meta.url))}`)
    .digest("hex");
  if (existsSync(join(outDir, "made-from")) && readFileSync(join(outDir, "made-from"), "utf8") === madeFrom) return;

  // Made beside and moved in at the end, so that nobody ever imports half a client.
  const workDir = `${outDir}.${process.pid}`;
  mkdirSync(workDir, { recursive: true });
  try {
    await Promise.all(providers.map((provider) => generateClient(dirname(prisma), workDir, schema, provider)));
    writeFileSync(join(workDir, "made-from"), madeFrom);
    rmSync(outDir, { recursive: true, force: true });
    renameSync(workDir, outDir);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
}

/** @param {string} prismaDir @param {string} workDir @param {string} schema @param {import("./schema.mjs").Provider} provider */
async function generateClient(prismaDir, workDir, schema, provider) {
  const file = join(workDir, `${provider}.prisma`);
  writeFileSync(file, schemaFor(schema, provider).replace("../server/store/generated/sqlite", `./${provider}`));
  const child = spawn(process.execPath, [join(prismaDir, "build/index.js"), "generate", "--no-hints", "--schema", file], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      // Generating needs no engine, yet Prisma would download one; any file that exists keeps it from that.
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  });
  /** @type {Buffer[]} */
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => output.push(chunk));
  const code = await new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  if (code === 0) return;
  process.stderr.write(Buffer.concat(output));
  throw new Error(`prisma generate for ${provider} ended with ${code}.`);
}
