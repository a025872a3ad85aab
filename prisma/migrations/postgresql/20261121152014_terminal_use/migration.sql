-- CreateTable
CREATE TABLE "TerminalUse" (
    "keyId" TEXT NOT NULL,
    "at" BIGINT NOT NULL,

    CONSTRAINT "TerminalUse_pkey" PRIMARY KEY ("keyId")
);

-- AddForeignKey
ALTER TABLE "TerminalUse" ADD CONSTRAINT "TerminalUse_keyId_fkey" FOREIGN KEY ("keyId") REFERENCES "Key"("id") ON DELETE CASCADE ON UPDATE CASCADE;
