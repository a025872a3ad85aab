import { expect, it } from "vitest";
import { createRetirement } from "./retire.ts";

it.each([
  ["alone", []],
  ["one of several", ["another"]],
])("a door that is %s says first that it goes, then takes no more, then finishes", async (_what, others) => {
  const steps: string[] = [];
  const step = (name: string) => void steps.push(name);
  const retirement = createRetirement({
    listener: { retire: () => step("last answers"), stop: () => step("takes no more"), finish: () => Promise.resolve(step("finishes")) },
    replicas: { others: () => others, leave: () => Promise.resolve(step(`leaves, ready: ${!retirement.hasBegun()}`)) },
    closeSockets: () => step("sockets go"),
  });
  expect(retirement.hasBegun()).toBe(false);
  await retirement.run();
  expect(steps).toEqual(["last answers", "leaves, ready: false", "takes no more", "sockets go", "finishes"]);
});
