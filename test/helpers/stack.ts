import {realClock} from '../../src/lib/clock.js';
import {loadRules} from '../../src/sigma/load/load.js';
import type {Source} from '../../src/sources/source.js';
import {loadStack, type Stack} from '../../src/sources/stack/load.js';
import {type OpenContext, openSources} from '../../src/sources/stack/open.js';
import {tempFile} from './temp.js';

/** A stack file with these sources, each in YAML's flow style, read as a run reads it. */
export const stackOf = (
  sources: readonly string[],
  {env = {}, more = ''}: {env?: NodeJS.ProcessEnv; more?: string} = {},
): Stack =>
  loadStack(tempFile('stack.yaml', `title: test\n${more}sources:\n${sources.map(s => `  - ${s}\n`).join('')}`), env);

/** The sources of a stack, opened without a cluster, unless one is given. */
export const opened = (stack: Stack, more: Partial<OpenContext> = {}): Source[] =>
  openSources(stack, {clock: realClock, startedAt: realClock.wall(), rules: loadRules([]).set, ...more});
