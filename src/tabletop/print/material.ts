import {type Text, textIn} from '../../scenario/exercise/people.js';
import type {Inject} from '../../scenario/exercise/script.js';
import type {LoadedDrill} from '../../scenario/load.js';
import type {LoadedProcedure} from '../../scenario/procedures/load.js';
import type {Scenario} from '../../scenario/schema.js';
import type {Deck} from '../cards/load.js';
import type {Card, CardsFile} from '../cards/schema.js';
import {de} from './words/de.js';
import {en, type PrintWords} from './words/en.js';

/** What everything on paper is made from. */
export interface Material {
  drill: LoadedDrill;
  /** With the stories that are read out. */
  script: readonly Inject[];
  scenarios: readonly Scenario[];
  deck: Deck;
  procedures: readonly LoadedProcedure[];
  language: string;
}

/** A card on paper: its number is how the facilitator finds it. */
export interface PaperCard {
  number: string;
  card: Card;
  file: CardsFile;
}

/** The cards in the order of the script. */
export function paperCards({script, deck}: Material): PaperCard[] {
  const files = script.flatMap(({attack}) => deck.get(attack ?? '') ?? []);
  return files
    .filter((file, index) => files.indexOf(file) === index)
    .flatMap((file, attack) =>
      file.cards.map((card, index) => ({number: `${String.fromCharCode(65 + attack)}${index + 1}`, card, file})),
    );
}

/** What stands on every page: that it is a drill, on what its evidence was recorded, and for whom the page is. */
export function markOf({deck, language}: Material, whom: keyof PrintWords['marks']): string {
  const {marks} = wordsIn(language);
  const isSimulated = [...deck.values()].some(({recorded}) => recorded.simulated);
  return [marks.drill, isSimulated ? marks.simulated : marks.recorded, marks[whom]].join(' · ');
}

/** The words of paper in a language by its tag, else in English. */
export const wordsIn = (language: string): PrintWords => (language.startsWith('de') ? de : en);

/** A text in the language of what is printed. */
export const told =
  ({language}: Pick<Material, 'language'>) =>
  (text: Text | undefined): string =>
    text === undefined ? '' : textIn(text, language).trim();
