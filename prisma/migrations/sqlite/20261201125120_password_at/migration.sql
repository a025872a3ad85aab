-- AlterTable
ALTER TABLE "Key" ADD COLUMN "passwordAt" BIGINT;
