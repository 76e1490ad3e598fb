import { CommanderError } from 'commander';
import { ExitCode } from '../shared/error-code.ts';
import { runCommandLine } from './cli/run-command-line.ts';
