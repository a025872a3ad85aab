-- CreateTable
CREATE TABLE "HiddenWorkspace" (
    "userId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    PRIMARY KEY ("userId", "workspaceId"),
    CONSTRAINT "HiddenWorkspace_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "HiddenWorkspace_workspaceId_idx" ON "HiddenWorkspace"("workspaceId");
