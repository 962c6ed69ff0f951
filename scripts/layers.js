#!/usr/bin/env node
// Refuses imports that point upward and circles of imports, type imports counted: `npm run lint` runs it. Run in another
// folder, it checks the `src` of that one.
import {existsSync, readdirSync, statSync} from 'node:fs';
import {cruise} from 'dependency-cruiser';

/** The layers, bottom first. A file may import from its own layer and from those before it. */
const LAYERS = [
  ...['lib', 'kube', 'events', 'scenario', 'audit', 'sigma', 'cluster', 'kubectl', 'sources', 'run', 'drill'],
  ...[
    'coverage',
    'view',
    'response',
    'score',
    'report',
    'history',
    'fleet',
    'lab',
    'tabletop',
    'live',
    'web',
    'tui',
    'cli',
  ],
];

/** The rooms of the large layers, bottom first: files and folders. Rooms in one list are neighbours and may share. */
const ROOMS = {
  sigma: ['rule-set.ts', 'match', 'correlate', 'load', 'reason', 'prefilter', 'engine.ts'],
  sources: [
    ...['claim.ts', 'alert-keys.ts', 'source.ts', 'http', 'kit', 'record', 'store', 'cluster'],
    [
      ...['alertmanager', 'api-server', 'elastalert', 'elastic-security', 'elasticsearch', 'falco', 'gatekeeper'],
      ...[
        'jira',
        'loki',
        'oncall',
        'opensearch-alerting',
        'opsgenie',
        'pagerduty',
        'practice',
        'prometheus',
        'slack',
        'webhook',
      ],
    ],
    ...['registry.ts', 'stack', ['logs', 'recorded']],
  ],
  drill: [
    ...[
      'execution.ts',
      ['access-profile.ts', 'leeway.ts', 'turns.ts'],
      'plan',
      'rights',
      'act',
      'respond',
      'watch',
      'explain',
      ['preflight', 'context'],
      ['judge.ts', 'judge-benign.ts', 'pool.ts', 'control.ts'],
    ],
    ...['run-scenario.ts', 'attempts.ts', 'engine.ts', 'conduct.ts'],
  ],
};

/** Packages that few layers may use. */
const INK = '^ink(/|$)|node_modules/ink/';
const REACT = '^react(-dom)?(/|$)|node_modules/react(-dom)?/';
/** What a browser has no use for, or is to know nothing of: all of a layer but these. */
const FOR_BROWSERS = '^src/(web|view|response|events|live/part)/|^src/lib/(text/|duration|errors)';

const escaped = text => text.replaceAll('.', '\\.');
/** Matches a folder's files, or the one file. */
const pathOf = (parent, room) => `^src/${parent}${escaped(room)}${room.endsWith('.ts') ? '$' : '/'}`;

/** For each level the rule that it imports nothing of those above it. What a rule says is its name. */
const downward = (levels, parent, where) =>
  levels.slice(0, -1).map((level, index) => {
    const above = levels.slice(index + 1).flat();
    return {
      name: `${where}${[level].flat().join(', ')} may import only from what is below it`,
      severity: 'error',
      from: {path: [level].flat().map(room => pathOf(parent, room))},
      to: {path: above.map(room => pathOf(parent, room))},
    };
  });

const forbidden = [
  {name: 'files may not import each other in a circle', severity: 'error', from: {}, to: {circular: true}},
  {
    name: 'only src/tui knows the terminal UI',
    severity: 'error',
    from: {path: '^src/', pathNot: '^src/tui/'},
    to: {path: INK},
  },
  {
    name: 'only src/tui and src/web know React',
    severity: 'error',
    from: {path: '^src/', pathNot: '^src/(tui|web)/'},
    to: {path: REACT},
  },
  {
    name: 'src/web and src/live/part run in browsers: they import React, and of src what folds events and words them',
    severity: 'error',
    from: {path: '^src/(web|live/part)/'},
    to: {pathNot: `${FOR_BROWSERS}|${REACT}|node_modules/uqr/`},
  },
  ...downward(LAYERS, '', 'src/'),
  ...Object.entries(ROOMS).flatMap(([layer, rooms]) => downward(rooms, `${layer}/`, `src/${layer}/`)),
];

/** A layer or a room that no list names would be checked by no rule. */
const unknown = [
  ...readdirSync('src')
    .filter(name => statSync(`src/${name}`).isDirectory() && !LAYERS.includes(name))
    .map(name => `src/${name}`),
  ...Object.entries(ROOMS).flatMap(([layer, rooms]) =>
    (existsSync(`src/${layer}`) ? readdirSync(`src/${layer}`) : [])
      .filter(name => !rooms.flat().includes(name))
      .map(name => `src/${layer}/${name}`),
  ),
];

/** Folders are read in one look: more loose files than this hide the one that is meant. */
const MOST_FILES = 15;
/** Flat collections of one kind of thing: a command a file, an admission plugin a file. */
const COLLECTIONS = ['src/cli/commands', 'src/cluster/simulated/admission'];
const crowded = [];
for (const folder of ['src', ...readdirSync('src', {recursive: true}).map(name => `src/${name}`)]) {
  if (!statSync(folder).isDirectory() || COLLECTIONS.includes(folder)) continue;
  const files = readdirSync(folder).filter(name => statSync(`${folder}/${name}`).isFile()).length;
  if (files > MOST_FILES)
    crowded.push(`${folder} has ${files} files, more than ${MOST_FILES}: give those of one idea a folder`);
}

const {output} = await cruise(['src'], {
  ruleSet: {forbidden},
  validate: true,
  // swc, because dependency-cruiser cannot use TypeScript 7 yet.
  parser: 'swc',
  tsPreCompilationDeps: true,
  doNotFollow: {path: 'node_modules'},
  enhancedResolveOptions: {extensions: ['.ts', '.tsx', '.js']},
});

const said = [
  ...output.summary.violations.map(({from, to, rule, cycle}) => {
    const way = cycle ? [from, ...cycle.map(step => step.name)].join(' → ') : `${from} → ${to}`;
    return `${way}: ${rule.name}`;
  }),
  ...unknown.map(path => `${path} stands in no list of scripts/layers.js: say there what it may import`),
  ...crowded,
];
for (const line of said) console.log(line);
const {totalCruised, totalDependenciesCruised} = output.summary;
console.log(`${totalCruised} modules, ${totalDependenciesCruised} imports: ${said.length} wrong`);
process.exitCode = said.length ? 1 : 0;
