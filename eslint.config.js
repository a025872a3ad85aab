// @ts-check
import eslint from "@eslint/js";
import { defineConfig, globalIgnores } from "eslint/config";
import reactHooks from "eslint-plugin-react-hooks";
import regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";
import { everywhere, hooks, law, linear, typed, withDefault, withEnvironment } from "./scripts/law/rules.mjs";

const nextFiles =
  "app/**/{page,layout,template,default,error,global-error,not-found,loading,manifest,robots,sitemap,icon,apple-icon,opengraph-image}.{ts,tsx}";

export default defineConfig(
  globalIgnores([".next/", "dist/", "server/store/generated/", "public/", "next-env.d.ts", "test-results/", "playwright-report/"]),
  eslint.configs.recommended,
  tseslint.configs.recommended,
  tseslint.configs.stylistic,
  { plugins: { law }, rules: everywhere, linterOptions: { reportUnusedDisableDirectives: "error" } },
  { files: ["{server,protocol,tunnel,agent,cli,app,ui,worker}/**"], ignores: ["**/*.test.{ts,tsx}"], plugins: { regexp }, rules: linear },
  // TypeScript knows what is defined; plain JavaScript runs in Node.
  { rules: { "no-undef": "off" } },
  { files: ["**/*.{ts,tsx}"], languageOptions: { parserOptions: { projectService: true } }, rules: typed },
  { files: ["{app,ui}/**"], plugins: { "react-hooks": { rules: reactHooks.rules } }, rules: hooks },
  { files: [nextFiles, "*.config.{js,mjs,ts}"], rules: withDefault },
  { files: ["server/config.ts", "server/config/**", "scripts/**", "e2e/**", "bench/**", "**/*.test.{ts,tsx}"], rules: withEnvironment },
  // What is written for a person at a terminal.
  { files: ["cli/**", "bench/**", "scripts/**"], rules: { "no-console": "off" } },
);
