/** Several doors that are one: on one PostgreSQL, behind one address, with the same secret. */
import { openPostgres, type TestPostgres } from "../upstreams/postgres.ts";
import { createDoorServer, type DoorOptions, type DoorServer } from "./door-server.ts";
import { findFreePort } from "./free-port.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { startLoadBalancer, type LoadBalancer } from "./load-balancer.ts";

export interface ReplicaGround {
  /** Where the doors are to listen. */
  readonly ports: readonly [one: number, two: number];
  readonly balancer: LoadBalancer;
  readonly postgres: TestPostgres;
  /** As browsers and agents have it. */
  readonly accessUrl: string;
  /** Of apps' hosts, with the port. */
  readonly wildcard: string;
  /** How each is started. */
  readonly door: DoorOptions & { flags: Record<string, string | true> };
  close(): Promise<void>;
}

export interface Replicas extends Omit<ReplicaGround, "ports"> {
  readonly one: DoorServer;
  readonly two: DoorServer;
  /** A program that meets now this one and now that one. */
  client(): HttpClient;
}

const secret = "k8Vw2pQz7LmR4tYx9BnC6dFg3HjS5aEu";

/** What replicas stand on: a load balancer and PostgreSQL, both running. */
export async function layReplicaGround(): Promise<ReplicaGround> {
  const [port, ...ports] = [await findFreePort(), await findFreePort(), await findFreePort()] as const;
  const postgres = await openPostgres();
  const accessUrl = `http://latchkey.localhost:${port}`;
  const wildcard = `*.apps.latchkey.localhost:${port}`;
  const balancer = await startLoadBalancer(port, ports);
  return {
    ...{ ports, accessUrl, wildcard, balancer, postgres },
    door: {
      env: { LATCHKEY_DATABASE_URL: postgres.url, LATCHKEY_SESSION_SECRETS: secret, LATCHKEY_LOCAL_WORKSPACE: "off" },
      flags: { "access-url": accessUrl, "wildcard-access-url": wildcard },
    },
    async close() {
      await balancer.close();
      await postgres.close();
    },
  };
}

/** Prepares two; they are to be started. */
export async function openReplicas(): Promise<Replicas> {
  const { door, ports, ...ground } = await layReplicaGround();
  const [one, two] = [await createDoorServer({ ...door, port: ports[0] }), await createDoorServer({ ...door, port: ports[1] })];
  return {
    ...ground,
    ...{ one, two, door },
    client: () => createHttpClient(ground.accessUrl),
    async close() {
      await Promise.all([one.close(), two.close()]);
      await ground.close();
    },
  };
}
