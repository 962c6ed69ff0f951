import {expect, test} from 'vitest';
import {loopback} from '../../helpers/loopback.js';
import {skippingClock} from '../../helpers/skipping-clock.js';
import {never, openSource} from '../../helpers/source.js';

/** A store whose counters go on with every look. */
const counting = async (statuses: object[]) => {
  let look = 0;
  return loopback(({path}) =>
    path.startsWith('/_nodes/stats')
      ? {
          body: {
            nodes: {
              a: {
                indices: {indexing: {index_total: 100 + look * 20, index_failed: 0, doc_status: statuses[look++]}},
                thread_pool: {write: {rejected: look > 1 ? 2 : 0}},
                ingest: {total: {failed: 0}},
              },
            },
          },
        }
      : {status: 404, body: {}},
  );
};

const losses = async (url: string) => {
  const {source} = openSource({type: 'elasticsearch', url, index: 'audit'}, {clock: skippingClock()});
  return source.losses?.(never);
};

test('what a store refuses while it is watched is told: by status, and what its queue had no room for', async () => {
  const {url} = await counting([
    {'2xx': 100, '4xx': 7},
    {'2xx': 120, '4xx': 19},
  ]);
  expect(await losses(url)).toMatchObject({
    state: 'warning',
    detail:
      'the store refused documents of all its indices in 10.0 s: 12 documents answered 4xx, 2 requests rejected, its queue was full',
  });
});

test('credentials that may not read counters say nothing', async () => {
  const {url} = await loopback(() => ({status: 403, body: {error: 'forbidden'}}));
  expect(await losses(url)).toBeUndefined();
});
