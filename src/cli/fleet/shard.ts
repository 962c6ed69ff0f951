import type {Shard} from '../../fleet/shard.js';
import {usageError} from '../../lib/errors.js';

const WHOLE: Shard = {index: 0, count: 1};

/**
 * The part of a fleet that this process is to play: as the flag says, else as the pod of an Indexed Job knows it, else all
 * of it.
 *
 * @throws DrillError (exit code 2) for what is no part, and in a pod that does not know of how many
 */
export function shardOf(flag: string | undefined, env: NodeJS.ProcessEnv): Shard {
  if (flag !== undefined) return parsed('--shard', flag);
  const {JOB_COMPLETION_INDEX: index, KUBEDRILL_SHARDS: count} = env;
  if (index === undefined) return WHOLE;
  if (count === undefined) {
    throw usageError('JOB_COMPLETION_INDEX says which part this is, and nothing says of how many', [
      'set KUBEDRILL_SHARDS to the completions of the Job, or give --shard INDEX/COUNT',
    ]);
  }
  return parsed('JOB_COMPLETION_INDEX/KUBEDRILL_SHARDS', `${index}/${count}`);
}

function parsed(what: string, text: string): Shard {
  const [, first, second] = /^(\d{1,6})\/(\d{1,6})$/.exec(text) ?? [];
  const [index, count] = [Number(first), Number(second)];
  if (index < count) return {index, count};
  throw usageError(`${what} ${text} is not a part INDEX/COUNT`, [
    'count from 0: 0/8 is the first of eight, 7/8 the last',
  ]);
}
