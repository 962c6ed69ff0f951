import {describe, expect, test} from 'vitest';
import type {AuditEvent} from '../../src/audit/event.js';
import type {Investigation} from '../../src/sources/source.js';
import {auditEvent} from '../helpers/audit-event.js';
import {never, openSource} from '../helpers/source.js';
import {call, lab, makeIndex, store, uniqueName} from './lab.js';

const url = lab('LAB_OPENSEARCH');
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000);
const recordOf = (event: AuditEvent) => ({...event, '@timestamp': event.requestReceivedTimestamp});

/** An attack that the API server wrote down and no source of this index has seen. */
function attack(change: Partial<AuditEvent> = {}): {event: AuditEvent; about: Investigation} {
  const token = uniqueName('kd').slice(0, 9);
  const since = minutesAgo(0.2);
  const event = auditEvent(token, since, change);
  const user = event.user.username ?? '';
  return {
    event,
    about: {stage: 'collected', expected: {}, token, user, auditIds: [event.auditID], events: [event], since},
  };
}

const explain = (index: string, about: Investigation, more: object = {}) =>
  openSource({type: 'elasticsearch', url, index, every: '1h', ...more}).source.investigate?.(about, never);

/** A record of somebody else that arrived just now: the shipper runs. */
const fresh = () => recordOf(auditEvent('kd-ffffff', new Date()));

const NESTED = {metadata: {labels: {app: 'x'}}, spec: {containers: [{name: 'c', image: 'i'}]}};

describe('a record that is in the store, though nobody sees it', () => {
  test('its time is ten minutes off: clock skew', async () => {
    const index = await makeIndex();
    const {event, about} = attack();
    await store(index, {...event, '@timestamp': minutesAgo(10).toISOString()}, fresh());
    expect(await explain(index, about)).toMatchObject({
      cause: expect.stringMatching(
        new RegExp(`^the record is in ${index}, but its @timestamp is 9 m \\d\\d s before the attack.*clock skew`),
      ),
      proof: {record: expect.stringContaining(index)},
    });
  });

  test('it has no time', async () => {
    const index = await makeIndex();
    const {event, about} = attack();
    await store(index, event, fresh());
    expect((await explain(index, about))?.cause).toContain('has no @timestamp');
  });

  test('the query of the stack file leaves it out', async () => {
    const index = await makeIndex();
    const {event, about} = attack();
    await store(index, {...recordOf(event), cluster: 'b'}, {...fresh(), cluster: 'a'});
    expect((await explain(index, about, {query: 'cluster:a'}))?.cause).toContain('leaves it out: cluster:a');
  });

  test('it has lost its audit id and user agent, and only its text gives it away', async () => {
    const index = await makeIndex();
    const {event, about} = attack();
    const {auditID, userAgent: _, user, ...rest} = recordOf(event);
    await store(index, {...rest, actor: user.username, trace: auditID}, fresh());
    expect((await explain(index, about))?.cause).toBe(
      `the record is in ${index}, but cannot be searched by its audit id: the event is at the root, it has lost its auditID`,
    );
  });

  test('its fields are kept and not indexed, so that no query finds them', async () => {
    const index = await makeIndex({mappings: {dynamic: false, properties: {'@timestamp': {type: 'date'}}}});
    const {event, about} = attack();
    await store(index, recordOf(event), fresh());
    expect(await explain(index, about)).toMatchObject({
      cause: expect.stringContaining('its mapping hides auditID'),
      change: expect.stringContaining('map auditID as keyword'),
    });
  });

  test('it went to another index', async () => {
    const [index, other] = [await makeIndex(), await makeIndex()];
    const {event, about} = attack();
    await store(other, recordOf(event));
    await store(index, fresh());
    expect(await explain(index, about)).toMatchObject({
      cause: `the record is in the index ${other}, which ${index} does not cover (elasticsearch)`.replace(
        ' (elasticsearch)',
        '',
      ),
    });
  });
});

describe('a record that is not in the store', () => {
  test('nothing arrived since the attack: the shipper stopped, or reads another file', async () => {
    const index = await makeIndex();
    const {about} = attack();
    await store(index, recordOf(auditEvent('kd-ffffff', minutesAgo(4))));
    expect(await explain(index, about)).toMatchObject({
      cause: expect.stringMatching(
        /is 4 m \d\d s old, older than the attack, and no newer one came while it was watched for 8\.\d s: the shipper has stopped/,
      ),
      change: expect.stringContaining('start the shipper'),
    });
  });

  test('nothing ever arrived', async () => {
    const index = await makeIndex();
    expect((await explain(index, attack().about))?.cause).toMatch(
      `${index} holds no audit record at all, and none came while it was watched for 8.`,
    );
  });

  const conflict = (kind: 'probe' | 'mapping') => async () => {
    // responseObject.status is an object of most kinds, and the text `Success` when something was deleted.
    const index = await makeIndex();
    await store(index, {...fresh(), responseObject: {status: {phase: 'Active'}}});
    const {event, about} = attack({verb: 'delete', responseObject: {kind: 'Status', status: 'Success'}});
    await expect(store(index, recordOf(event))).rejects.toThrow(/object mapping for \[responseObject.status\]/);
    const before = await probes();
    const found = await explain(index, about, {probe: kind === 'probe'});
    expect(await probes()).toEqual(before);
    return found;
  };

  test('it is refused for a mapping conflict: the probe has the store’s own error', async () => {
    const found = await conflict('probe')();
    expect(found?.cause).toMatch(
      /^refused by .*: mapper_parsing_exception: object mapping for \[responseObject.status\]/,
    );
    expect(found).toMatchObject({change: expect.stringContaining('flat_object'), proof: {how: 'probe'}});
  });

  test('it is refused for a mapping conflict: the mapping says so, without writing anything', async () => {
    const found = await conflict('mapping')();
    expect(found?.cause).toMatch(/^refused by .*: responseObject.status is mapped as an object, and is a string here/);
    expect(found).toMatchObject({proof: {how: 'mapping compared with the event'}});
  });

  test.each([true, false])('it is refused at the limit of fields, told with probe: %s', async probe => {
    const index = await makeIndex({settings: {'index.mapping.total_fields.limit': 60}});
    await store(index, fresh());
    const labels = Object.fromEntries(Array.from({length: 40}, (_, i) => [`l${i}`, 'x']));
    const {event, about} = attack({verb: 'create', requestObject: {...NESTED, metadata: {labels}}});
    await expect(store(index, recordOf(event))).rejects.toThrow(/Limit of total fields \[60\]/);
    const found = await explain(index, about, {probe});
    expect(found?.cause).toMatch(
      probe
        ? /Limit of total fields \[60\] has been exceeded/
        : /of at most 60 fields, and the record brings \d+ new ones/,
    );
    expect(found?.change).toContain('total_fields.limit');
  });

  test.each([true, false])('it is refused for the names of managedFields, told with probe: %s', async probe => {
    const index = await makeIndex();
    await store(index, fresh());
    const managedFields = [{manager: 'kubectl', fieldsV1: {'f:metadata': {'f:labels': {'.': {}}}}}];
    const {event, about} = attack({verb: 'create', requestObject: {metadata: {managedFields}}});
    await expect(store(index, recordOf(event))).rejects.toThrow(/field name cannot contain only/);
    expect(await explain(index, about, {probe})).toMatchObject({change: expect.stringContaining('omitManagedFields')});
  });

  test('an index that takes any body refuses nothing: then the shipper dropped it', async () => {
    const flat = {type: 'flat_object'};
    const index = await makeIndex({mappings: {properties: {requestObject: flat, responseObject: flat}}});
    const {about} = attack({responseObject: {status: 'Success', ...NESTED}});
    // The set-up of the same drill has arrived: it is the right log that is shipped.
    const setUp = recordOf(auditEvent(about.token, minutesAgo(0.3), {verb: 'create'}));
    await store(index, setUp, {...fresh(), responseObject: {status: {phase: 'Active'}}});
    for (const probe of [true, false]) {
      expect((await explain(index, about, {probe}))?.cause).toMatch(
        /other records arrive in .*nothing in its mapping speaks against it/,
      );
    }
  });
});

describe('records that arrived, and nothing alerted', () => {
  test('what was renamed and what is missing is named', async () => {
    const index = await makeIndex();
    const {event, about} = attack({requestObject: NESTED});
    const {requestObject: _, ...rest} = recordOf(event);
    await store(index, {...rest, annotations: {'authorization_k8s_io/decision': 'allow'}});
    const found = await explain(index, {...about, stage: 'alerted'});
    expect(found?.cause).toContain(
      'annotations.authorization.k8s.io/decision is annotations.authorization_k8s_io/decision',
    );
    expect(found?.cause).toContain('requestObject is missing');
  });

  test('nothing is said of a record that is as it was written', async () => {
    const index = await makeIndex();
    const {event, about} = attack();
    await store(index, recordOf(event));
    expect(await explain(index, {...about, stage: 'alerted'})).toBeUndefined();
  });
});

/** What probes have left behind. */
async function probes(): Promise<string[]> {
  const all = (await call('GET', `${url}/_cat/indices/kubedrill-probe-*?format=json`)) as {index: string}[];
  return all.map(i => i.index);
}
