import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {kubedrill} from '../helpers/cli.js';
import {auditEvent, ruleText} from '../helpers/rules.js';
import {tempDir, tempFile} from '../helpers/temp.js';

interface Finding {
  severity: string;
  check: string;
  message: string;
}

const rule = (...selections: string[]) =>
  tempFile('mine.yml', ruleText(`${selections.map((s, i) => `  s${i}: {${s}}\n`).join('')}  condition: 1 of them`));
const exec = auditEvent({
  verb: 'create',
  objectRef: {resource: 'pods', subresource: 'exec', namespace: 'a', name: 'web'},
  requestURI: '/api/v1/namespaces/a/pods/web/exec',
});
const create = auditEvent({
  auditID: 'a-create',
  verb: 'create',
  objectRef: {resource: 'pods', namespace: 'a', name: 'web'},
  requestObject: {spec: {hostNetwork: true, containers: [{image: 'x', securityContext: {privileged: true}}]}},
});
const line = (event: object) => `${JSON.stringify(event)}\n`;
const log = (...events: object[]) => tempFile('audit.log', events.map(line).join(''));

async function lint(rules: string, ...logs: string[]) {
  const {stdout, stderr, code} = await kubedrill('lint', '--rules', rules, '--json', '--log', ...logs);
  const {problems, log: read} = JSON.parse(stdout) as {problems: Finding[]; log: Record<string, unknown>};
  return {
    code,
    stderr,
    read,
    guesses: problems.filter(f => f.check === 'unknown-field').map(f => f.message.split('; ').slice(1).join('; ')),
    notes: problems.filter(f => f.check === 'unseen-field'),
  };
}

describe('the field that is meant is the one that has such values in the log', () => {
  const guess = async (selection: string, ...events: object[]) => (await lint(rule(selection), log(...events))).guesses;

  test.each<[string, string, string]>([
    [
      'a value of another field than the name says',
      'resource: exec',
      'did you mean objectRef.subresource? It has this value in 2 events of the log; by its name, objectRef.resource',
    ],
    [
      'the field that the name says',
      'resource: PODS',
      'did you mean objectRef.resource? It has this value in 3 events of the log',
    ],
    ['one event', 'what|startswith: /api/v1/namespaces/a/pods/web/e', 'did you mean requestURI?'],
    [
      'a value like true, under the same last word only',
      'privileged: true',
      'did you mean requestObject.spec.containers.securityContext.privileged? It has this value in 1 event of the log',
    ],
  ])('%s', async (_, selection, message) => {
    expect(await guess(selection, exec, exec, create)).toEqual([expect.stringContaining(message)]);
  });

  test.each<[string, string]>([
    ['no field has the value', 'resource: secrets'],
    ['true says nothing about which field is meant', 'hostIpc: true'],
  ])('the guess is by name where %s', async (_, selection) => {
    expect(await guess(selection, exec, create)).toEqual([expect.not.stringContaining('did you mean')]);
  });
});

describe('a rule that asks for fields which no event has a value in', () => {
  test('is noted, with the field that has the value', async () => {
    const {notes, code} = await lint(rule('requestObject.spec.volumes.name: web-data'), log(create, exec));
    expect(notes).toEqual([expect.objectContaining({severity: 'note'})]);
    expect(notes[0]?.message).toBe(
      'mine cannot match in this log: none of the 2 events that could be read has a value in ' +
        'requestObject.spec.volumes.name; use a log that has such requests in it',
    );
    expect(code).toBe(0);
    const other = {...create, requestObject: {spec: {containers: [{volumeMounts: [{name: 'web-data'}]}]}}};
    expect((await lint(rule('requestObject.spec.volumes.name: web-data'), log(other))).notes[0]?.message).toContain(
      'did you mean requestObject.spec.containers.volumeMounts.name? It has this value in 1 event of the log',
    );
  });

  test('is told of a log without bodies', async () => {
    expect((await lint(rule('requestObject.spec.hostPID: true'), log(exec))).notes[0]?.message).toContain(
      'no event of the log has a requestObject: its audit policy writes none',
    );
  });

  test.each<[string, string[]]>([
    ['another part of it can match', ['requestObject.spec.hostPID: true', 'objectRef.resource: pods']],
    ['it asks for the absence of the field', ['impersonatedUser.username: null']],
    ['the field is in one event of many', ['objectRef.subresource: attach']],
    ['it looks for words', ['"|all": [pods, web]']],
  ])('nothing is said where %s', async (_, selections) => {
    expect((await lint(rule(...selections), log(create, create, exec))).notes).toEqual([]);
  });
});

describe('a correlation that groups by fields which no event has a value in', () => {
  const correlated = (groupBy: string) =>
    tempFile(
      'many.yml',
      `${ruleText('  s: {objectRef.resource: pods}\n  condition: s')}---
title: Many
id: 3a2f7c1e-5b0d-4a86-9b5b-1f0b2c3d4e5f
correlation:
  type: event_count
  rules: [many]
  timespan: 5m
  condition: {gte: 2}
  ${groupBy}
`,
    );

  test('is noted, at the field', async () => {
    const {notes} = await lint(correlated('group-by: [user.username, impersonatedUser.username]'), log(create, exec));
    expect(notes.map(({message}) => message)).toEqual([
      expect.stringMatching(
        /does not group by impersonatedUser.username in this log: none of the 2 events that could be read has a value in impersonatedUser.username; use a log/,
      ),
    ]);
    expect(notes[0]).toMatchObject({severity: 'note', line: expect.any(Number), column: 29});
  });

  test('is noted by the field that an alias stands for', async () => {
    const aliases = 'group-by: [who]\n  aliases: {who: {many: requestObject.spec.hostPID}}';
    expect((await lint(correlated(aliases), log(exec))).notes[0]?.message).toContain(
      'has a value in requestObject.spec.hostPID; no event of the log has a requestObject',
    );
    expect(
      (await lint(correlated(aliases.replace('requestObject.spec.hostPID', 'user.username')), log(exec))).notes,
    ).toEqual([]);
  });
});

describe('the log', () => {
  const RULE = 'resource: exec';

  test('may be a folder of rotated logs, packed, wrapped, an EventList', async () => {
    const folder = join(tempDir(), 'logs');
    mkdirSync(folder);
    writeFileSync(join(folder, 'audit.log.1.gz'), gzipSync(line({message: JSON.stringify(exec)})));
    writeFileSync(join(folder, 'audit.log'), line({kind: 'EventList', items: [exec, create]}));
    const {read, guesses} = await lint(rule(RULE), folder);
    expect(read).toEqual({
      events: 3,
      unreadable: 0,
      places: {'as JSON in message': 1, 'under items': 2},
    });
    expect(guesses).toEqual([expect.stringContaining('It has this value in 2 events')]);
  });

  test('without an event is no reason to say anything about rules', async () => {
    const {code, notes, stderr} = await lint(
      rule('objectRef.name: web'),
      tempFile('a.log', '{"kind":"Pod","apiVersion":"v1"}\n'),
    );
    expect(code).toBe(4);
    expect(notes).toEqual([]);
    expect(stderr).toContain('this record is a Kubernetes object, not an audit event');
  });

  test('of which some cannot be read says so', async () => {
    const {code, read} = await lint(rule(RULE), tempFile('a.log', `${line(exec)}I1120 Starting\n${line(exec)}`));
    expect(code).toBe(0);
    expect(read).toMatchObject({events: 2, unreadable: 1, reasons: [{reason: 'is not an audit event'}]});
  });

  test('that is not there, and mistakes in rules, are exit code 2', async () => {
    expect(await kubedrill('lint', '--log', '/nowhere')).toMatchObject({code: 2});
    const broken = tempFile('broken.yml', 'title: x\n');
    expect(await kubedrill('lint', '--rules', broken, '--log', tempFile('a.log', ''))).toMatchObject({code: 2});
  });

  test('and what was read of it is told in plain text, too', async () => {
    const {stdout} = await kubedrill('lint', '--rules', rule(RULE), '--log', log(exec, create));
    expect(stdout).toMatch(/^2 events\n\d+ scenarios, .* rules: 0 errors, \d+ warnings, \d+ notes\n$/m);
  });
});
