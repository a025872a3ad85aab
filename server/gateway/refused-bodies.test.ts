import { connect } from "node:net";
import { expect, it } from "vitest";
import { openTestGateway } from "./testing/gateway.ts";

it("F12 the slow body of a request that is refused does not hold its connection", async () => {
  const gate = await openTestGateway({}, { bodyWithinMs: 100 });
  for (const method of ["POST", "GET"]) {
    const socket = connect(gate.port, "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    let said = "";
    socket.on("error", () => undefined).on("data", (part: Buffer) => (said += part.toString()));
    const host = gate.hostOf("3000--this-machine--ada");
    socket.write(`${method} / HTTP/1.1\r\nhost: ${host}\r\ncontent-length: 10\r\n\r\nabc`);
    await closed;
    expect(said).toMatch(/^HTTP\/1\.1 401 /);
  }
});
