// Keeps what a real API server says of the resources that the simulated one serves: their names and short names, their
// categories, verbs and subresources.
//
//   npm run build && KUBECONFIG=… node scripts/discovery.js
import {execFileSync} from 'node:child_process';
import {writeFileSync} from 'node:fs';
import {servedGroups} from '../build/cluster/simulated/kinds.js';

const FILE = 'src/kube/discovery.json';

const raw = path => JSON.parse(execFileSync('kubectl', ['get', '--raw', path], {maxBuffer: 2 ** 26}));

const groups = [...servedGroups()].map(([apiVersion, served]) => {
  const plurals = served.map(({plural}) => plural);
  const {resources} = raw(apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`);
  const kept = resources.filter(({name}) => plurals.includes(name.split('/')[0]));
  const lines = kept.map(({storageVersionHash: _, ...resource}) => JSON.stringify(resource));
  return `${JSON.stringify(apiVersion)}: [\n${lines.join(',\n')}\n]`;
});
const origin = `discovery of Kubernetes ${raw('/version').gitVersion}, by scripts/discovery.js`;
writeFileSync(FILE, `{\n"origin": ${JSON.stringify(origin)},\n"resources": {\n${groups.join(',\n')}\n}\n}\n`);
