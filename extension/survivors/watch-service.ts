import type * as vscode from 'vscode';
import { findToken } from '../connection/service-of-settings.ts';
import { readServiceUrl } from '../configuration.ts';
import type { Log } from '../log.ts';
import type { Project, Projects } from '../projects/project.ts';
import type { Sessions } from '../signing-in/sessions.ts';
import { findServiceState, type ServiceState } from './service-state.ts';

/** What is known of the way to the service. */
export interface ServiceWatch {
  readonly state: ServiceState;
  /** Finds it out anew; `onChange` follows. */
  look(): void;
}

interface WatchOptions {
  readonly secrets: vscode.SecretStorage;
  readonly sessions: Sessions;
  readonly projects: Projects;
  readonly countRemotes: (project: Project) => Promise<number>;
  readonly log: Log;
  readonly onChange: () => void;
}

export function createServiceWatch(options: WatchOptions): ServiceWatch {
  const { secrets, sessions, projects, countRemotes, log, onChange } = options;
  let state: ServiceState = 'ready';
  const find = async (): Promise<void> => {
    const serviceUrl = readServiceUrl();
    state = await findServiceState({
      serviceUrl,
      findToken: () => findToken(serviceUrl, secrets, sessions),
      countRemotes: () => Promise.all(projects.all.map(countRemotes)),
    });
    onChange();
  };
  return {
    get state() {
      return state;
    },
    look: () => void find().catch((error: unknown) => log.error('Whether somebody is signed in is not known', error)),
  };
}
