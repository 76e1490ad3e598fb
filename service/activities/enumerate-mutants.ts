import type { RunReference } from '../workflows/messages.ts';
import type { ActivityDependencies } from './activity-dependencies.ts';
export async function enumerateMutants(_deps: ActivityDependencies, _reference: RunReference): Promise<void> {}
