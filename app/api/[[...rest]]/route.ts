import { AppError } from "#server/errors.ts";
import { answerAnybody } from "../answer.ts";

/** What the API does not have is a problem document, not a page. */
const nothing = answerAnybody({}, async () => {
  throw new AppError("not_found", { detail: "The API has nothing under this path." });
});

export { nothing as DELETE, nothing as GET, nothing as PATCH, nothing as POST, nothing as PUT };
