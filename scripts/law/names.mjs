// @ts-check
/** Names of files and folders: kebab-case, and never a drawer for everything. */
import { relative, sep } from "node:path";

const drawers = /^(?:utils?|helpers?|misc|common|lib|managers?|services?)$/;
/** Next's own spellings are let through: (groups), [params], @slots, _private. */
const kebab = /^[[(@_.]*[a-z0-9]+(?:[-.][a-z0-9]+)*[\])]*$/;

/** @type {import("eslint").Rule.RuleModule} */
export const names = {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      drawer: "Nothing is called {{name}}: name it after the one thing it gives.",
      kebab: "{{name}}: files and folders are in kebab-case.",
    },
  },
  create(context) {
    return {
      Program(node) {
        for (const segment of relative(context.cwd, context.filename).split(sep)) {
          const words = segment.replace(/\.(?:[cm]?[jt]sx?)$/, "");
          if (words.split(/[-.]/).some((word) => drawers.test(word)))
            context.report({ node, messageId: "drawer", data: { name: segment } });
          else if (!kebab.test(words)) context.report({ node, messageId: "kebab", data: { name: segment } });
        }
      },
    };
  },
};
