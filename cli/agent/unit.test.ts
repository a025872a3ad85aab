import { expect, test } from "vitest";
import type { InstalledAgent } from "./installed-agent.ts";
import { renderPlist } from "./plist.ts";
import { renderUnit } from "./unit.ts";

const agent: InstalledAgent = {
  name: "latchkey-agent",
  door: "https://door.example.com",
  program: ["/usr/bin/node", "/opt/latchkey/latchkey.js", "agent", "--url", "https://door.example.com"],
  directory: "/home/ada",
  tokenFile: "/home/ada/.config/latchkey/agent-door.example.com.token",
};
const odd: InstalledAgent = {
  ...agent,
  program: [`/my $node/100% "node"`, `/o'pt/a\\b $HOME/latchkey.js`, "agent", "--config", "/home/<ada> & co/%h/latchkey.yaml"],
  directory: `/home/<ada> & co/%h "x"`,
  tokenFile: `/home/<ada> & co/%h "x"\\y/$t`,
};
const linesOf = (text: string) => text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

test("a unit starts the agent with each sign-in and after every end, and ends nothing but the agent", () => {
  expect(linesOf(renderUnit(agent))).toEqual([
    "[Unit]",
    "Description=Latchkey agent of door.example.com",
    "StartLimitIntervalSec=0",
    "[Service]",
    'ExecStart="/usr/bin/node" "/opt/latchkey/latchkey.js" "agent" "--url" "https://door.example.com"',
    "WorkingDirectory=/home/ada",
    'Environment="LATCHKEY_TOKEN_FILE=/home/ada/.config/latchkey/agent-door.example.com.token"',
    "Restart=always",
    "RestartSec=2",
    "RestartPreventExitStatus=77",
    "KillMode=process",
    "[Install]",
    "WantedBy=default.target",
  ]);
});

test("a unit takes spaces, quotes, backslashes, dollars and per cent signs of a path as they are", () => {
  const lines = linesOf(renderUnit(odd));
  // Of the program itself systemd fills in no variables, and so a dollar is not doubled there.
  expect(lines).toContain(
    `ExecStart="/my $node/100%% \\"node\\"" "/o'pt/a\\\\b $$HOME/latchkey.js" "agent" "--config" "/home/<ada> & co/%%h/latchkey.yaml"`,
  );
  expect(lines).toContain(`WorkingDirectory=/home/<ada> & co/%%h "x"`);
  expect(lines).toContain(`Environment="LATCHKEY_TOKEN_FILE=/home/<ada> & co/%%h \\"x\\"\\\\y/$t"`);
});

test("a property list says the same to launchd, and takes what XML has a meaning for as it is", () => {
  const text = renderPlist(agent, "/Users/ada/Library/Logs/latchkey-agent.log");
  const flat = text.replace(/\n\s*/g, "");
  expect(flat).toContain("<key>Label</key><string>latchkey-agent</string>");
  expect(flat).toContain("<string>/opt/latchkey/latchkey.js</string><string>agent</string><string>--url</string>");
  for (const key of ["RunAtLoad", "KeepAlive", "AbandonProcessGroup"]) expect(flat).toContain(`<key>${key}</key><true/>`);
  expect(renderPlist(odd, "/l")).toContain(`<string>/home/&lt;ada&gt; &amp; co/%h "x"\\y/$t</string>`);
});
