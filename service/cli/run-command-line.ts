import { CommanderError } from 'commander';
import { resolve } from 'node:path';
import type { ExitCode } from '../../shared/error-code.ts';
