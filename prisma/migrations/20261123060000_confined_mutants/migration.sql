-- AlterTable
ALTER TABLE "mutants" ADD COLUMN     "confined_to" JSONB;

-- AlterTable
ALTER TABLE "tests" ADD COLUMN     "entered" JSONB;

-- AlterTable
ALTER TABLE "import_lines" ADD COLUMN     "entered" JSONB;
