import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {appendFileSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {realClock} from '../../src/lib/clock.js';
import {knownProcess} from '../../src/lib/process/processes.js';
import {beginJournal, Journal} from '../../src/run/journal/journal.js';
import {journalKey} from '../../src/run/journal/key.js';
import {isGoingOn, readJournal} from '../../src/run/journal/read.js';
import {type JournalChange, writeJournal} from '../helpers/journals.js';
import {tempDir} from '../helpers/temp.js';

const PATHS = ['/api/v1/namespaces/kd-111111', '/api/v1/namespaces/kd-222222', '/api/v1/namespaces/kd-333333'];
const ENTRIES = [
  {type: 'cluster', cluster: {kind: 'existing', name: 'staging', own: false}},
  ...PATHS.map(path => ({type: 'create', path})),
];

function killedRun(run = 'abc123') {
  const key = journalKey({HOME: tempDir()});
  const path = writeJournal(tempDir(), run, ENTRIES, {key});
  const lines = () => readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const rewrite = (changed: string[]) => writeFileSync(path, changed.map(line => `${line}\n`).join(''));
  return {key, path, lines, rewrite};
}

describe('a journal that its own run has written', () => {
  test('is known to be that, and says what is still to be done, newest first', () => {
    const {key, path} = killedRun();
    const unfinished = readJournal(path, key);
    expect(unfinished).toMatchObject({run: 'abc123', paths: PATHS.toReversed(), cluster: {name: 'staging'}});
    expect(unfinished?.unsealed).toBeUndefined();
  });

  test('is one line of JSON an entry still', () => {
    for (const line of killedRun().lines()) expect(JSON.parse(line)).toMatchObject({mac: expect.any(String)});
  });

  test('has mode 600, its key too, whatever the umask', () => {
    const before = process.umask(0);
    const home = tempDir();
    const dir = join(tempDir(), 'runs', 'one');
    beginJournal({dir, run: 'abc123', clock: realClock, env: {HOME: home}});
    process.umask(before);
    const modes = [join(dir, 'journal.ndjson'), join(home, '.local/state/kubedrill/journal.key'), dir];
    expect(modes.map(path => (statSync(path).mode & 0o777).toString(8))).toEqual(['600', '600', '700']);
  });

  test('goes on after a half last line, which is cut, and is closed for good', () => {
    const {key, path, lines} = killedRun();
    const whole = lines();
    appendFileSync(path, '{"type":"create","path":"/api/v1/name');
    const seal = readJournal(path, key)?.seal;
    expect(seal).toBeDefined();
    const journal = new Journal(path, seal);
    journal.write({type: 'gone', path: PATHS[0] ?? ''});
    expect(lines()).toHaveLength(whole.length + 1);
    expect(readJournal(path, key)).toMatchObject({paths: PATHS.slice(1).toReversed()});
    journal.write({type: 'closed'});
    expect(readJournal(path, key)).toBeUndefined();
  });

  test('may lack the one line that a power cut has cut in half', () => {
    const {key, path} = killedRun();
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.slice(0, -20));
    const unfinished = readJournal(path, key);
    expect(unfinished?.paths).toEqual(PATHS.slice(0, 2).toReversed());
    expect(unfinished?.unsealed).toBeUndefined();
  });
});

describe('a journal that somebody has changed', () => {
  type Change = (lines: string[]) => string[];
  const changes: Record<string, Change> = {
    'a line altered': lines => lines.map((line, i) => (i === 3 ? line.replace('kd-222222', 'kube-system') : line)),
    'a line removed': lines => lines.toSpliced(3, 1),
    'lines reordered': lines => [...lines.slice(0, 2), ...lines.slice(2).toReversed()],
    'a line twice': lines => [...lines, lines[3] ?? ''],
    'a line added': lines => [...lines, '{"type":"create","path":"/api/v1/namespaces/kube-system"}'],
    'a line added, with the authentication of another': lines => [
      ...lines,
      `{"type":"create","path":"/api/v1/namespaces/kube-system",${lines[3]?.slice(lines[3].indexOf('"mac"'))}`,
    ],
    'lines missing at its end': lines => lines.slice(0, -1),
    'a closing that nobody has written': lines => [...lines, '{"type":"closed"}'],
    'white space': lines => lines.map(line => line.replace('","', '", "')),
  };

  test.each(Object.entries(changes))('is not taken for its own: %s', (_, change) => {
    const {key, path, lines, rewrite} = killedRun();
    rewrite(change(lines()));
    expect(readJournal(path, key)?.unsealed).toMatch(/^line \d+ has been changed|missing at its end/);
  });

  test('with lines of another journal of the same key is not, either', () => {
    const {key, path, lines, rewrite} = killedRun();
    const other = writeJournal(tempDir(), 'abc123', ENTRIES, {key});
    const theirs = readFileSync(other, 'utf8').split('\n').slice(0, -1);
    rewrite([...lines().slice(0, 3), ...theirs.slice(3)]);
    expect(readJournal(path, key)?.unsealed).toBe('line 4 has been changed');
  });

  test('and cut in half at a line before the last is not, either', () => {
    const {key, path, lines} = killedRun();
    writeFileSync(path, `${lines().slice(0, 2).join('\n')}\n{"type":"cre`);
    expect(readJournal(path, key)?.unsealed).toBe('3 lines are missing at its end');
  });

  test('of a run that is closed asks for nothing any more: its closing taken away, or a copy of before', () => {
    const {key, path, lines, rewrite} = killedRun();
    const before = lines();
    new Journal(path, readJournal(path, key)?.seal).write({type: 'closed'});
    rewrite(before);
    expect(readJournal(path, key)?.unsealed).toBe('it is closed, or a copy of one that is');
  });
});

describe('a journal from elsewhere', () => {
  test.each([
    ['of another key', {other: true}, 'it is sealed with another key than yours'],
    ['of another machine', {opened: {machine: '0123456789abcdef'}}, 'it was written on another machine'],
    ['without a seal', {sealed: false}, 'it is not sealed with a key'],
  ])('is known to be that: %s', (_, {other, ...change}: JournalChange & {other?: boolean}, why) => {
    const key = journalKey({HOME: tempDir()});
    const theirs = other ? journalKey({HOME: tempDir()}) : key;
    const path = writeJournal(tempDir(), 'abc123', ENTRIES, {key: theirs, ...change});
    expect(readJournal(path, key)?.unsealed).toBe(why);
  });

  test('is not read where it holds anything but entries; the place is told', () => {
    const {key, path, lines, rewrite} = killedRun();
    for (const line of [
      'null',
      '[]',
      '7',
      '"closed"',
      '{}',
      '{"type":"__proto__"}',
      '',
      'no JSON',
      '{"type":"create"}',
    ]) {
      rewrite([lines()[0] ?? '', line]);
      expect(() => readJournal(path, key)).toThrow(`${path}:2:1 is not `);
    }
  });
});

describe('the process of an earlier run', () => {
  const me = {program: 'kubedrill', pid: process.pid};

  test('is known by more than its number: another start, another boot or another namespace is another process', () => {
    const dir = tempDir();
    const {journal} = beginJournal({dir, run: 'abc123', clock: realClock, env: {HOME: tempDir()}});
    const mine = readJournal(journal.path);
    expect(mine && isGoingOn(mine)).toBe(true);
    const {startedAt = '', namespace} = mine?.process ?? {};
    const others = [
      {startedAt: startedAt.replace(/\d+$/, tick => String(Number(tick) - 1)), namespace},
      {startedAt: startedAt.replace(/^.{8}/, '00000000'), namespace},
      {startedAt, namespace: 'pid:[1]'},
    ];
    for (const other of others) {
      const path = writeJournal(tempDir(), 'abc123', [], {opened: {pid: process.pid, process: {...me, ...other}}});
      const theirs = readJournal(path);
      expect(theirs && isGoingOn(theirs)).toBe(false);
    }
  });

  test('is not a neighbour that started in the same hundredth of a second', async () => {
    const neighbour = spawn('sleep', ['60']);
    onTestFinished(() => void neighbour.kill());
    await once(neighbour, 'spawn');
    const other = knownProcess('kubedrill', neighbour.pid ?? 0);
    const path = writeJournal(tempDir(), 'abc123', [], {opened: {pid: process.pid, process: {...me, ...other, ...me}}});
    const theirs = readJournal(path);
    expect(other?.startedAt).toBeDefined();
    expect(theirs && isGoingOn(theirs)).toBe(false);
  });
});
