import {type Attempt, LINKS, type Link, type Night, type ScenarioNight} from '../../src/history/judge/night.js';
import {seededRandom} from './random.js';

const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-01-01T02:17:00Z');

/** As many scenarios as the catalogue had when the rates were measured. */
export const NAMES = Array.from({length: 37}, (_, i) => (i === 0 ? 'pod-exec' : `scenario-${i}`)).sort();

/** What is different from night to night; nights count from 1. */
export interface Nights {
  count: number;
  seed?: number;
  names?: readonly string[];
  /** How many times as slow a link is. */
  slow?(link: Link, night: number, scenario: string): number;
  attempts?(scenario: string, night: number): Attempt[] | undefined;
  context?(night: number): Record<string, string>;
  night?(night: number): Partial<Night>;
  sla?: Partial<Record<Link, number>>;
}

const DETECTED: Attempt[] = [{verdict: 'detected', benign: 'silent'}];
const USUAL: Record<Link, number> = {audited: 800, collected: 2500, alerted: 5000, acknowledged: 0};

/** Nights of a cluster whose links take about as long each night. */
export function nightsOf({count, seed = 1, names = NAMES, slow, attempts, context, night: more, sla}: Nights): Night[] {
  const random = seededRandom(seed);
  // Between about three quarters and four thirds, as many up as down.
  const noise = () => Math.exp((random.below(1000) + random.below(1000) - 999) / 3000);
  return Array.from({length: count}, (_, i) => {
    const at = FIRST + i * DAY_MS;
    const scenarioNight = (scenario: string): ScenarioNight => {
      const tried = attempts?.(scenario, i + 1) ?? DETECTED;
      const missed = tried[0]?.verdict === 'missed';
      const own = LINKS.slice(0, 3).map(link => {
        const ms = Math.round(USUAL[link] * noise() * (slow?.(link, i + 1, scenario) ?? 1));
        return [link, missed && link === 'alerted' ? null : ms] as const;
      });
      return {attempts: tried, own: Object.fromEntries(own), ...(sla && {sla})};
    };
    return {
      ...{run: `run-${i + 1}`, at, kind: 'existing', context: context?.(i + 1) ?? {}},
      scenarios: Object.fromEntries(names.map(name => [name, scenarioNight(name)])),
      ...more?.(i + 1),
    };
  });
}
