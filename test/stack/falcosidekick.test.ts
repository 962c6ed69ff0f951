import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {interestIn, never, openSource} from '../helpers/source.js';
import {lab, makeIndex, store} from './lab.js';

const url = lab('LAB_OPENSEARCH');
/** A little before the recording of Falco's alerts begins. */
const startedAt = new Date('2026-11-23T14:00:00Z');

interface Recorded {
  rule: string;
  time: string;
  output_fields: Record<string, unknown>;
}

const recorded = readFileSync('test/fixtures/falco/falco-alerts.ndjson', 'utf8')
  .trim()
  .split('\n')
  .map(line => JSON.parse(line) as Recorded);

/** As falcosidekick stores what Falco posts; with `flattenfields` it takes the dots out of names. */
const stored = (alert: Recorded, flatten: boolean): object => ({
  ...alert,
  uuid: '5e0d865a-d52c-4285-9642-64b7ca66bcb4',
  '@timestamp': alert.time,
  ...(flatten && {
    output_fields: Object.fromEntries(
      Object.entries(alert.output_fields).map(([key, value]) => [key.replaceAll(/[.[\]]/g, '_'), value]),
    ),
  }),
});

describe('recorded alerts of Falco in an index of the real OpenSearch', () => {
  test.each([false, true])('say the same as when they are posted; flattened: %s', async flatten => {
    const index = await makeIndex();
    const alerts = recorded.filter(alert => alert.output_fields['ka.user.name']).slice(0, 40);
    await store(index, ...alerts.map(alert => stored(alert, flatten)));
    const opened = openSource({type: 'falcosidekick', url, index, every: '1h'}, {startedAt});
    await opened.start(interestIn());
    const told = opened.signals.map(({rule, claims: [claim]}) => [rule?.id, claim?.stageTimestamp, claim?.user]).sort();
    expect(told).toEqual(alerts.map(a => [a.rule, a.time, a.output_fields['ka.user.name']]).sort());
    await opened.source.refresh?.(never);
    expect(opened.signals).toHaveLength(alerts.length);
  });
});
