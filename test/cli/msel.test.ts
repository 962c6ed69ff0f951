import {readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {loadDrill, packagedDrills} from '../../src/scenario/load.js';
import {kubedrill} from '../helpers/cli.js';
import {stamp} from '../helpers/events.js';
import type {Timed} from '../helpers/execution.js';
import {attacked, DRILL, staged} from '../helpers/exercise.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const msel = (...argv: string[]) => kubedrill('live', 'msel', ...argv);
const STORIES = packagedDrills()
  .filter(({script}) => script.length)
  .map(({id}) => id);

describe('the list of a drill', () => {
  test.each(STORIES.flatMap(id => ['csv', 'xlsx'].map(format => [id, format] as const)))(
    'of %s comes back from %s as the same drill',
    async (id, format) => {
      const dir = tempDir();
      const [list, copy] = [join(dir, `a.${format}`), join(dir, 'b.yaml')];
      expect(await msel('export', id, '-o', list, '--language', 'de')).toEqual({code: 0, stdout: '', stderr: ''});
      expect(await msel('import', id, list, '-o', copy, '--language', 'de')).toMatchObject({
        ...{
          code: 0,
          stdout: expect.stringContaining(`${copy} has ${loadDrill(id).script.length} injects\n`),
          stderr: '',
        },
      });
      expect({...loadDrill(copy), id, file: ''}).toEqual({...loadDrill(id), file: ''});
    },
  );

  test('leaves all but the script of the file as it is, comments too', async () => {
    const dir = tempDir();
    const text = readFileSync('drills/insider.yaml', 'utf8').replace('\nquestions:', '\n# mine\nquestions:');
    const file = join(dir, 'in.yaml');
    writeFileSync(file, text);
    await msel('export', file, '-o', join(dir, 'a.csv'));
    await msel('import', file, join(dir, 'a.csv'), '-o', join(dir, 'out.yaml'));
    const around = (whole: string) => [whole.split('\nscript:')[0], whole.slice(whole.indexOf('questions:\n'))];
    const written = readFileSync(join(dir, 'out.yaml'), 'utf8');
    expect(around(written)).toEqual(around(text));
    expect(written).toContain('\n# mine\nquestions:');
  });

  test('on stdout has no byte order mark, and as JSON its rows', async () => {
    const {stdout} = await msel('export', 'leaked-token');
    expect(stdout).toMatch(/^Inject #,Title,/);
    const rows = JSON.parse((await msel('export', 'leaked-token', '--json')).stdout);
    expect(rows[0]).toMatchObject({number: 'I1', description: 'Attack: permission-enumeration', trigger: 'at 1 m'});
  });
});

test('a drill without a script gets one', async () => {
  const list = tempFile(
    'a.csv',
    'Inject #,Title,Description,To,Scheduled Time\n1,Begin,Attack: pod-exec,,00:00\n2,Hello,Hello,,00:05\n',
  );
  const copy = join(tempDir(), 'b.yaml');
  expect((await msel('import', 'core', list, '-o', copy)).code).toBe(0);
  expect(loadDrill(copy).script).toMatchObject([
    {id: 'I1', at: '0m', attack: 'pod-exec'},
    {id: 'I2', at: '5m', text: 'Hello'},
  ]);
});

describe('an import is refused, nothing is written, and each reason has its line', () => {
  const HEAD = 'Inject #,Title,Description,To,Trigger\n';
  const into = async (content: string, drill = 'leaked-token') => {
    const list = tempFile('a.csv', content);
    const copy = join(tempDir(), 'b.yaml');
    const {code, stderr} = await msel('import', drill, list, '-o', copy);
    expect(statSync(copy, {throwIfNoEntry: false})).toBeUndefined();
    return {code, stderr: stderr.replaceAll(list, 'a.csv')};
  };

  test.each([
    [
      'for a column',
      'Inject #,Title\n',
      'kubedrill: a.csv has no column for Scheduled Time, Description, To\n  next: a header such as Scheduled Time, time',
    ],
    ['for a cell', `${HEAD}I1,T,Attack: secrets-listed,,whenever\n`, 'a.csv:2 the trigger "whenever" is not known'],
    [
      'for what the script then is',
      `${HEAD}I1,T,D,,at 1 m\nX,T,D,,"after pod-exec is detected"\n`,
      'a.csv:3 there is no scenario pod-exec in this drill',
    ],
    ['for an id twice', `${HEAD}X,T,D,,at 1 m\nX,T,D,,at 2 m\n`, 'a.csv:3 there is an inject X already'],
    [
      'for what the rest of the drill needs',
      `${HEAD}I1,T,Attack: secrets-listed,,at 1 m\n`,
      'there is no inject I9 in this drill',
    ],
    ['for its form', 'a,b\n"x', 'a.csv: '],
  ])('%s', async (_, content, said) => {
    const {code, stderr} = await into(content);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });

  test('for its size, and where a file is there already', async () => {
    expect(await into('x'.repeat(5 * 1024 * 1024 + 1))).toMatchObject({
      ...{code: 2, stderr: expect.stringContaining('a.csv: is larger than 5 MiB')},
    });
    const there = tempFile('b.yaml', 'mine');
    const {code, stderr} = await msel('import', 'core', 'a.csv', '-o', there);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`${there} is there already`)]);
    expect(readFileSync(there, 'utf8')).toBe('mine');
  });

  test('for wrong usage, with what to write', async () => {
    expect(await msel('import', 'core')).toMatchObject({
      ...{code: 2, stderr: expect.stringContaining('kubedrill live msel import core LIST --output NEW.yaml')},
    });
    expect(await msel('send', 'core')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not one of export, import'),
    });
    expect(await msel('export', 'core', '--format', 'ods')).toMatchObject({code: 2});
    expect(await msel('export', 'core', '--format', 'xlsx')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--output'),
    });
  });
});

test('the list of a run says when each inject was delivered, by whom, and why one was not', async () => {
  const stage = staged(DRILL);
  const lead = stage.join('facilitator', 'Lead');
  stage.join('commander');
  stage.join('responder');
  await stage.does(lead, 'start');
  await attacked(stage, 'secrets-listed', 'A1');
  await stage.pass(5 * 60_000);
  await stage.does(lead, 'deliver', {inject: 'I4'});
  await stage.does(lead, 'skip', {inject: 'I5', reason: 'no time left'});
  const started: Timed = {
    ...{ms: 0, type: 'run.started', schemaVersion: 2, run: 'r', kubedrill: '0', drill: {id: 'd', title: 'D'}},
    cluster: {kind: 'simulated', simulated: true, reason: ''},
    settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
    ...{gates: [], scenarios: []},
  };
  const lines = [...stamp([started]), ...stage.log.events].map(event => JSON.stringify(event));
  const file = tempFile('events.ndjson', `${lines.join('\n')}\n`);
  const rows: Record<string, string>[] = JSON.parse((await msel('export', file, '--json')).stdout);
  expect(rows.map(({number, scheduled, delivered, status}) => [number, scheduled, delivered, status])).toEqual([
    ['I1', '00:00:00', '00:00:00', 'delivered by the clock'],
    ['I2', '', '', 'not delivered'],
    ['I3', '', '', 'not delivered'],
    ['I4', '', '00:05:00', 'delivered by Lead'],
    ['I5', '00:20:00', '', 'skipped: no time left'],
    ['I6', '00:04:00', '00:04:00', 'delivered by the clock'],
    ['I7', '', '', 'not delivered'],
  ]);
  expect((await msel('export', tempFile('events.ndjson', `${lines[0]}\n`))).stderr).toContain('not a run with people');
});
