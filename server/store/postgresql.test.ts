import { afterAll, beforeAll, describe } from "vitest";
import { storeContract } from "./contract.ts";
import type { TestPostgres } from "./testing/postgres.ts";
import { startTestPostgres } from "./testing/postgres.ts";

let postgres: TestPostgres;
let made = 0;
const newUrl = () => postgres.createDatabase(`test_${++made}`);

beforeAll(async () => {
  postgres = await startTestPostgres();
});
afterAll(() => postgres.close());

describe("on PostgreSQL", () => {
  storeContract(newUrl);
});
