import type {BenignState, ClusterKind, Verdict} from '../../events/words.js';

/** The links whose own latencies are put beside each other, in the order of the chain. */
export const LINKS = ['audited', 'collected', 'alerted', 'acknowledged'] as const;
export type Link = (typeof LINKS)[number];

/** One attempt at a scenario: a token and a verdict of its own. */
export interface Attempt {
  verdict: Verdict;
  /** What the benign twin did; absent: it was not played. */
  benign?: BenignState;
}

/** What a night found out about a scenario. */
export interface ScenarioNight {
  /** The first attempt first, and those after it. */
  attempts: readonly Attempt[];
  /** Milliseconds that each link took on its own, in the first attempt. null: missed there; absent: it is not known. */
  own: Partial<Record<Link, number | null>>;
  /** Milliseconds from the attack to each stage that the scenario allows. */
  sla?: Partial<Record<Link, number>>;
}

/** What was under test, flat: `rules.pack` → hash, `scenarios.pod-exec` → hash, `kubernetes` → version. */
export type FlatContext = Readonly<Record<string, string>>;

/** A run, as far as it is put beside others of the same fleet, cluster and drill. */
export interface Night {
  /** Its uid. */
  run: string;
  /** When it started, in milliseconds since 1970. */
  at: number;
  kind: ClusterKind;
  /** It was stopped: what it did not come to is not known. */
  interrupted?: true;
  context: FlatContext;
  scenarios: Readonly<Record<string, ScenarioNight>>;
}

/** Puts a baseline to begin at a night: somebody has accepted what is different since. */
export interface Pin {
  /** Nights that started before this time, in milliseconds since 1970, are not in the baseline. */
  since: number;
  /** Of this scenario alone; absent: of all. */
  scenario?: string;
}

/** The nights that may be put beside the last one, oldest first and with it: of the same kind of cluster, played to their end. */
export function comparable(nights: readonly Night[], pins: readonly Pin[] = []): Night[] {
  const inOrder = [...nights].sort((a, b) => a.at - b.at);
  const kind = inOrder.at(-1)?.kind;
  const since = Math.max(...pins.filter(pin => pin.scenario === undefined).map(pin => pin.since), -Infinity);
  return inOrder.filter(night => night.kind === kind && !night.interrupted && night.at >= since);
}
