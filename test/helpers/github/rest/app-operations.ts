import { z } from 'zod';
import { isoTime } from '../clock.ts';
import type { OperationId } from '../contract/operations.ts';
import type { Delivery } from '../webhooks/webhooks.ts';
import {
  describeAccount,
  describeApp,
  describeInstallation,
  describeRepository,
  describeUser,
} from './describe-actors.ts';
import type { RestCall, RestHandler } from './rest-call.ts';
import { RestError } from './rest-error.ts';
import { canSee, hasPermission } from '../access/tokens.ts';

const HOUR_MS = 3_600_000;

const TokenRequest = z
  .object({
    repositories: z.array(z.string()),
    repository_ids: z.array(z.number()),
    permissions: z.record(z.string(), z.enum(['read', 'write'])),
  })
  .partial();

/** The App itself, its installation, its tokens, its webhooks, and what a token may know about itself. */
export const appOperations = {
  'apps/get-authenticated': ({ world }) => ({ status: 200, body: describeApp(world) }),
  'apps/list-installations': (call) => {
    const page = call.page([describeInstallation(call.world)]);
    return { status: 200, body: page.items, headers: page.headers };
  },
  'apps/get-installation': (call) => {
    if (call.integer('installation_id') !== call.world.app.installationId) throw RestError.notFound();
    return { status: 200, body: describeInstallation(call.world) };
  },
  'apps/get-repo-installation': (call) => {
    requireRepository(call);
    return { status: 200, body: describeInstallation(call.world, call.repository.owner) };
  },
  'apps/create-installation-access-token': createInstallationToken,
  'apps/revoke-installation-access-token': ({ world, token }) => {
    if (token !== undefined) world.tokens.revoke(token.text);
    return { status: 204 };
  },
  'apps/list-repos-accessible-to-installation': (call) => {
    const { world, token } = call;
    const page = call.page(
      world.repositories.all.filter((repository) => token !== undefined && canSee(token, repository)),
    );
    const repositories = page.items.map((repository) => describeRepository(world, repository));
    return { status: 200, body: { total_count: page.totalCount, repositories }, headers: page.headers };
  },
  'apps/list-webhook-deliveries': (call) => {
    const deliveries = [...call.world.webhooks.deliveries].reverse().slice(0, Number(call.text('per_page') ?? 30));
    return { status: 200, body: deliveries.map(describeDelivery) };
  },
  'apps/get-webhook-delivery': (call) => {
    const delivery = findDelivery(call);
    const request = {
      headers: { 'X-GitHub-Delivery': delivery.guid, 'X-GitHub-Event': delivery.event },
      payload: JSON.parse(delivery.body) as object,
    };
    return { status: 200, body: { ...describeDelivery(delivery), request, response: { headers: {}, payload: '' } } };
  },
  'apps/redeliver-webhook-delivery': async (call) => {
    await call.world.webhooks.redeliver(findDelivery(call).id);
    return { status: 202, body: {} };
  },
  'users/get-authenticated': ({ world, token, login }) => {
    if (token?.kind !== 'personal') throw new RestError(403, 'Resource not accessible by integration');
    return { status: 200, body: describeUser(world, login) };
  },
  'users/get-by-username': (call) => {
    const login = call.text('username') ?? '';
    return { status: 200, body: describeAccount(call.world, login) };
  },
  'orgs/get': (call) => {
    const login = requireOrganisation(call);
    const plan = call.world.accounts.plans.get(login);
    const mayKnow = call.token !== undefined && hasPermission(call.token, 'organization_plan', 'read');
    const known = plan !== undefined && mayKnow && { plan: { name: plan, space: 1, private_repos: 1 } };
    return { status: 200, body: { ...describeAccount(call.world, login), ...known } };
  },
  'orgs/get-membership-for-authenticated-user': (call) => {
    const { world, token, login: person } = call;
    const login = requireOrganisation(call);
    if (token?.kind !== 'personal') throw new RestError(403, 'Resource not accessible by integration');
    const role = world.accounts.roles.get(`${login}/${person}`);
    if (role === undefined) throw RestError.notFound();
    const user = describeUser(world, person);
    return { status: 200, body: { state: 'active', role, user, organization: describeAccount(world, login) } };
  },
} satisfies Partial<Record<OperationId, RestHandler>>;

function createInstallationToken(call: RestCall) {
  const { world } = call;
  if (call.integer('installation_id') !== world.app.installationId) throw RestError.notFound();
  const wish = TokenRequest.parse(call.body ?? {});
  const isWanted = (repository: { id: number; name: string }): boolean =>
    (wish.repositories === undefined && wish.repository_ids === undefined) ||
    (wish.repositories?.includes(repository.name) ?? false) ||
    (wish.repository_ids?.includes(repository.id) ?? false);
  const permissions = wish.permissions ?? world.app.permissions;
  for (const [name, level] of Object.entries(permissions)) {
    const granted = world.app.permissions[name];
    if (granted === undefined || (level === 'write' && granted === 'read'))
      throw RestError.invalid('The permissions requested are not granted to this installation.');
  }
  const token = world.tokens.create({
    kind: 'installation',
    permissions,
    login: `${world.app.slug}[bot]`,
    repositories: world.repositories.all.filter(isWanted),
    lifetimeMs: HOUR_MS,
  });
  const expires = isoTime(token.expiresAt ?? 0);
  const selection = wish.repositories === undefined && wish.repository_ids === undefined ? 'all' : 'selected';
  return {
    status: 201,
    body: { token: token.text, expires_at: expires, permissions, repository_selection: selection },
  };
}

function requireOrganisation(call: RestCall): string {
  const login = call.text('org') ?? '';
  const owned = call.world.repositories.all.find(({ owner }) => owner.toLowerCase() === login.toLowerCase());
  if (owned === undefined) throw RestError.notFound();
  return owned.owner;
}

function requireRepository(call: RestCall): void {
  const { owner, name } = call.repository;
  if (call.world.repositories.find(owner, name) === undefined) throw RestError.notFound();
}

function findDelivery(call: RestCall): Delivery {
  const delivery = call.world.webhooks.deliveries.find(({ id }) => id === call.integer('delivery_id'));
  if (delivery === undefined) throw RestError.notFound();
  return delivery;
}

const describeDelivery = (delivery: Delivery): object => ({
  id: delivery.id,
  guid: delivery.guid,
  delivered_at: isoTime(delivery.deliveredAt),
  redelivery: delivery.isRedelivery,
  duration: delivery.durationMs / 1000,
  status: delivery.statusCode === 0 ? 'failed to connect' : String(delivery.statusCode),
  status_code: delivery.statusCode,
  event: delivery.event,
  action: delivery.action ?? null,
  installation_id: null,
  repository_id: null,
});
