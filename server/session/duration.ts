import { AppError } from "../errors.ts";

const unitSeconds = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** Seconds of a life such as `90s`, `30m`, `12h`, `30d`; 60 s to 400 d, the most a browser keeps a cookie. Throws `bad_request`. */
export function requireLifetime(text: string): number {
  const match = /^(\d{1,8})([smhd])$/.exec(text);
  const seconds = match ? Number(match[1]) * unitSeconds[match[2] as keyof typeof unitSeconds] : NaN;
  if (!(seconds >= 60 && seconds <= 400 * 86_400)) {
    throw new AppError("bad_request", { field: "lifetime", detail: "Give a life such as 30d or 12h, from 60s to 400d." });
  }
  return seconds;
}
