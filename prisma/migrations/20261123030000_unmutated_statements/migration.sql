-- CreateTable
CREATE TABLE "unmutated_statements" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "path" TEXT COLLATE "C" NOT NULL,
    "path_sha256" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "unmutated_statements_pkey" PRIMARY KEY ("run_id","path_sha256","ordinal")
);

-- AddForeignKey
ALTER TABLE "unmutated_statements" ADD CONSTRAINT "unmutated_statements_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
