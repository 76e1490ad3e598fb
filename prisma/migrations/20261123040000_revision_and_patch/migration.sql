-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "revision" TEXT;

-- CreateTable
CREATE TABLE "uncommitted_changes" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "patch" TEXT NOT NULL,

    CONSTRAINT "uncommitted_changes_pkey" PRIMARY KEY ("run_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "uncommitted_changes_organisation_id_run_id_key" ON "uncommitted_changes"("organisation_id", "run_id");

-- AddForeignKey
ALTER TABLE "uncommitted_changes" ADD CONSTRAINT "uncommitted_changes_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
