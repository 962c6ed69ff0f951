import {describe, expect, test} from 'vitest';
import {DrillControl} from '../../src/drill/control.js';
import {Turns} from '../../src/drill/turns.js';
import type {DrillEvent} from '../../src/events/events.js';
import {Respond} from '../../src/scenario/respond.js';
import type {Scenario} from '../../src/scenario/schema.js';
import {drill} from '../helpers/drill.js';
import {scenariosNamed} from '../helpers/packaged-scenarios.js';

/** Scenarios of the package that nobody ever contains. */
function open(...ids: string[]): Scenario[] {
  const respond = Respond.parse({contain: {hold: '1s', checks: [{powerless: 'actor'}]}});
  return scenariosNamed(ids).map(scenario => ({...scenario, respond}));
}

/** A drill whose scenarios wait for their turns, steered by what happens in it. */
function scripted(
  scenarios: Scenario[],
  react: (event: DrillEvent, steer: {turns: Turns; control: DrillControl}) => void,
) {
  const turns = new Turns();
  const control = new DrillControl(turns);
  return drill(scenarios, {
    control,
    settings: {respond: {withinMs: 600_000}},
    onEvent: event => react(event, {turns, control}),
  });
}

const phases = (events: readonly DrillEvent[], scenario: string) =>
  events.flatMap(e => (e.type === 'scenario.phase' && e.scenario === scenario ? [e.phase] : []));

describe('scenarios that wait for their turns', () => {
  test('begin when they are called, in whatever order; the rest is left out when the script is over', async () => {
    const drilled = await scripted(
      open('secrets-listed', 'cluster-admin-bound', 'pod-exec'),
      (event, {turns, control}) => {
        if (event.type === 'preflight.checked') turns.call('cluster-admin-bound');
        if (event.type === 'scenario.phase' && event.phase === 'respond' && event.scenario === 'cluster-admin-bound') {
          turns.call('secrets-listed');
        }
        if (event.type === 'scenario.phase' && event.phase === 'respond' && event.scenario === 'secrets-listed') {
          turns.end();
          control.leeway.closeAll();
        }
      },
    );
    const order = drilled.events.flatMap(e => (e.type === 'scenario.started' ? [e.scenario] : []));
    expect(order).toEqual(['cluster-admin-bound', 'secrets-listed']);
    expect(phases(drilled.events, 'secrets-listed').at(-1)).toBe('clean-up');
    expect(drilled.find('scenario.judged', 'pod-exec')).toMatchObject({
      ...{verdict: 'skipped', skippedBy: 'operator', explanation: 'the drill ended before it began'},
    });
    expect(drilled.drift).toEqual([]);
  });

  test('stay until the script is over, also when every attack is', async () => {
    let ended = false;
    const drilled = await scripted(open('secrets-listed'), (event, {turns, control}) => {
      if (event.type === 'preflight.checked') turns.call('secrets-listed');
      if (event.type === 'scenario.phase' && event.phase === 'respond') control.leeway.close('secrets-listed');
      if (event.type !== 'scenario.cleaned') return;
      setTimeout(() => {
        ended = true;
        turns.end();
      }, 50);
    });
    expect([ended, drilled.error]).toEqual([true, undefined]);
  });

  test('an aborted run does not wait for a script', async () => {
    const abort = new AbortController();
    const control = new DrillControl(new Turns());
    const drilled = await drill(open('secrets-listed'), {
      control,
      abort: abort.signal,
      onEvent: event => {
        if (event.type === 'preflight.checked' && event.check === 'canary')
          setTimeout(() => abort.abort(new Error('stop')), 20);
      },
    });
    expect(drilled.error).toMatchObject({message: 'stop'});
  });
});

describe('the time of people', () => {
  test('more of it moves the SLA; a pause does not count; what is closed ends as it stands', async () => {
    const drilled = await scripted(open('secrets-listed'), (event, {turns, control: {leeway}}) => {
      if (event.type === 'preflight.checked') turns.call('secrets-listed');
      if (event.type !== 'containment.changed') return;
      leeway.extend('secrets-listed', 5000);
      leeway.close('secrets-listed');
      turns.end();
    });
    expect(drilled.find('containment.checked')).toMatchObject({state: 'not contained', withinMs: 605_000});
  });
});
