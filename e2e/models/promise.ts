/**
 * How long a test gives the promise that what ended is dead everywhere within 5 s, in milliseconds. The promise is by the door's own clock, and its
 * parts are held to it with clocks of their own; here what a machine that does other things besides takes to hear, to write and to look is in it as
 * well. What is not ended at all, stays open for good.
 */
export const deadWithinMs = 15_000;
