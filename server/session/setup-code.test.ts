import { expect, it } from "vitest";
import { createLog } from "../log.ts";
import { createSetupCode } from "./setup-code.ts";
import { openTestRoom } from "./testing/room.ts";

it("G6 no number of guesses takes the code away: they are counted by address and in time, and the log has a line", async () => {
  const { limits, now } = await openTestRoom();
  const lines: string[] = [];
  const code = createSetupCode({ needed: true, secret: "s".repeat(32), limits, log: createLog((line) => lines.push(line)) });
  const guess = (given: string | undefined, ip: string) =>
    code.require(given, ip).then(
      () => "taken",
      (error: { code: string }) => error.code,
    );
  const stranger = "203.0.113.9";
  const codes: string[] = [];
  for (let at = 0; at < 60; at += 1) codes.push(await guess(at % 2 ? "aaaa-aaaa" : undefined, stranger));
  expect([...new Set(codes)]).toEqual(["setup_code", "rate_limited"]);
  expect(codes.filter((each) => each === "setup_code")).toHaveLength(20);
  await expect(code.require(code.text ?? "", stranger)).rejects.toMatchObject({
    code: "rate_limited",
    facts: { retryAfterSeconds: 60, detail: expect.stringMatching(/Try again in 60 seconds, or .* latchkey users create/) as unknown },
  });
  // The owner, elsewhere, and as often as they like; and at the stranger's address a minute later.
  for (let at = 0; at < 30; at += 1) expect(await guess(code.text ?? "", "192.0.2.1")).toBe("taken");
  now.value += 60_000;
  expect(await guess((code.text ?? "").toUpperCase().replace("-", " "), stranger)).toBe("taken");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toContain(`a wrong set-up code was given; the right one stays good {"ip":"${stranger}"`);
});

it("asks nothing where no code is needed", async () => {
  const { limits } = await openTestRoom();
  const code = createSetupCode({ needed: false, secret: "s".repeat(32), limits, log: createLog(() => undefined) });
  expect(code.text).toBeNull();
  await code.require(undefined, "192.0.2.1");
});
