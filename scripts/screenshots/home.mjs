// @ts-check
/** The home directory of the pictured shells: a prompt, and a small project with a past. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const past = [
  "Draw the coast from open data",
  "Keep the map where the finger left it",
  "Cache tiles for a train ride",
  "Say how old a tile is",
];
const files = ["README.md", "package.json", "map.ts", "tiles.ts"];

/** What every line of the shell begins with. */
export const prompt = "ada ";
/** What is typed for the picture. */
export const typed = ["cd ~/src/atlas", "git log --oneline --graph", "ls --color -F", "wc -l *.ts"];

/** Makes it and gives its path. @param {string} home @returns {string} */
export function makeHome(home) {
  const project = join(home, "src/atlas");
  mkdirSync(join(project, "public"), { recursive: true });
  writeFileSync(
    join(home, ".bash_profile"),
    "PS1='\\[\\e[32m\\]ada\\[\\e[0m\\] \\[\\e[34m\\]\\W\\[\\e[0m\\] $ '\nunset HISTFILE PROMPT_COMMAND\ncd ~\n",
  );
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync("git", ["-c", "user.name=Ada", "-c", "user.email=ada@example.com", ...args], {
      cwd: project,
      env: {
        NODE_ENV: "production",
        PATH: process.env["PATH"],
        HOME: home,
        GIT_AUTHOR_DATE: "2026-03-01T09:00:00Z",
        GIT_COMMITTER_DATE: "2026-03-01T09:00:00Z",
      },
    });
  git("init", "-q", "-b", "main");
  for (const [index, message] of past.entries()) {
    writeFileSync(join(project, files[index] ?? "more.ts"), `${message}\n`);
    git("add", ".");
    git("commit", "-qm", message);
  }
  return home;
}
