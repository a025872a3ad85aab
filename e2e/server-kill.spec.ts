import { createPerson, expect, test } from "./fixtures.ts";
import type { DoorServer } from "./models/door-server.ts";
import { type HttpClient, parseSetCookie } from "./models/http-client.ts";
import { member, owner } from "./models/people.ts";

test("every sign-in that was answered before the server was killed is still signed in after its restart", async ({ door }) => {
  await createPerson(door, member);
  const answered: HttpClient[] = [];
  for (const answersBeforeKill of [1, 4, 9]) {
    answered.push(...(await signInUntilKilled(door, answersBeforeKill)));
    await door.start();
    for (const client of answered) {
      const session = await client.get("/api/v1/session");
      expect(session.status, session.text).toBe(200);
    }
  }
  // The kill came while others were being answered; were there none, this would test a quiet server.
  expect(answered.length).toBeGreaterThanOrEqual(1 + 4 + 9);
});

/** Two people keep signing in; once `count` sign-ins were answered the server is killed in the middle of the rest. Gives the answered. */
async function signInUntilKilled(door: DoorServer, count: number): Promise<HttpClient[]> {
  const answered: HttpClient[] = [];
  const inFlight = [owner, member, owner].map(async (person) => {
    while (door.isRunning()) {
      const client = door.client();
      const answer = await client.post("/api/v1/session", { email: person.email, password: person.password }).catch(() => null);
      if (!answer) return; // cut off by the kill: never answered
      expect(answer.status, answer.text).toBe(201);
      expect(parseSetCookie(answer.setCookies[0] ?? "").value).not.toBe("");
      answered.push(client);
      if (answered.length === count) await door.kill();
    }
  });
  await Promise.all(inFlight);
  return answered;
}
