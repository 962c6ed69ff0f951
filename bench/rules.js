// The rule engine on the recorded audit log, beside JSON.parse of the same lines: `node bench/rules.js [--rounds 40]`.
// Then 10, 100 and 1,000 rules on the same events: the cost grows with events, not with rules × events.
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {bestOverLines, built, candidatesOf, ms, option, playLines, ROOT, rate, recordedLines, say} from './lib.js';

const {loadRules} = await built('sigma/load/load.js');
const {createRuleEngine} = await built('sigma/engine.js');

const lines = recordedLines();
const rounds = option('rounds', 40);
/** The day of the recording. */
const DAY = '2026-11-23';
const DAY_MS = 86_400_000;

const parse = () => log => {
  for (const line of log) JSON.parse(line);
};

const playWith = engine => log => playLines(engine, log);
const play = set => () => playWith(createRuleEngine(set));

/**
 * In each round the log of the next day, as it is read from a file: lines that nobody has worked on yet, with times that
 * go on.
 */
const dayByDay = (log, make) => {
  const text = log.join('\n');
  let round = 0;
  return () => {
    const day = new Date(Date.parse(DAY) + round++ * DAY_MS).toISOString().slice(0, 10);
    const later = Buffer.from(text.replaceAll(DAY, day)).toString('utf8').split('\n');
    const work = make();
    let next = 0;
    return piece => {
      work(later.slice(next, next + piece.length));
      next += piece.length;
    };
  };
};

/** An engine that goes on, as it does behind a cluster: it knows the usual kinds of requests, and its windows are filled. */
const playOn = set => {
  const work = playWith(createRuleEngine(set));
  return () => work;
};

const pushAll = set => () => {
  const engine = createRuleEngine(set);
  return events => {
    for (const event of events) engine.push(event);
  };
};

/** Every line parsed, as it would be without the scan. */
const playParsed = set => () => {
  const push = pushAll(set)();
  return log => push(log.map(line => JSON.parse(line)));
};

/** What the scan alone takes. */
const scan = set => () => {
  const engine = createRuleEngine(set);
  return log => candidatesOf(engine, log);
};

function compare(title, set, log) {
  const jobs = {parse, engine: play(set), lasting: playOn(set), parsed: playParsed(set), scan: scan(set)};
  const daily = Object.fromEntries(Object.entries(jobs).map(([name, make]) => [name, dayByDay(log, make)]));
  const best = bestOverLines(rounds, log, daily);
  const engine = createRuleEngine(set);
  const kept = candidatesOf(engine, log).filter(Boolean).length;
  say(`${title}: ${set.rules.length} rules, ${log.length} lines, ${kept} of them parsed`);
  say(
    `  ${(best.parse / best.engine).toFixed(2)} × JSON.parse (${ms(best.engine)} to ${ms(best.parse)}, ${rate(log.length, best.engine)})`,
  );
  say(
    `  an engine that goes on ${(best.parse / best.lasting).toFixed(2)} × (${ms(best.lasting)}, ${rate(log.length, best.lasting)})`,
  );
  say(
    `  the scan alone ${(best.parse / best.scan).toFixed(1)} ×; with every line parsed ${(best.parse / best.parsed).toFixed(2)} ×`,
  );
}

const {set} = loadRules([join(ROOT, 'rules')]);
compare('recorded attacks', set, lines);
const quiet = lines.filter(line => /"username":"system:(apiserver|kube-|node|serviceaccount:kube-system)/.test(line));
compare('its control plane and nodes alone', set, quiet);
// The rules that every drill of the first days had.
const FIRST = [
  'cluster-admin-bound',
  'escalating-role-attempted',
  'escalating-role-written',
  'invalid-credential-burst',
];
const few = loadRules(
  [...FIRST, 'pod-exec', 'privileged-pod-created', 'secrets-enumerated'].map(id => join(ROOT, 'rules', `${id}.yml`)),
);
compare('recorded attacks', few.set, lines);

const dir = mkdtempSync(join(tmpdir(), 'kubedrill-bench-'));
const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const RESOURCES = [
  ...['pods', 'secrets', 'configmaps', 'services', 'serviceaccounts', 'events', 'endpoints', 'namespaces', 'nodes'],
  ...['deployments', 'daemonsets', 'replicasets', 'jobs', 'cronjobs', 'roles', 'rolebindings', 'clusterroles'],
  ...['clusterrolebindings', 'networkpolicies', 'ingresses', 'leases', 'certificatesigningrequests'],
];

/** Rules as people write them, each about one kind of request and something in it. */
const manyRules = count =>
  Array.from({length: count}, (_, i) => {
    const [verb, resource] = [VERBS[i % VERBS.length], RESOURCES[i % RESOURCES.length]];
    const about = `verb: ${verb}, objectRef.resource: ${resource}, user.username|contains: "nobody-${i}"`;
    return `title: Rule ${i}\nname: rule-${i}\nlogsource: {product: kubernetes, service: audit}\ndetection:\n  s: {${about}}\n  condition: s\n`;
  }).join('---\n');

try {
  const sets = Object.fromEntries(
    [10, 100, 1000].map(count => {
      const file = join(dir, `${count}.yml`);
      writeFileSync(file, manyRules(count));
      return [`${count} rules`, loadRules([file]).set];
    }),
  );
  for (const [what, log, make] of [
    ['lines', lines, play],
    ['parsed events', lines.map(line => JSON.parse(line)), pushAll],
  ]) {
    const jobs = Object.fromEntries(Object.entries(sets).map(([name, many]) => [name, make(many)]));
    const best = bestOverLines(rounds, log, jobs);
    const base = best['10 rules'];
    for (const [name, time] of Object.entries(best)) {
      say(`${name} on ${log.length} ${what}: ${ms(time)}, ${(time / base).toFixed(1)} × the time of 10`);
    }
  }
} finally {
  rmSync(dir, {recursive: true});
}
