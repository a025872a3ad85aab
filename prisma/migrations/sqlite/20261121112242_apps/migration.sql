-- CreateTable
CREATE TABLE "App" (
    "workspaceId" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "url" TEXT NOT NULL,
    "icon" TEXT,
    "sharing" TEXT NOT NULL,
    "sharedUntil" BIGINT,
    "cors" TEXT NOT NULL,
    "healthPath" TEXT,
    "tlsVerify" BOOLEAN NOT NULL,
    "createdAt" BIGINT NOT NULL,
    "changedAt" BIGINT NOT NULL,

    PRIMARY KEY ("workspaceId", "slug")
);

-- CreateTable
CREATE TABLE "Port" (
    "workspaceId" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "sharing" TEXT NOT NULL,
    "sharedUntil" BIGINT,
    "tls" BOOLEAN NOT NULL,
    "tlsVerify" BOOLEAN NOT NULL,
    "changedAt" BIGINT NOT NULL,

    PRIMARY KEY ("workspaceId", "port")
);

-- CreateTable
CREATE TABLE "Pin" (
    "userId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    PRIMARY KEY ("userId", "workspaceId", "item"),
    CONSTRAINT "Pin_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
