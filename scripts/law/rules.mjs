// @ts-check
/** The house style as ESLint rules; eslint.config.js says where each set holds. */
import { imports } from "./imports.mjs";
import { names } from "./names.mjs";

/** @type {import("eslint").ESLint.Plugin} */
export const law = { rules: { imports, names } };

const noEnums = { selector: "TSEnumDeclaration", message: "No enums: a union of strings." };
const noDefault = {
  selector: ":matches(ExportDefaultDeclaration, ExportSpecifier[exported.name='default'])",
  message: "Named exports only, except where Next or a tool wants a default.",
};
const noEnv = {
  selector: "MemberExpression[object.name='process'][property.name='env'], MemberExpression[object.name='process'][property.value='env']",
  message: "Only server/config reads the environment.",
};
const noEnvImport = {
  selector: "ImportDeclaration[source.value=/^(node:)?process$/]",
  message: "process is a global; and only server/config reads the environment.",
};

/** @type {import("eslint").Linter.RulesRecord} */
export const everywhere = {
  "law/imports": "error",
  "law/names": "error",
  "max-lines": ["error", { max: 300 }],
  "no-restricted-syntax": ["error", noEnums, noDefault, noEnv, noEnvImport],
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/no-non-null-assertion": "error",
  "@typescript-eslint/consistent-type-imports": ["error", { disallowTypeAnnotations: false }],
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_", caughtErrors: "none" }],
  // An empty callback is how Node's streams are told that an error is expected; a comment beside it says why.
  "@typescript-eslint/no-empty-function": "off",
  // Control characters are what a parser at a trust boundary looks for; empty patterns are how Playwright's fixtures are declared.
  "no-control-regex": "off",
  "no-empty-pattern": ["error", { allowObjectPatternsAsParameters: true }],
  "@typescript-eslint/consistent-type-definitions": "off",
  "no-console": "error",
  eqeqeq: ["error", "always", { null: "ignore" }],
};

/** What only the types can tell: a promise that nobody waits for hides its failure. @type {import("eslint").Linter.RulesRecord} */
export const typed = {
  "@typescript-eslint/no-floating-promises": "error",
  "@typescript-eslint/no-misused-promises": ["error", { checksVoidReturn: { attributes: false } }],
  "@typescript-eslint/await-thenable": "error",
};

/** @type {import("eslint").Linter.RulesRecord} */
export const hooks = { "react-hooks/rules-of-hooks": "error", "react-hooks/exhaustive-deps": "error" };

/** Files where Next or a tool wants a default export. @type {import("eslint").Linter.RulesRecord} */
export const withDefault = { "no-restricted-syntax": ["error", noEnums, noEnv, noEnvImport] };

/** Files that may read the environment. @type {import("eslint").Linter.RulesRecord} */
export const withEnvironment = { "no-restricted-syntax": ["error", noEnums, noDefault] };

/** Bytes of strangers and apps meet our regular expressions: none may take more than linear time, by going back or by starting anew at each character. @type {import("eslint").Linter.RulesRecord} */
export const linear = {
  "regexp/no-super-linear-backtracking": "error",
  "regexp/no-super-linear-move": "error",
};
