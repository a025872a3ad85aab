/** Pieces of secrets that stand in documentation, tutorials and templates; compared without case and separators. */
const wellKnownPieces = [
  "complexpassword", // iron-session's README: complex_password_at_least_32_characters_long
  "atleast32char",
  "thisisasecret",
  "thisisnotasecret",
  "changeme",
  "changethis",
  "replaceme",
  "replacethis",
  "replacewith",
  "yoursecret",
  "yoursession",
  "yoursupersecret",
  "yourpassword",
  "yourverylong",
  "mysupersecret",
  "supersecretkey",
  "secretsecret",
  "passwordpassword",
  "keyboardcat", // express-session's README
  "insecure",
  "donotuse",
  "placeholder",
  "correcthorsebattery", // xkcd 936
  "loremipsum",
];

/** Well-known as they stand: hashes of the empty text, of "secret", "password" and "test", the all-purpose samples of key generators. */
const wellKnownSecrets = new Set([
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "d41d8cd98f00b204e9800998ecf8427e",
  "2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b",
  "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
  "5f4dcc3b5aa765d61d8327deb882cf99",
  "5ebe2294ecd0e0f08eab7690d2a6ee69",
  "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  "098f6bcd4621d373cade4e832627b4f6",
  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
]);

/** Why a session secret is not one (SEC-62), or null when nothing speaks against it. The answer never holds the secret. */
export function findWeakness(secret: string): string | null {
  if (secret.length < 32) return "is shorter than 32 characters";
  if (/[\s\p{Cc}]/u.test(secret)) return "holds a space or a line break (a comma separates secrets)";
  const bare = secret.toLowerCase().replace(/[^a-z0-9]/g, "");
  if (wellKnownSecrets.has(bare) || wellKnownPieces.some((piece) => bare.includes(piece))) return "is a well-known sample";
  if (new Set(secret).size < 8 || repeats(secret) || runs(secret)) return "repeats itself";
  return null;
}

/** True when the text is one piece of at most half its length again and again, the last one perhaps cut short. */
function repeats(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period += 1) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}

/** True when most characters are the neighbour of the one before: `abcdef…`, `98765…`, `aaaa…`. */
function runs(text: string): boolean {
  let steps = 0;
  for (let index = 1; index < text.length; index += 1) {
    if (Math.abs(text.charCodeAt(index) - text.charCodeAt(index - 1)) <= 1) steps += 1;
  }
  return steps > text.length / 2;
}
