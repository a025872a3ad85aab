/** Milliseconds since the epoch. Passed in everywhere, so that lifetimes are tested with a clock that the test moves. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
