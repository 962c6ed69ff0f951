import {ClientStore} from '../../src/live/client/store.js';
import type {Participant} from '../../src/live/conductor/roster.js';
import {mayDo} from '../../src/live/server/app.js';
import type {LiveContext} from '../../src/tui/live/context.js';
import {livePicture} from '../../src/tui/live/screen/picture.js';
import {initialLiveUi, type LiveUi} from '../../src/tui/live/ui.js';
import {wordsIn} from '../../src/tui/live/words/words.js';
import type {Size} from '../../src/tui/text/layout.js';
import {textOf} from '../../src/tui/text/line.js';
import {symbolsFor} from '../../src/view/symbols.js';
import {answersAlerts, attacked, type Staged, staged} from './exercise.js';

/** What somebody's screen is made from: all that their role was sent so far. */
export function liveContext(
  stage: Pick<Staged, 'exercise' | 'clock' | 'roster'>,
  person: Participant,
  more: Partial<LiveContext> = {},
  language = 'en',
): LiveContext {
  const {exercise, clock, roster} = stage;
  const {id, name, role} = person;
  const store = new ClientStore(() => clock.now());
  const frames = exercise.feeds.get(role)?.frames.all ?? [];
  store.greet(
    {
      ...{person: id, name, role, kind: roster.roleOf(person).kind, can: mayDo(exercise, person), language},
      ...{epoch: 'e', serverNow: clock.wall().getTime(), old: frames.length},
    },
    'e.-1',
  );
  for (const [n, frame] of frames.entries()) store.take(JSON.parse(frame), `e.${n}`);
  const {hello, view, run, told, lastDid, t, runNow, wallNow} = store;
  if (!hello) throw new Error('nobody has greeted');
  return {
    ...{hello, view, run: {...run, nowMs: runNow}, told, lastDid, t, runNow, wallNow, due: {}, connection: 'online'},
    ...{waiting: 0, isInsecure: false, joinWays: [], isConductor: false, symbols: symbolsFor(false), ascii: false},
    ...{words: wordsIn(language), telling: store.telling},
    ...more,
  };
}

/** A whole screen as text. */
export const liveText = (context: LiveContext, size: Size, ui: Partial<LiveUi> = {}): string =>
  livePicture(context, {...initialLiveUi, ...ui}, size)
    .map(line => textOf(line).trimEnd())
    .join('\n');

const planned = (id: string, title: string) => ({
  ...{id, title, description: '', severity: 'high' as const, tags: {}, prevent: '', references: []},
  expectations: [{stage: 'alerted' as const, withinMs: 30_000}],
  response: {withinMs: 900_000, holdMs: 10_000},
});

/** A night in full swing: an attack that is half contained, a second one, questions, notes, and people of every part. */
export async function night() {
  const stage = staged();
  const {says, does, pass} = stage;
  answersAlerts(stage);
  await says({
    type: 'run.started',
    ...{schemaVersion: 2, run: '1acf2e', kubedrill: '0', drill: {id: 'night', title: 'Night shift'}, gates: []},
    cluster: {kind: 'kind', simulated: false, reason: ''},
    settings: {slaFactor: 1, graceMs: 0, parallel: 1, keep: false},
    scenarios: [planned('secrets-listed', 'All Secrets listed'), planned('cluster-admin-bound', 'cluster-admin bound')],
  });
  const [lead, ada, res1, obs1, board] = [
    stage.join('facilitator', 'Lead'),
    stage.join('commander', 'Ada'),
    stage.join('responder', 'res1'),
    stage.join('observer', 'obs1'),
    stage.join('board'),
  ];
  await does(lead, 'start');
  await attacked(stage, 'secrets-listed', 'A1');
  const scenario = 'secrets-listed';
  await says({type: 'scenario.phase', scenario, phase: 'respond'});
  const preserve = [{resource: 'clusterrolebindings', name: 'kd-root'}];
  await says({type: 'response.asked', scenario, preserve, bystanders: ['shop'], story: 'A pager rings.'});
  await says({
    type: 'containment.changed',
    scenario,
    check: 'gone',
    state: 'held',
    detail: 'the binding is gone',
    sinceMs: 1,
  });
  await says({
    type: 'containment.changed',
    scenario,
    check: 'powerless',
    state: 'not held',
    detail: 'still */*',
    sinceMs: 1,
  });
  await pass(30_000);
  await does(res1, 'acknowledge', {alert: 'A1'});
  await does(lead, 'deliver', {inject: 'I4'});
  await does(res1, 'note', {text: 'SA default has */*'});
  await says({type: 'harm.changed', scenario, bystander: 'shop', state: 'fine', detail: '2 of 2 pods', sinceMs: 1});
  await says({type: 'harm.changed', scenario, bystander: 'shop', state: 'harmed', detail: '0 of 2 pods', sinceMs: 1});
  await pass(40_000);
  await says({type: 'harm.changed', scenario, bystander: 'shop', state: 'fine', detail: '2 of 2 pods', sinceMs: 1});
  await does(lead, 'deliver', {inject: 'I2'});
  await attacked(stage, 'cluster-admin-bound', 'A2');
  await does(lead, 'deliver', {inject: 'I5'});
  await does(lead, 'deliver', {inject: 'I6'});
  await does(ada, 'declare', {severity: 'high', alerts: ['A1'], summary: 'Somebody reads our secrets'});
  await does(res1, 'tick', {procedure: 'stolen-credential', step: 'acknowledge'});
  await does(obs1, 'observe', {task: 'O1.1', rating: 'M', text: 'it took them long'});
  await does(lead, 'message', {to: [], text: 'Speak up, please'});
  await pass(12_000);
  return {stage, lead, ada, res1, obs1, board};
}
