import {symbolsFor, verdictSymbol, verdictWord} from '../../view/symbols.js';
import {
  type Block,
  type Evidence,
  type Inline,
  type Item,
  partsOf,
  type Scenario,
  type Text,
} from '../document/document.js';
import {tileText} from '../document/rehearsed.js';
import {code, text as escaped, blocks as join, link, list, table} from './text.js';

const SYMBOLS = symbolsFor(false);

/** A text as Markdown. */
export const textOf = (text: Text): string => partsOf(text).map(inline).join('');

function inline(part: Inline): string {
  if (typeof part === 'string') return escaped(part);
  if ('code' in part) return code(part.code);
  if ('strong' in part) return `**${escaped(part.strong)}**`;
  if ('url' in part) return link(part.url);
  if ('scenario' in part) return `**${escaped(part.title)}**`;
  if ('verdict' in part) return verdictOf(part);
  return `${part.mark} ${part.tone === 'held' ? part.word : `**${part.word}**`}`;
}

/** A verdict as mark and word. */
const verdictOf = ({verdict}: Pick<Scenario, 'verdict'>): string =>
  verdict ? `${verdictSymbol(SYMBOLS, verdict)} ${verdictWord(verdict)}` : `${SYMBOLS.none} not run`;

/** A scenario's title is not what stands out in a row. */
const cellOf = (text: Text): string =>
  textOf(partsOf(text).map(part => (typeof part === 'object' && 'scenario' in part ? part.title : part)));

/** What the evidence is, how it is found again, and where it can be looked at. */
function evidenceLine({title, aside, ref, url}: Evidence): string {
  const named = title.endsWith(` ${ref}`) ? '' : `: ${code(ref)}`;
  return `${escaped(title)}, ${escaped(aside)}${named}${url === undefined ? '' : ` ${link(url)}`}`;
}

/** A block as Markdown; undefined for what only a page shows. */
export function blockOf(block: Block): string | undefined {
  switch (block.kind) {
    case 'paragraph':
      return textOf(block.text);
    case 'list':
      return block.look === 'numbered' ? numbered(block.items) : bulleted(block.items);
    case 'facts':
      return bulleted(
        block.facts.map(({name, text, below}) => ({text: [`${name}: `, ...partsOf(text)], ...(below && {below})})),
      );
    case 'table':
      return table([block.head, ...block.rows.map(row => row.map(cellOf))]);
    case 'part':
      return partOf(block);
    case 'evidence':
      return list(block.evidence.map(evidenceLine));
    case 'scenario':
      return join(`### ${escaped(block.title)}: ${verdictOf(block)}`, ...block.blocks.map(inScenario));
    case 'coverage':
      return coverageOf(block);
    case 'on paper':
    case 'timeline':
    case 'usage':
    case 'lanes':
    case 'json':
      return undefined;
  }
}

const bulleted = (items: readonly Item[]): string =>
  items
    .map(({text, below = []}) => [`- ${textOf(text)}`, ...below.map(one => `  - ${textOf(one)}`)].join('\n'))
    .join('\n');

const numbered = (items: readonly Item[]): string =>
  items
    .map(({text, below = []}, i) =>
      [`${i + 1}. ${textOf(text)}`, ...below.map(one => `   - ${textOf(one)}`)].join('\n'),
    )
    .join('\n');

type Part = Extract<Block, {kind: 'part'}>;

const partOf = ({title, blocks}: Part): string => join(`### ${escaped(title)}`, ...blocks.map(blockOf));

function coverageOf({title, tiles}: Extract<Block, {kind: 'coverage'}>): string {
  const rows = tiles.map(tile => [
    ...[escaped(tile.id), escaped(tile.name)],
    ...[tile.scenarios.length ? verdictOf({verdict: tile.worst}) : SYMBOLS.none, tileText(tile)],
  ]);
  return join(`### ${escaped(title)}`, table([['id', 'name', 'worst ending', 'good'], ...rows]));
}

/** Inside of a scenario a heading is a word with a colon; a short part stands behind it. */
function inScenario(block: Block): string | undefined {
  if (block.kind !== 'part') return blockOf(block);
  const [only, ...more] = block.blocks.map(blockOf).filter(said => said !== undefined);
  const isShort = block.blocks[0]?.kind === 'paragraph' && !more.length;
  return isShort ? `${escaped(block.title)}: ${only}` : join(`${escaped(block.title)}:`, only, ...more);
}
