import {CAPABILITIES, SEVERITIES} from '../../build/events/words.js';
import {blocks, code, table, text} from '../../build/report/markdown/text.js';
import {textIn} from '../../build/scenario/exercise/people.js';
import {FRAMEWORKS, TECHNIQUES} from '../../build/scenario/frameworks.js';
import {GENERATED} from './block.js';
import {tagLink} from './tags.js';

const INTRO = `One page for each file of [scenarios/](../../scenarios/); how to write one is in [scenarios.md](../scenarios.md).
In the pages, \`kd-000000\` stands for the word that each execution chooses for its namespace and its objects.
A framework's table has a row for each of its techniques: an empty one is a technique that no scenario rehearses.`;

/** Every scenario in one table, then by each framework, by severity and by need. */
export const catalogueIndex = scenarios =>
  `${blocks(
    GENERATED,
    '# Scenarios',
    `${scenarios.length} scenarios with ${scenarios.flatMap(s => Object.keys(s.variants)).length} variants.`,
    INTRO,
    table([HEAD, ...scenarios.map(rowOf)]),
    ...Object.keys(FRAMEWORKS).map(framework => matrix(framework, scenarios)),
    '## By severity',
    table([['severity', 'scenarios'], ...grouped([...SEVERITIES].reverse(), scenarios, s => [s.severity])]),
    '## By need',
    `A cluster that lacks a need skips the scenario and says so.\n\n${table([
      ['need', 'scenarios'],
      ...grouped(CAPABILITIES, scenarios, s => s.needs),
    ])}`,
  )}\n`;

const HEAD = [
  'scenario',
  'title',
  'severity',
  'needs',
  'ATT&CK',
  'OWASP 2022',
  'OWASP 2025',
  'threat matrix',
  'variants',
];

const pageOf = id => `[${id}](${id}.md)`;

const rowOf = ({id, title, severity, needs, tags, variants}) => [
  ...[pageOf(id), text(textIn(title, 'en')), severity, needs.join(', ')],
  ...Object.keys(FRAMEWORKS).map(framework => tags[framework].map(tag => tagLink(framework, tag)).join(' ')),
  Object.keys(variants).map(code).join(' '),
];

/** ATT&CK has hundreds of techniques that are about something else: of it, only those that occur. */
function matrix(framework, scenarios) {
  const used = new Set(scenarios.flatMap(s => s.tags[framework]));
  const known = Object.keys(TECHNIQUES[framework]);
  const ids = framework === 'attack' ? [...used].sort() : [...new Set([...known, ...used])];
  const rows = ids.map(id => [
    tagLink(framework, id),
    text(TECHNIQUES[framework][id] ?? ''),
    scenarios
      .filter(s => s.tags[framework].includes(id))
      .map(s => pageOf(s.id))
      .join(' '),
  ]);
  return `## By ${FRAMEWORKS[framework]}\n\n${table([['id', 'technique', 'scenarios'], ...rows])}`;
}

const grouped = (words, scenarios, wordsOf) =>
  words.map(word => [
    word,
    scenarios
      .filter(s => wordsOf(s).includes(word))
      .map(s => pageOf(s.id))
      .join(' '),
  ]);
