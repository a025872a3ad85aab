/** Who may open what, in words that the server and its screens share. */

/** Who may open an app or port: its owner alone, everybody signed in, or anybody. */
export type Sharing = "owner" | "authenticated" | "public";

/**
 * What was asked for where less is shared: more than anybody may share on this server, more than its owner lets the machine's own file share, or
 * publicly by that file after another agent took the machine over. For the owner alone.
 */
export interface HeldBackView {
  sharing: Sharing;
  by: "server" | "machine" | "take_over";
}
