-- AlterTable
ALTER TABLE "webhook_deliveries" ADD COLUMN     "branch" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "ci_job_name" TEXT,
ADD COLUMN     "settled_at" TIMESTAMPTZ(3);

-- Deliveries that are there have had their effect.
UPDATE "webhook_deliveries" SET "settled_at" = CURRENT_TIMESTAMP;
ALTER TABLE "webhook_deliveries" ALTER COLUMN "branch" DROP DEFAULT;

-- CreateIndex
CREATE INDEX "webhook_deliveries_settled_at_received_at_idx" ON "webhook_deliveries"("settled_at", "received_at");
