import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import type {AuditEvent} from '../../src/audit/event.js';

/** One alert as Falco posted it. */
export interface RecordedAlert {
  rule: string;
  time: string;
  output_fields: Record<string, unknown>;
}

const FILE = 'test/fixtures/falco/falco-alerts.ndjson';

/** The bodies that a real Falco posted for 51 requests, in order; see the README beside the file. */
export const recordedBodies = (): string[] => readFileSync(FILE, 'utf8').split('\n').filter(Boolean);

export const recordedAlerts = (): RecordedAlert[] => recordedBodies().map(line => JSON.parse(line) as RecordedAlert);

/** One alert that a real Falco posted on a scenario of the catalogue, and its audit events where they were kept. */
export interface CatalogueAlert {
  scenario: string;
  purpose: 'attack' | 'benign';
  alert: RecordedAlert & {priority: string};
  events?: AuditEvent[];
}

/** What a real Falco had to say of the catalogue, notes left out; see the README beside the file. */
export const catalogueAlerts = (): CatalogueAlert[] =>
  readFileSync('test/fixtures/falco/catalogue.ndjson', 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line) as CatalogueAlert);

/** Posts each line of the recording as Falco did: a process of its own, one alert a POST, with Falco's headers. */
const PLAYER = `
  const {readFileSync} = require('node:fs');
  const [url, file] = process.argv.slice(1);
  const headers = {'Content-Type': 'application/json', 'User-Agent': 'falcosecurity/falco'};
  (async () => {
    for (const body of readFileSync(file, 'utf8').split('\\n').filter(Boolean)) {
      const {status} = await fetch(url, {method: 'POST', headers, body});
      if (status !== 200) throw new Error('answered ' + status);
    }
  })().catch(error => { console.error(error); process.exitCode = 1; });
`;

/** Plays the recording to a receiver; resolves with the exit code of the player. */
export async function play(url: string): Promise<number> {
  const player = spawn(process.execPath, ['-e', PLAYER, url, FILE], {stdio: ['ignore', 'inherit', 'inherit']});
  const [code] = await once(player, 'close');
  return code as number;
}
