import { useState, type FormEvent } from "react";
import type { ProxyEnrolment } from "#protocol/regions.ts";
import { Button } from "#ui/design/button.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { useAct } from "#ui/workspaces/use-act.tsx";
import { fillAddress, parseAddress } from "./fill-address.ts";
import { tidyName, whichName } from "./name.ts";

/** Names a new proxy, and says where it will be; what it answers is the command for it. */
export function NewProxyForm({ onMade }: { onMade: (made: ProxyEnrolment) => void }) {
  const [name, setName] = useState("");
  const [address, setAddress] = useState("");
  const { isAtWork, failure, setFailure, act } = useAct();
  const send = (event: FormEvent) => {
    event.preventDefault();
    const text = tidyName(name);
    const url = address.trim() === "" ? null : parseAddress(address);
    if (!text) return setFailure({ text: whichName, field: "name" });
    if (!url && address.trim() !== "") return setFailure({ text: "Write it like https://sydney.example.com.", field: "address" });
    void act(async () => {
      const made = await callApi<ProxyEnrolment>("/proxies", { method: "POST", body: { name: text } });
      onMade(url ? { ...made, command: fillAddress(made.command, url) } : made);
    });
  };
  const errorOf = (field: string) => (failure?.field === field ? failure.text : null);
  return (
    <form onSubmit={send} noValidate className="grid grid-cols-1 gap-4">
      <TextField
        label="Name"
        autoComplete="off"
        maxLength={40}
        value={name}
        onChange={(event) => setName(event.target.value)}
        hint="Where it is, such as “Sydney”: people choose by it."
        error={errorOf("name")}
      />
      <TextField
        label="Its address"
        aside={<span className="text-13 text-muted">Optional</span>}
        mono
        inputMode="url"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="https://sydney.example.com"
        value={address}
        onChange={(event) => setAddress(event.target.value)}
        hint="Goes into the command. Its apps get names below it."
        error={errorOf("address")}
      />
      {failure && !["name", "address"].includes(failure.field ?? "") && (
        <Note role="alert" tone="bad">
          {failure.text}
        </Note>
      )}
      <Button type="submit" kind="primary" pending={isAtWork} className="w-full">
        Make the command
      </Button>
    </form>
  );
}
