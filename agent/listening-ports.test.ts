import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createPortList } from "./listening-ports.ts";

it.runIf(process.platform === "linux")(
  "finds what listens on the loopback, with the program's name, and forgets it when it stops",
  async () => {
    const listPorts = createPortList({ patienceMs: 10_000 });
    await listPorts();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await listPorts()).toContainEqual({ port, process: expect.stringMatching(/node|vitest/i) as unknown });
    await new Promise((resolve) => server.close(resolve));
    expect((await listPorts()).map((each) => each.port)).not.toContain(port);
  },
);

it("finds nothing where there is no /proc", async () => {
  expect(await createPortList({ proc: "/nowhere" })()).toEqual([]);
});
