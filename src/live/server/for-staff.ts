import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {encode} from 'uqr';
import type {Exercise} from '../conductor/exercise.js';
import {refuse} from '../conductor/refused.js';
import type {Participant} from '../conductor/roster.js';
import {whenDue} from '../conductor/script-runner.js';
import {upNext} from '../conductor/up-next.js';

/** @throws Refused (403) where somebody is neither in control nor an observer */
function staffOnly({input}: Exercise, person: Participant): void {
  if (!['controls', 'observes'].includes(input.roster.roleOf(person).kind))
    throw refuse(403, 'not yours', {role: person.role, what: 'see that'});
}

/**
 * When each inject that is not done is due as things stand, in drill time; those of which it is not known are left out,
 * and where people are the clock those as well that nobody is to deliver yet.
 */
export function dueOf(exercise: Exercise, person: Participant): Record<string, number> {
  staffOnly(exercise, person);
  const {script, course, scriptState, t, input} = exercise;
  const open =
    input.drill.pace.by === 'facilitator'
      ? upNext(script, course, scriptState, t)
      : script.filter(({id}) => !scriptState.done.has(id));
  return Object.fromEntries(
    open.flatMap(inject => {
      const due = whenDue(inject, course, scriptState);
      return due === undefined ? [] : [[inject.id, Math.round(due.at)]];
    }),
  );
}

/**
 * The codes by which people join, by role.
 *
 * @throws Refused (403) for everybody but those who control
 */
export function codesOf({input: {roster, teaching}}: Exercise, person: Participant): Record<string, string> {
  if (roster.roleOf(person).kind !== 'controls') throw refuse(403, 'not yours', {role: person.role, what: 'see that'});
  return {...Object.fromEntries(roster.roles.map(({id}) => [id, roster.codeOf(id).reveal()])), ...teaching?.codes()};
}

/** A link as phones read it: what is dark, as the path of an SVG of that many units a side. */
export interface LinkPicture {
  size: number;
  path: string;
}

/** Draws a link here, so that the page needs no encoder: that would be a thirtieth of what it may weigh. */
export function linkPicture(url: string): LinkPicture {
  const {data, size} = encode(url, {border: 2});
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
  return {size, path};
}

/** What somebody has handed in, for those who control and observe: saved by a browser, and never shown by it. */
export function evidenceFile(exercise: Exercise, person: Participant, dir: string, id: string): Response {
  staffOnly(exercise, person);
  const isKnown = exercise.view.evidence.some(one => one.id === id);
  const found = (['png', 'txt'] as const).find(kind => isKnown && existsSync(fileOf(dir, id, kind)));
  if (!found) throw refuse(422, 'unknown', {what: 'evidence', id: id.slice(0, 40)});
  return new Response(new Uint8Array(readFileSync(fileOf(dir, id, found))), {
    headers: {
      'Content-Type': found === 'png' ? 'image/png' : 'text/plain; charset=utf-8',
      'Content-Disposition': `attachment; filename="${id}.${found}"`,
      'Cache-Control': 'no-store',
    },
  });
}

const fileOf = (dir: string, id: string, kind: string): string => join(dir, 'evidence', `${id}.${kind}`);
