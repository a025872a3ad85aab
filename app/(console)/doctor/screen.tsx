"use client";
import CircleAlert from "lucide-react/icons/circle-alert";
import CircleCheck from "lucide-react/icons/circle-check";
import CircleX from "lucide-react/icons/circle-x";
import { CopyButton } from "#ui/design/copy-button.tsx";
import { Button } from "#ui/design/button.tsx";
import { List } from "#ui/design/list.tsx";
import { Note } from "#ui/design/note.tsx";
import { SkeletonRows } from "#ui/design/skeleton.tsx";
import { useDoctor, type DoctorReport } from "#ui/engine/doctor.ts";
import { Screen } from "#ui/frame/screen.tsx";

type State = DoctorReport["rows"][number]["state"];

const signs = {
  good: { Icon: CircleCheck, look: "text-good", says: "Good" },
  warn: { Icon: CircleAlert, look: "text-warn", says: "Attention" },
  bad: { Icon: CircleX, look: "text-bad", says: "Bad" },
} as const;

export function DoctorScreen() {
  const { report, refresh } = useDoctor();
  return (
    <Screen
      title="Session doctor"
      lead="How this browser is kept signed in, and what would make it safer."
      back={{ href: "/you", label: "You" }}
    >
      {report ? <Report report={report} onRefresh={() => void refresh()} /> : <SkeletonRows rows={6} label="Examining" />}
    </Screen>
  );
}

function Report({ report, onRefresh }: { report: DoctorReport; onRefresh: () => void }) {
  const tone = report.isWell ? "good" : report.rows.some((row) => row.state === "bad") ? "bad" : "warn";
  const { Icon } = signs[tone];
  return (
    <>
      <Note tone={tone} icon={<Icon />} className="mb-4 text-17!">
        <p data-testid="verdict" role="status">
          {report.verdict}
        </p>
      </Note>
      <List label="Findings">
        {report.rows.map((row) => (
          <li key={row.label} className="flex min-h-14 items-center gap-3 px-4 py-2.5 desk:min-h-11">
            <Sign state={row.state} />
            <span className="flex min-w-0 flex-1 flex-wrap gap-x-4 desk:flex-nowrap">
              <span className="w-full text-13 text-muted desk:w-48 desk:shrink-0 desk:text-15">{row.label}</span>
              <span className="min-w-0 font-medium">{row.value}</span>
            </span>
          </li>
        ))}
      </List>
      <div className="mt-5 grid gap-2.5 desk:flex">
        <CopyButton text={report.text} label="Copy report" kind="primary" />
        <Button onClick={onRefresh}>Examine again</Button>
      </div>
    </>
  );
}

function Sign({ state }: { state: State }) {
  if (state === "plain") return <span className="size-5 shrink-0" />;
  const { Icon, look, says } = signs[state];
  return (
    <span className={`shrink-0 ${look}`}>
      <Icon className="size-5" aria-hidden="true" />
      <span className="sr-only">{says}: </span>
    </span>
  );
}
