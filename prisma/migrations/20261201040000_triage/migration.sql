-- CreateTable
CREATE TABLE "triage_changes" (
    "organisation_id" UUID NOT NULL,
    "repository_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "mutant_id" TEXT NOT NULL,
    "kind" TEXT,
    "reason" TEXT,
    "proposed_by" TEXT,
    "author" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "triage_changes_pkey" PRIMARY KEY ("repository_id","sequence")
);

-- CreateIndex
CREATE INDEX "triage_changes_repository_id_mutant_id_sequence_idx" ON "triage_changes"("repository_id", "mutant_id", "sequence");

-- AddForeignKey
ALTER TABLE "triage_changes" ADD CONSTRAINT "triage_changes_organisation_id_repository_id_fkey" FOREIGN KEY ("organisation_id", "repository_id") REFERENCES "repositories"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
