import type { ProxyEnrolment, ProxyView } from "#protocol/regions.ts";
import { EnrolmentCommand } from "#ui/design/enrolment-command.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useArrival } from "#ui/engine/use-arrival.ts";

/** So long the door may take a proxy for alive that was cut off (aliveForMs at the door), and a little more. */
const staleMs = 20_000;

interface ProxyCommandProps {
  made: ProxyEnrolment;
  /** The proxy is connected, and that was read. */
  onConnected: () => void;
  onClose: () => void;
}

/** The command that starts a proxy, and whether the proxy has come. */
export function ProxyCommand({ made: { proxy, command }, onConnected, onClose }: ProxyCommandProps) {
  const { id, name, healthy } = proxy;
  const arrival = useArrival({ look: (signal) => look(id, signal), isThereStill: healthy, staleMs }, onConnected);
  const says = {
    waiting: "Waiting for the proxy …",
    connected: `${name} is connected.`,
    removed: `${name} was deleted, and the command no longer works.`,
  };
  return (
    <EnrolmentCommand command={command} arrival={arrival} says={says} onClose={onClose}>
      {command.includes("<") && "Where it is marked, put the address of that machine. "}
      {proxy.url === null && "Its address and every name below it must lead there. "}
      It needs Latchkey and Node 20.19 or later there, and people reach the region for as long as{" "}
      <span className="font-mono">latchkey proxy</span> keeps running.
    </EnrolmentCommand>
  );
}

async function look(id: string, signal: AbortSignal): Promise<"there" | "away" | "removed" | null> {
  const answer = await callApi<{ proxies: ProxyView[] }>("/proxies", { passive: true, signal }).catch(() => null);
  if (answer === null) return null;
  const proxy = answer.proxies.find((each) => each.id === id);
  if (!proxy) return "removed";
  return proxy.healthy ? "there" : "away";
}
