import { createHash } from "node:crypto";
import { expect, test } from "./fixtures.ts";
import { expectApart } from "./models/two-doors.ts";

test("two doors on one host need no configuration to keep their sessions apart", async ({ startDoor, openProfile }) => {
  const doors = [await startDoor(), await startDoor()] as const;
  const names = await expectApart(await openProfile(), doors);
  expect(names).toEqual(doors.map((door) => `latchkey_session-${sha256(door.origin).slice(0, 8)}`));
});

test("two doors with suffixes keep their sessions apart", async ({ startDoor, openProfile }) => {
  const doors = [
    await startDoor({ flags: { "cookie-suffix": "blue" } }),
    await startDoor({ env: { LATCHKEY_COOKIE_SUFFIX: "green" } }),
  ] as const;
  expect(await expectApart(await openProfile(), doors)).toEqual(["latchkey_session-blue", "latchkey_session-green"]);
});

test("two doors whose suffixes sanitise to the same text keep their sessions apart", async ({ startDoor, openProfile }) => {
  const suffixes = ["team.a", "team_a"];
  const [first = "", second = ""] = suffixes;
  const doors = [await startDoor({ flags: { "cookie-suffix": first } }), await startDoor({ flags: { "cookie-suffix": second } })] as const;
  const expected = suffixes.map((suffix) => `latchkey_session-team-a-${sha256(suffix).slice(0, 8)}`);
  expect(await expectApart(await openProfile(), doors)).toEqual(expected);
});

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
