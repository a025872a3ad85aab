-- AlterTable
ALTER TABLE "Workspace" ADD COLUMN     "agentAddress" TEXT,
ADD COLUMN     "agentHostname" TEXT,
ADD COLUMN     "agentInstance" TEXT,
ADD COLUMN     "agentProcess" TEXT,
ADD COLUMN     "publicBefore" TEXT,
ADD COLUMN     "takenOverAt" BIGINT,
ADD COLUMN     "takenOverFrom" TEXT;

-- AlterTable
ALTER TABLE "WorkspaceSetting" ADD COLUMN     "maxSharing" TEXT,
ADD COLUMN     "maxSharingSetAt" BIGINT;

-- A machine of before may share by its own file as it did, until its owner says otherwise. The server's own machine is no row: it has been
-- there for as long as there were people.
INSERT INTO "WorkspaceSetting" ("workspaceId", "adminTerminals", "changedAt")
SELECT "id", false, 0 FROM "Workspace" WHERE "id" NOT IN (SELECT "workspaceId" FROM "WorkspaceSetting");
INSERT INTO "WorkspaceSetting" ("workspaceId", "adminTerminals", "changedAt")
SELECT 'this-machine', false, 0 FROM (SELECT COUNT(*) AS "count" FROM "User") AS "people"
WHERE "people"."count" > 0 AND NOT EXISTS (SELECT 1 FROM "WorkspaceSetting" WHERE "workspaceId" = 'this-machine');
UPDATE "WorkspaceSetting" SET "maxSharing" = 'public';
