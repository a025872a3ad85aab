import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors.ts";
import { createLog } from "#server/log.ts";
import { createGuard } from "./guard.ts";

function guardWithLog(deadlineMs = 1_000) {
  const lines: string[] = [];
  return { lines, guard: createGuard({ deadlineMs, log: createLog((line) => lines.push(line)) }) };
}

describe("SEC-18 the guard of the store", () => {
  it("turns whatever a database says into unavailable, with the cause inside", async () => {
    const { guard } = guardWithLog();
    const failing = guard.run(() => Promise.reject(new Error("connection lost")));
    await expect(failing).rejects.toMatchObject({
      code: "unavailable",
      facts: { retryAfterSeconds: 2 },
      cause: { message: "connection lost" },
    });
    await expect(guard.run(() => Promise.reject("odd"))).rejects.toMatchObject({ code: "unavailable" });
    await expect(
      guard.run(() => {
        throw new TypeError("at once");
      }),
    ).rejects.toMatchObject({ code: "unavailable" });
  });

  it("answers unavailable when no answer comes in time", async () => {
    const { guard } = guardWithLog(10);
    await expect(guard.run(() => new Promise(() => undefined))).rejects.toMatchObject({ code: "unavailable" });
  });

  it("lets an expected failure pass", async () => {
    const { guard, lines } = guardWithLog();
    const { people } = guard.rooms({ people: { create: () => Promise.reject(new AppError("email_taken")) } });
    await expect(people.create()).rejects.toMatchObject({ code: "email_taken" });
    expect(lines).toEqual([]);
  });

  it("says once that the database stopped answering and once that it answers again", async () => {
    const { guard, lines } = guardWithLog();
    const fail = () => guard.run(() => Promise.reject(new Error("gone"))).catch(() => undefined);
    await fail();
    await fail();
    await guard.run(() => Promise.resolve());
    await guard.run(() => Promise.resolve());
    expect(lines.map((line) => line.split(" ").slice(1).join(" "))).toEqual([
      'error door: The database is not answering {"error":"gone"}\n',
      "info door: The database answers again\n",
    ]);
  });

  it("SEC-39 keeps what Prisma quotes of a call out of the cause and the log", async () => {
    const { guard, lines } = guardWithLog();
    const quoting = Object.assign(new Error('Invalid `prisma.key.create()`: { secretHash: "5ecret" }'), {
      name: "PrismaClientValidationError",
    });
    const known = Object.assign(new Error("… 5ecret …"), {
      name: "PrismaClientKnownRequestError",
      code: "P2003",
      meta: { driverAdapterError: { cause: { originalMessage: "FOREIGN KEY constraint failed" } } },
    });
    const causes = await Promise.all(
      [quoting, known].map((error) => guard.run(() => Promise.reject(error)).catch((failure: AppError) => failure.cause)),
    );
    expect(causes.map(String)).toEqual(["Error: PrismaClientValidationError", "Error: FOREIGN KEY constraint failed (P2003)"]);
    expect(lines.join()).not.toContain("5ecret");
  });

  it("tries again what lost against another transaction, three times in all", async () => {
    const { guard } = guardWithLog();
    let tries = 0;
    const lose = (times: number) => () => {
      tries++;
      const lost = Object.assign(new Error("deadlock detected"), { code: "P2034" });
      return tries <= times ? Promise.reject(lost) : Promise.resolve("won");
    };
    expect(await guard.run(lose(2))).toBe("won");
    tries = 0;
    await expect(guard.run(lose(9))).rejects.toMatchObject({ code: "unavailable" });
    expect(tries).toBe(3);
  });

  it("answers unavailable from the moment it is closed", async () => {
    const { guard } = guardWithLog();
    guard.close();
    await expect(guard.run(() => Promise.resolve(1))).rejects.toMatchObject({ code: "unavailable" });
  });
});
