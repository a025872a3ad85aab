-- CreateTable
CREATE TABLE "TerminalUse" (
    "keyId" TEXT NOT NULL PRIMARY KEY,
    "at" BIGINT NOT NULL,
    CONSTRAINT "TerminalUse_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
