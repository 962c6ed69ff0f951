import {printable} from '../../../lib/text/printable.js';
import {heldReason} from '../../../view/live/held.js';
import {isStaff} from '../../../view/live/view.js';
import type {TeamView} from '../../../view/live/workshop.js';
import {clockTime} from '../../../view/stage-times.js';
import type {RunView} from '../../../view/view.js';
import type {Line} from '../../text/line.js';
import type {Selected} from '../actions/action.js';
import type {LiveContext} from '../context.js';
import {partOf} from '../keymap.js';
import {attackDetail, attackRows} from '../rows/attacks.js';
import {openAlerts, openQuestions, unreadInjects} from '../rows/known.js';
import {observeDetail, observeGroups} from '../rows/observers.js';
import {peopleGroup, personDetail} from '../rows/people.js';
import {respondDetail} from '../rows/respond-detail.js';
import {respondGroups} from '../rows/responders.js';
import type {Group} from '../rows/rows.js';
import {injectDetail, scriptGroup} from '../rows/script.js';
import {teamDetail, teamsGroup, teamsInNeed} from '../rows/teams.js';
import type {Words} from '../words/en.js';

/** What can be selected on a screen, block by block. */
export function groupsOf(context: LiveContext): Group[] {
  switch (partOf(context)) {
    case 'trainer':
      return [teamsGroup(context)];
    case 'controls':
      return [
        scriptGroup(context),
        peopleGroup(context),
        {title: context.words.attacks.title, note: '', rows: attackRows(context), empty: context.words.none},
      ];
    case 'responds':
      return respondGroups(context);
    case 'observes':
      return observeGroups(context);
    case 'board':
      return [];
  }
}

/** The row that the marker stands on: the chosen one, or the first. */
export function selectedKey(groups: readonly Group[], chosen: string | undefined): string | undefined {
  const rows = groups.flatMap(group => group.rows);
  return rows.some(({key}) => key === chosen) ? chosen : rows[0]?.key;
}

/** The key of the row above or below. */
export function moved(groups: readonly Group[], from: string | undefined, by: number): string | undefined {
  const keys = groups.flatMap(({rows}) => rows.map(({key}) => key));
  const at = keys.indexOf(from ?? '');
  return keys[Math.max(0, Math.min(keys.length - 1, at + by))];
}

/** The first row of the next block that has one, or of the one before. */
export function nextBlock(groups: readonly Group[], from: string | undefined, by: 1 | -1): string | undefined {
  const filled = groups.filter(({rows}) => rows.length);
  const at = filled.findIndex(({rows}) => rows.some(({key}) => key === from));
  return filled[(at + by + filled.length) % filled.length]?.rows[0]?.key;
}

/** Everything about what is selected. */
export function detailOf(selected: Selected, context: LiveContext, width: number): Line[] {
  const {kind, id} = selected;
  if (kind === 'team') return teamDetail(id, context, width);
  if (context.hello.kind === 'observes') return observeDetail(selected, context, width);
  if (context.hello.kind !== 'controls') return respondDetail(selected, context, width);
  if (kind === 'attack') return attackDetail(id, context, width);
  if (kind === 'person') return personDetail(id, context, width);
  if (kind === 'inject') return injectDetail(id, context, width);
  return respondDetail({kind: '', id: ''}, context, width);
}

/** What waits for the person, in words: it is in sight wherever the marker stands. */
export function countsOf(context: LiveContext): string[] {
  const {hello, view, words} = context;
  if (partOf(context) === 'trainer') return trainerCounts(context);
  if (hello.kind === 'board') return [...heldWords(context), ...readiness(context)];
  if (view.clock.state === 'waiting') return readiness(context);
  const {counts} = words;
  const alerts = openAlerts(view).length;
  const questions = openQuestions(view).length;
  const unread = hello.kind === 'responds' ? unreadInjects(view, hello.person).length : 0;
  return [
    ...heldWords(context),
    ...readiness(context),
    ...(alerts ? [counts.alerts(alerts)] : []),
    ...(unread ? [counts.unread(unread)] : []),
    ...(questions ? [counts.questions(questions)] : []),
    ...(view.isUnsealed ? [counts.unsealed] : []),
    ...timeLeft(context),
  ];
}

/** What a trainer is to know at a glance. */
function trainerCounts(context: LiveContext): string[] {
  const {view, words} = context;
  const said = words.workshop;
  const teams = Object.values(view.workshop?.teams ?? {});
  const need = teamsInNeed(context);
  return [
    ...heldWords(context),
    ...(view.workshop?.frozenT === undefined ? [] : [said.frozen]),
    ...(need ? [said.need(need)] : []),
    ...(view.clock.state !== 'waiting' ? [] : [waitingFor(context, teams)]),
    ...(view.endsSoon && view.clock.state !== 'ended' ? [said.endsSoon(clockTime(view.opened?.lengthMs ?? 0))] : []),
    ...(view.clock.state === 'waiting' || view.endsSoon ? [] : timeLeft(context)),
  ];
}

/** What it waits for before it begins: the cluster that teams share, then that every team has one. */
function waitingFor({view, run, words: {ready, workshop: said}}: LiveContext, teams: readonly TeamView[]): string {
  if (view.isReady) return ready.start;
  const phase = run.phases.findLast(one => one.state === 'started');
  const have = teams.filter(({isReady}) => isReady).length;
  return phase && !have ? ready.cluster(printable(phase.phase)) : said.ready(have, teams.length);
}

/**
 * How long the drill still takes, where that is known: on narrow screens nothing else says so at a glance. The script
 * does not end a drill: somebody who may is told how, once its time is over.
 */
function timeLeft({hello, view: {opened, clock}, t, words}: LiveContext): string[] {
  if (opened?.lengthMs === undefined || clock.state === 'ended') return [];
  const leftMs = opened.lengthMs - t;
  if (leftMs >= 0) return [words.left(clockTime(leftMs))];
  const over = words.over(clockTime(-leftMs));
  return [hello.can.includes('end') ? words.counts.overTime(over) : over];
}

function heldWords({view, telling, words: {counts}}: LiveContext): string[] {
  const held = heldReason(view, telling);
  return held ? [held.isPaused ? counts.paused(held.why) : held.why] : [];
}

/** Whether the cluster is there, before the drill begins and after a restart. */
function readiness({hello, view, run, words: {ready}}: LiveContext): string[] {
  const {state} = view.clock;
  if (state === 'ended' || (state !== 'waiting' && (view.isReady || !isStaff(hello)))) return [];
  if (!view.isReady) return [isStaff(hello) ? busyWith(run, ready) : ready.preparing];
  return [hello.can.includes('start') ? ready.start : ready.waits];
}

/** What the cluster is busy with. */
function busyWith({phases, checks}: RunView, ready: Words['ready']): string {
  const phase = phases.findLast(one => one.state === 'started');
  if (phase) return ready.cluster(printable(phase.phase));
  return checks.length ? ready.preflight(new Set(checks.map(({check}) => check)).size) : ready.starting;
}
