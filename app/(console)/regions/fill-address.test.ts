import { expect, test } from "vitest";
import { fillAddress, parseAddress } from "./fill-address.ts";

const command =
  "LATCHKEY_TOKEN=lk_a_b latchkey proxy --primary-url https://door.example.com --access-url https://<its own address> --wildcard-access-url '*.<its own address>'";

test("an address is a name, or a URL without a path", () => {
  expect(parseAddress(" sydney.example.com ")?.origin).toBe("https://sydney.example.com");
  expect(parseAddress("http://sydney.localhost:3100/")?.origin).toBe("http://sydney.localhost:3100");
  for (const text of ["", "https://", "a b", "sydney.example.com/apps", "https://ada@sydney.example.com", "https://sydney.example.com/?a"])
    expect(parseAddress(text), text).toBeNull();
});

test("the command gets both addresses, and nothing else of it changes", () => {
  expect(fillAddress(command, new URL("https://sydney.example.com:8443"))).toBe(
    "LATCHKEY_TOKEN=lk_a_b latchkey proxy --primary-url https://door.example.com --access-url https://sydney.example.com:8443 --wildcard-access-url '*.sydney.example.com:8443'",
  );
  const renewed = command.replaceAll("<its own address>", "sydney.example.com");
  expect(fillAddress(renewed, new URL("https://other.example.com"))).toBe(renewed);
});
