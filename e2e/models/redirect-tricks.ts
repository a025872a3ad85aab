/**
 * What open redirects are made of: each would lead a careless `Location` or `location.replace` to another host or run a script.
 * The first eight differ most from each other; a browser tries those, a program all of them.
 */
export const redirectTricks = [
  "//evil.example",
  "/\\evil.example",
  "/\t/evil.example",
  "https://evil.example/",
  "https:evil.example",
  "@evil.example/",
  "javascript:document.title='evil'",
  "/%2fevil.example",
  "///evil.example/",
  "\\\\evil.example",
  "/\r\n/evil.example",
  "\t//evil.example",
  "http:/evil.example",
  ".evil.example",
  "latchkey.localhost.evil.example",
  "JaVaScRiPt:alert(1)",
  "data:text/html,evil",
  "%2f%2fevil.example",
  "/%5cevil.example",
  "/./\\evil.example",
  "/..//evil.example",
];
