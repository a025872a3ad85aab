/** Two doors that are one: on one PostgreSQL, behind one address, with the same secret. */
import { openPostgres } from "../upstreams/postgres.ts";
import { createDoorServer, type DoorServer } from "./door-server.ts";
import { findFreePort } from "./free-port.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { startLoadBalancer, type LoadBalancer } from "./load-balancer.ts";

export interface Replicas {
  readonly one: DoorServer;
  readonly two: DoorServer;
  readonly balancer: LoadBalancer;
  /** As browsers and agents have it. */
  readonly accessUrl: string;
  /** Of apps' hosts, with the port. */
  readonly wildcard: string;
  /** A program that meets now this one and now that one. */
  client(): HttpClient;
  /** Ends them and deletes everything. */
  close(): Promise<void>;
}

const secret = "k8Vw2pQz7LmR4tYx9BnC6dFg3HjS5aEu";

/** Prepares them; the load balancer and PostgreSQL run, the doors are to be started. */
export async function openReplicas(flags: Record<string, string | true> = {}): Promise<Replicas> {
  const [port, ...ports] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const postgres = await openPostgres();
  const accessUrl = `http://latchkey.localhost:${port}`;
  const wildcard = `*.apps.latchkey.localhost:${port}`;
  const create = (own: number | undefined) =>
    createDoorServer({
      ...(own !== undefined && { port: own }),
      env: { LATCHKEY_DATABASE_URL: postgres.url, LATCHKEY_SESSION_SECRETS: secret, LATCHKEY_LOCAL_WORKSPACE: "off" },
      flags: { "access-url": accessUrl, "wildcard-access-url": wildcard, ...flags },
    });
  const [one, two] = [await create(ports[0]), await create(ports[1])];
  const balancer = await startLoadBalancer(port, [one.port, two.port]);
  return {
    ...{ one, two, balancer, accessUrl, wildcard },
    client: () => createHttpClient(accessUrl),
    async close() {
      await Promise.all([one.close(), two.close()]);
      await balancer.close();
      await postgres.close();
    },
  };
}
