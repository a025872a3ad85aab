import { expect, it } from "vitest";
import { readHeadline, writeHeadline } from "./headline-text.ts";

const nothing = {
  touchedUserIds: [],
  changedWorkspaceIds: [],
  changedProxyIds: [],
  changedReplicaIds: [],
  terminalChanges: [],
  agentCalls: [],
};

it("is one text when it fits, and none when there is nothing to say", () => {
  const headline = { touchedUserIds: ["ada"], changedWorkspaceIds: ["box", "desk"], terminalChanges: [{ id: "1" }] };
  const texts = writeHeadline(headline, 1_000);
  expect(texts).toHaveLength(1);
  expect(texts.map(readHeadline)).toEqual([{ ...nothing, ...headline }]);
  expect(writeHeadline(nothing, 1_000)).toEqual([]);
});

it("is as many texts as it takes, none too long and nothing lost or doubled", () => {
  const ids = Array.from({ length: 999 }, (_, index) => `workspace-${index}`);
  const texts = writeHeadline({ touchedUserIds: ["ada"], changedWorkspaceIds: ids }, 500);
  expect(Math.max(...texts.map((text) => Buffer.byteLength(text)))).toBeLessThanOrEqual(500);
  expect(texts.flatMap((text) => readHeadline(text)?.changedWorkspaceIds ?? [])).toEqual(ids);
  expect(texts.flatMap((text) => readHeadline(text)?.touchedUserIds ?? [])).toEqual(["ada"]);
});

it("leaves out the one thing that is too long by itself, and nothing else", () => {
  const texts = writeHeadline({ terminalChanges: [{ name: "x".repeat(600) }, { name: "y" }] }, 500);
  expect(texts.map(readHeadline)).toEqual([{ ...nothing, terminalChanges: [{ name: "y" }] }]);
});

it("says nothing where it is no headline, and what it can where another version says more", () => {
  expect(["", "{", "null", "[]", '{"touchedUserIds":"ada"}'].map(readHeadline)).toEqual([null, null, null, null, null]);
  expect(readHeadline('{"touchedUserIds":["ada"],"of a later version":[1]}')).toEqual({ ...nothing, touchedUserIds: ["ada"] });
});
