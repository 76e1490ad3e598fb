-- AlterTable
ALTER TABLE "mutants" ADD COLUMN     "is_provisional" BOOLEAN NOT NULL DEFAULT false;
