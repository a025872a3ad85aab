const usual = [
  { value: "1d", label: "1 day", days: 1 },
  { value: "7d", label: "7 days", days: 7 },
  { value: "30d", label: "30 days", days: 30 },
  { value: "90d", label: "90 days", days: 90 },
  { value: "365d", label: "1 year", days: 365 },
];

/** How long a token may live, to choose from: the usual lives that the server allows, and the longest that it does. */
export function livesUpTo(maxSeconds: number): { value: string; label: string }[] {
  const allowed = usual.filter(({ days }) => days * 86_400 <= maxSeconds);
  if (allowed.some(({ days }) => days * 86_400 === maxSeconds)) return allowed.map(({ value, label }) => ({ value, label }));
  return [...allowed.map(({ value, label }) => ({ value, label })), { value: `${maxSeconds}s`, label: sayLongest(maxSeconds) }];
}

function sayLongest(seconds: number): string {
  const [unit, size] = seconds >= 2 * 86_400 ? ["days", 86_400] : seconds >= 2 * 3600 ? ["hours", 3600] : ["minutes", 60];
  return `${Math.floor(seconds / Number(size))} ${unit}`;
}
