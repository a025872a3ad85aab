// @ts-check
/** The law of imports as an ESLint rule: holds table.mjs for every way of importing, `#…` and relative paths alike. */
import { dirname, posix, relative, sep } from "node:path";
import { doorsOfApp, mayImport, packages, reachesParts, rooms, typesOfServer } from "./table.mjs";

/** @type {import("eslint").Rule.RuleModule} */
export const imports = {
  meta: { type: "problem", schema: [], messages: { law: "{{why}}" } },
  create(context) {
    const file = relative(context.cwd, context.filename).split(sep).join("/");
    /** @param {import("estree").Node} node @param {unknown} source @param {boolean} typeOnly */
    const judge = (node, source, typeOnly) => {
      const why = typeof source === "string" ? findOffence(file, source, typeOnly) : null;
      if (why) context.report({ node, messageId: "law", data: { why } });
    };
    /** @param {any} node The TypeScript parser's fields are not in ESTree. */
    const judgeDeclaration = (node) => judge(node, node.source?.value, node.importKind === "type" || node.exportKind === "type");
    return {
      ImportDeclaration: judgeDeclaration,
      ExportNamedDeclaration: judgeDeclaration,
      ExportAllDeclaration: judgeDeclaration,
      ImportExpression: (node) => judge(node, /** @type {any} */ (node.source).value, false),
      /** @param {any} node */
      TSImportType: (node) => judge(node, node.source?.value ?? node.argument?.literal?.value, true),
      /** @param {any} node */
      TSExternalModuleReference: (node) => judge(node, node.expression?.value, false),
    };
  },
};

/**
 * @param {string} file relative to the root, with slashes
 * @param {string} source what is imported, as written
 * @param {boolean} typeOnly
 * @returns {string | null} what is wrong with it
 */
export function findOffence(file, source, typeOnly) {
  const from = findRoom(file);
  if (!from) return null;
  const target = resolveSource(file, source);
  if (target === null) return findPackageOffence(file, from, source);
  if (target === "package.json") return null;
  const to = findRoom(target);
  if (!to) return from === "scripts" ? null : `${file} imports ${target}, which belongs to no room.`;
  if (source.startsWith(".") && topOf(file) !== topOf(target)) return `Write #${target}, not a path out of ${topOf(file)}/.`;
  if (from === to) return null;
  const inServer = topOf(target) === "server";
  if (typeOnly && inServer && typesOfServer.includes(from)) return null;
  if (from === "app" && inServer) {
    return doorsOfApp.includes(target)
      ? null
      : `app/ imports of the server ${doorsOfApp.join(" and ")}; anything else as "import type" only.`;
  }
  // What a room offers tests stands in its folder `testing`; that is a door too, for tests alone.
  if (/\.test\.ts$|\/testing\//.test(file) && /\/testing\//.test(target)) return null;
  if (!mayImport[from]?.includes(to)) return `${from} may not import ${to} (${target}).`;
  if (inServer && isPart(target) && !reachesParts.includes(from)) return `${target} is a part of the room ${to}: go through its door.`;
  return null;
}

/** @param {string} path */
function findRoom(path) {
  return rooms.find(([, pattern]) => pattern.test(path))?.[0] ?? null;
}

/** The path relative to the root; null for a package. @param {string} file @param {string} source */
function resolveSource(file, source) {
  if (source.startsWith("#")) return posix.normalize(source.slice(1));
  if (source.startsWith(".")) return posix.join(dirname(file), source);
  return null;
}

/** @param {string} file @param {string} room @param {string} source */
function findPackageOffence(file, room, source) {
  if (/\.test\.tsx?$/.test(file)) return null;
  const broken = packages.find(
    ({ rooms: held, except, deny, only }) =>
      held.includes(room) && !except?.test(file) && (deny?.test(source) === true || only?.test(source) === false),
  );
  return broken ? `${source}: ${broken.why}` : null;
}

/** Inside a room's folder, behind its door. @param {string} target */
function isPart(target) {
  return target.split("/").length > 2;
}

/** @param {string} path */
function topOf(path) {
  return path.split("/", 1)[0];
}
