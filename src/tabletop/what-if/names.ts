import type {EventOf} from '../../events/events.js';
import type {CardsFile} from '../cards/schema.js';

/** The names of a recorded run and those of the cluster on which commands are tried: each stands for the other. */
export class Names {
  /** Cards' own word first, that of the cluster second. */
  readonly #pairs: (readonly [string, string])[] = [];

  /** An attack was played into the cluster. */
  add({names}: CardsFile, {token}: EventOf<'scenario.started'>): void {
    this.#pairs.push([names.token, token]);
  }

  /** What a team says, as the cluster has it. The nodes of a recorded run are its only one. */
  toCluster = (text: string): string =>
    this.#pairs
      .reduce((said, [own, theirs]) => said.replaceAll(own, theirs), text)
      .replaceAll(/\bkubedrill-[0-9a-f]{6}-(control-plane|worker\d*)\b/g, 'simulated-node');

  /** What the cluster says, as the cards have it. */
  toCards = (text: string): string => this.#pairs.reduce((said, [own, theirs]) => said.replaceAll(theirs, own), text);
}
