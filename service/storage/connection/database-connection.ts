import type { Prisma, PrismaClient } from '../generated/client.ts';

export type Transaction = Prisma.TransactionClient;

/** SQL without Prisma, for the migrations. */
export interface SqlSession {
  query(sql: string, parameters?: readonly unknown[]): Promise<readonly unknown[]>;
  /** Several statements, separated by semicolons. */
  execute(script: string): Promise<void>;
}

/** An open database, on disk in this process or on a server. */
export interface DatabaseConnection {
  readonly prisma: PrismaClient;
  /** Runs the work in one transaction, which is rolled back when the work throws. */
  inSession<Result>(work: (session: SqlSession) => Promise<Result>): Promise<Result>;
  /**
   * Calls back with the payload of every notification on the channel; `undefined` after a time in which some may have
   * been missed. Resolves once it listens; it ends with the connection.
   */
  listen(channel: string, onPayload: (payload: string | undefined) => void): Promise<void>;
  close(): Promise<void>;
}

/** A busy machine may keep a transaction waiting for others; Prisma's defaults of 2 and 5 s would break it off. */
const TRANSACTION_OPTIONS = { maxWait: 60_000, timeout: 120_000 } as const;

export const inTransaction = <Result>(
  prisma: PrismaClient,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result> => prisma.$transaction(work, TRANSACTION_OPTIONS);
