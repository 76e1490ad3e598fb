-- CreateTable
CREATE TABLE "github_tokens" (
    "organisation_id" UUID NOT NULL,
    "sealed" TEXT NOT NULL,
    "stored_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "github_tokens_pkey" PRIMARY KEY ("organisation_id")
);

-- CreateTable
CREATE TABLE "github_spending" (
    "identity" TEXT NOT NULL,
    "spent" JSONB NOT NULL,

    CONSTRAINT "github_spending_pkey" PRIMARY KEY ("identity")
);

-- AddForeignKey
ALTER TABLE "github_tokens" ADD CONSTRAINT "github_tokens_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
