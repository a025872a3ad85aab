import { expect, test } from "./fixtures.ts";
import { findFreePort } from "./models/free-port.ts";
import { expectProblem } from "./models/problem.ts";
import { owner } from "./models/people.ts";

test("GET /setup tells whether an owner is missing; POST /setup makes one, signed in, and is over ever after", async ({ startDoor }) => {
  const door = await startDoor({ setUp: false });
  const client = door.client();
  expect((await client.get("/api/v1/setup")).json()).toMatchObject({ needed: true });
  const made = await client.post("/api/v1/setup", owner);
  expect(made.status).toBe(201);
  expect(made.json()).toMatchObject({ user: { email: owner.email, name: owner.name, role: "owner" }, key: { kind: "session" } });
  expect(made.text).not.toContain("argon2");
  expect((await client.get("/api/v1/session")).status).toBe(200);
  expect((await client.get("/api/v1/setup")).json()).toMatchObject({ needed: false });

  const other = { email: "eve@latchkey.example", name: "eve", password: "crimson-Gable-5-along-the-weir" };
  expectProblem(await door.client().post("/api/v1/setup", other), 409, "setup_done");
  await door.restart();
  expectProblem(await door.client().post("/api/v1/setup", other), 409, "setup_done");
});

test("of many who set up at once exactly one becomes owner", async ({ startDoor }) => {
  const door = await startDoor({ setUp: false });
  const attempts = ["ada", "bo", "cy", "di"].map((name) =>
    door.client().post("/api/v1/setup", { ...owner, name, email: `${name}@latchkey.example` }),
  );
  const statuses = (await Promise.all(attempts)).map((answer) => answer.status);
  expect(statuses.sort()).toEqual([201, 409, 409, 409]);
});

test("a handle is lower-case letters and digits with single hyphens, 1 to 32 long", async ({ startDoor }) => {
  const door = await startDoor({ setUp: false });
  for (const name of ["", "Ada", "a--b", "-a", "a-", "a_b", "a.b", "ä", "a b", "a".repeat(33)]) {
    expectProblem(await door.client().post("/api/v1/setup", { ...owner, name }), 400, "bad_request");
  }
  const made = await door.client().post("/api/v1/setup", { ...owner, name: `${"a".repeat(15)}-${"9".repeat(16)}` });
  expect(made.status).toBe(201);
});

test("set-up refuses what is not an e-mail or too easy a password", async ({ startDoor }) => {
  const door = await startDoor({ setUp: false });
  for (const email of ["", "ada", "ada@", "@example", "a@b@c", "ada @example.com"]) {
    expectProblem(await door.client().post("/api/v1/setup", { ...owner, email }), 400, "bad_request");
  }
  for (const password of ["", "12345678", "password1", "latchkey", owner.email]) {
    const answer = await door.client().post("/api/v1/setup", { ...owner, password });
    expect(["bad_request", "weak_password"]).toContain(expectProblem(answer, 400).code);
  }
  for (const body of ["", "{", "[]", "null", '"text"']) expectProblem(await door.client().post("/api/v1/setup", body), 400, "bad_request");
  expect((await door.client().get("/api/v1/setup")).json()).toMatchObject({ needed: true });
});

test("a door that others can reach takes its first owner only with the code that it printed", async ({ startDoor }) => {
  const port = await findFreePort();
  const door = await startDoor({
    setUp: false,
    port,
    flags: { "http-address": `0.0.0.0:${port}`, "access-url": `http://door.latchkey.localhost:${port}` },
  });
  expect((await door.client().get("/api/v1/setup")).json()).toMatchObject({ needed: true, codeNeeded: true });
  expectProblem(await door.client().post("/api/v1/setup", owner), 403, "setup_code");
  expectProblem(await door.client().post("/api/v1/setup", { ...owner, code: "0000-0000" }), 403, "setup_code");
  // It answers a moment before it has printed where and how.
  const findCode = () => /set-?up code[^A-Za-z0-9]+([A-Za-z0-9][A-Za-z0-9-]{5,})/i.exec(door.log())?.[1];
  await expect.poll(findCode).toBeTruthy();
  const code = findCode();
  expect((await door.client().post("/api/v1/setup", { ...owner, code })).status).toBe(201);
  expectProblem(await door.client().post("/api/v1/setup", { ...owner, code }), 409, "setup_done");
});

test("on loopback no code is asked for", async ({ startDoor }) => {
  const door = await startDoor({ setUp: false });
  expect((await door.client().get("/api/v1/setup")).json()).toMatchObject({ needed: true, codeNeeded: false });
});
