import { randomUUID } from 'node:crypto';
import type { PrismaClient } from '../generated/client.ts';
import type { Database } from '../store.ts';
import { sha256 } from './column-values.ts';

type OrganisationMethods = Pick<
  Database,
  'ensureOrganisation' | 'findOrganisation' | 'findSlug' | 'addApiToken' | 'findOrganisationOfToken'
>;

const NAMES = { id: true, slug: true } as const;

export const createOrganisationMethods = (prisma: PrismaClient): OrganisationMethods => ({
  async ensureOrganisation(slug, name) {
    await prisma.organisation.createMany({ data: { id: randomUUID(), slug, name }, skipDuplicates: true });
    return prisma.organisation.findUniqueOrThrow({ where: { slug }, select: NAMES });
  },
  async findOrganisation(slug) {
    return (await prisma.organisation.findUnique({ where: { slug }, select: NAMES })) ?? undefined;
  },
  async findSlug(id) {
    return (await prisma.organisation.findUnique({ where: { id }, select: NAMES }))?.slug;
  },
  async addApiToken(organisationId, name, token) {
    const tokenSha256 = hashToken(token);
    await prisma.apiToken.createMany({ data: { tokenSha256, organisationId, name }, skipDuplicates: true });
    const stored = await prisma.apiToken.findUniqueOrThrow({ where: { tokenSha256 } });
    if (stored.organisationId !== organisationId) throw new Error('The API token belongs to another organisation.');
  },
  async findOrganisationOfToken(token) {
    const row = await prisma.apiToken.findUnique({
      where: { tokenSha256: hashToken(token) },
      select: { name: true, organisation: { select: NAMES } },
    });
    return row === null ? undefined : { ...row.organisation, tokenName: row.name };
  },
});

/** Tokens are random and long, so that a plain hash keeps them as well as a slow one would. */
export const hashToken = (token: string): string => sha256(token);
