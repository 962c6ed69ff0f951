import type {EventOf} from '../../events/events.js';
import type {CardsFile} from '../cards/schema.js';
import {nodeOf, RECORDED_NODE} from '../paper/names.js';

/** The only node of a simulated cluster. */
const OWN_NODE = 'simulated-node';

/** The names of a recorded run and those of the cluster on which commands are tried: each stands for the other. */
export class Names {
  /** Cards' own word first, that of the cluster second. */
  readonly #pairs: (readonly [string, string])[] = [];
  /** A node that a card names. */
  #node: string | undefined;

  /** An attack was played into the cluster. */
  add(cards: CardsFile, {token}: EventOf<'scenario.started'>): void {
    this.#pairs.push([cards.names.token, token]);
    this.#node ??= nodeOf(cards);
  }

  /** What a team says, as the cluster has it. The nodes of a recorded run are its only one. */
  toCluster = (text: string): string =>
    this.#pairs.reduce((said, [own, theirs]) => said.replaceAll(own, theirs), text).replaceAll(RECORDED_NODE, OWN_NODE);

  /** What the cluster says, as the cards have it. */
  toCards = (text: string): string =>
    this.#pairs
      .reduce((said, [own, theirs]) => said.replaceAll(theirs, own), text)
      .replaceAll(OWN_NODE, this.#node ?? OWN_NODE);
}
