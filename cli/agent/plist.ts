/** An agent as a launchd agent (launchd.plist(5)). */
import type { InstalledAgent } from "./installed-agent.ts";

/** The text of the property list. `logFile`: where what it says goes. */
export function renderPlist({ name, program, directory, tokenFile }: InstalledAgent, logFile: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<!-- Written by "latchkey agent install", which writes it anew; "latchkey agent uninstall" takes it away. -->
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(name)}
  <key>ProgramArguments</key>
  <array>
${program.map((each) => `    ${string(each)}`).join("\n")}
  </array>
  <!-- Where latchkey.yaml is looked for. -->
  <key>WorkingDirectory</key>
  ${string(directory)}
  <!-- The token is in a file that its owner alone may read. -->
  <key>EnvironmentVariables</key>
  <dict>
    <key>LATCHKEY_TOKEN_FILE</key>
    ${string(tokenFile)}
  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>2</integer>
  <!-- Its shells are in a process of their own, the terminal host, and have to outlive a restart of the agent. -->
  <key>AbandonProcessGroup</key>
  <true/>
  <!-- Those shells run at the speed of any other. -->
  <key>ProcessType</key>
  <string>Interactive</string>
  <key>StandardOutPath</key>
  ${string(logFile)}
  <key>StandardErrorPath</key>
  ${string(logFile)}
</dict>
</plist>
`;
}

function string(text: string): string {
  return `<string>${text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")}</string>`;
}
