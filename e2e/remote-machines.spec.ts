/** Machines that nobody can reach: each in a network of its own, with an agent that dials out. Apps, ports and terminals work, and a network that goes for a minute costs nothing. */
import { connect } from "node:net";
import { expect, signInClient, test as base } from "./fixtures.ts";
import { startAgent } from "./models/agent-process.ts";
import type { DoorServer } from "./models/door-server.ts";
import type { HttpClient } from "./models/http-client.ts";
import { findNamespace, startRemoteMachine, type RemoteMachine } from "./models/remote-machine.ts";
import { openResumingViewer, type ResumingViewer } from "./models/resuming-viewer.ts";
import { createDoorPage } from "./models/door-page.ts";
import { owner } from "./models/people.ts";

interface Listed {
  id: string;
  state: string;
  ports: { port: number; href: string }[];
}

const appPort = 4321;
const minuteMs = 60_000;
/** Beyond the 2 s of the tunnel's own: a busy machine, and what asks looks only so often. */
const soon = { timeout: minuteMs };

const test = base.extend<{
  client: HttpClient;
  startMachine(door: DoorServer, client: HttpClient, name: string): Promise<{ id: string; machine: RemoteMachine }>;
}>({
  client: async ({ door }, use) => use(await signInClient(door)),
  startMachine: async ({}, use) => {
    const machines: RemoteMachine[] = [];
    await use(async (door, client, name) => {
      const namespace = findNamespace();
      if (!namespace) throw new Error("This machine gives no process a network of its own (unshare -n, with `ip` of iproute2).");
      const { workspace, token } = (await client.post("/api/v1/workspaces", { name })).json<{ workspace: Listed; token: string }>();
      const machine = await startRemoteMachine(namespace, { door, token, app: { port: appPort, text: `hello from ${name}` } });
      machines.push(machine);
      await expect.poll(async () => (await listedOf(client, workspace.id)).state, soon).toBe("online");
      return { id: workspace.id, machine };
    });
    await Promise.all(machines.map((machine) => machine.close()));
  },
});

const listedOf = async (client: HttpClient, id: string) => (await client.get(`/api/v1/workspaces/${id}`)).json<Listed>();
const openTerminal = async (client: HttpClient, id: string) =>
  (await client.post(`/api/v1/workspaces/${id}/terminals`, {})).json<{ terminal: { id: string } }>().terminal.id;
/** Numbers that were counted out, in the order they came. */
const countOf = (text: string) => [...text.matchAll(/count (\d+)\r\n/g)].map(([, number]) => Number(number));

test("two machines with the same port each open their own app and their own shell, through nothing but their tunnels", async ({
  door,
  client,
  startMachine,
  page,
}) => {
  const machines = await Promise.all(["one", "two"].map(async (name) => ({ name, ...(await startMachine(door, client, name)) })));
  expect(await answers(appPort), "the app is on no network of this machine").toBe(false);
  test.setTimeout(4 * minuteMs);
  await createDoorPage(page, door.origin).signIn(owner);
  for (const { name, id } of machines) {
    await expect.poll(async () => (await listedOf(client, id)).ports.map(({ port }) => port), soon).toContain(appPort);
    const { href = "" } = (await listedOf(client, id)).ports.find(({ port }) => port === appPort) ?? {};
    await page.goto(`http:${href}`);
    await expect(page.getByText(`hello from ${name} /`)).toBeVisible();
    const shell = await openResumingViewer(door, client, await openTerminal(client, id));
    shell.type(`exec 3<>/dev/tcp/127.0.0.1/${appPort}; printf 'GET /from-the-shell HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3; echo\n`);
    await expect.poll(() => shell.text(), soon).toContain(`hello from ${name} /from-the-shell`);
    shell.close();
  }
});

test("a network that goes for a minute costs a terminal no byte, neither out nor in, and everything is back by itself", async ({
  door,
  client,
  startMachine,
}) => {
  test.setTimeout(8 * minuteMs);
  const { id, machine } = await startMachine(door, client, "far");
  const terminal = await openTerminal(client, id);
  const shell = await openResumingViewer(door, client, terminal);
  shell.type("stty -echo; i=0; while ! read -t 0.05 word; do i=$((i+1)); echo count $i; done; echo heard $word after $i\n");
  await expect.poll(() => countOf(shell.text()).length, soon).toBeGreaterThan(5);
  await machine.cut();
  const before = countOf(shell.text()).length;
  // The door notices by its pings; to the person the machine is offline meanwhile, not gone.
  await expect.poll(async () => (await listedOf(client, id)).state, { timeout: 2 * minuteMs }).toBe("offline");
  expect(await shell.closed()).toBe(4003);
  await new Promise((resolve) => setTimeout(resolve, minuteMs / 4));
  await machine.heal();
  await expect.poll(async () => (await listedOf(client, id)).state, soon).toBe("online");
  await comeBack(shell);
  await expect.poll(() => countOf(shell.text()).length, soon).toBeGreaterThan(before + 500);
  shell.type("enough\n");
  await expect.poll(() => shell.text(), soon).toMatch(/heard enough after \d+\r\n/);
  const counted = countOf(shell.text());
  expect(counted).toEqual(Array.from({ length: counted.length }, (_, index) => index + 1));
  expect(Number(/after (\d+)/.exec(shell.text())?.[1])).toBe(counted.length);
  shell.close();
});

test("an agent that is stopped until the door gives it up, as a machine that sleeps, goes on where it was", async ({ door, client }) => {
  test.setTimeout(8 * minuteMs);
  const { workspace, token } = (await client.post("/api/v1/workspaces", { name: "sleeper" })).json<{ workspace: Listed; token: string }>();
  const agent = startAgent({ url: door.origin, token });
  await expect.poll(async () => (await listedOf(client, workspace.id)).state, soon).toBe("online");
  const shell = await openResumingViewer(door, client, await openTerminal(client, workspace.id));
  shell.type("stty -echo; for i in $(seq 1 1500); do echo count $i; sleep 0.02; done\n");
  await expect.poll(() => countOf(shell.text()).length, soon).toBeGreaterThan(5);
  agent.signal("SIGSTOP");
  expect(await shell.closed()).toBe(4003);
  agent.signal("SIGCONT");
  await expect.poll(async () => (await listedOf(client, workspace.id)).state, soon).toBe("online");
  await comeBack(shell);
  await expect.poll(() => countOf(shell.text()).at(-1), { timeout: 3 * minuteMs }).toBe(1_500);
  const counted = countOf(shell.text());
  expect(counted).toEqual(Array.from({ length: 1_500 }, (_, index) => index + 1));
  shell.close();
  await agent.stop();
});

/** Opens its next socket as a browser does: again where the machine was not quite back for the first. */
async function comeBack(shell: ResumingViewer): Promise<void> {
  const before = shell.text().length;
  let isOpen = false;
  const look = async () => {
    if (isOpen) return shell.text().length;
    try {
      await shell.open();
      isOpen = true;
      void shell.closed().then(() => (isOpen = false));
    } catch {
      // The next look tries again.
    }
    return shell.text().length;
  };
  await expect.poll(look, soon).toBeGreaterThan(before);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    socket.once("close", () => socket.destroy());
  });
}
