-- CreateTable
CREATE TABLE "github_accounts" (
    "account_id" BIGINT NOT NULL,
    "organisation_id" UUID NOT NULL,
    "login" TEXT NOT NULL,
    "claimed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "github_accounts_pkey" PRIMARY KEY ("account_id")
);

-- CreateIndex
CREATE INDEX "github_accounts_organisation_id_login_idx" ON "github_accounts"("organisation_id", "login");

-- AddForeignKey
ALTER TABLE "github_accounts" ADD CONSTRAINT "github_accounts_organisation_id_fkey" FOREIGN KEY ("organisation_id") REFERENCES "organisations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
