/**
 * People: who may have a key at all. Set-up of the first owner, sign-in by password, password changes, suspension.
 * Guards: unknown, wrong and suspended look alike from outside in answer and time.
 */
import type { EndReason, Role } from "#protocol/api.ts";
import type { Clock } from "../clock.ts";
import { AppError, isAppError } from "../errors.ts";
import type { Store, UserRow } from "../store.ts";
import { normaliseEmail, requireName } from "./email.ts";
import { limitName } from "./address.ts";
import { createHashing } from "./hashing.ts";
import { createLimits, type Limits } from "./limits.ts";
import type { News } from "./news.ts";
import { hashPassword, isPassword, requireStrongPassword } from "./passwords.ts";
import { createId } from "./token.ts";

export interface NewPerson {
  email: string;
  name: string;
  password: string;
}

export interface People {
  isSetUpNeeded(): Promise<boolean>;
  /** Creates the first owner. Throws `setup_done`, `bad_request`, `weak_password`. */
  setUp(person: NewPerson): Promise<UserRow>;
  /** Throws `email_taken`, `name_taken`, `bad_request`, `weak_password`. */
  create(person: NewPerson & { role: Role }): Promise<UserRow>;
  /**
   * Throws `invalid_credentials`, `rate_limited` or `busy`. `isKnownDevice`: it showed a session of this server, alive or ended; who has a session
   * from the same network counts as known too.
   */
  requirePassword(credentials: { email: string; password: string; ip: string; isKnownDevice?: boolean }): Promise<UserRow>;
  /** Whether it is really them who asks. Throws `wrong_password`, `rate_limited`. */
  confirm(given: { user: UserRow; password: string; ip: string }): Promise<void>;
  /** Ends the person's other sessions. Throws `wrong_password`, `weak_password`, `rate_limited`. */
  changePassword(change: { user: UserRow; current: string; next: string; keptKeyId: string; ip: string }): Promise<void>;
  /** For the owner's command line: ends all sessions of the person. Throws `not_found`, `weak_password`. */
  resetPassword(email: string, password: string): Promise<UserRow>;
  suspend(email: string): Promise<UserRow>;
  activate(email: string): Promise<UserRow>;
  list(): Promise<UserRow[]>;
  /** The first owner, who owns the built-in workspace; null before set-up. */
  findFirstOwner(): Promise<UserRow | null>;
}

export function createPeople(parts: { store: Store; clock: Clock; news: Pick<News, "announce">; limits?: Limits }): People {
  const { store, clock, news, limits = createLimits(parts) } = parts;
  const hashing = createHashing();
  // Once set up, a door stays set up: no query is needed to know it.
  let isSetUp = false;

  const build = async ({ email, name, password, role }: NewPerson & { role: Role }): Promise<UserRow> => {
    const now = clock();
    const row = {
      id: createId(),
      email: normaliseEmail(email),
      name: requireName(name),
      role,
      createdAt: now,
      changedAt: now,
      suspendedAt: null,
    };
    await requireStrongPassword(password, [row.email, row.name, "latchkey"]);
    return { ...row, passwordHash: await hashing.run(() => hashPassword(password), true) };
  };
  const requirePerson = async (email: string): Promise<UserRow> => {
    const found = await store.people.findByEmail(normaliseEmail(email));
    if (!found) throw new AppError("not_found", { detail: `Nobody here has the e-mail ${email}.` });
    return found;
  };
  const requireOwnPassword = async (user: UserRow, password: string, { ip, field }: { ip: string; field: string }) => {
    const attempt = await limits.takeSignIn(user.email, ip);
    const now = await store.people.findById(user.id);
    const matches = await looked(attempt, () => isPassword(now?.passwordHash ?? null, password), true);
    if (!matches) throw new AppError("wrong_password", { field });
    await attempt.giveBack();
  };
  /** Who is sent away without a look has not tried. */
  const looked = (attempt: { giveBack(): Promise<void> }, look: () => Promise<boolean>, isKnown: boolean): Promise<boolean> =>
    hashing.run(look, isKnown).catch(async (error: unknown) => {
      await attempt.giveBack();
      throw error;
    });
  const setPassword = async (user: UserRow, password: string, reason: EndReason, exceptKeyId?: string) => {
    await requireStrongPassword(password, [user.email, user.name, "latchkey"]);
    const passwordHash = await hashing.run(() => hashPassword(password), true);
    const ended = await store.people.setPassword({
      userId: user.id,
      passwordHash,
      at: clock(),
      reason,
      ...(exceptKeyId && { exceptKeyId }),
    });
    news.announce({ endedKeyIds: ended, changedUserIds: [user.id] });
  };

  return {
    async isSetUpNeeded() {
      if (!isSetUp) isSetUp = (await store.people.count()) > 0;
      return !isSetUp;
    },
    async setUp(person) {
      if (!(await this.isSetUpNeeded())) throw new AppError("setup_done");
      const owner = await store.people.createFirstOwner(await build({ ...person, role: "owner" }));
      if (!owner) throw new AppError("setup_done");
      isSetUp = true;
      return owner;
    },
    create: async (person) => store.people.create(await build(person)),
    async requirePassword({ email, password, ip, isKnownDevice = false }) {
      const address = readEmail(email);
      const attempt = await limits.takeSignIn(address ?? "", ip);
      const user = address === null ? null : await store.people.findByEmail(address);
      // Asked for nobody as well: the time must not tell who has an account.
      const alive = isKnownDevice ? [] : await store.keys.listAlive(user?.id ?? "nobody", clock());
      const isKnown = isKnownDevice || alive.some((key) => limitName(key.ip) === limitName(ip));
      const matches = await looked(attempt, () => isPassword(user?.passwordHash ?? null, password), isKnown);
      if (!user || !matches || user.suspendedAt !== null) throw new AppError("invalid_credentials");
      await attempt.giveBack();
      return user;
    },
    confirm: ({ user, password, ip }) => requireOwnPassword(user, password, { ip, field: "password" }),
    async changePassword({ user, current, next, keptKeyId, ip }) {
      await requireOwnPassword(user, current, { ip, field: "current" });
      await setPassword(user, next, "password_changed", keptKeyId);
    },
    async resetPassword(email, password) {
      const user = await requirePerson(email);
      await setPassword(user, password, "password_reset");
      return user;
    },
    async suspend(email) {
      const user = await requirePerson(email);
      const ended = await store.people.suspend(user.id, clock());
      news.announce({ endedKeyIds: ended, changedUserIds: [user.id] });
      return user;
    },
    async activate(email) {
      const user = await requirePerson(email);
      await store.people.activate(user.id, clock());
      news.announce({ endedKeyIds: [], changedUserIds: [user.id] });
      return user;
    },
    list: () => store.people.list(),
    async findFirstOwner() {
      const owners = (await store.people.list()).filter((user) => user.role === "owner");
      return owners.sort((left, right) => left.createdAt - right.createdAt)[0] ?? null;
    },
  };
}

/** At sign-in an impossible e-mail is simply wrong: it must not answer differently from an unknown one. */
function readEmail(text: string): string | null {
  try {
    return normaliseEmail(text);
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
