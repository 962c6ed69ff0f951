import {readEvents} from '../../src/events/read.js';
import {packaged} from '../../src/lib/paths.js';
import {viewOf} from '../../src/view/fold.js';
import type {RunView} from '../../src/view/view.js';

/**
 * A recorded run with nearly everything in it: a false alarm, a late, a refused, a missed and an inconclusive scenario.
 * It stays as it was recorded, so that reports of old runs keep working.
 */
export const mixedRun = (): RunView =>
  viewOf(readEvents(packaged('test', 'fixtures', 'runs', 'mixed', 'events.ndjson')));

/** Text that would be markup, an escape sequence, or another line, wherever it is not made harmless. */
export const HOSTILE =
  '<script>alert(1)</script>]]>|`**x**`\n# top\u001b[2J\u202Egnp.\u0000 "q" \'a\' &amp; \uD800 ![i](http://e.example/x)';

/** The mixed run with hostile text in every place that comes from files, clusters or attackers. */
export function hostileRun(): RunView {
  const view = mixedRun();
  const scenarios = view.scenarios.map(s => ({
    ...s,
    actor: HOSTILE,
    explanation: HOSTILE,
    plan: {
      ...s.plan,
      title: HOSTILE,
      description: HOSTILE,
      prevent: HOSTILE,
      references: [`javascript:alert(1)`, `https://e.example/"><script>`],
      tags: {attack: [HOSTILE], 'owasp-2022': [HOSTILE], 'owasp-2025': [HOSTILE]},
    },
    ...(s.link && {link: {...s.link, cause: HOSTILE, change: HOSTILE, proof: {x: HOSTILE}}}),
    ...(s.benign && {benign: {...s.benign, rules: [HOSTILE], detail: HOSTILE}}),
    requests: s.requests.map(r => ({...r, sent: {...r.sent, path: HOSTILE, actor: HOSTILE}})),
    signals: s.signals.map(e => ({
      ...e,
      source: HOSTILE,
      reason: HOSTILE,
      evidence: {...e.evidence, ref: HOSTILE, link: HOSTILE, document: {userAgent: HOSTILE}},
    })),
    containment: s.containment.map(c => ({...c, check: HOSTILE})),
  }));
  const checks = view.checks.map(c => ({...c, title: HOSTILE, detail: HOSTILE}));
  const started = view.started && {
    ...view.started,
    drill: {id: HOSTILE, title: HOSTILE},
    gates: view.started.gates.map(g => ({...g, name: HOSTILE})),
  };
  const cleanup = view.cleanup && {...view.cleanup, left: [HOSTILE]};
  return {...view, scenarios, checks, ...(started && {started}), ...(cleanup && {cleanup})};
}

/** A run whose every piece of evidence can be looked at in a console. */
export const withLink = (view: RunView, at: string): RunView => ({
  ...view,
  scenarios: view.scenarios.map(s => ({
    ...s,
    signals: s.signals.map(e => ({...e, evidence: {...e.evidence, link: at}})),
  })),
});
