import { randomUUID } from 'node:crypto';
import { Repository, type RepositoryRequest } from '../../../shared/run.ts';
import type { Repository as RepositoryRow } from '../generated/client.ts';
import type { Page, PageRequest, Store } from '../store.ts';
import { isIdentifier, sha256 } from './column-values.ts';
import { decodeCursor, invalidCursor, toPage } from './cursors.ts';
import type { StoreContext } from './store-context.ts';

type RepositoryMethods = Pick<Store, 'registerRepository' | 'findRepository' | 'listRepositories'>;

export const createRepositoryMethods = (context: StoreContext): RepositoryMethods => ({
  registerRepository: (request) => registerRepository(context, request),
  findRepository: (repositoryId) => findRepository(context, repositoryId),
  listRepositories: (page) => listRepositories(context, page),
});

async function registerRepository(
  { prisma, organisationId }: StoreContext,
  { name, ciProvider, location }: RepositoryRequest & { name: string },
): Promise<Repository> {
  const locationSha256 = sha256(location);
  await prisma.repository.createMany({
    data: { id: randomUUID(), organisationId, name, ciProvider, location, locationSha256 },
    skipDuplicates: true,
  });
  const row = await prisma.repository.findUniqueOrThrow({
    where: { organisationId_ciProvider_locationSha256: { organisationId, ciProvider, locationSha256 } },
  });
  return toRepository(row);
}

async function findRepository({ prisma, organisationId }: StoreContext, id: string): Promise<Repository | undefined> {
  if (!isIdentifier(id)) return undefined;
  const row = await prisma.repository.findFirst({ where: { id, organisationId } });
  return row === null ? undefined : toRepository(row);
}

/** In the order in which they were registered. */
async function listRepositories(context: StoreContext, page: PageRequest): Promise<Page<Repository>> {
  const { prisma, organisationId } = context;
  const rows = await prisma.repository.findMany({
    where: {
      organisationId,
      ...(page.cursor !== undefined && { creationNumber: { gt: await findStart(context, page.cursor) } }),
    },
    orderBy: { creationNumber: 'asc' },
    take: page.limit + 1,
  });
  return toPage('repository', rows.map(toRepository), page);
}

async function findStart({ prisma, organisationId }: StoreContext, cursor: string): Promise<bigint> {
  const id = decodeCursor('repository', cursor);
  const row = isIdentifier(id) ? await prisma.repository.findFirst({ where: { id, organisationId } }) : null;
  if (row === null) throw invalidCursor();
  return row.creationNumber;
}

const toRepository = ({ id, name, ciProvider, location, createdAt }: RepositoryRow): Repository =>
  Repository.parse({ id, name, ciProvider, location, createdAt: createdAt.toISOString() });
