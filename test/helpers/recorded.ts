import {readFileSync} from 'node:fs';
import type {AuditEvent} from '../../src/audit/event.js';

const FOLDER = 'test/fixtures/audit';

/** The audit log that a real API server (1.34.4) wrote while 35 attacks were played; see the README beside it. */
export const recordedLines = (): string[] =>
  readFileSync(`${FOLDER}/audit-kind-1.34.ndjson`, 'utf8').split('\n').filter(Boolean);

export const recordedEvents = (): AuditEvent[] => recordedLines().map(line => JSON.parse(line) as AuditEvent);

/** Which scenario of the recording an audit id belongs to; ids that are not in it are no attack. */
export const recordedAttacks = (): Map<string, string> => {
  const index = JSON.parse(readFileSync(`${FOLDER}/audit-kind-1.34.index.json`, 'utf8')) as Record<string, string[]>;
  return new Map(Object.entries(index).flatMap(([scenario, ids]) => ids.map(id => [id, scenario])));
};
