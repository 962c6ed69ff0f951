import {join} from 'node:path';
import {LINKS, type Night} from '../../src/history/judge/night.js';
import {openHistory} from '../../src/history/store/open.js';
import type {RunRecord, VerdictRecord} from '../../src/history/store/record.js';
import {canonicalHash, canonicalText} from '../../src/lib/json/canonical.js';
import {type Nights, nightsOf} from '../helpers/nights.js';
import {tempDir} from '../helpers/temp.js';

/** What else is different from night to night, as a store has it; nights count from 1. */
export interface KeptNights extends Nights {
  /** What was under test, in the form of the event. */
  under?(night: number): object;
  run?(night: number): Partial<RunRecord>;
  verdict?(scenario: string, night: number): Partial<VerdictRecord>;
}

/** Generated nights as a store keeps them. A night is green unless something says otherwise. */
export function recordsOf(options: KeptNights): RunRecord[] {
  return nightsOf(options).map((night, index) => recordOfNight(night, index + 1, options));
}

function recordOfNight(night: Night, number: number, {under, run, verdict}: KeptNights): RunRecord {
  const context = under?.(number);
  return {
    ...{uid: `${new Date(night.at).toISOString()} ${night.run}`, drill: 'core', fleet: 'prod', cluster: 'eu-1'},
    ...{kind: night.kind, started: night.at, ended: night.at + 60_000, outcome: 'finished', score: 100, green: true},
    context: context ? {hash: canonicalHash(context), json: canonicalText(context)} : null,
    ...{branch: null, labels: '{}', size: 100},
    verdicts: Object.entries(night.scenarios).flatMap(([scenario, {attempts, own}]) =>
      attempts.map((attempt, i): VerdictRecord => {
        const missed = attempt.verdict === 'missed';
        const times = Object.fromEntries(LINKS.map(link => [link, own[link] ?? null])) as VerdictRecord['own'];
        return {
          ...{scenario, attempt: i + 1, verdict: attempt.verdict, own: times, benign: attempt.benign ?? null},
          ...{total: missed ? null : 9000, sla: 30_000},
          ...{broken: missed ? 'alerted' : null, cause: missed ? 'no rule fired' : null, quarantined: false},
          ...verdict?.(scenario, number),
        };
      }),
    ),
    ...run?.(number),
  };
}

/** The address of a store that holds these runs. */
export async function storeOf(records: readonly RunRecord[]): Promise<string> {
  const url = `file:${join(tempDir(), 'history.db')}`;
  const store = await openHistory(url);
  await store.add(records.map(record => ({record})));
  await store.close();
  return url;
}
