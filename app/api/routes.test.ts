import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL(".", import.meta.url));
const routes = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /(^|\/)route\.tsx?$/.test(file));

/** The only doors that are open to anybody. A new one has to be written here, where a reviewer sees it. */
const open = [
  "[[...rest]]: DELETE GET PATCH POST PUT",
  "v1/apps/authorize: GET",
  "v1/session: POST",
  "v1/session/resume: POST",
  "v1/setup: GET POST",
];

describe("SEC-61 every API route declares its scope", () => {
  it("has routes to look at", () => expect(routes.length).toBeGreaterThan(5));

  it.each(routes)("%s exports only what answer() or answerAnybody() made", (file) => {
    const source = readFileSync(join(folder, file), "utf8");
    for (const [, made] of source.matchAll(/export const \w+ = (.{0,40})/g)) expect(made).toMatch(/^answer(Anybody)?[<(]/);
    expect(source).not.toMatch(/export (async )?function/);
  });

  it("opens to anybody exactly what is listed here", () => {
    const found = routes.flatMap((file) => {
      const source = readFileSync(join(folder, file), "utf8");
      const direct = [...source.matchAll(/export const (\w+) = answerAnybody/g)].map(([, method]) => method);
      const renamed = source.includes("= answerAnybody") ? [...source.matchAll(/nothing as (\w+)/g)].map(([, method]) => method) : [];
      const methods = [...direct, ...renamed];
      return methods.length > 0 ? [`${file.replace(/\/route\.ts$/, "")}: ${methods.sort().join(" ")}`] : [];
    });
    expect(new Set(found)).toEqual(new Set(open));
  });
});
