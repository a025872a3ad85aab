-- AlterTable
ALTER TABLE "App" ADD COLUMN     "identity" TEXT;
