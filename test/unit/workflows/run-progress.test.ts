import assert from 'node:assert/strict';
import {
  advanceProgress,
  initialProgress,
  type RunMilestone,
  type RunProgress,
} from '../../../service/workflows/run-progress.ts';

const twoShards = [
  { shardIndex: 0, mutants: 3 },
  { shardIndex: 1, mutants: 4 },
] as const;

const table: readonly { name: string; milestones: readonly RunMilestone[]; expected: Partial<RunProgress> }[] = [
  { name: 'nothing has happened', milestones: [], expected: { phase: 'source' } },
  {
    name: 'a phase started',
    milestones: [{ type: 'phase-started', phase: 'baseline' }],
    expected: { phase: 'baseline' },
  },
  {
    name: 'mutants were selected',
    milestones: [{ type: 'mutants-selected', shards: twoShards }],
    expected: { shardsTotal: 2, mutantsTotal: 7 },
  },
  {
    name: 'a shard finished',
    milestones: [
      { type: 'mutants-selected', shards: twoShards },
      { type: 'shard-finished', shard: twoShards[1] },
    ],
    expected: { shardsTotal: 2, mutantsTotal: 7, shardsDone: 1, mutantsDone: 4 },
  },
  {
    name: 'every shard finished and the score is next',
    milestones: [
      { type: 'mutants-selected', shards: twoShards },
      { type: 'shard-finished', shard: twoShards[1] },
      { type: 'shard-finished', shard: twoShards[0] },
      { type: 'phase-started', phase: 'score' },
    ],
    expected: { phase: 'score', shardsTotal: 2, mutantsTotal: 7, shardsDone: 2, mutantsDone: 7 },
  },
  { name: 'no mutant is to be run', milestones: [{ type: 'mutants-selected', shards: [] }], expected: {} },
];

describe('advanceProgress', () => {
  for (const { name, milestones, expected } of table) {
    it(`counts right when ${name}`, () => {
      assert.deepEqual(milestones.reduce(advanceProgress, initialProgress), { ...initialProgress, ...expected });
    });
  }
});
