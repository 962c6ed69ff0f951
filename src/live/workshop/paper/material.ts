import type {LevelWords} from '../../../events/workshop.js';
import {textIn} from '../../../scenario/exercise/people.js';
import type {LoadedDrill} from '../../../scenario/load.js';
import type {LoadedProcedure} from '../../../scenario/procedures/load.js';
import type {Scenario} from '../../../scenario/schema.js';

/** What everything on paper is made from. */
export interface WorkshopMaterial {
  /** As teams play it: with the hints that they can take. */
  drill: LoadedDrill;
  levels: readonly LevelWords[];
  scenarios: readonly Scenario[];
  procedures: readonly LoadedProcedure[];
  language: string;
}

/** A text of the drill in the language of what is printed. */
export const toldIn =
  ({language}: Pick<WorkshopMaterial, 'language'>) =>
  (text: Parameters<typeof textIn>[0] | undefined): string =>
    text === undefined ? '' : textIn(text, language).trim();

/** The attacks of a level. */
export const attacksOf = ({tasks}: LevelWords, scenarios: readonly Scenario[]): Scenario[] =>
  scenarios.filter(({id}) => tasks.some(({kind, of}) => kind !== 'answered' && of === id));
