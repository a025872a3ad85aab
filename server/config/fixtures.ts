/** What the tests of the configuration share. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "vitest";
import { ConfigError, readConfig, readSettings, type Settings } from "../config.ts";
import type { Env } from "./given.ts";

export interface Place {
  /** A directory of the test's own. */
  root: string;
  env: Env;
  read(argv?: string[], env?: Env, boundPort?: number): Settings;
  /** The one line that a failing start prints. */
  refusal(argv: string[], env?: Env): string;
}

export const secretA = "Zk3vQ9xT1mW8pL5rB7nD2cF6hJ4sG0yA";
export const secretB = "e7b1c95a02f84d3b9a6c51e8f07d2b43";

/** A fresh home for every test of the file. */
export function useHome(): Place {
  const place: Place = { root: "", env: {}, read, refusal };
  beforeEach(() => {
    place.root = mkdtempSync(join(tmpdir(), "latchkey-config-"));
    place.env = { HOME: place.root, XDG_DATA_HOME: join(place.root, "share") };
  });
  afterEach(() => rmSync(place.root, { recursive: true, force: true }));
  return place;

  function read(argv: string[] = [], env: Env = {}, boundPort?: number): Settings {
    return readSettings({ argv, env: { ...place.env, ...env }, boundPort });
  }

  function refusal(argv: string[], env: Env = {}): string {
    try {
      readConfig({ argv, env: { ...place.env, ...env } });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      expect(error.message).not.toMatch(/[\r\n]/);
      return error.message;
    }
    throw new Error("It was accepted.");
  }
}

/** First 8 hex digits of SHA-256. */
export function hash8(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
