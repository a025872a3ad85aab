import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, it } from "vitest";

// The snippets are in no file, so the rules that ask TypeScript stay out.
const eslint = new ESLint({ cwd: process.cwd(), overrideConfig: tseslint.configs.disableTypeChecked });

/** The messages of the law and the style on a snippet, as if it were the file at `path`. */
async function judge(path: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath: path });
  return (result?.messages ?? []).filter((message) => message.severity === 2).map((message) => message.ruleId ?? message.message);
}

const refusedImports: [path: string, code: string][] = [
  ["protocol/frames.ts", 'import "ws";'],
  ["protocol/frames.ts", 'import "#server/errors.ts";'],
  ["agent/connect.ts", 'import "#server/errors.ts";'],
  ["ui/button.tsx", 'import "#server/errors.ts";'],
  ["ui/button.tsx", 'import type { AppError } from "#server/errors.ts";\nexport type B = AppError;'],
  ["ui/button.tsx", 'import "node:fs";'],
  ["worker/index.ts", 'import "#ui/button.tsx";'],
  ["server/store/open.ts", 'import "#server/session.ts";'],
  ["server/store/open.ts", 'import "../session.ts";'],
  ["server/session/open.ts", 'import "#server/gateway.ts";'],
  ["server/session/open.ts", 'import "#server/store/open.ts";'],
  ["server/session/open.ts", 'import "../store/open.ts";'],
  ["server/gateway/forward.ts", 'import "#server/session/cookie.ts";'],
  ["server/gateway/forward.ts", 'import "#server/store.ts";'],
  ["server/gateway.ts", 'export { parse } from "./session/cookie.ts";'],
  ["server/gateway.ts", 'export * from "./workspaces/registry.ts";'],
  ["server/gateway.ts", 'await import("./workspaces/registry.ts");'],
  ["server/http.ts", 'import "./session/cookie.ts";'],
  ["server/http.ts", 'import "react";'],
  ["server/http.ts", 'import next from "next";\nexport const app = next;'],
  ["server/errors.ts", 'import "./config.ts";'],
  ["cli/serve.ts", 'import "#server/store/open.ts";'],
  ["app/page.tsx", 'import { check } from "#server/session.ts";\nexport const c = check;'],
  ["app/page.tsx", 'import { type Store } from "#server/store.ts";\nexport type S = Store;'],
  ["app/page.tsx", 'import "../server/store.ts";'],
  ["app/page.tsx", 'import "../ui/button.tsx";'],
  ["app/page.tsx", 'import "next/headers";'],
  ["app/page.tsx", 'import "#agent/connect.ts";'],
  ["server/gateway/forward.ts", 'import "#server/session/testing/room.ts";'],
  ["e2e/door.spec.ts", 'import "#server/errors.ts";'],
  ["e2e/door.spec.ts", 'import "../protocol/api.ts";'],
  ["bench/run.mjs", 'import "../dist/latchkey.js";'],
];

const allowedImports: [path: string, code: string][] = [
  ["protocol/frames.ts", 'import "zod";'],
  ["protocol/frames.ts", 'import "./limits.ts";'],
  ["agent/connect.ts", 'import "#protocol/frames.ts";\nimport "ws";'],
  ["ui/button.tsx", 'import "#protocol/api.ts";\nimport "react";'],
  ["server/store/open.ts", 'import "#server/config.ts";\nimport "../errors.ts";\nimport "./part.ts";'],
  ["server/session/open.ts", 'import "#server/store.ts";'],
  ["server/gateway/forward.ts", 'import "#server/session.ts";\nimport "#server/workspaces.ts";'],
  ["server/gateway/forward.test.ts", 'import "#server/session/testing/room.ts";'],
  ["server/main.ts", 'import "./session/cookie.ts";\nimport "./http.ts";'],
  ["server/next-app.ts", 'import next from "next";\nexport const app = next;'],
  ["cli/serve.ts", 'import "#server/main.ts";\nimport "#agent/connect.ts";'],
  ["app/page.tsx", 'import "#server/runtime.ts";\nimport "#server/errors.ts";\nimport "#ui/button.tsx";'],
  ["app/page.tsx", 'import type { Store } from "#server/store/open.ts";\nexport type S = Store;'],
  ["app/session.ts", 'import "server-only";\nimport "next/headers";'],
  ["e2e/door.spec.ts", 'import "./fixtures.ts";\nimport "@playwright/test";'],
];

describe("the law of imports", () => {
  it.each(refusedImports)("refuses in %s: %s", async (path, code) => {
    expect(await judge(path, code)).toContain("law/imports");
  });

  it.each(allowedImports)("allows in %s: %s", async (path, code) => {
    expect(await judge(path, code)).not.toContain("law/imports");
  });
});

const refusedStyle: [rule: string, path: string, code: string][] = [
  ["no-restricted-syntax", "server/http.ts", "export default 1;"],
  ["no-restricted-syntax", "server/http.ts", "const a = 1;\nexport { a as default };"],
  ["no-restricted-syntax", "server/http.ts", "export enum Colour { Red }"],
  ["no-restricted-syntax", "server/http.ts", "export const home = process.env.HOME;"],
  ["no-restricted-syntax", "server/http.ts", 'export const home = process["env"];'],
  ["no-restricted-syntax", "next.config.js", "export const home = process.env.HOME;"],
  ["no-restricted-syntax", "server/http.ts", 'import { env } from "node:process";\nexport const e = env;'],
  ["@typescript-eslint/no-explicit-any", "server/http.ts", "export const a: any = 1;"],
  ["@typescript-eslint/no-non-null-assertion", "server/http.ts", "export const f = (a?: string) => a!;"],
  ["max-lines", "server/http.ts", "export const a = 1;\n".repeat(301)],
  ["law/names", "server/utils.ts", "export const a = 1;"],
  ["law/names", "server/helpers/a.ts", "export const a = 1;"],
  ["law/names", "ui/date-utils.ts", "export const a = 1;"],
  ["law/names", "server/session-manager.ts", "export const a = 1;"],
  ["law/names", "ui/DateField.tsx", "export const a = 1;"],
  ["no-console", "server/http.ts", "console.log(1);"],
];

const allowedStyle: [path: string, code: string][] = [
  ["app/(console)/devices/page.tsx", "export default 1;"],
  ["app/api/v1/keys/[id]/route.ts", "export const a = 1;"],
  ["vitest.config.ts", "export default 1;"],
  ["server/config/read.ts", "export const home = process.env.HOME;"],
  ["server/http.ts", "export const a = 1;\n".repeat(300)],
  ["ui/engine/sign-in.test.ts", "export const a = 1;"],
];

describe("the house style", () => {
  it.each(refusedStyle)("%s refuses in %s: %.60s", async (rule, path, code) => {
    expect(await judge(path, code)).toContain(rule);
  });

  it.each(allowedStyle)("allows in %s: %.60s", async (path, code) => {
    expect(await judge(path, code)).toEqual([]);
  });
});
