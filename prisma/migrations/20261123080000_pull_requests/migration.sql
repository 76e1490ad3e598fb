-- AlterTable
ALTER TABLE "runs" ADD COLUMN     "pull_request" INTEGER;

-- CreateTable
CREATE TABLE "pull_request_heads" (
    "organisation_id" UUID NOT NULL,
    "repository_id" UUID NOT NULL,
    "pull_request" INTEGER NOT NULL,
    "head_sha" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "pull_request_heads_pkey" PRIMARY KEY ("organisation_id","repository_id","pull_request","head_sha")
);

-- CreateIndex
CREATE INDEX "pull_request_heads_settled_at_idx" ON "pull_request_heads"("settled_at");

-- CreateIndex
CREATE INDEX "runs_organisation_id_repository_id_pull_request_idx" ON "runs"("organisation_id", "repository_id", "pull_request");

-- AddForeignKey
ALTER TABLE "pull_request_heads" ADD CONSTRAINT "pull_request_heads_organisation_id_repository_id_fkey" FOREIGN KEY ("organisation_id", "repository_id") REFERENCES "repositories"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
