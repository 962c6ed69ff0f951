import type {Command} from 'commander';
import type {Io} from './io.js';

/** Adds a command's flags and its action; the action returns the exit code through `done`. */
export type Define = (command: Command, io: Io, done: (exitCode: number) => void) => void;
