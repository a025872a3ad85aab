/** `GET /workspaces/hidden` answers `{workspaces}` of these: machines of others that the caller has hidden. */
export interface HiddenWorkspaceView {
  id: string;
  name: string;
  owner: string;
}
