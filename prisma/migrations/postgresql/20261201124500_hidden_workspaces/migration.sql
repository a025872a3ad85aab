-- CreateTable
CREATE TABLE "HiddenWorkspace" (
    "userId" TEXT NOT NULL,
    "workspaceId" TEXT NOT NULL,
    "createdAt" BIGINT NOT NULL,

    CONSTRAINT "HiddenWorkspace_pkey" PRIMARY KEY ("userId","workspaceId")
);

-- CreateIndex
CREATE INDEX "HiddenWorkspace_workspaceId_idx" ON "HiddenWorkspace"("workspaceId");

-- AddForeignKey
ALTER TABLE "HiddenWorkspace" ADD CONSTRAINT "HiddenWorkspace_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"("id") ON DELETE CASCADE ON UPDATE CASCADE;
