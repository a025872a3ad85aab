import { test } from "./fixtures.ts";
import { surviveKill } from "./models/journeys.ts";
import { tab } from "./models/surface.ts";

for (const seconds of [35, 5, 0]) {
  test(`a browser killed ${seconds} s after sign-in opens its tab signed in`, async ({ door, openProfile }) => {
    await surviveKill(tab, await openProfile(), door, seconds);
  });
}
