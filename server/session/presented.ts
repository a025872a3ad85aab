/**
 * The cookies of one name in a Cookie header, opened and asked about: all that are believed, or the knowledge that not all were looked at.
 * Guards: the work for one header. Seals that were opened before cost nothing; of the others a few are tried, from both ends, because a cookie
 * in its own place comes last among those of longer paths and only what other hosts planted for `/` can come after it (RFC 6265 §5.4).
 */
import { findCookies, looksSealed } from "./cookie.ts";
import type { Sealer, Unsealed } from "./seal.ts";
import type { Validity, Verifier } from "./verify.ts";

/** Opening one costs half a millisecond of processor time. */
const maxUnsealings = 8;
/** Each may be a question to the database. */
const maxKeys = 16;

export type Valid = Extract<Validity, { ok: true }>;
export type Refused = Extract<Validity, { ok: false }>;

export interface Presented {
  /** The valid ones that `accepts` takes, each key once, in the order sent. */
  valid: { value: string; sealed: Unsealed; validity: Valid }[];
  /** Of seals of ours whose key is not valid. */
  refused: Refused[];
  /** How many cookies have the name. */
  count: number;
  /** How many that may be ours were not looked at: then nobody can say that the first valid one is the only one. */
  untried: number;
}

/** Throws `unavailable` when the store must be asked and does not answer. */
export async function readPresented(
  header: string | undefined,
  name: string,
  { sealer, verifier, accepts }: { sealer: Sealer; verifier: Verifier; accepts: (validity: Valid) => boolean },
): Promise<Presented> {
  const values = findCookies(header, name);
  const { opened, untried } = await openSeals(values, sealer);
  const keys = fromBothEnds(opened, maxKeys);
  const valid: Presented["valid"] = [];
  const refused: Refused[] = [];
  for (const { value, sealed } of opened.filter((each) => keys.has(each))) {
    const validity = await verifier.verify(sealed.id, sealed.secretHash);
    if (!validity.ok) refused.push(validity);
    else if (accepts(validity) && valid.every((other) => other.sealed.id !== sealed.id)) valid.push({ value, sealed, validity });
  }
  return { valid, refused, count: values.length, untried: untried + opened.length - keys.size };
}

interface Opened {
  value: string;
  sealed: Unsealed;
}

/** What the values hold, each value once, in the order sent. */
async function openSeals(values: readonly string[], sealer: Sealer): Promise<{ opened: Opened[]; untried: number }> {
  const known = new Map<string, Unsealed | null>();
  const unknown: string[] = [];
  for (const value of new Set(values)) {
    if (!looksSealed(value)) continue;
    const sealed = sealer.recall(value);
    known.set(value, sealed ?? null);
    if (!sealed) unknown.push(value);
  }
  const tried = fromBothEnds(unknown, maxUnsealings);
  for (const value of tried) known.set(value, await sealer.unseal(value));
  const opened = [...known].flatMap(([value, sealed]) => (sealed ? [{ value, sealed }] : []));
  return { opened, untried: unknown.length - tried.size };
}

/** At most `max` entries, the last ones and the first ones. */
function fromBothEnds<T>(list: readonly T[], max: number): Set<T> {
  if (list.length <= max) return new Set(list);
  const half = max / 2;
  return new Set([...list.slice(0, half), ...list.slice(-half)]);
}
