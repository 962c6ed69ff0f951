import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {parseAllDocuments} from 'yaml';
import {lintFiles} from '../../src/cli/lint/files.js';
import {CAPABILITIES} from '../../src/events/words.js';
import {EXIT} from '../../src/lib/errors.js';
import {DUTIES, Role} from '../../src/scenario/exercise/people.js';
import {Inject, MOMENTS, NoticeClock, Question, STATEMENTS, VIA} from '../../src/scenario/exercise/script.js';
import {Vary} from '../../src/scenario/exercise/varying.js';
import {chooseScenarios, packagedDrills} from '../../src/scenario/load.js';
import {Drill, ScenarioFile} from '../../src/scenario/schema.js';
import {ACTIONS, IDENTITIES} from '../../src/scenario/steps/step.js';
import {TEMPLATE_NAMES} from '../../src/scenario/steps/template.js';
import {drill} from '../helpers/drill.js';
import {tempDir} from '../helpers/temp.js';
import {type Fence, page, pages} from './markdown.js';

const EXAMPLES = pages().flatMap(p => p.fences.filter(fence => fence.info.startsWith('yaml')));
const ofKind = (kind: string) => EXAMPLES.filter(fence => fence.info === `yaml ${kind}`);

/** The examples as files: their names are ids. */
function written(fences: readonly Fence[], extension: string): string[] {
  const dir = tempDir();
  return fences.map((fence, index) => {
    const file = join(dir, `example-${index}.${extension}`);
    writeFileSync(file, fence.text);
    return file;
  });
}

describe('examples in the docs', () => {
  test.each(EXAMPLES)('$place is YAML', ({text}) => {
    expect(parseAllDocuments(text).flatMap(document => document.errors)).toEqual([]);
  });

  test('scenarios and rules lint clean', () => {
    const [scenarios, rules] = [ofKind('scenario'), ofKind('rule')];
    expect([scenarios.length, rules.length]).toEqual([1, 2]);
    const {problems} = lintFiles({scenarios: written(scenarios, 'yaml'), rules: written(rules, 'yml')});
    // The rules are about more than the one scenario: that is noted, and nothing is wrong with it.
    expect(problems.filter(p => p.check !== 'unexercised-rule')).toEqual([]);
  });

  test('drills lint clean, and name scenarios that are there', () => {
    expect(ofKind('drill')).toHaveLength(2);
    expect(lintFiles({drills: written(ofKind('drill'), 'yaml')}).problems).toEqual([]);
  });

  test('the rule detects the scenario and its variant, and not the benign twin', async () => {
    const [file = ''] = written(ofKind('scenario'), 'yaml');
    const {view} = await drill(chooseScenarios([file, `${file}:by-patch`]), {
      rules: written(ofKind('rule'), 'yml'),
      anyRule: true,
    });
    expect(view.scenarios.map(s => [s.verdict, s.benign?.state])).toEqual([
      ['detected', 'silent'],
      ['detected', 'silent'],
    ]);
  });
});

/** The first cells of a table whose head begins so, without their backticks. */
function firstColumn(path: string, head: string): string[] {
  const lines = readFileSync(path, 'utf8').split('\n');
  const rows = lines.slice(lines.findIndex(line => line.startsWith(`| ${head} |`)) + 2);
  return rows
    .slice(
      0,
      rows.findIndex(line => !line.startsWith('|')),
    )
    .map(row => row.split('|')[1]?.trim().replaceAll('`', '') ?? '');
}

describe('tables in the docs', () => {
  test('docs/scenarios.md has every key of a scenario and every name of a template', () => {
    expect(firstColumn('docs/scenarios.md', 'key').sort()).toEqual(Object.keys(ScenarioFile.shape).sort());
    const names = firstColumn('docs/scenarios.md', 'name').flatMap(cell => cell.split(', '));
    expect(names.sort()).toEqual([...TEMPLATE_NAMES].sort());
    expect(firstColumn('docs/scenarios.md', 'need')).toEqual([...CAPABILITIES]);
  });

  test('docs/scenarios.md has everything that may stand beside an action, and every identity', () => {
    const shapes = Object.values(ACTIONS).flatMap(schema => Object.keys(schema.shape));
    const beside = new Set(shapes.filter(key => !(key in ACTIONS)));
    expect(firstColumn('docs/scenarios.md', 'beside it').sort()).toEqual([...beside].sort());
    const {text} = page('docs/scenarios.md');
    expect(IDENTITIES.filter(name => !text.includes(`\`${name}\``))).toEqual([]);
  });

  test('docs/drill-files.md has every key of a drill and of its parts, and every story with its length', () => {
    const path = 'docs/drill-files.md';
    const keys = (head: string) => firstColumn(path, head).flatMap(cell => cell.split(', '));
    const shapes = {part: Drill, 'key of a role': Role, 'key of an inject': Inject, 'key of a question': Question};
    for (const [head, schema] of Object.entries({...shapes, 'key of a clock': NoticeClock, 'key of `vary`': Vary})) {
      expect(keys(head).sort()).toEqual(Object.keys(schema.shape).sort());
    }
    const {text} = page(path);
    for (const {id, uses, pace, scenarios} of packagedDrills()) {
      if (uses.includes('live')) expect(text).toContain(`\n| \`${id}\` | ${pace.length} | ${scenarios.length} |`);
    }
    for (const word of [...DUTIES, ...MOMENTS, ...VIA, ...STATEMENTS]) expect(text).toContain(`\`${word}\``);
  });

  test('docs/exit-codes.md has every exit code', () => {
    expect(firstColumn('docs/exit-codes.md', 'code').map(Number)).toEqual(Object.values(EXIT));
  });

  test('docs/decisions.md has a reason for every dependency', () => {
    const {devDependencies} = JSON.parse(readFileSync('package.json', 'utf8'));
    const {text} = page('docs/decisions.md');
    const types = (name: string) => name.startsWith('@types/');
    // The coverage of vitest is part of it.
    const names = Object.keys(devDependencies).filter(name => !types(name) && !name.startsWith('@vitest/'));
    expect(names.filter(name => !text.includes(`\`${name}\``))).toEqual([]);
  });

  test('the picture in docs/console.md is what the console draws', () => {
    const [picture] = page('docs/console.md').fences;
    expect(readFileSync('test/tui/golden/mixed-80x24.txt', 'utf8')).toContain(picture?.text.trimEnd());
  });
});
