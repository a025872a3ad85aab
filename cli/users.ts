/** People, directly in the database: works while the door runs (it hears within 5 s) and while it does not. */
import { environment, readStorePlace } from "#server/config.ts";
import { systemClock } from "#server/clock.ts";
import { isAppError } from "#server/errors.ts";
import { createLog } from "#server/log.ts";
import { createPeople, type People } from "#server/session.ts";
import { openStore, type Store, type UserRow } from "#server/store.ts";
import type { Role } from "#protocol/api.ts";
import { ask, readPassword } from "./ask.ts";
import { CommandError } from "./command-error.ts";
import { type Asked, helpRows, parseFlags } from "./flags.ts";
import { renderHelp } from "./help.ts";
import { plain, renderTable, shortTime } from "./table.ts";

interface Rooms {
  people: People;
  store: Store;
}

const flags = [
  { name: "email", value: "e-mail", help: "of the person" },
  { name: "name", value: "name", help: "their handle: 1 to 32 of a–z, 0–9 and single hyphens" },
  { name: "role", value: "owner|admin|member", help: "of a new person [member; the first one is the owner]" },
  { name: "password-stdin", value: null, help: "the password is the first line of stdin; else it is asked for" },
  { name: "data-dir", value: "path", help: "the door's data directory [$XDG_DATA_HOME/latchkey]" },
  { name: "database-url", value: "url", help: "the door's database [file:<data-dir>/latchkey.db]" },
  { name: "json", value: null, help: "list as JSON" },
] as const;

const actions: Readonly<Record<string, (rooms: Rooms, asked: Asked) => Promise<string>>> = {
  create: createPerson,
  list: listPeople,
  suspend: async ({ people, store }, asked) => {
    const { name, email } = await people.suspend(await requireEmail(store, asked));
    return `${name} (${email}) is suspended. Everything of theirs ends within 5 seconds.`;
  },
  activate: async ({ people, store }, asked) => {
    const { name, email } = await people.activate(await requireEmail(store, asked));
    return `${name} (${email}) may sign in again.`;
  },
  "reset-password": async ({ people, store }, asked) => {
    const email = await requireEmail(store, asked);
    const { name } = await people.resetPassword(email, await askNewPassword(asked));
    return `${name} (${email}) has a new password. Their sessions end within 5 seconds; tokens live on.`;
  },
};

export async function run([name, ...argv]: readonly string[]): Promise<number> {
  const action = name === undefined ? undefined : actions[name];
  if (!action) throw new CommandError(`Say what to do with people: latchkey users ${Object.keys(actions).join("|")}.`, 2);
  const asked = parseFlags(argv, flags, { mostWords: name === "create" || name === "list" ? 0 : 1 });
  const place = ["data-dir", "database-url"].flatMap((flag) => (asked.value(flag) === undefined ? [] : [`--${flag}=${asked.value(flag)}`]));
  process.umask(0o077);
  const { databaseUrl } = readStorePlace({ argv: place, env: environment() });
  const store = await requireStore(databaseUrl);
  try {
    // A running door hears of changes from the database; there is nobody to tell in this process.
    const people = createPeople({ store, clock: systemClock, news: { announce() {} } });
    process.stdout.write(`${await action({ people, store }, asked)}\n`);
    return 0;
  } finally {
    await store.close();
  }
}

export function help(): string {
  return renderHelp({
    usage: [
      "latchkey users create --email <e-mail> --name <name> [--role <role>] [--password-stdin]",
      "latchkey users list [--json]",
      "latchkey users suspend|activate <e-mail or name>",
      "latchkey users reset-password <e-mail or name> [--password-stdin]",
    ],
    text: "Works on the database directly, whether or not the door is running.",
    sections: [{ title: "Flags", rows: helpRows(flags) }],
    examples: [
      ["latchkey users create --email ada@example.com --name ada", ""],
      ["pass show door | latchkey users reset-password ada --password-stdin", ""],
    ],
  });
}

async function createPerson({ people }: Rooms, asked: Asked): Promise<string> {
  const isFirst = await people.isSetUpNeeded();
  const role = readRole(asked.value("role")) ?? (isFirst ? "owner" : "member");
  if (isFirst && role !== "owner") throw new CommandError("Nobody is here yet, and the first person is the owner: leave --role out.", 2);
  const email = asked.value("email") ?? (await ask("E-mail: ", "--email"));
  const name = asked.value("name") ?? (await ask("Name: ", "--name"));
  const person = { email, name, password: await askNewPassword(asked) };
  const user = isFirst ? await people.setUp(person) : await people.create({ ...person, role });
  return `${user.name} (${user.email}) is here, as ${user.role}.`;
}

async function listPeople({ people }: Rooms, asked: Asked): Promise<string> {
  const users = await people.list();
  if (asked.isOn("json")) return JSON.stringify(users.map(present), null, 2);
  if (users.length === 0) return "Nobody is here yet. Open the door's set-up page, or run: latchkey users create";
  const rows = users.map(present).map(({ name, email, role, state, createdAt }) => [name, email, role, state, shortTime(createdAt)]);
  return renderTable(["NAME", "E-MAIL", "ROLE", "STATE", "SINCE"], rows);
}

/** Migrates it where needed: the person may come before the door's first start. Throws CommandError with the cure. */
async function requireStore(databaseUrl: string): Promise<Store> {
  try {
    return await openStore({ databaseUrl, log: createLog() });
  } catch (error) {
    throw isAppError(error) ? error : new CommandError(error instanceof Error ? error.message : String(error));
  }
}

/** What may leave the database: never the hash of a password. */
function present({ id, email, name, role, createdAt, suspendedAt }: UserRow) {
  const iso = (ms: number) => new Date(ms).toISOString();
  return {
    ...{ id, email, name, role, state: suspendedAt === null ? "active" : "suspended" },
    ...{ createdAt: iso(createdAt), suspendedAt: suspendedAt === null ? null : iso(suspendedAt) },
  };
}

/** The person's e-mail, from `--email` or the word after the command, which may also be a name. */
async function requireEmail(store: Store, asked: Asked): Promise<string> {
  const who = asked.value("email") ?? asked.rest[0] ?? asked.value("name");
  if (who === undefined) throw new CommandError("Say who: an e-mail or a name.", 2);
  if (who.includes("@")) return who;
  const user = await store.people.findByName(who);
  if (!user) throw new CommandError(`Nobody here is called ${plain(who)}; latchkey users list shows everybody.`);
  return user.email;
}

function askNewPassword(asked: Asked): Promise<string> {
  return readPassword({ fromStdin: asked.isOn("password-stdin"), question: "New password: ", repeated: true });
}

function readRole(text: string | undefined): Role | undefined {
  if (text === undefined || text === "owner" || text === "admin" || text === "member") return text;
  throw new CommandError("--role is owner, admin or member.", 2);
}
