import { useRef, useState } from "react";
import type { ProxyEnrolment, ProxyView } from "#protocol/regions.ts";
import { Sheet } from "#ui/design/sheet.tsx";
import { useToasts } from "#ui/design/toast.tsx";
import { callApi } from "#ui/engine/api.ts";
import { Question } from "#ui/workspaces/question.tsx";
import { NewProxyForm } from "./new-proxy-form.tsx";
import { ProxyActions } from "./proxy-actions.tsx";
import { ProxyCommand } from "./proxy-command.tsx";
import { RenameForm } from "./rename-form.tsx";

type Part = "add" | "more" | "rename" | "renew" | "remove";

interface ProxySheetProps {
  open: boolean;
  /** The proxy it is about; null for a new one. */
  proxy: ProxyView | null;
  start: Part;
  onOpenChange: (open: boolean) => void;
  /** Something was changed at the door. */
  onDone: () => Promise<void>;
  /** The sheet has closed by itself: the proxy is there. */
  onArrived: (proxyId: string) => void;
}

/** Adds a proxy, tells of it, renames it, gives it another token, or deletes it. Made anew for each asking, and so forgets the token that it showed. */
export function ProxySheet({ open, proxy: given, start, onOpenChange, onDone, onArrived }: ProxySheetProps) {
  const [part, setPart] = useState<Part>(start);
  const [made, setMade] = useState<ProxyEnrolment | null>(null);
  // What it was about stays to be read while the sheet closes over its deletion.
  const [before, setBefore] = useState(given);
  if (given && given !== before) setBefore(given);
  const proxy = given ?? before;
  const arrived = useRef<string | null>(null);
  const { say } = useToasts();
  const name = made?.proxy.name ?? proxy?.name ?? "";
  const path = `/proxies/${proxy?.id ?? ""}`;

  const take = (enrolment: ProxyEnrolment) => {
    setMade(enrolment);
    void onDone();
  };
  const finish = async (text: string) => {
    await onDone();
    onOpenChange(false);
    say(text);
  };
  const connected = async (id: string) => {
    await onDone();
    arrived.current = id;
    onOpenChange(false);
  };
  const onClosed = () => {
    setMade(null);
    if (arrived.current) onArrived(arrived.current);
  };
  const step = made ? "command" : part;
  const title = {
    command: `Command for ${name}`,
    add: "Add a proxy",
    more: name,
    rename: `Rename ${name}`,
    renew: `New command for ${name}?`,
    remove: `Delete ${name}?`,
  }[step];
  const note = {
    command: "Run it there now. It is not shown again.",
    add: "A gateway of this door in another place, near machines or people.",
  };
  return (
    <Sheet open={open} onOpenChange={onOpenChange} onClosed={onClosed} title={title} note={note[step as keyof typeof note]}>
      {made && <ProxyCommand made={made} onConnected={() => void connected(made.proxy.id)} onClose={() => onOpenChange(false)} />}
      {step === "add" && <NewProxyForm onMade={take} />}
      {step === "more" && proxy && <ProxyActions proxy={proxy} onPart={setPart} />}
      {step === "rename" && proxy && <RenameForm proxy={proxy} onDone={(text) => finish(`It is called ${text} now.`)} />}
      {step === "renew" && (
        <Question
          act="Make a new command"
          keep="Keep the old one"
          onAct={async () => take(await callApi<ProxyEnrolment>(`${path}/token`, { method: "POST" }))}
          onKeep={() => (start === "renew" ? onOpenChange(false) : setPart("more"))}
        >
          The old one ends at once: a proxy that runs with it is cut off, and {name} is out of reach until it runs the new one.
        </Question>
      )}
      {step === "remove" && (
        <Question
          act={`Delete ${name}`}
          keep="Keep"
          isDangerous
          onAct={async () => {
            await callApi(path, { method: "DELETE" });
            await finish(`${name} is deleted.`);
          }}
          onKeep={() => setPart("more")}
        >
          It is cut off at once. Apps that people open through it open through the door again, under its addresses; links to the old ones
          stop working.
        </Question>
      )}
    </Sheet>
  );
}
