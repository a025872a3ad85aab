/** The build that this page is of; null in development. Next puts it there from its `deploymentId`. */
export function pageBuildId(): string | null {
  return (globalThis as { NEXT_DEPLOYMENT_ID?: string }).NEXT_DEPLOYMENT_ID ?? null;
}
