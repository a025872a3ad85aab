/** Why the start stops: one line that names the setting and says the cure. The command line prints it as it is and exits with 2. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  /** `--http-address` or `LATCHKEY_HTTP_ADDRESS`: whatever the person has to change. */
  readonly setting: string;

  constructor(setting: string, text: string) {
    super(`${setting} ${text}`.replace(/\s+/g, " "));
    this.setting = setting;
  }
}

/** Recognises a ConfigError by its name: bundles may hold separate copies of this module. */
export function isConfigError(error: unknown): error is ConfigError {
  return error instanceof Error && error.name === "ConfigError" && "setting" in error;
}

/** A value as it is shown in an error: quoted, on one line, at most 80 characters. Never call it with a secret. */
export function quote(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 79)}…` : text);
}
