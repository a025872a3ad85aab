/** What is written while a part of the deployment dies: whatever was answered as written down has to be there. */
import type { HttpClient } from "./http-client.ts";

const everyMs = 500;

/** Makes a token again and again. What breaks before an answer may have been made or not. */
export function startWriter(client: HttpClient) {
  const made: string[] = [];
  const refused: string[] = [];
  let isOver = false;
  const writing = (async () => {
    for (let count = 0; !isOver; count += 1) {
      const answer = await client.post("/api/v1/keys", { name: `written ${count}` }).catch(() => null);
      if (answer?.status === 201) made.push(answer.json<{ key: { id: string } }>().key.id);
      else if (answer && answer.status < 500) refused.push(`${answer.status} ${answer.text}`);
      await new Promise((resolve) => setTimeout(resolve, everyMs));
    }
  })();
  return {
    refused,
    async stop() {
      isOver = true;
      await writing;
      return made;
    },
  };
}
