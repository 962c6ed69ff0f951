import {spawnSync} from 'node:child_process';
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, test} from 'vitest';
import {parseYaml, readYaml} from '../../src/lib/yaml/yaml-file.js';
import {kubedrill} from '../helpers/cli.js';
import {tempDir, tempFile} from '../helpers/temp.js';

const problemOf = (text: string) => parseYaml(text, 'x.yaml').problems.map(p => p.message);

describe('what a YAML file may ask for', () => {
  test.each([
    ['lists in lists', '['.repeat(100_000)],
    ['maps in maps', '{a: '.repeat(100_000)],
    ['keys that are maps', '? '.repeat(100_000)],
    ['blocks in blocks', '- '.repeat(100_000)],
    ['indented maps', Array.from({length: 1000}, (_, i) => `${' '.repeat(i)}a:\n`).join('')],
  ])('%s beyond all measure are refused in one line', (_, text) => {
    expect(problemOf(text)).toEqual(['this is nested too deeply to be read: more than 100 levels']);
  });

  test('nesting as people write it is read', () => {
    expect(parseYaml('[[[[[[[[[[{a: {b: {c: 1}}}]]]]]]]]]]', 'x').values).toEqual([
      [[[[[[[[[[{a: {b: {c: 1}}}]]]]]]]]]],
    ]);
  });

  test('aliases count as often as they stand', () => {
    const bomb = Array.from({length: 12}, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`)}]\n`).join('');
    expect(problemOf(`a0: &a0 [x]\n${bomb}`)).toEqual([expect.stringContaining('more than 1000000 values')]);
    expect(problemOf(`- &a x\n${'- *a\n'.repeat(5000)}`)).toEqual(['has more than 2000 anchors and aliases']);
    expect(parseYaml(`- &a {b: 1}\n${'- *a\n'.repeat(500)}`, 'x').values[0]).toHaveLength(501);
  });

  test.each(['&a [*a]', 'a: &a {b: *a}', '- &a [{x: [*a]}]'])('%s, which stands in itself, is refused', text => {
    expect(problemOf(text)).toEqual(['an alias refers to a node that contains it']);
  });

  test('of a file that is no YAML the first problems are told, and how many more there are', () => {
    const told = problemOf('}\n'.repeat(5000));
    expect(told).toHaveLength(20);
    expect(told.at(-1)).toMatch(/^and \d+ more problems from here on$/);
  });

  test('a key that stands twice is told at its second place', () => {
    expect(parseYaml('a: 1\nb:\n  c: 1\n  c: 2\n', 'x.yaml').problems).toMatchObject([
      {line: 4, column: 3, message: 'c: duplicate key'},
    ]);
  });
});

describe('a file of which one document is read', () => {
  const problems = (text: string) =>
    parseYaml(text, 'x.yaml', {documents: 'one'}).problems.map(p => `${p.line}:${p.column} ${p.message}`);

  test('a second one is not passed over, but told at its place', () => {
    expect(problems('a: 1\n---\n# of another\nb: 2\n')).toEqual([
      '4:1 a second document begins here (---), and only one is read: move it to a file of its own',
    ]);
  });

  test.each(['---\na: 1\n', '# mine\n---\na: 1\n---\n', 'a: 1\n...\n', 'a: 1\n---\n# nothing\n---\nnull\n'])(
    '%j has one',
    text => {
      expect(problems(text)).toEqual([]);
    },
  );

  test.each(['lint --scenarios', 'show', 'lint --drills', 'plan --drill', 'plan --stack'])(
    '%s refuses it: exit code 2',
    async command => {
      const source = /drill/.test(command)
        ? 'drills/core.yaml'
        : /stack/.test(command)
          ? 'stacks/cluster-only.yaml'
          : 'scenarios/pod-exec.yaml';
      const file = join(tempDir(), 'two.yaml');
      writeFileSync(file, `${readFileSync(source, 'utf8')}---\ntitle: another\n`);
      const {code, stdout, stderr} = await kubedrill(...command.split(' '), file);
      expect(stdout + stderr).toContain('a second document begins here');
      expect(code).toBe(2);
    },
  );
});

describe('what is no text of a person', () => {
  const cases: [string, () => string, RegExp][] = [
    ['a program', () => process.execPath, /is larger than 4 MiB/],
    ['packed text', () => fileOf(gzipSync('title: x')), /is a binary file/],
    ['zeros', () => fileOf(Buffer.alloc(100)), /is a binary file/],
    ['letters of another code', () => fileOf(Buffer.from('title: Ger\xe4t\n', 'latin1')), /is a binary file|UTF-8/],
    ['a device without end', () => '/dev/zero', /is larger than 4 MiB/],
    ['a link to itself', () => loop(), /leads to itself|does not exist|there is no/],
  ];

  test.each(cases)('%s is refused in one line, wherever it stands', async (_, make, why) => {
    const file = make();
    const ways = [
      ['plan', '--audit-policy', file],
      ['plan', '--drill', file],
      ['show', file.endsWith('.yaml') ? file : linked(file)],
      ['plan', '--stack', file],
      ['lint', '--rules', linked(file)],
      ['lint', '--scenarios', linked(file)],
      ['rules', 'test', '--log', 'README.md', '--labels', file],
    ];
    for (const argv of ways) {
      const {code, stderr, stdout} = await kubedrill(...argv);
      expect([argv[0], argv[1], code]).toEqual([argv[0], argv[1], 2]);
      const told = (stderr + stdout).split('\n').filter(line => line.includes(file) || line.includes('/y.yaml'));
      expect(told).toEqual([expect.stringMatching(why)]);
    }
  });

  test('a folder in the place of a file is told', async () => {
    const {code, stderr} = await kubedrill('plan', '--audit-policy', tempDir());
    expect([code, stderr]).toEqual([2, expect.stringContaining('is a folder, not a file')]);
  });

  test('a pipe into which nobody writes is waited for by nobody', async () => {
    const {code} = await kubedrill('plan', '--audit-policy', pipe());
    expect(code).toBe(2);
  });

  test('UTF-16 with its mark is text, as YAML has it', () => {
    const file = fileOf(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('title: x\n', 'utf16le')]));
    expect(readYaml(file)).toMatchObject({problems: [], values: [{title: 'x'}]});
  });
});

function fileOf(content: Buffer): string {
  const file = join(tempDir(), 'x.yaml');
  writeFileSync(file, content);
  return file;
}

/** The same by a name that files of its kind have. */
function linked(file: string): string {
  const link = join(tempDir(), 'y.yaml');
  symlinkSync(file, link);
  return link;
}

function loop(): string {
  const link = join(tempDir(), 'x.yaml');
  symlinkSync(link, link);
  return link;
}

function pipe(): string {
  const file = join(tempDir(), 'x.yaml');
  spawnSync('mkfifo', [file]);
  return file;
}

test('an alias without an anchor is a mistake of the file', () => {
  const {problems, values} = readYaml(tempFile('a.yaml', 'title: *none\n'));
  expect(problems.map(({message}) => message)).toEqual([
    '*none is an alias, and no anchor &none precedes it: quote a text that begins with *',
  ]);
  expect(values).toEqual([]);
});
