/**
 * A latchkey.yaml, read: by the agent, by the server for its own machine, and by the process of the terminals. Guards the process that reads: a
 * file may be huge, endless (/dev/zero), never written to (a FIFO), nested so deep that a parser runs out of stack, or refer to itself. Each is one
 * line for its owner. What a file is, is asked before it is read; how deep it is, before it is parsed.
 */
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { Lexer, LineCounter, parseDocument, visit, type Document } from "yaml";

export type ReadYaml =
  | {
      ok: true;
      value: unknown;
      /** Of what stands at a path of keys, or of the nearest around it. */ lineOf(place: readonly PropertyKey[]): number;
    }
  | { ok: false; problem: string; line: number | null };

const maxBytes = 256 * 1024;
/** With its aliases written out: an agent tells it in one line. */
const maxWrittenBytes = 512 * 1024;
const maxDepth = 32;
const maxIndent = 200;
/** Keys, items and commas: the parser compares each key of a map with all others. */
const maxEntries = 3_000;
const maxAliases = 100;
const maxAnchors = 400;
/** Whatever is neither space nor comment: a mistake at each of them would be an error with a trace of its own. */
const maxTokens = 12_000;

/** Null when it is not there. Never throws. Reads at once, and no more than `maxBytes`. */
export function readYamlFile(path: string): ReadYaml | null {
  let text: string | null;
  try {
    text = readRegularFile(path);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? null : bad("cannot be read");
  }
  if (text === null) return bad("is no regular file");
  return Buffer.byteLength(text) > maxBytes ? bad(`is larger than ${maxBytes / 1024} kB`) : parseYaml(text);
}

/** Never throws. */
export function parseYaml(text: string): ReadYaml {
  try {
    const lines = new LineCounter();
    const tooMuch = findTooMuch(text);
    if (tooMuch) return tooMuch;
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
    const [broken] = document.errors;
    if (broken) return { ok: false, problem: broken.message.split("\n", 1)[0] ?? "", line: lines.linePos(broken.pos[0]).line };
    const self = findSelf(document);
    if (self) return { ok: false, problem: `*${self.name} stands inside of what it names`, line: lines.linePos(self.at).line };
    const value: unknown = document.toJS({ maxAliasCount: maxAliases });
    const written = JSON.stringify(value) ?? "";
    if (Buffer.byteLength(written) > maxWrittenBytes)
      return bad(`is larger than ${maxWrittenBytes / 1024} kB with its aliases written out`);
    return { ok: true, value, lineOf: (place) => findLine(document, lines, place) };
  } catch (error) {
    const why = error instanceof ReferenceError ? error.message.split("\n", 1)[0] : "cannot be understood";
    return bad(why ?? "cannot be understood");
  }
}

/** Null for what is no file, such as a device or a FIFO. */
function readRegularFile(path: string): string | null {
  // Without O_NONBLOCK opening a FIFO waits for somebody to write to it.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    if (!fstatSync(file).isFile()) return null;
    const bytes = Buffer.alloc(maxBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}

/** The lexer goes through a text once and calls itself for nothing; what comes after it calls itself for each level. */
function findTooMuch(text: string): ReadYaml | null {
  let [line, depth, indicators, entries, aliases, anchors, tokens] = [1, 0, 0, 0, 0, 0, 0];
  let isScalar = false;
  let isLineStart = true;
  for (const token of new Lexer().lex(text)) {
    const isText = isScalar;
    isScalar = token === scalarFollows;
    if (token === "\n") [line, isLineStart, indicators] = [line + 1, true, 0];
    if (isText || token === "\n") {
      if (isText) line += token.split("\n").length - 1;
      continue;
    }
    const isIndent = isLineStart && depth === 0 && token.trim() === "";
    isLineStart = false;
    if (token === "[" || token === "{") depth += 1;
    else if (token === "]" || token === "}") depth -= 1;
    if (":-?,".includes(token)) [indicators, entries] = [indicators + (depth === 0 ? 1 : 0), entries + 1];
    if (token.startsWith("*")) aliases += 1;
    if (/^[&!%]/.test(token)) anchors += 1;
    if (!/^[\s#]/.test(token)) tokens += 1;
    if (depth < 0) return { ok: false, problem: `has a ${token} that closes nothing`, line };
    if (depth > maxDepth || indicators > maxDepth || (isIndent && token.length > maxIndent))
      return { ok: false, problem: `is nested more than ${maxDepth} deep`, line };
    if (entries > maxEntries) return { ok: false, problem: `has more than ${maxEntries} entries`, line };
    if (aliases > maxAliases) return { ok: false, problem: `uses more than ${maxAliases} aliases`, line };
    if (anchors > maxAnchors || tokens > maxTokens) return { ok: false, problem: "has more in it than apps and settings", line };
  }
  return null;
}

/** What the lexer of `yaml` says before the text of a scalar. */
const scalarFollows = "\u001f";

function findSelf(document: Document): { name: string; at: number } | null {
  let found: { name: string; at: number } | null = null;
  visit(document, {
    Alias(_key, { source, range }, path) {
      if (!path.some((node) => "anchor" in node && node.anchor === source)) return;
      found = { name: source, at: range?.[0] ?? 0 };
      return visit.BREAK;
    },
  });
  return found;
}

function findLine(document: Document, lines: LineCounter, place: readonly PropertyKey[]): number {
  for (let length = place.length; length > 0; length--) {
    const node = document.getIn(place.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function bad(problem: string): ReadYaml {
  return { ok: false, problem, line: null };
}
