import type {DrillEvent, EventOf, EventType} from '../../events/events.js';

/** What is said of an attack once only, in this order, until nobody is to respond to it any more. */
const ONCE = [
  ...([
    'scenario.started',
    'scenario.phase',
    'step.sent',
    'step.answered',
    'signal.seen',
    'expectation.settled',
  ] as const),
  ...(['scenario.judged', 'card.laid', 'response.asked', 'containment.checked'] as const),
] as const;
/** The types of what is said once. */
export type Said = (typeof ONCE)[number];

/** What a log held of each attack before a table was taken up, to be taken in its order. */
export class SaidBefore {
  readonly #left = new Map<string, EventOf<Said>[]>();

  constructor(events: readonly DrillEvent[]) {
    for (const event of events) {
      if (!isOnce(event)) continue;
      this.#left.set(event.scenario, [...(this.#left.get(event.scenario) ?? []), event]);
    }
  }

  /** What was said, where it is the next of its attack; undefined: it is still to be said. */
  take(type: Said, scenario: string): EventOf<Said> | undefined {
    const left = this.#left.get(scenario);
    return left?.[0]?.type === type ? left.shift() : undefined;
  }
}

const isOnce = (event: DrillEvent): event is EventOf<Said> => (ONCE as readonly EventType[]).includes(event.type);

/** How an attack stood when its table was killed. */
export interface StoodBefore {
  /** Drill time at which it was laid; undefined: it was not. */
  laidT?: number;
  checks: ReadonlyMap<string, 'held' | 'not held' | 'unknown'>;
  harm: ReadonlyMap<string, string>;
  isContained: boolean;
  isOver: boolean;
  /** What was done about it on the cluster of what-if, which is gone. */
  commands: readonly string[];
}

/** How an attack stands by the log: for a table that nobody has killed, as nothing was said of it yet. */
export function stoodBefore(all: readonly DrillEvent[], scenario: string): StoodBefore {
  const events = all.filter(event => 'scenario' in event && event.scenario === scenario);
  const of = <T extends EventType>(type: T) => events.filter((event): event is EventOf<T> => event.type === type);
  const told = all.find(event => event.type === 'inject.delivered' && event.attack === scenario);
  const isLaid = of('scenario.started').length > 0;
  return {
    ...(isLaid && told?.type === 'inject.delivered' && {laidT: told.t}),
    checks: new Map(of('containment.changed').map(({check, state}) => [check, state])),
    harm: new Map(of('harm.changed').map(({bystander, state}) => [bystander, state])),
    isContained: of('scenario.contained').length > 0,
    isOver: of('scenario.cleaned').length > 0,
    commands: of('action.taken').flatMap(({how, what}) => (how === 'tried' ? [what] : [])),
  };
}
