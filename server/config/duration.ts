import { z } from "zod";

const secondsOf = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

/** A time such as `90s`, `15m`, `12h` or `30d`, in seconds, between two bounds given in the same way. */
export function duration(least: string, most: string) {
  return z.string().transform((text, context): number => {
    const seconds = parse(text);
    if (seconds !== null && seconds >= (parse(least) ?? 0) && seconds <= (parse(most) ?? 0)) return seconds;
    const fault = seconds === null ? "is not a time" : seconds < (parse(least) ?? 0) ? "is too short" : "is too long";
    context.addIssue({ code: "custom", message: `${fault}; give ${least} to ${most}, as a whole number with s, m, h or d.` });
    return z.NEVER;
  });
}

function parse(text: string): number | null {
  const parts = /^(\d{1,12})([smhd])$/.exec(text);
  return parts ? Number(parts[1]) * secondsOf[parts[2] as keyof typeof secondsOf] : null;
}
