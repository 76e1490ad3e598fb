-- CreateTable
CREATE TABLE "organisations" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organisations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "api_tokens" (
    "token_sha256" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "api_tokens_pkey" PRIMARY KEY ("token_sha256")
);

-- CreateTable
CREATE TABLE "repositories" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "creation_number" BIGSERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "ci_provider" TEXT NOT NULL,
    "location" TEXT NOT NULL,
    "location_sha256" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "repositories_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "repository_id" UUID NOT NULL,
    "creation_number" BIGSERIAL NOT NULL,
    "status" TEXT NOT NULL,
    "phase" TEXT NOT NULL,
    "since" TEXT,
    "settings" JSONB NOT NULL,
    "commit" TEXT,
    "is_dirty" BOOLEAN NOT NULL DEFAULT false,
    "counts" JSONB NOT NULL,
    "baseline" JSONB,
    "selection" JSONB,
    "score" JSONB,
    "problem" JSONB,
    "last_sequence" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "organisation_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "request" JSONB NOT NULL,
    "run_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organisation_id", "key")
);

-- CreateTable
CREATE TABLE "withheld_reasons" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "withheld_reasons_pkey" PRIMARY KEY ("run_id", "reason")
);

-- CreateTable
CREATE TABLE "sources" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "path" TEXT COLLATE "C" NOT NULL,
    "path_sha256" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,

    CONSTRAINT "sources_pkey" PRIMARY KEY ("run_id", "path_sha256")
);

-- CreateTable
CREATE TABLE "tests" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "index" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "cpu_ms" DOUBLE PRECISION NOT NULL,
    "wall_ms" DOUBLE PRECISION NOT NULL,
    "is_flaky" BOOLEAN NOT NULL,
    "lines" JSONB NOT NULL,

    CONSTRAINT "tests_pkey" PRIMARY KEY ("run_id", "index")
);

-- CreateTable
CREATE TABLE "import_lines" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "lines" JSONB NOT NULL,

    CONSTRAINT "import_lines_pkey" PRIMARY KEY ("run_id")
);

-- CreateTable
CREATE TABLE "mutants" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "id" TEXT NOT NULL,
    "path" TEXT COLLATE "C" NOT NULL,
    "mutator_name" TEXT NOT NULL,
    "function_name" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "start_line" INTEGER NOT NULL,
    "start_column" INTEGER NOT NULL,
    "end_line" INTEGER NOT NULL,
    "end_column" INTEGER NOT NULL,
    "start_byte" INTEGER NOT NULL,
    "end_byte" INTEGER NOT NULL,
    "original" TEXT NOT NULL,
    "replacement" TEXT NOT NULL,
    "coverage_start_line" INTEGER NOT NULL,
    "coverage_end_line" INTEGER NOT NULL,
    "is_static" BOOLEAN NOT NULL,
    "status" TEXT NOT NULL,
    "status_reason" TEXT,
    "shard_index" INTEGER,
    "covered_by" INTEGER[],
    "killed_by" TEXT[],
    "evidence" JSONB,

    CONSTRAINT "mutants_pkey" PRIMARY KEY ("run_id", "id")
);

-- CreateTable
CREATE TABLE "jobs" (
    "id" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "shard_index" INTEGER,
    "workflow_id" TEXT NOT NULL,
    "handle" JSONB,
    "outcome" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "jobs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "run_events" (
    "run_id" UUID NOT NULL,
    "organisation_id" UUID NOT NULL,
    "sequence" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,

    CONSTRAINT "run_events_pkey" PRIMARY KEY ("run_id", "sequence")
);

-- CreateUniqueIndex
CREATE UNIQUE INDEX "organisations_slug_key" ON "organisations"("slug");

-- CreateIndex
CREATE INDEX "api_tokens_organisation_id_idx" ON "api_tokens"("organisation_id");

-- CreateUniqueIndex
CREATE UNIQUE INDEX "repositories_creation_number_key" ON "repositories"("creation_number");

-- CreateUniqueIndex
CREATE UNIQUE INDEX "repositories_organisation_id_id_key" ON "repositories"("organisation_id", "id");

-- CreateUniqueIndex
CREATE UNIQUE INDEX "repositories_organisation_id_ci_provider_location_sha256_key" ON "repositories"("organisation_id", "ci_provider", "location_sha256");

-- CreateIndex
CREATE INDEX "repositories_organisation_id_creation_number_idx" ON "repositories"("organisation_id", "creation_number");

-- CreateUniqueIndex
CREATE UNIQUE INDEX "runs_creation_number_key" ON "runs"("creation_number");

-- CreateUniqueIndex
CREATE UNIQUE INDEX "runs_organisation_id_id_key" ON "runs"("organisation_id", "id");

-- CreateIndex
CREATE INDEX "runs_organisation_id_creation_number_idx" ON "runs"("organisation_id", "creation_number");

-- CreateIndex
CREATE INDEX "runs_organisation_id_repository_id_creation_number_idx" ON "runs"("organisation_id", "repository_id", "creation_number");

-- CreateIndex
CREATE INDEX "runs_status_idx" ON "runs"("status");

-- CreateIndex
CREATE INDEX "idempotency_keys_organisation_id_run_id_idx" ON "idempotency_keys"("organisation_id", "run_id");

-- CreateUniqueIndex
CREATE UNIQUE INDEX "import_lines_organisation_id_run_id_key" ON "import_lines"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "jobs_organisation_id_run_id_idx" ON "jobs"("organisation_id", "run_id");

-- CreateIndex
CREATE INDEX "jobs_outcome_idx" ON "jobs"("outcome");

-- AddForeignKey
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "repositories" ADD CONSTRAINT "repositories_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "runs" ADD CONSTRAINT "runs_organisation_id_repository_id_fkey" FOREIGN KEY ("organisation_id", "repository_id") REFERENCES "repositories"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "withheld_reasons" ADD CONSTRAINT "withheld_reasons_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sources" ADD CONSTRAINT "sources_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tests" ADD CONSTRAINT "tests_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_lines" ADD CONSTRAINT "import_lines_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "mutants" ADD CONSTRAINT "mutants_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "run_events" ADD CONSTRAINT "run_events_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
