/** Times in words. All arguments are milliseconds since the epoch. */

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** "3 min ago", "in 30 days", "just now". What is past is rounded down, what comes to the nearest. Needs no time zone. */
export function sayRelative(at: number, now: number): string {
  const distance = Math.abs(at - now);
  if (distance < minuteMs) return at <= now ? "just now" : "in less than a minute";
  return at <= now ? `${sayDuration(distance)} ago` : `in ${sayDuration(distance + halfUnitMs(distance))}`;
}

/** "45 s", "3 min", "5 h", "1 day", "29 days", "14 months": one unit, rounded down. */
export function sayDuration(ms: number): string {
  if (ms < minuteMs) return `${Math.max(1, Math.floor(ms / 1000))} s`;
  if (ms < hourMs) return `${Math.floor(ms / minuteMs)} min`;
  if (ms < 2 * dayMs) return ms < dayMs ? `${Math.floor(ms / hourMs)} h` : "1 day";
  const days = Math.floor(ms / dayMs);
  return days < 365 ? `${days} days` : `${Math.floor(days / 30.44)} months`;
}

/** A wait, in words that are read in the middle of a sentence: "45 seconds", "4 minutes", "2 hours". Rounded up, so that it is over then. */
export function sayWait(seconds: number): string {
  const [count, unit] = seconds < 60 ? [seconds, "second"] : seconds < 3_600 ? [seconds / 60, "minute"] : [seconds / 3_600, "hour"];
  const whole = Math.max(1, Math.ceil(count));
  return `${whole} ${unit}${whole === 1 ? "" : "s"}`;
}

/** How long something lasts that was set to a round figure: "30 days", "12 h", "90 s". */
export function sayLifetime(seconds: number): string {
  if (seconds % 86_400 === 0) return seconds === 86_400 ? "1 day" : `${seconds / 86_400} days`;
  if (seconds % 3_600 === 0) return `${seconds / 3_600} h`;
  return seconds % 60 === 0 && seconds > 60 ? `${seconds / 60} min` : `${seconds} s`;
}

/** The exact time in the person's own zone: "Tuesday, 3 November 2026, 14:02:09". */
export function sayExact(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" }).format(at).replace(" at ", ", ");
}

/** "14:02" in the person's own zone. */
export function sayClock(at: number): string {
  return new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" }).format(at);
}

/** When, as one says it to a person: "today 14:02", "yesterday 14:02", "on Tuesday 14:02", "on 3 November 14:02", "on 3 November 2025 14:02". */
export function sayWhen(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs);
  if (days === 0) return `today ${sayClock(at)}`;
  if (days === 1) return `yesterday ${sayClock(at)}`;
  if (days > 1 && days < 7) return `on ${new Intl.DateTimeFormat("en-GB", { weekday: "long" }).format(at)} ${sayClock(at)}`;
  return `on ${sayDate(at, now)} ${sayClock(at)}`;
}

/** When something ends, after "until": "14:02" today, "tomorrow 14:02", "Tuesday 14:02", "3 December 14:02", "3 December 2027 14:02". */
export function sayUntil(at: number, now: number): string {
  const days = Math.round((startOfDay(at) - startOfDay(now)) / dayMs);
  if (days === 0) return sayClock(at);
  if (days === 1) return `tomorrow ${sayClock(at)}`;
  if (days > 1 && days < 7) return `${new Intl.DateTimeFormat("en-GB", { weekday: "long" }).format(at)} ${sayClock(at)}`;
  return `${sayDate(at, now)} ${sayClock(at)}`;
}

/** A day that was, as a heading: "Today", "Yesterday", "Tuesday", "3 November", "3 November 2025". */
export function sayDay(at: number, now: number): string {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / dayMs);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return days > 1 && days < 7 ? new Intl.DateTimeFormat("en-GB", { weekday: "long" }).format(at) : sayDate(at, now);
}

function halfUnitMs(ms: number): number {
  return (ms < hourMs ? minuteMs : ms < dayMs ? hourMs : dayMs) / 2;
}

/** The same moment after "since": "14:02", "yesterday 14:02", "Tuesday 14:02". */
export function saySince(at: number, now: number): string {
  return sayWhen(at, now).replace(/^(today|on) /, "");
}

/** "3 November", with the year when it is another one. */
function sayDate(at: number, now: number): string {
  const isThisYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", ...(!isThisYear && { year: "numeric" }) }).format(at);
}

function startOfDay(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}
