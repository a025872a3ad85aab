import ChevronRight from "lucide-react/icons/chevron-right";
import { useState, type FormEvent } from "react";
import type { WorkspaceView } from "#protocol/api.ts";
import { Button } from "#ui/design/button.tsx";
import { Choice } from "#ui/design/choice.tsx";
import { TextField } from "#ui/design/field.tsx";
import { Note } from "#ui/design/note.tsx";
import { callApi } from "#ui/engine/api.ts";
import { changeOf, findMistake, isHttps, slugOf, startDraft, type AppDraft } from "./app-draft.ts";
import { IconPicker } from "./icon-picker.tsx";
import type { Item } from "./item.ts";
import { useAct } from "./use-act.tsx";

interface AppFormProps {
  workspace: WorkspaceView;
  /** The app to change, or the port to name; null for a new app. */
  item: Item | null;
  onDone: (text: string) => Promise<void>;
}

const inForm = ["name", "slug", "url", "healthPath"];

export function AppForm({ workspace, item, onDone }: AppFormProps) {
  const [draft, setDraft] = useState(() => startDraft(item));
  const { isAtWork, failure, setFailure, act, question } = useAct();
  const isNew = !item?.app;
  const change = (part: Partial<AppDraft>) => setDraft((before) => ({ ...before, ...part }));
  const errorOf = (field: string) => (failure?.field === field ? failure.text : null);

  const save = (event: FormEvent) => {
    event.preventDefault();
    const mistake = findMistake(draft, workspace, isNew);
    if (mistake) return setFailure(mistake);
    void act(async () => {
      await callApi(`/workspaces/${workspace.id}/apps/${slugOf(draft)}`, { method: "PUT", body: changeOf(draft) });
      await onDone(isNew ? `${draft.name.trim()} is on Home.` : `${draft.name.trim()} is saved.`);
    });
  };
  return (
    <>
      <form onSubmit={save} noValidate className="grid grid-cols-1 gap-4">
        <TextField
          label="Name"
          autoComplete="off"
          maxLength={80}
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
          error={errorOf("name")}
        />
        {isNew && (
          <TextField
            label="Address"
            mono
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={32}
            value={slugOf(draft)}
            onChange={(event) => change({ slug: event.target.value.toLowerCase() })}
            hint={
              <span className="wrap-anywhere">
                Opens at <span className="font-mono">{`${slugOf(draft) || "…"}--${workspace.name}--${workspace.owner}`}</span>
              </span>
            }
            error={errorOf("slug")}
          />
        )}
        <TextField
          label="Where it listens"
          mono
          type="url"
          inputMode="url"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          value={draft.url}
          onChange={(event) => change({ url: event.target.value })}
          hint="On its own machine. A path in it is where the app opens."
          error={errorOf("url")}
        />
        {isHttps(draft) && (
          <Choice kind="checkbox" checked={draft.tlsVerify} onChange={() => change({ tlsVerify: !draft.tlsVerify })}>
            Check the certificate
          </Choice>
        )}
        <IconPicker value={draft.icon} onValue={(icon) => change({ icon })} />
        <details className="group" open={errorOf("healthPath") !== null || undefined}>
          <summary className="flex min-h-11 list-none items-center gap-1.5 font-medium text-muted hover:text-text [&::-webkit-details-marker]:hidden">
            <ChevronRight className="size-4 transition-transform group-open:rotate-90" />
            More
          </summary>
          <div className="grid gap-3 pt-1">
            <TextField
              label="Health path"
              mono
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              placeholder="/healthz"
              value={draft.healthPath}
              onChange={(event) => change({ healthPath: event.target.value })}
              hint="Asked to find out whether the app is well. Empty: whether it takes a connection."
              error={errorOf("healthPath")}
            />
            <Choice
              kind="checkbox"
              checked={draft.cors === "passthrough"}
              onChange={() => change({ cors: draft.cors === "allow" ? "passthrough" : "allow" })}
            >
              <span className="block">It answers CORS by itself</span>
              <span className="block text-13 text-muted">Else your other apps may read its answers, as a front end reads its API.</span>
            </Choice>
            <Choice
              kind="checkbox"
              checked={draft.identity === "passthrough"}
              onChange={() => change({ identity: draft.identity === "strip" ? "passthrough" : "strip" })}
            >
              <span className="block">Pass on headers that name the caller</span>
              <span className="block text-13 text-muted">
                Such as Remote-User, which a proxy in front of Latchkey sets. Only for an app that you alone open: it cannot be shared then.
              </span>
            </Choice>
          </div>
        </details>
        {failure && !inForm.includes(failure.field ?? "") && (
          <Note role="alert" tone="bad">
            {failure.text}
          </Note>
        )}
        <Button type="submit" kind="primary" pending={isAtWork} className="w-full">
          {isNew ? "Add app" : "Save"}
        </Button>
      </form>
      {question}
    </>
  );
}
