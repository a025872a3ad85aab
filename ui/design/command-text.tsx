import { Fragment } from "react";

/** A command to be copied. What stands in angle brackets is for the person to fill in. */
export function CommandText({ command }: { command: string }) {
  return (
    <code
      data-testid="command"
      className="block rounded-control border border-line bg-bg px-3.5 py-3 font-mono text-15 wrap-anywhere select-all"
    >
      {command.split(/ (?=--)/).map((part, index) => (
        // In one piece where there is room: an option and its value are read together.
        <Fragment key={part}>
          {index > 0 && " "}
          <span className="inline-block">
            {part.split(/(<[^<>]+>)/).map((piece, at) =>
              at % 2 === 1 ? (
                <mark key={at} className="rounded bg-[color-mix(in_oklab,transparent_82%,var(--accent))] text-text">
                  {piece}
                </mark>
              ) : (
                piece
              ),
            )}
          </span>
        </Fragment>
      ))}
    </code>
  );
}
