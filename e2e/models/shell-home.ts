import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeScratchDir } from "./scratch.ts";

export const prompt = "ready$ ";

/** A home directory for the shells of a test, with a prompt that says nothing of this machine; nothing they do is in anybody's history. */
export function makeShellHome(): { dir: string; env: Record<string, string>; remove(): void } {
  const { dir, remove } = makeScratchDir("home");
  writeFileSync(join(dir, ".bash_profile"), `PS1='${prompt}'\nunset HISTFILE PROMPT_COMMAND\ncd "$HOME"\n`);
  writeFileSync(join(dir, ".vimrc"), "set nocompatible noswapfile viminfo=\n");
  return { dir, env: { HOME: dir }, remove };
}
