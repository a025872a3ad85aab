/** What a unit test waits for may take long on a machine that does other things besides: a second, which is the runner's own patience, is no verdict. */
import { vi } from "vitest";

const patienceMs = 15_000;
const waitFor = vi.waitFor;

vi.waitFor = (look, options = {}) => waitFor(look, typeof options === "number" ? options : { timeout: patienceMs, ...options });
