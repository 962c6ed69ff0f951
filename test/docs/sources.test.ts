import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {realClock} from '../../src/lib/clock.js';
import {schemaLine} from '../../src/lib/schema-url.js';
import {loadRules} from '../../src/sigma/load/load.js';
import {auditLogSource} from '../../src/sources/api-server/audit-log.js';
import {SOURCE_TYPES} from '../../src/sources/registry.js';
import {loadStack, type Stack} from '../../src/sources/stack/load.js';
import {catalogueAlerts, recordedAlerts} from '../helpers/falco.js';
import {clusterAt} from '../helpers/kube.js';
import {opened} from '../helpers/stack.js';
import {tempFile, tempFileBeside} from '../helpers/temp.js';
import {page, pages} from './markdown.js';

const STACKS = readdirSync('stacks')
  .filter(name => name.endsWith('.yaml'))
  .map(name => `stacks/${name}`);
const EXAMPLES = pages().flatMap(p => p.fences.filter(fence => fence.info === 'yaml stack'));
/** Whatever variable a file names has a value. */
const ENV = new Proxy(
  {},
  {
    get: (_, name) => `value of ${String(name)}`,
    getOwnPropertyDescriptor: (_, name) => ({value: `value of ${String(name)}`, configurable: true, enumerable: true}),
  },
) as NodeJS.ProcessEnv;
const PAGES = readdirSync('docs/sources').filter(name => name !== 'README.md');

/** The ids of a stack's sources, opened on a cluster that has an audit log and nodes. */
function openedThere(stack: Stack): string[] {
  const cluster = {...clusterAt('http://127.0.0.1:9'), hostAddress: '127.0.0.1'};
  const auditStream = auditLogSource({follow: async () => {}}, realClock);
  return opened(stack, {cluster, auditStream}).map(s => s.id);
}

describe('stack files that are shown', () => {
  test.each(STACKS)('%s loads, and its sources open', file => {
    const stack = loadStack(file, ENV);
    expect(openedThere(stack)).toEqual(expect.arrayContaining(stack.sources.map(s => s.id)));
    expect(readFileSync(file, 'utf8').split('\n')[0]).toBe(schemaLine('stack'));
  });

  test.each(EXAMPLES)('$place loads, and its sources open', ({text}) => {
    const file = tempFile('stack.yaml', text);
    tempFileBeside(file, 'ca.pem', readFileSync('test/fixtures/tls/ca.pem', 'utf8'));
    const stack = loadStack(file, ENV);
    expect(openedThere(stack)).toEqual(expect.arrayContaining(stack.sources.map(s => s.id)));
  });

  test("the rules that they map are kubedrill's own, and those of Falco are Falco's", () => {
    const own = loadRules(['rules']).set.rules.map(rule => rule.id);
    const falcos = new Set(
      [...recordedAlerts(), ...catalogueAlerts().map(line => line.alert)].map(alert => alert.rule),
    );
    for (const file of STACKS) {
      for (const source of loadStack(file, ENV).sources) {
        if (!('rules' in source)) continue;
        expect(Object.keys(source.rules).filter(rule => !own.includes(rule))).toEqual([]);
        const named = source.type === 'falco' ? [...Object.values(source.rules).flat(), ...source.ignore] : [];
        expect(named.filter(rule => !falcos.has(rule))).toEqual([]);
      }
    }
  });
});

describe('pages of sources', () => {
  test.each(PAGES)('%s is of a type, and in the table of all', name => {
    const type = name.replace(/\.md$/, '');
    expect(Object.keys(SOURCE_TYPES)).toContain(type);
    expect(readFileSync('docs/sources/README.md', 'utf8')).toContain(`| [\`${type}\`](${name}) |`);
  });

  test.each(PAGES)('%s, or the page of what all have, says every key of its type', name => {
    const text = readFileSync(`docs/sources/${name}`, 'utf8') + readFileSync('docs/sources/README.md', 'utf8');
    const {schema} = SOURCE_TYPES[name.replace(/\.md$/, '') as keyof typeof SOURCE_TYPES];
    expect(Object.keys(schema.shape).filter(key => !text.includes(`\`${key}\``))).toEqual([]);
  });
});

test('the code in docs/add-a-source.md is taken from the files that it names', () => {
  const fences = page('docs/add-a-source.md').fences.filter(({info}) => info.startsWith('ts '));
  expect(fences).toHaveLength(3);
  for (const {info, text, place} of fences) {
    const file = info.slice('ts '.length);
    expect(existsSync(file), `${place} names ${file}`).toBe(true);
    expect(readFileSync(file, 'utf8'), place).toContain(text);
  }
});
