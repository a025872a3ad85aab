// @ts-check
/** Measuring side by side: what is compared runs in turns (A B C A B C …), so that a busy moment of the machine falls on all of them. */

/**
 * Runs every contender once per round, each round beginning with the next one, and gives what each measured.
 * @template {string} Name
 * @param {Record<Name, () => Promise<number>>} contenders each measures once and gives one number
 * @param {{rounds: number, warmUpRounds?: number}} options warm-up rounds are not counted
 * @returns {Promise<Record<Name, number[]>>}
 */
export async function measureInTurns(contenders, { rounds, warmUpRounds = 0 }) {
  const names = /** @type {Name[]} */ (Object.keys(contenders));
  const found = /** @type {Record<Name, number[]>} */ (/** @type {unknown} */ (Object.fromEntries(names.map((name) => [name, []]))));
  for (let round = -warmUpRounds; round < rounds; round += 1) {
    const first = (round + warmUpRounds) % names.length;
    for (const name of [...names.slice(first), ...names.slice(0, first)]) {
      const value = await contenders[name]();
      if (round >= 0) found[name].push(value);
    }
  }
  return found;
}

/**
 * Microseconds of processor time that one call takes, the mean over `calls` in a row. Processor time, because others may be using the
 * machine, and because what is measured so never waits: each query runs in this very process.
 * @param {number} calls
 * @param {(index: number) => Promise<unknown>} work
 */
export async function timePerCallUs(calls, work) {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index += 1) await work(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** @param {readonly number[]} values at least one */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * The value below which the share `part` of all values lies, between two of them in proportion.
 * @param {readonly number[]} values at least one
 * @param {number} part 0 to 1
 */
export function quantile(values, part) {
  const sorted = [...values].sort((left, right) => left - right);
  const place = (sorted.length - 1) * part;
  const below = sorted[Math.floor(place)] ?? NaN;
  return below + ((sorted[Math.ceil(place)] ?? NaN) - below) * (place - Math.floor(place));
}

/**
 * The median of the ratios of each round: what the machine did in a round happened to both.
 * @param {readonly number[]} values
 * @param {readonly number[]} baselines of the same rounds
 */
export function medianRatio(values, baselines) {
  return median(values.map((value, round) => value / (baselines[round] ?? NaN)));
}
