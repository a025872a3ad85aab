import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Runs all of axe's rules, best practices too. Evaluated over CDP, which the page's Content-Security-Policy does not hinder. */
export async function expectNoViolation(page: Page, where: string): Promise<void> {
  await page.evaluate(axeSource);
  const violations = await page.evaluate(async () => {
    interface AxeResult {
      violations: { id: string; help: string; nodes: { html: string; failureSummary?: string }[] }[];
    }
    const { axe } = window as unknown as { axe: { run(): Promise<AxeResult> } };
    const found = (await axe.run()).violations;
    return found.map(
      (each) => `${each.id}: ${each.help}\n  ${each.nodes.map((node) => `${node.html} ${node.failureSummary ?? ""}`).join("\n  ")}`,
    );
  });
  expect(violations, where).toEqual([]);
}
