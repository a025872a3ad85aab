import AppWindow from "lucide-react/icons/app-window";
import BookOpen from "lucide-react/icons/book-open";
import Bot from "lucide-react/icons/bot";
import Box from "lucide-react/icons/box";
import ChartLine from "lucide-react/icons/chart-line";
import CodeXml from "lucide-react/icons/code-xml";
import Database from "lucide-react/icons/database";
import Folder from "lucide-react/icons/folder";
import GitBranch from "lucide-react/icons/git-branch";
import Globe from "lucide-react/icons/globe";
import Image from "lucide-react/icons/image";
import Mail from "lucide-react/icons/mail";
import Music from "lucide-react/icons/music";
import NotebookText from "lucide-react/icons/notebook-text";
import Plug from "lucide-react/icons/plug";
import SquareTerminal from "lucide-react/icons/square-terminal";
import type { ComponentType, SVGProps } from "react";
import { classNames } from "#ui/design/class-names.ts";
import type { Item } from "./item.ts";

/** The icons an app can have by name, in the order in which they are offered. */
export const appIcons: Record<string, { says: string; Icon: ComponentType<SVGProps<SVGSVGElement>> }> = {
  app: { says: "Window", Icon: AppWindow },
  code: { says: "Code", Icon: CodeXml },
  terminal: { says: "Terminal", Icon: SquareTerminal },
  notebook: { says: "Notebook", Icon: NotebookText },
  chart: { says: "Chart", Icon: ChartLine },
  database: { says: "Database", Icon: Database },
  globe: { says: "Globe", Icon: Globe },
  book: { says: "Book", Icon: BookOpen },
  bot: { says: "Robot", Icon: Bot },
  box: { says: "Box", Icon: Box },
  git: { says: "Branch", Icon: GitBranch },
  folder: { says: "Folder", Icon: Folder },
  image: { says: "Picture", Icon: Image },
  music: { says: "Music", Icon: Music },
  mail: { says: "Mail", Icon: Mail },
};

/** What stands for an app or a port: its own icon or emoji, else what its program suggests. */
export function ItemIcon({ item, large = false, small = false }: { item: Item; large?: boolean; small?: boolean }) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "item-icon flex shrink-0 items-center justify-center",
        // What a person chose has the one warm colour.
        large
          ? "bg-[color-mix(in_oklab,transparent_88%,var(--accent))] text-accent"
          : "bg-[color-mix(in_oklab,transparent_92%,var(--muted))] text-muted",
        small && "size-7 rounded-[7px] text-15 tight:hidden [&_svg]:size-4",
        large && "size-11 rounded-card text-22 [&_svg]:size-5.5",
        !small && !large && "size-9 rounded-control text-17 tight:hidden [&_svg]:size-4.5",
      )}
    >
      <Sign name={item.app ? (item.app.icon ?? guessIcon(item.app.slug)) : guessIcon(item.port?.process ?? "", "plug")} />
    </span>
  );
}

/** The name of the icon that suits a program. */
export function guessIcon(program: string, otherwise = "app"): string {
  return guesses.find(([pattern]) => pattern.test(program))?.[1] ?? otherwise;
}

function Sign({ name }: { name: string }) {
  if (name === "plug") return <Plug />;
  const known = appIcons[name];
  return known ? <known.Icon /> : isEmoji(name) ? name : <AppWindow />;
}

/** Anything that is no word: a file may name an icon that this build does not know. */
function isEmoji(text: string): boolean {
  return /\p{Extended_Pictographic}|\p{Regional_Indicator}/u.test(text);
}

const guesses: readonly [RegExp, string][] = [
  [/code|vite|webpack|next|\besbuild|rollup|storybook/i, "code"],
  [/jupyter|notebook|marimo/i, "notebook"],
  [/postgres|mysql|maria|redis|mongo|sqlite|pgadmin|adminer|clickhouse/i, "database"],
  [/grafana|prometheus|kibana|metrics/i, "chart"],
  [/ttyd|wetty|sshd|terminal/i, "terminal"],
  [/docs|wiki|mkdocs|docusaurus|hugo/i, "book"],
  [/git|gitea|forgejo/i, "git"],
  [/mail|smtp/i, "mail"],
  [/docker|containerd|podman|portainer/i, "box"],
  [/ollama|agent|llama/i, "bot"],
  [/nginx|caddy|apache|httpd|traefik/i, "globe"],
];
