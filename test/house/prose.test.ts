import {execFile} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join, resolve} from 'node:path';
import {expect, onTestFinished, test} from 'vitest';

/** Runs the check of `npm run lint` on a tree of its own. */
function checked(files: Record<string, string>): Promise<{code: number; found: string[]; summary: string}> {
  const root = mkdtempSync(join(tmpdir(), 'prose-'));
  onTestFinished(() => rmSync(root, {recursive: true}));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), {recursive: true});
    writeFileSync(join(root, name), text);
  }
  return new Promise(done => {
    execFile(process.execPath, [resolve('scripts/prose.js')], {cwd: root}, (error, stdout, stderr) => {
      const found = stderr.split('\n').filter(line => line !== '');
      done({code: Number(error?.code ?? 0), found, summary: stdout.trim()});
    });
  });
}

test.each([
  ['So many events are kept.', '"So many": write "at most this many", "this long"'],
  ['Ended after so long.', '"so long": write "at most this many", "this long"'],
  ['Cut to at most so many columns.', '"so many": write "at most this many", "this long"'],
  ['For whoever asks.', '"whoever": write the noun: "the sender", "the caller", "the author"'],
  ['Of that which came.', '"that which": write the noun, or "what"'],
  ['It was not owed.', '"was not owed": write "is expected"'],
  ['It ends by itself.', '"by itself": write "on its own", "itself"'],
  ['It is told once.', '"is told once": write "is reported"'],
  ['A closed pipe is no error.', '"is no error": write "is not a …"'],
  ['By hand, for it is quicker.', '", for it is": write ", because"'],
])('%s is refused in a comment and in a document', async (sentence, expected) => {
  const at = sentence.indexOf(/"(.*?)"/.exec(expected)?.[1] ?? '') + 1;
  const {code, found, summary} = await checked({
    'src/a.ts': `/** ${sentence} */\nexport const a = 1;\n`,
    'src/b.tsx': `  // ${sentence}\n`,
    'docs/deep/page.md': `# Page\n\n${sentence}\n`,
    'README.md': `- ${sentence}\n`,
  });
  expect({code, summary}).toEqual({code: 1, summary: '4 files read, 4 phrases to rewrite'});
  expect(found).toEqual([
    `README.md:1:${at + 2} ${expected}`,
    `docs/deep/page.md:3:${at} ${expected}`,
    `src/a.ts:1:${at + 4} ${expected}`,
    `src/b.tsx:1:${at + 5} ${expected}`,
  ]);
});

test.each([
  ['For whoever asks.', '"whoever": write the noun: "the sender", "the caller", "the author"'],
  ['Then nobody can say.', '"nobody can say": write "it is not known"'],
  ['But nobody was told.', '"nobody was told": write "nobody is notified"'],
  ['The key cannot be had.', '"cannot be had": write "is available"'],
  ['So no canary can fly.', '"canary can fly": write "the canary was not sent"'],
  ['Or promise an SLA.', '"promise an SLA": write "set an SLA"'],
  ['It is none of these.', '"is none of": write "is not one of"'],
])('%s is refused in a message, a scenario, a rule and the list of broken links', async (sentence, expected) => {
  const at = sentence.indexOf(/"(.*?)"/.exec(expected)?.[1] ?? '') + 1;
  const {code, found} = await checked({
    'src/a.ts': `const a = '${sentence}';\nconst b = "${sentence}";\nconst c = \`\${a}\n${sentence}\`;\n`,
    'scenarios/one.yaml': `prevent: >-\n  ${sentence}\n`,
    'rules/one.yml': `# ${sentence}\ndescription: ${sentence}\n`,
    'drills/one.yaml': `title: ${sentence}\n`,
    'docs/broken-links.md': `| ${sentence} |\n`,
  });
  expect({code, found}).toEqual({
    code: 1,
    found: [
      `docs/broken-links.md:1:${at + 2} ${expected}`,
      `drills/one.yaml:1:${at + 7} ${expected}`,
      `rules/one.yml:1:${at + 2} ${expected}`,
      `rules/one.yml:2:${at + 13} ${expected}`,
      `scenarios/one.yaml:2:${at + 2} ${expected}`,
      `src/a.ts:1:${at + 11} ${expected}`,
      `src/a.ts:2:${at + 11} ${expected}`,
      `src/a.ts:4:${at} ${expected}`,
    ],
  });
});

test('a phrase that crosses the end of a line is refused where it begins', async () => {
  const {found} = await checked({
    'src/a.ts': '/**\n * A feed that opens by\n * itself.\n */\n',
    'docs/page.md': 'A feed that opens by\nitself.\n',
  });
  expect(found).toEqual([
    'docs/page.md:1:19 "by itself": write "on its own", "itself"',
    'src/a.ts:2:22 "by itself": write "on its own", "itself"',
  ]);
});

test('code, quoted code, and the right use of a word pass', async () => {
  const {code, found} = await checked({
    'src/a.ts': [
      'export const whoever = 1; // kept for it',
      `export const a = \`\\\`whoever\\\` of \${list.map(whoever => whoever.name)}\`;`,
      "export const b = 'as long as it is told apart';",
      '/** Written in `whoever`; so many rules that it takes minutes, as long as it is told apart. */',
      '/** In a comment nobody can say, and it is none of these. */',
    ].join('\n'),
    'docs/page.md': 'Look for it is `whoever`.\n\n```sh\necho it is owed by itself\n```\n\nThere is no error.\n',
    'docs/scenarios/one.md': 'Whoever asks.\n',
    'docs/commands.md': 'Whoever asks.\n',
    'scenarios/one.yaml': 'title: `whoever`\n',
    'test/a.test.ts': '// Whoever asks.\n',
  });
  expect({code, found}).toEqual({code: 0, found: []});
});

test('a tree without a file to read is not a success', async () => {
  expect(await checked({'other.md': 'Whoever asks.\n'})).toMatchObject({
    code: 1,
    summary: '0 files read, 0 phrases to rewrite',
  });
});
