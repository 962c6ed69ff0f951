import {describe, expect, test} from 'vitest';
import {shardOf} from '../../src/cli/fleet/shard.js';
import {inShard} from '../../src/fleet/shard.js';

const fleet = (count: number) => Array.from({length: count}, (_, index) => ({name: `cluster-${index}`}));
const parts = (entries: readonly {name: string}[], count: number) =>
  Array.from({length: count}, (_, index) => inShard(entries, {index, count}).map(({name}) => name));

describe('the parts of a fleet', () => {
  test.each([1, 2, 7, 500, 600])('%i of them have every cluster exactly once, and are equally large', count => {
    const all = parts(fleet(500), count);
    expect(all.flat().sort()).toEqual(
      fleet(500)
        .map(({name}) => name)
        .sort(),
    );
    const sizes = all.map(part => part.length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });

  test('are the same wherever a cluster stands in the file, and one more moves few of the others', () => {
    expect(parts(fleet(500).toReversed(), 8)).toEqual(parts(fleet(500), 8));
    const before = new Map(parts(fleet(500), 8).flatMap((part, index) => part.map(name => [name, index])));
    const moved = parts(fleet(501), 8).flatMap((part, index) =>
      part.filter(name => before.has(name) && before.get(name) !== index),
    );
    expect(moved.length).toBeLessThan(8);
  });
});

describe('which part is meant', () => {
  test.each([
    ['all of it, where nobody says', undefined, {}, {index: 0, count: 1}],
    ['as the flag says', '3/8', {JOB_COMPLETION_INDEX: '1', KUBEDRILL_SHARDS: '2'}, {index: 3, count: 8}],
    ['as a Job says', undefined, {JOB_COMPLETION_INDEX: '1', KUBEDRILL_SHARDS: '2'}, {index: 1, count: 2}],
  ])('is %s', (_, flag, env, expected) => {
    expect(shardOf(flag, env)).toEqual(expected);
  });

  test.each([
    ['a part that is not there', '8/8', {}],
    ['what is no part', '1', {}],
    ['a Job that does not say of how many', undefined, {JOB_COMPLETION_INDEX: '0'}],
    ['a Job with fewer parts than pods', undefined, {JOB_COMPLETION_INDEX: '2', KUBEDRILL_SHARDS: '2'}],
  ])('is not %s', (_, flag, env) => {
    expect(() => shardOf(flag, env)).toThrow(expect.objectContaining({exitCode: 2}));
  });
});
