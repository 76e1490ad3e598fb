-- CreateTable
CREATE TABLE "surroundings" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "repository_id" UUID NOT NULL,
    "project_key" TEXT NOT NULL,
    "files" JSONB NOT NULL,
    "dependencies" JSONB,
    "is_reusable" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "surroundings_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "cached_verdicts" (
    "organisation_id" UUID NOT NULL,
    "repository_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "killed_by" TEXT[],
    "evidence" JSONB NOT NULL,
    "used_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "cached_verdicts_pkey" PRIMARY KEY ("organisation_id","repository_id","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "surroundings_organisation_id_run_id_key" ON "surroundings"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "surroundings_organisation_id_repository_id_project_key_idx" ON "surroundings"("organisation_id", "repository_id", "project_key");

-- CreateIndex
CREATE INDEX "cached_verdicts_organisation_id_repository_id_used_at_idx" ON "cached_verdicts"("organisation_id", "repository_id", "used_at");

-- AddForeignKey
ALTER TABLE "surroundings" ADD CONSTRAINT "surroundings_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "cached_verdicts" ADD CONSTRAINT "cached_verdicts_organisation_id_repository_id_fkey" FOREIGN KEY ("organisation_id", "repository_id") REFERENCES "repositories"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
