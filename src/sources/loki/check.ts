import {formatDuration} from '../../lib/duration.js';
import {messageOf} from '../../lib/errors.js';
import {HttpError} from '../http/http.js';
import {whatToCheck} from '../http/refusal.js';
import {placeText} from '../record/place.js';
import type {Answer} from '../source.js';
import {timeOf} from './api.js';
import {eventIn, type Lines} from './lines.js';
import {lineForm} from './unread.js';

/** A cluster that is idle still writes some twenty events a minute. */
const FRESH_MS = 300_000;
const DAY_MS = 86_400_000;

/** Whether Loki answers, the query selects lines, how old the newest is, and whether it holds an audit event. */
export async function checkLines({api, config, context}: Lines, signal: AbortSignal): Promise<Answer> {
  const now = context.clock.wall().getTime();
  const lastDay = {from: new Date(now - DAY_MS), to: new Date(now + FRESH_MS)};
  try {
    const [newest] = await api.newest(config.query, lastDay, 1, signal);
    if (!newest) {
      const labels = await api.labels(signal);
      return {
        state: 'failed',
        detail: `Loki answers, and ${config.query} selects no line of the last day`,
        next: [
          labels.length ? `streams have the labels ${labels.join(', ')}` : 'this tenant has no stream at all',
          'correct query, or tenant',
        ],
      };
    }
    const age = now - Date.parse(timeOf(newest));
    const recorded = eventIn(newest, config.event);
    const detail = `Loki answers, newest line ${formatDuration(age)} old${recorded ? `, the event ${placeText(recorded.place)}` : ''}`;
    if (!recorded) {
      const form = lineForm(newest);
      return {
        state: 'warning',
        detail: `${detail}; it is ${form?.what ?? 'no audit event'}`,
        next: [form?.change ?? 'narrow query down to the audit log, or correct event'],
      };
    }
    if (age > FRESH_MS)
      return {state: 'warning', detail, next: ['check that the shipper runs and reads this audit log']};
    return {state: 'ok', detail, next: []};
  } catch (error) {
    return {state: 'failed', detail: messageOf(error), next: [remedy(error)]};
  }
}

function remedy(error: unknown): string {
  const status = error instanceof HttpError ? error.status : undefined;
  if (status === 401 && /no org id/.test(String((error as HttpError).body)))
    return 'name the tenant: this Loki has several';
  return status === 400 ? 'correct query: it is LogQL' : whatToCheck(error);
}
