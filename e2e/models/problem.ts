import { expect } from "@playwright/test";
import type { Answer } from "./http-client.ts";

export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  field?: string;
  retryAfterSeconds?: number;
  endedAt?: string;
  reason?: string;
}

/** Holds an answer to the shape of every refusal of the API (RFC 9457 with our stable `code`) and gives its body. */
export function expectProblem(answer: Answer, status: number, code?: string): ProblemBody {
  expect(answer.status, answer.text).toBe(status);
  expect(answer.headers["content-type"]).toMatch(/^application\/problem\+json/);
  expect(answer.headers["cache-control"]).toContain("no-store");
  const body = answer.json<ProblemBody>();
  expect(body).toMatchObject({ status, type: expect.any(String), title: expect.any(String), code: code ?? expect.any(String) });
  return body;
}
