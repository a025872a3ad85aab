/** Loaded before a program (`node --import`): its clock is SHIFT_MINUTES off, as on a machine that nobody has set. */
// @ts-check
const offMs = Number(process.env["SHIFT_MINUTES"]) * 60_000;
const RealDate = Date;

globalThis.Date = /** @type {DateConstructor} */ (
  new Proxy(RealDate, {
    construct: (target, args, made) => Reflect.construct(target, args.length === 0 ? [RealDate.now() + offMs] : args, made),
    apply: () => new RealDate(RealDate.now() + offMs).toString(),
    get: (target, name) => (name === "now" ? () => RealDate.now() + offMs : Reflect.get(target, name)),
  })
);
