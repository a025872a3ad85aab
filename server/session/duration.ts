import { AppError } from "../errors.ts";

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a life such as `90s`, `30m`, `12h`, `30d`; 60 s to `maxSeconds`. Throws `bad_request`. */
export function requireLifetime(text: string, maxSeconds: number): number {
  const match = /^(\d{1,8})([smhd])$/.exec(text);
  const seconds = match ? Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds] : NaN;
  if (!(seconds >= 60 && seconds <= maxSeconds)) {
    throw new AppError("bad_request", {
      field: "lifetime",
      detail: `Give a life such as 30d or 12h, from 60s to ${sayLifetime(maxSeconds)}.`,
    });
  }
  return seconds;
}

/** Seconds as they are written: in the largest unit of which at least two are full, rounded down. */
export function sayLifetime(seconds: number): string {
  const [unit = "s", size = 1] = Object.entries(unitSeconds).findLast(([, size]) => seconds % size === 0 || seconds >= 2 * size) ?? [];
  return `${Math.floor(seconds / size)}${unit}`;
}
