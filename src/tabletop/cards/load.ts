import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {messageOf, usageError} from '../../lib/errors.js';
import {readText} from '../../lib/files/read-text.js';
import {packaged} from '../../lib/paths.js';
import {firstIssue} from '../../lib/yaml/issue-words.js';
import {CardsFile} from './schema.js';

/** The cards of a table, by scenario. */
export type Deck = ReadonlyMap<string, CardsFile>;

/** The file of a scenario's cards: a variant has a file of its own. */
export const cardsName = (scenario: string): string => `${scenario.replace(':', '.')}.json`;

/**
 * The cards of scenarios: of a folder where it has them, else of the package.
 *
 * @param dir a folder of `kubedrill tabletop cards`
 * @throws DrillError (exit code 2) where a scenario has none, or a file is not one of cards
 */
export function loadDeck(scenarios: readonly string[], dir?: string): Deck {
  const folders = [...(dir === undefined ? [] : [dir]), packaged('cards')];
  const found = scenarios.map(scenario => [scenario, fileOf(scenario, folders)] as const);
  const lacking = found.filter(([, file]) => file === undefined).map(([scenario]) => scenario);
  if (lacking.length) {
    throw usageError(`there are no evidence cards of ${lacking.join(', ')}`, [
      `record them: kubedrill run ${lacking.join(' ')}, then kubedrill tabletop cards latest -o cards/`,
      'and name the folder with --cards cards/',
    ]);
  }
  return new Map(found.flatMap(([scenario, file]) => (file === undefined ? [] : [[scenario, readCards(file)]])));
}

const fileOf = (scenario: string, folders: readonly string[]): string | undefined =>
  folders.map(folder => join(folder, cardsName(scenario))).find(file => existsSync(file));

/**
 * Reads a file of cards.
 *
 * @throws DrillError (exit code 2) where it is not one
 */
export function readCards(file: string): CardsFile {
  const next = ['record it again: kubedrill tabletop cards RUN -o DIR'];
  let value: unknown;
  try {
    value = JSON.parse(readText(file));
  } catch (error) {
    const what = error instanceof SyntaxError ? `is not JSON: ${error.message}` : messageOf(error);
    throw usageError(`${file} ${what}`, next);
  }
  const parsed = CardsFile.safeParse(value);
  if (!parsed.success) throw usageError(`${file}: ${firstIssue(parsed.error, value, '')}`, next);
  return parsed.data;
}

/** The scenarios of which the package has cards. */
export const scenariosWithCards = (): string[] =>
  readdirSync(packaged('cards'))
    .filter(name => name.endsWith('.json'))
    .map(name => name.replace(/\.json$/, '').replace('.', ':'))
    .sort();
