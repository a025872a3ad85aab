import { expect, it } from "vitest";
import { createPace, maxSliceBytes } from "./pace.ts";

it("G14 gives who takes long less at a time and a rest, and who is quick all of it at once", () => {
  const pace = createPace();
  pace.took(2);
  expect([pace.sliceBytes, pace.restMs]).toEqual([maxSliceBytes, 0]);
  pace.took(160);
  expect([pace.sliceBytes, pace.restMs]).toEqual([Math.floor(maxSliceBytes / 10), 160]);
  for (let round = 0; round < 10; round++) pace.took(10_000);
  expect([pace.sliceBytes, pace.restMs]).toEqual([1024, 500]);
  for (let round = 0; round < 10; round++) pace.took(1);
  expect([pace.sliceBytes, pace.restMs]).toEqual([maxSliceBytes, 0]);
});
