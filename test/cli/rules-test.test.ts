import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {S3} from '../../src/lib/s3/s3.js';
import {kubedrill, kubedrillIn} from '../helpers/cli.js';
import {bucketOf, withoutMoto} from '../helpers/moto.js';
import {auditEvent, ruleText} from '../helpers/rules.js';
import {tempFile} from '../helpers/temp.js';

const LOG = 'test/fixtures/audit/audit-kind-1.34.ndjson';
const LABELS = 'test/fixtures/audit/audit-kind-1.34.index.json';

const at = (second: number, auditID: string, parts: Record<string, unknown> = {}) => {
  const time = `2026-11-23T13:00:0${second}.000000Z`;
  return JSON.stringify(auditEvent({auditID, requestReceivedTimestamp: time, stageTimestamp: time, ...parts}));
};
const secrets = {objectRef: {resource: 'secrets', namespace: 'shop', name: 'db'}, verb: 'get'};
const logOf = (...lines: string[]) => tempFile('audit.log', `${lines.join('\n')}\n`);
const rulesIn = (...texts: string[]) => tempFile('secret-read.yml', texts.join('---\n'));
const labels = (map: Record<string, string[]>) => tempFile('labels.json', JSON.stringify(map));

const READS = ruleText('  s: {objectRef.resource: secrets}\n  condition: s', 'name: secret-read\n');
const play = (...argv: string[]) => kubedrill('rules', 'test', ...argv);
const json = async (...argv: string[]) => JSON.parse((await play(...argv, '--json')).stdout);

describe('rules test', () => {
  test('prints every match: when, which rule, which request, by whom', async () => {
    const log = logOf(at(1, 'a', secrets), at(2, 'b'), at(3, 'c', {...secrets, user: {}}));
    const {code, stdout} = await play('--log', log, '--rules', rulesIn(READS));
    expect(code).toBe(0);
    expect(stdout).toBe(
      '2026-11-23T13:00:01.000000Z secret-read a get secrets shop/db by alice\n' +
        '2026-11-23T13:00:03.000000Z secret-read c get secrets shop/db by nobody\n\n3 events: 2 alarms\n',
    );
  });

  test('as JSON: matches with rule, audit id and time, and figures', async () => {
    const log = logOf(at(1, 'a', secrets), at(2, 'b'));
    expect(await json('--log', log, '--rules', rulesIn(READS))).toEqual({
      matches: [{rule: 'secret-read', auditID: 'a', time: '2026-11-23T13:00:01.000000Z'}],
      events: 2,
      unreadable: 0,
      alarms: 1,
      rules: {loaded: 1, skipped: []},
    });
  });

  test('one rule with a mistake silences no other, and is told with its place', async () => {
    const dir = dirname(rulesIn(READS));
    writeFileSync(join(dir, 'bad.yml'), ruleText('  s: {verb|gt: many}\n  condition: s'));
    const log = logOf(at(1, 'a', secrets), at(2, 'b'));
    const {code, stdout, stderr} = await play('--log', log, '--rules', dir);
    expect(stderr).toMatch(
      /^rules: 1 rule loaded, 1 skipped: 1 with a mistake\n {2}.*bad\.yml:\d+:\d+ verb\|gt: gt needs a number\n$/,
    );
    expect(stdout).toContain('2 events: 1 alarm');
    expect(code).toBe(0);
    expect((await json('--log', log, '--rules', dir)).rules).toMatchObject({
      loaded: 1,
      skipped: [{file: join(dir, 'bad.yml'), why: 'mistake', message: 'verb|gt: gt needs a number'}],
    });
  });

  test('without a match the JSON is whole as well', async () => {
    expect(await json('--log', logOf(at(1, 'a')), '--rules', rulesIn(READS))).toMatchObject({matches: [], alarms: 0});
  });

  test('a correlation is named once for each event that completes it, with that event', async () => {
    const sum =
      'title: Many\nname: many\ncorrelation: {type: event_count, rules: secret-read, timespan: 1m, condition: {gte: 3}}\n';
    const log = logOf(...['a', 'b', 'c', 'd'].map((id, i) => at(i, id, secrets)));
    const {matches} = await json('--log', log, '--rules', rulesIn(READS, sum));
    expect(matches.map((m: {rule: string; auditID: string}) => `${m.rule} ${m.auditID}`)).toEqual(['many c', 'many d']);
    const {stdout} = await play('--log', log, '--rules', rulesIn(READS, sum));
    expect(stdout).toContain('many c get secrets shop/db by alice, the last of 3\n');
  });

  test('records that could not be read are counted and passed over', async () => {
    const torn = at(2, 'b', secrets).slice(0, 60);
    const log = logOf('hello', at(1, 'a', secrets), torn, '{"kind":"Event"}', '[]', '', at(3, 'c', secrets));
    expect(await json('--log', log, '--rules', rulesIn(READS))).toMatchObject({events: 2, unreadable: 4, alarms: 2});
    expect((await play('--log', log, '--rules', rulesIn(READS))).stdout).toContain(
      '2 events, 4 records that could not be read: 2 alarms',
    );
  });
});

describe('rules test with labels', () => {
  const log = () =>
    logOf(
      at(1, 'a', {...secrets, stage: 'ResponseStarted'}),
      at(1, 'a', secrets),
      at(2, 'b'),
      at(3, 'c', secrets),
      at(4, 'd', {...secrets, user: {username: 'bob'}, impersonatedUser: {username: 'carol'}}),
    );

  test('tells recall per scenario, precision, and false alarms by rule and actor', async () => {
    const file = labels({read: ['a'], list: ['b'], gone: ['x']});
    const {code, stdout} = await play('--log', log(), '--rules', rulesIn(READS), '--labels', file);
    expect(code).toBe(1);
    expect(stdout.split('\n\n').slice(1).join('\n\n')).toBe(
      [
        'scenarios',
        'read  found            1 of 1 requests  secret-read',
        'list  NOT FOUND        0 of 1 requests',
        'gone  not in this log  0 of 0 requests',
        '',
        'false alarms, by rule and actor',
        'secret-read  1  alice',
        'secret-read  1  bob as carol',
        '',
        '5 events: 3 alarms',
        'recall 50.0 % of the scenarios in the log',
        'precision 33.3 % of the alarms',
        '',
      ].join('\n'),
    );
  });

  test('the same as JSON', async () => {
    const file = labels({read: ['a', 'c'], list: ['b']});
    const result = await json('--log', log(), '--rules', rulesIn(READS), '--labels', file);
    expect(result).toMatchObject({
      alarms: 3,
      recall: 0.5,
      precision: 0.667,
      scenarios: [
        {scenario: 'read', labelled: 2, inLog: 2, matched: 2, rules: ['secret-read']},
        {scenario: 'list', labelled: 1, inLog: 1, matched: 0, rules: []},
      ],
      falseAlarms: [{rule: 'secret-read', actor: 'bob as carol', alarms: 1}],
    });
  });

  test('is exit code 0 when every scenario in the log was found', async () => {
    const file = labels({read: ['a'], gone: ['x']});
    expect((await play('--log', log(), '--rules', rulesIn(READS), '--labels', file)).code).toBe(0);
  });

  test.each([
    ['2', 0],
    ['1', 1],
  ])('with --max-false-alarms %s is exit code %d at two', async (most, code) => {
    const argv = ['--log', log(), '--rules', rulesIn(READS), '--labels', labels({read: ['a']})];
    expect((await play(...argv, '--max-false-alarms', most)).code).toBe(code);
  });

  test('on the recorded log, with the own rules, has no false alarm by the control plane or a node', async () => {
    const {events, scenarios, falseAlarms} = await json('--log', LOG, '--labels', LABELS);
    expect(events).toBe(2062);
    const found = scenarios.filter((s: {matched: number}) => s.matched > 0).map((s: {scenario: string}) => s.scenario);
    expect(found).toEqual(expect.arrayContaining(['KS-02', 'KS-04', 'KS-15', 'KS-16', 'KS-18', 'KS-26']));
    const actors = falseAlarms.map((f: {actor: string}) => f.actor);
    expect(
      actors.filter((actor: string) => /^system:(apiserver|node:|kube-)|:kube-system:.*-controller/.test(actor)),
    ).toEqual([]);
  });
});

describe('a log that cannot be read is never a good result: exit code 4', () => {
  const read = (...ids: string[]) => ['--labels', labels({read: ids}), '--rules', rulesIn(READS)];

  test('nothing in it is an audit event: why, and where', async () => {
    const log = logOf(JSON.stringify({protoPayload: {methodName: 'io.k8s.core.v1.secrets.list'}}));
    const {code, stderr, stdout} = await play('--log', log, ...read('a'));
    expect(stderr).toMatch(/audit\.log:1: no audit event could be read: this record is a LogEntry of Google Cloud/);
    expect(stdout).toContain('unknown: not in what could be read');
    expect(code).toBe(4);
    expect(await play('--log', logOf(''), ...read('a'))).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('the log is empty'),
    });
  });

  test('an attack that is not in what could be read', async () => {
    expect((await play('--log', logOf(at(1, 'a', secrets), 'torn'), ...read('a'))).code).toBe(0);
    expect((await play('--log', logOf(at(1, 'a', secrets), 'torn'), ...read('b'))).code).toBe(4);
  });

  test('an attack of which one request was read, without an alarm, and another may be in what could not be read', async () => {
    const {code, stdout} = await play('--log', logOf(at(1, 'a'), 'torn'), ...read('a', 'b'));
    expect(stdout).toContain('unknown: not all of it could be read');
    expect(code).toBe(4);
    expect((await play('--log', logOf(at(1, 'a'), at(2, 'b'), 'torn'), ...read('a', 'b'))).code).toBe(1);
  });

  test('an attack in a line that is still being written', async () => {
    const half = `${at(1, 'a', secrets)}\n${at(2, 'b', secrets).slice(0, -9)}`;
    const {code, stdout} = await play('--log', tempFile('audit.log', half), ...read('b'));
    expect(stdout).toContain('unknown: not in what could be read');
    expect(code).toBe(4);
    expect((await play('--log', tempFile('audit.log', half), ...read('a'))).code).toBe(0);
  });

  test.each([
    ['a list of GKE', JSON.stringify([{protoPayload: {methodName: 'io.k8s.core.v1.secrets.list'}}]), 'Google Cloud'],
    ['a page', '<!doctype html><html></html>', 'is a page of HTML'],
    ['half a list', `[${at(1, 'a')},{"kind":"Ev`, 'is cut off before its end'],
    [
      'Event objects',
      '{"kind":"List","apiVersion":"v1","items":[{"kind":"Event","apiVersion":"v1"}]}',
      'is a Kubernetes object',
    ],
  ])('one line without a line break is no empty log: %s', async (_, text, why) => {
    const {code, stderr} = await play('--log', tempFile('audit.log', text), ...read('a'));
    expect(stderr).toContain(why);
    expect(stderr).not.toContain('empty');
    expect(code).toBe(4);
  });

  test('a gate on false alarms, which may be in what could not be read', async () => {
    const gate = ['--max-false-alarms', '0'];
    const torn = logOf(at(1, 'a', secrets), 'torn');
    expect((await play('--log', torn, ...read('a'), ...gate)).code).toBe(4);
    expect((await play('--log', logOf(at(2, 'b', secrets), 'torn'), ...read('a'), ...gate)).code).toBe(1);
  });

  test('a line that is still being written is left out and named', async () => {
    const live = tempFile('audit.log', `${at(1, 'a', secrets)}\n${at(2, 'b', secrets).slice(0, 80)}`);
    const {code, stdout} = await play('--log', live, ...read('a'), '--max-false-alarms', '0');
    expect(stdout).toMatch(/audit\.log:2: the last line is not finished yet and was left out/);
    expect(code).toBe(0);
  });
});

test.each([
  ['one behind the other', (...events: string[]) => events.join('')],
  ['one behind the other, and a line break at the end', (...events: string[]) => `${events.join('')}\n`],
  ['with carriage returns alone', (...events: string[]) => `${events.join('\r')}\r`],
  [
    'in messages of Firehose',
    (...events: string[]) => events.map(e => JSON.stringify({logEvents: [{message: e}]})).join(''),
  ],
])('events without line breaks are read: %s', async (_, joined) => {
  const log = tempFile('audit.log', joined(at(1, 'a'), at(2, 'b', secrets), at(3, 'c', secrets)));
  const {code, stdout} = await play('--log', log, '--rules', rulesIn(READS), '--labels', labels({read: ['c']}));
  expect(stdout).toContain('3 events: 2 alarms');
  expect(code).toBe(0);
});

test('of events without line breaks the last is half: the others are read, and it is counted', async () => {
  const log = tempFile('audit.log', `${at(1, 'a', secrets)}${at(2, 'b', secrets).slice(0, 90)}\n`);
  const {code, stdout} = await play('--log', log, '--rules', rulesIn(READS), '--labels', labels({read: ['b']}));
  expect(stdout).toContain('1 event, 1 record that could not be read: 1 alarm');
  expect(code).toBe(4);
});

test('an event without a time of its stage: no "undefined" is printed', async () => {
  const {stageTimestamp: _, ...event} = JSON.parse(at(1, 'a', secrets));
  const {stdout} = await play('--log', logOf(JSON.stringify(event)), '--rules', rulesIn(READS));
  expect(stdout).toMatch(/^2026-11-23T13:00:01.000000Z secret-read a /);
});

test('several logs are one: correlations go on from one to the next', async () => {
  const sum =
    'title: Many\nname: many\ncorrelation: {type: event_count, rules: secret-read, timespan: 1m, condition: {gte: 2}}\n';
  const logs = [logOf(at(1, 'a', secrets)), logOf(at(2, 'b', secrets))];
  const {events, matches} = await json('--log', ...logs, '--rules', rulesIn(READS, sum));
  expect(events).toBe(2);
  expect(matches.map((m: {rule: string; auditID: string}) => `${m.rule} ${m.auditID}`)).toEqual(['many b']);
});

test('--log - reads standard input, packed or not', async () => {
  const log = logOf(at(1, 'a', secrets));
  const command = `gzip -c ${log} | ${process.execPath} src/bin.js rules test --log - --json --rules ${rulesIn(READS)}`;
  const stdout = execFileSync('sh', ['-c', command], {encoding: 'utf8'});
  expect(JSON.parse(stdout)).toMatchObject({events: 1, alarms: 1});
});

describe('what rules test refuses, with exit code 2', () => {
  const log = () => logOf(at(1, 'a'));
  test.each([
    ['no log', () => [], /--log is missing/],
    ['a log that is not there', () => ['--log', '/nowhere/audit.log'], /\/nowhere\/audit\.log is not a file/],
    ['rules that are not there', () => ['--log', log(), '--rules', '/nowhere'], /\/nowhere does not exist/],
    [
      'rules that are not valid',
      () => ['--log', log(), '--rules', rulesIn(READS.replace('name', 'level'))],
      /secret-read\.yml:2:1 level: must be one of/,
    ],
    ['labels that are not JSON', () => ['--log', log(), '--labels', tempFile('l.json', '{"a": [')], /l\.json:1:\d+ /],
    [
      'labels of another form',
      () => ['--log', log(), '--labels', tempFile('l.json', '{"a":\n "b"}')],
      /l\.json:1:2 a: must be a list, is a text/,
    ],
    ['a gate without labels', () => ['--log', log(), '--max-false-alarms', '0'], /--max-false-alarms needs --labels/],
    [
      'a gate that is no number',
      () => ['--log', log(), '--labels', labels({}), '--max-false-alarms', 'few'],
      /few is not a whole number from 0 to 1000000000/,
    ],
  ])('%s', async (_, argv, message) => {
    const {code, stderr} = await play(...argv());
    expect(stderr).toMatch(message);
    expect(code).toBe(2);
  });

  test('another action', async () => {
    expect(await kubedrill('rules', 'check')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('use rules test'),
    });
  });
});

test('--repair-fields takes the fields of another pipeline for those of audit events', async () => {
  const rule = rulesIn(ruleText('  s: {apiGroup: apps, verb: patch}\n  condition: s', 'name: patched\n'));
  const log = logOf(at(1, 'a', {verb: 'patch', objectRef: {resource: 'deployments', apiGroup: 'apps'}}));
  expect(await json('--log', log, '--rules', rule)).toMatchObject({alarms: 0});
  expect(await json('--log', log, '--rules', rule, '--repair-fields')).toMatchObject({alarms: 1});
});

describe.skipIf(withoutMoto('rules test'))('logs in S3', () => {
  test('are read as those of a folder, the rotated ones first, packed or not', async () => {
    const {bucket, env} = await bucketOf();
    const s3 = new S3(bucket, env);
    const put = (key: string, text: string | Buffer) => s3.put(key, Buffer.from(text), 'application/octet-stream');
    await put('logs/audit.log', `${at(3, 'c', secrets)}\n`);
    await put('logs/audit.log.1.gz', gzipSync(`${at(2, 'b', secrets)}\n`));
    await put('logs/.hidden', 'no log');
    await put('logs-of-others/audit.log', `${at(1, 'z', secrets)}\n`);
    await put('empty.log', '');
    const played = (where: string) =>
      kubedrillIn(env, 'rules', 'test', '--rules', rulesIn(READS), '--log', `s3://${bucket}/${where}`);
    const {code, stdout} = await played('logs');
    expect(stdout.match(/secret-read \w/g)).toEqual(['secret-read b', 'secret-read c']);
    expect(code).toBe(0);
    expect((await played('logs/audit.log')).stdout).toContain('1 event: 1 alarm');
    expect((await played('empty.log')).code).toBe(4);
    expect(await played('nothing')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining(`s3://${bucket}/nothing cannot be read: 404 NoSuchKey`),
    });
  });
});
