import type {DrillEvent, EventOf} from '../events/events.js';
import {ScenarioFold} from './fold-scenario.js';
import {accountName} from './live/account-name.js';
import {ExerciseFold} from './live/exercise.js';
import {emptyView, type RunView, type ScenarioView} from './view.js';

/**
 * Folds the events of a run into what can be shown. An event costs the same however many there were and however many
 * scenarios there are; a view costs what has changed since the last one, and keeps the identity of the rest, so that
 * renderers can skip it.
 */
export class RunFold {
  /** Without its scenarios and checks, which are put in when it is asked for. */
  readonly #run: RunView = {...emptyView};
  #scenarios: ScenarioFold[] = [];
  readonly #byId = new Map<string, ScenarioFold>();
  /** Names of participants by those of their accounts. */
  readonly #names = new Map<string, string>();
  #checks: EventOf<'preflight.checked'>[] = [];
  #checksHandedOut = false;
  #view: RunView | undefined = emptyView;

  add(event: DrillEvent): void {
    this.#run.nowMs = event.ms;
    switch (event.type) {
      case 'run.started':
        this.#start(event);
        break;
      case 'cluster.phase':
        this.#run.phases = foldPhase(this.#run.phases, event);
        break;
      case 'cluster.ready':
        this.#run.cluster = event;
        break;
      case 'run.context':
        this.#run.context = event;
        break;
      case 'preflight.checked':
        if (this.#checksHandedOut) this.#checks = [...this.#checks];
        this.#checksHandedOut = false;
        this.#checks.push(event);
        break;
      case 'source.changed':
        this.#run.sources = {...this.#run.sources, [event.source]: event};
        break;
      case 'participant.joined':
        this.#names.set(accountName({name: event.name, id: event.person}), event.name);
        break;
      case 'responders.admitted':
        this.#run.people = event.people;
        break;
      case 'cleanup.finished':
        this.#run.cleanup = event;
        break;
      case 'history.judged':
        this.#run.history = event;
        break;
      case 'run.ended':
        this.#run.ended = event;
        break;
      case 'time.accepted':
        for (const scenario of this.#scenarios) scenario.accept(event);
        break;
      case 'person.acted':
        this.#byId.get(event.scenario)?.add({...event, user: this.#nameOf(event.user)});
        break;
      default:
        if ('scenario' in event) this.#byId.get(event.scenario)?.add(event);
    }
    this.#view = undefined;
  }

  /** What is known of the scenario that an event is about, of its attempt under way, for a look between two events: the next one changes it. */
  about(event: DrillEvent): ScenarioView | undefined {
    return 'scenario' in event && event.scenario !== undefined ? this.#byId.get(event.scenario)?.now : undefined;
  }

  /** The same of all of its attempts, for keeps. */
  whole(event: DrillEvent): ScenarioView | undefined {
    return 'scenario' in event && event.scenario !== undefined ? this.#byId.get(event.scenario)?.view : undefined;
  }

  /** Everything as of now, for keeps. */
  get view(): RunView {
    this.#checksHandedOut = true;
    this.#view ??= {...this.#run, checks: this.#checks, scenarios: this.#scenarios.map(s => s.view)};
    return this.#view;
  }

  /** People with accounts of their own go by their names. */
  #nameOf = (user: string): string => {
    const account = this.#run.people.find(person => person.user === user)?.name;
    return account === undefined ? user : (this.#names.get(account) ?? account);
  };

  #start(event: EventOf<'run.started'>): void {
    this.#run.started = event;
    this.#scenarios = event.scenarios.map(plan => new ScenarioFold(plan));
    this.#byId.clear();
    for (const scenario of this.#scenarios) this.#byId.set(scenario.now.plan.id, scenario);
  }
}

/** Folds a whole log, that of a drill with people with what they did. */
export function viewOf(events: Iterable<DrillEvent>): RunView {
  const [fold, people] = [new RunFold(), new ExerciseFold()];
  for (const event of events) {
    fold.add(event);
    people.add(event);
  }
  const exercise = people.view;
  return exercise ? {...fold.view, exercise} : fold.view;
}

function foldPhase(phases: RunView['phases'], event: EventOf<'cluster.phase'>): RunView['phases'] {
  const detail = event.detail === undefined ? {} : {detail: event.detail};
  if (event.state === 'started') {
    return [...phases, {phase: event.phase, state: event.state, sinceMs: event.ms, ...detail}];
  }
  return phases.map(p =>
    p.phase === event.phase && p.state === 'started' ? {...p, state: event.state, endMs: event.ms, ...detail} : p,
  );
}
