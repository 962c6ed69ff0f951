import type {EventOf} from '../../events/events.js';

type Context = EventOf<'run.context'>;

/** A hash as people compare it. */
export const shortHash = (hash: string): string => hash.slice(0, 8);

/** What was under test in one line: `37 rules 3f2a91bc, audit policy 91bc3f2a, main 0d768920`. */
export function underTest(context: Context): string {
  const {auditPolicy, stack, vcs} = context;
  const parts = [
    rulesText(context),
    ...(auditPolicy === undefined ? [] : [`audit policy ${shortHash(auditPolicy)}`]),
    ...(stack === undefined ? [] : [`stack ${shortHash(stack)}`]),
    ...(vcs ? [vcsText(vcs)] : []),
  ];
  return parts.join(', ');
}

/** The same for a report, where there is room: each thing with its name. */
export function underTestFacts(context: Context): {name: string; text: string}[] {
  const {auditPolicy, stack, scenarios, sources, vcs, labels, fleet, cluster} = context;
  const said = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const count = Object.keys(scenarios).length;
  return [
    {name: 'rules', text: rulesText(context)},
    {name: 'audit policy', text: auditPolicy === undefined ? 'could not be read' : shortHash(auditPolicy)},
    {name: 'stack', text: stack === undefined ? "kubedrill's own sources" : shortHash(stack)},
    {name: 'scenarios', text: `${count} ${count === 1 ? 'scenario' : 'scenarios'}, each by its hash in result.json`},
    ...sources.map(({id, product, version}) => ({name: `source ${id}`, text: `${product} ${version}`})),
    ...(vcs ? [{name: 'version control', text: [vcsText(vcs), vcs.repo].filter(Boolean).join(' of ')}] : []),
    ...(said.length ? [{name: 'labels', text: said.join(', ')}] : []),
    ...(fleet === undefined ? [] : [{name: 'fleet', text: fleet}]),
    {name: 'cluster in histories', text: cluster},
  ];
}

function rulesText({rules: {pack, byRule}}: Context): string {
  const count = Object.keys(byRule).length;
  return `${count} ${count === 1 ? 'rule' : 'rules'} ${shortHash(pack)}`;
}

const vcsText = ({ref, commit, dirty}: NonNullable<Context['vcs']>): string =>
  `${[ref, shortHash(commit)].filter(Boolean).join(' ')}${dirty ? ' with changes that are not committed' : ''}`;
