import type { IDisposable, IParser } from "@xterm/xterm";

/**
 * What a program may ask of its terminal is answered once, where the terminal lives. A viewer that answered too would type its answer into
 * the shell, as often as there are viewers, and again whenever old output is drawn anew. So each question that xterm.js knows the answer to
 * is taken off the parser here; what sets something stays.
 */
export function silenceQueries(parser: IParser): IDisposable {
  const silent = () => true;
  const handlers = [
    // Device attributes, primary and secondary (DA1, DA2).
    parser.registerCsiHandler({ final: "c" }, silent),
    parser.registerCsiHandler({ prefix: ">", final: "c" }, silent),
    // Status and cursor position (DSR, DECXCPR).
    parser.registerCsiHandler({ final: "n" }, silent),
    parser.registerCsiHandler({ prefix: "?", final: "n" }, silent),
    // Whether a mode is set (DECRQM), and the value of a setting (DECRQSS).
    parser.registerCsiHandler({ intermediates: "$", final: "p" }, silent),
    parser.registerCsiHandler({ prefix: "?", intermediates: "$", final: "p" }, silent),
    parser.registerDcsHandler({ intermediates: "$", final: "q" }, silent),
    // The palette, and the colours of text, background and cursor: a question mark stands where a colour is set.
    ...[4, 10, 11, 12].map((number) => parser.registerOscHandler(number, (data) => data.split(";").includes("?"))),
  ];
  return { dispose: () => handlers.forEach((handler) => handler.dispose()) };
}
