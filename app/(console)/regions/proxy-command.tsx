import Check from "lucide-react/icons/check";
import Unplug from "lucide-react/icons/unplug";
import type { ProxyEnrolment } from "#protocol/regions.ts";
import { Button } from "#ui/design/button.tsx";
import { CommandText } from "#ui/design/command-text.tsx";
import { CopyButton } from "#ui/design/copy-button.tsx";
import { Note } from "#ui/design/note.tsx";
import { Wheel } from "#ui/design/wheel.tsx";
import { useProxyArrival } from "./use-proxy-arrival.ts";

interface ProxyCommandProps {
  made: ProxyEnrolment;
  /** The proxy is connected, and that was read. */
  onConnected: () => void;
  onClose: () => void;
}

/** The command that starts a proxy, shown this once, and whether the proxy has come. */
export function ProxyCommand({ made: { proxy, command }, onConnected, onClose }: ProxyCommandProps) {
  const arrival = useProxyArrival(proxy, onConnected);
  return (
    <div className="grid grid-cols-1 gap-4">
      <CommandText command={command} />
      <p className="text-13 text-muted">
        {command.includes("<") && "Where it is marked, put the address of that machine. "}
        {proxy.url === null && "Its address and every name below it must lead there. "}
        It needs Latchkey and Node 20.19 or later there, and people reach the region for as long as{" "}
        <span className="font-mono">latchkey proxy</span> keeps running.
      </p>
      <Note role="status" tone={arrival === "connected" ? "good" : arrival === "removed" ? "warn" : "plain"} icon={signs[arrival]}>
        {arrival === "waiting" && "Waiting for the proxy …"}
        {arrival === "connected" && `${proxy.name} is connected.`}
        {arrival === "removed" && `${proxy.name} was deleted, and the command no longer works.`}
      </Note>
      <div className="grid gap-2.5 desk:grid-cols-2">
        <CopyButton text={command} kind="primary" className="w-full" />
        <Button className="w-full" onClick={onClose}>
          Close
        </Button>
      </div>
    </div>
  );
}

const signs = { waiting: <Wheel className="late block size-4" />, connected: <Check />, removed: <Unplug /> };
