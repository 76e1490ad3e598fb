import { createHash } from 'node:crypto';
import { Identifier } from '../../../shared/run.ts';
import type { Prisma } from '../generated/client.ts';

type WithoutNull<Row> = { [Key in keyof Row]: Exclude<Row[Key], null> };

/** A row as the contract has it, where what is not there is absent, not null. */
export const withoutNulls = <Row extends object>(row: Row): Partial<WithoutNull<Row>> =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null)) as Partial<WithoutNull<Row>>;

/** A value of the contract for a jsonb column; keys that are undefined are left out. */
export const toJson = (value: object): Prisma.InputJsonObject =>
  JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject;

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Postgres fails on comparing a uuid column with other text, which only means that there is no such row. */
export const isIdentifier = (text: string): boolean => Identifier.safeParse(text).success;
