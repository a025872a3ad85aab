import { Fragment } from "react";

/** A host name or address, which breaks before its dots where it must: the names in it stay whole as long as there is room for them. */
export function HostText({ children }: { children: string }) {
  return children.split(/(?=\.)/).map((part, index) => (
    <Fragment key={index}>
      {index > 0 && <wbr />}
      {part}
    </Fragment>
  ));
}
