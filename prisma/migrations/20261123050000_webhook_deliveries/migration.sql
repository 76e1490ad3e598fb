-- CreateTable
CREATE TABLE "webhook_deliveries" (
    "id" TEXT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "run_id" UUID NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "webhook_deliveries_pkey" PRIMARY KEY ("organisation_id","id")
);

-- CreateIndex
CREATE INDEX "webhook_deliveries_organisation_id_run_id_idx" ON "webhook_deliveries"("organisation_id", "run_id");

-- AddForeignKey
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_organisation_id_run_id_fkey" FOREIGN KEY ("organisation_id", "run_id") REFERENCES "runs"("organisation_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;
