import assert from 'node:assert/strict';
import type { Activities } from '../../service/activities/create-activities.ts';
import { startGithubService, type GithubService } from '../helpers/github-service.ts';
import { assertNothingLeft, assertRightVerdicts, createBasket, runsOf } from './basket.ts';

/** The first time each step is done, its answer gets lost, as with a worker that is killed after the work. */
function losingFirstAnswers(activities: Activities): Activities {
  const lost = new Set<string>();
  const losing = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never): Promise<unknown> => {
      const answer: unknown = await activity(input);
      if (lost.has(name)) return answer;
      lost.add(name);
      throw new Error(`The answer of ${name} is lost.`);
    },
  ]);
  return Object.fromEntries(losing) as Activities;
}

/** Each step is given up the first time while it is at work, and goes on beside the next attempt, as with a worker that is cut off. */
function workingOnUnheard(activities: Activities): Activities {
  const begun = new Set<string>();
  const unheard = Object.entries(activities).map(([name, activity]) => [
    name,
    async (input: never): Promise<unknown> => {
      if (begun.has(name)) return activity(input);
      begun.add(name);
      (activity(input) as Promise<unknown>).catch(() => undefined);
      throw new Error(`The worker of ${name} is cut off.`);
    },
  ]);
  return Object.fromEntries(unheard) as Activities;
}

describe("Faults of Tinybug's own worker", function () {
  this.timeout(300_000);
  let service: GithubService | undefined;
  afterEach(() => service?.close());

  it('an answer of every step lost: the step is repeated and does nothing twice', async () => {
    service = await startGithubService({ around: losingFirstAnswers });
    const repository = await createBasket(service, { isSharded: true });
    await assertRightVerdicts(service, await service.measure(repository.fullName));
    assert.equal(runsOf(service.github, repository).length, 2);
    await assertNothingLeft(service, repository);
  });

  it('a worker that is cut off in every step, and works on: the same step side by side does nothing twice', async () => {
    service = await startGithubService({ around: workingOnUnheard });
    const repository = await createBasket(service, { isSharded: true });
    await assertRightVerdicts(service, await service.measure(repository.fullName));
    assert.equal(runsOf(service.github, repository).length, 2);
    await assertNothingLeft(service, repository);
  });

  it('a worker that is stopped while jobs run: another one, with empty folders, goes on', async () => {
    service = await startGithubService();
    const { github } = service;
    const repository = await createBasket(service, { isSharded: true });
    const { id } = await service.start(repository.fullName);
    for (const number of [0, 1]) {
      await github.waitFor(() => runsOf(github, repository)[number]?.status === 'in_progress');
      await service.replaceWorker();
    }
    await assertRightVerdicts(service, await service.waitForEnd(id));
    assert.equal(runsOf(github, repository).length, 2);
    await assertNothingLeft(service, repository);
  });

  it('a run that could not clean up: the next one of the repository removes what it left, and nothing else', async () => {
    let isDown = true;
    service = await startGithubService({
      around: (activities) => ({
        ...activities,
        cleanUp: (input) => (isDown ? Promise.reject(new Error('GitHub is down')) : activities.cleanUp(input)),
      }),
    });
    const repository = await createBasket(service, { isSharded: true });
    await service.measure(repository.fullName);
    const left = await repository.git.listRefs('refs/heads/tinybug/');
    assert.ok(left.length > 0);
    const main = (await repository.git.resolve('main')) ?? '';
    const others = ['refs/heads/tinybug/notes', `refs/heads/tinybug/run-${crypto.randomUUID()}-00000000`];
    for (const ref of others) await repository.git.git(['update-ref', ref, main]);
    isDown = false;
    await assertRightVerdicts(service, await service.measure(repository.fullName));
    const refs = (await repository.git.listRefs('refs/heads/tinybug/')).map(({ ref }) => ref);
    assert.deepEqual(refs.toSorted(), others.toSorted());
  });
});
