import {readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {recordedLines} from '../../helpers/recorded.js';

const config = (name: string) => readFileSync(`stacks/efk/fluentd/${name}`, 'utf8');

/** The value of a parameter, as Fluentd reads it: the rest of its line. */
function parameter(text: string, name: string): string {
  const value = new RegExp(`^\\s*${name} (.*)$`, 'm').exec(text)?.[1];
  if (value === undefined) throw new Error(`there is no ${name}`);
  return value;
}

/** A regular expression of Ruby's between slashes; what is used of it here means the same in JavaScript. */
const expressionIn = (text: string) => new RegExp(parameter(text, 'expression').slice(1, -1), 'u');

/** What a `time_format` of strptime takes. */
const DIRECTIVES: Record<string, string> = {
  ...{Y: '\\d{4}', m: '\\d\\d', d: '\\d\\d', H: '\\d\\d', M: '\\d\\d', S: '\\d\\d'},
  ...{N: '\\d+', z: '(Z|[+-]\\d\\d:?\\d\\d)'},
};
const timesOf = (text: string) =>
  new RegExp(
    `^${parameter(text, 'time_format')
      .replace(/[.]/g, '\\.')
      .replace(/%(\w)/g, (_, letter: string) => DIRECTIVES[letter] ?? '\\0')}$`,
  );

test('every line of a container is parsed, and a long one is whole again', () => {
  const text = config('containers.conf');
  const lines = readFileSync('test/fixtures/cri/containerd.log', 'utf8').split('\n').filter(Boolean);
  const parsed = lines.map(line => expressionIn(text).exec(line)?.groups ?? {});
  const times = timesOf(text);
  expect(parsed.filter(({time}) => !times.test(time ?? ''))).toEqual([]);
  expect(parsed.map(({stream, logtag, message}) => [stream, logtag, message?.length])).toEqual([
    ['stderr', 'F', 25],
    ['stdout', 'F', 10],
    ['stdout', 'F', 0],
    ['stdout', 'P', 16_384],
    ['stdout', 'P', 16_384],
    ['stdout', 'F', 7235],
    ['stdout', 'P', 21],
  ]);
  // What the concat filter is told to join: by the fields of the parser, with nothing between.
  expect(parameter(text, 'partial_cri_logtag_key')).toBe('logtag');
  expect(parameter(text, 'stream_identity_key')).toBe('stream');
  expect(parameter(text, 'key')).toBe('message');
  expect(parameter(text, 'separator')).toBe('""');
  const long = parsed.slice(3, 6).map(({message}) => message);
  expect(long.join('')).toBe(`${'x'.repeat(40_000)}END`);
});

test.each([
  ['2026-11-28T15:19:32.17123606+01:00 stdout F in another zone', 'in another zone'],
  ['2026-11-28T15:19:32.171232417Z stdout P:more tagged', 'tagged'],
  ['2026-11-28T15:19:32.171232417Z stdout F  two blanks ', ' two blanks '],
])('%s', (line, message) => {
  const text = config('containers.conf');
  const {groups} = expressionIn(text).exec(line) ?? {};
  expect(groups?.message).toBe(message);
  expect(groups?.time).toMatch(timesOf(text));
});

test.each(['{"log":"docker","stream":"stdout"}', 'I1128 15:19:32 klog', ''])(
  '%j is no line of a container, and is stored as unmatched instead of lost',
  line => {
    const text = config('containers.conf');
    expect(expressionIn(text).test(line)).toBe(false);
    expect(parameter(text, 'emit_unmatched_lines')).toBe('true');
    // The tag is rewritten by a field that such a record has, or it would be dropped there.
    expect(text).toMatch(/key unmatched_line\n/);
  },
);

test('every recorded line of an audit log is JSON with a time that the parser takes and keeps', () => {
  const text = config('audit.conf');
  expect(parameter(text, 'keep_time_key')).toBe('true');
  const key = parameter(text, 'time_key');
  const times = timesOf(text);
  const wrong = recordedLines().filter(line => !times.test((JSON.parse(line) as Record<string, string>)[key] ?? ''));
  expect(wrong).toEqual([]);
});

test('the log that is read is the one that the API server of a drill cluster writes', () => {
  const written = /audit-log-path: (.*)/.exec(readFileSync('kind-config.yaml', 'utf8'))?.[1];
  expect(parameter(config('audit.conf'), 'path')).toBe(written);
});

test('the first part of each tag names an index that has a template', () => {
  const prefix = parameter(config('fluent.conf'), 'logstash_prefix');
  const patterns = ['audit', 'logs'].flatMap(
    name => JSON.parse(readFileSync(`stacks/efk/elasticsearch/${name}-template.json`, 'utf8')).index_patterns,
  );
  // What goes to the store: the tags of sources, and those that a rule has rewritten.
  const stored = ['audit', 'containers', 'nodes'];
  for (const tag of stored) {
    expect(config(`${tag}.conf`)).toMatch(new RegExp(`^\\s*tag ${tag}$`, 'm'));
    expect(patterns).toContain(`${prefix.replace(/\$\{tag\[0\]\}/, tag)}-*`);
  }
});

test('every section is closed, and every label that is named is there', () => {
  const names = ['fluent.conf', 'audit.conf', 'containers.conf', 'nodes.conf'];
  const text = names.map(config).join('\n');
  const open: string[] = [];
  for (const [, close, name = ''] of text.matchAll(/^\s*<(\/?)(\w+)[^>]*>$/gm)) {
    if (close) expect(open.pop()).toBe(name);
    else open.push(name);
  }
  expect(open).toEqual([]);
  const labels = [...text.matchAll(/^<label (@\w+)>$/gm)].map(m => m[1]);
  const named = [...text.matchAll(/^\s*(?:@label|timeout_label) (@\w+)$/gm)].map(m => m[1]);
  expect(named.filter(label => !labels.includes(label))).toEqual([]);
  expect(labels.filter(label => !named.includes(label))).toEqual([]);
  expect([...text.matchAll(/^@include (.*)$/gm)].map(m => m[1])).toEqual(names.slice(1));
});

/**
 * What the filter `concat` makes of parsed lines, as its source says (fluent-plugin-concat 2.5, `use_partial_cri_logtag`):
 * parts are kept by `stream_identity_key`, joined at a line that is tagged F, and two fields are taken away.
 */
function concat(text: string, records: readonly Record<string, string>[]): Record<string, string>[] {
  const kept = new Map<string, Record<string, string>[]>();
  const has = (name: string) => new RegExp(`^\\s*${name} `, 'm').test(text);
  const identity = has('stream_identity_key') ? parameter(text, 'stream_identity_key') : undefined;
  return records.flatMap(record => {
    const stream = identity === undefined ? 'default' : (record[identity] ?? '');
    const parts = [...(kept.get(stream) ?? []), record];
    kept.set(stream, parts);
    if (record.logtag?.split(':')[0] !== 'F') return [];
    kept.delete(stream);
    const whole: Record<string, string> = {...record, ...parts[0], message: parts.map(part => part.message).join('')};
    delete whole[parameter(text, 'partial_cri_logtag_key')];
    delete whole[has('partial_cri_stream_key') ? parameter(text, 'partial_cri_stream_key') : 'stream'];
    return [whole];
  });
}

test('what concat hands on still has its stream, and parts of stdout and stderr do not meet', () => {
  const text = config('containers.conf');
  const part = (stream: string, logtag: string, message: string) => ({stream, logtag, message});
  const handed = concat(text, [
    part('stdout', 'P', 'one '),
    part('stderr', 'P', 'other '),
    part('stdout', 'F', 'line'),
    part('stderr', 'F', 'words'),
    part('stdout', 'F', 'short'),
  ]);
  expect(handed).toEqual([
    {stream: 'stdout', message: 'one line'},
    {stream: 'stderr', message: 'other words'},
    {stream: 'stdout', message: 'short'},
  ]);
  // Every record goes on only by a field that it has: a rule of the filter behind asks for it.
  const asked = [...text.matchAll(/^\s*key (\w+)$/gm)].map(m => m[1] ?? '').filter(key => key !== 'message');
  for (const record of handed) expect(asked.some(key => key in record)).toBe(true);
});

test('an id is one record’s: a redirect repeats the audit id and the stage', () => {
  const [, fields = ''] = /join\("-"\)/.test(config('audit.conf'))
    ? (/&& \[(.*)\]\.join/.exec(config('audit.conf')) ?? [])
    : [];
  const names = [...fields.matchAll(/record\["(\w+)"\]/g)].map(m => m[1] ?? '');
  expect(names).toEqual(['auditID', 'stage', 'stageTimestamp']);
  const ids = recordedLines().map(line =>
    names.map(name => (JSON.parse(line) as Record<string, string>)[name]).join('-'),
  );
  expect(new Set(ids).size).toBe(ids.length);
});
