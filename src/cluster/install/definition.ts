import {existsSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {z} from 'zod';
import {usageError} from '../../lib/errors.js';
import {packaged} from '../../lib/paths.js';
import {nearest} from '../../lib/text/suggest.js';
import {problemLine, readYaml} from '../../lib/yaml/yaml-file.js';
import {explainIssues} from '../../scenario/explain.js';

/** What `install.yaml` in the folder of a stack says beside what kustomize makes of the folder. */
const Definition = z.strictObject({
  title: z.string().min(1),
  /** The namespace that it makes, and that all of it is in which is not cluster-wide. */
  namespace: z.string().min(1),
  /** What it takes, for people: `3.5 GiB`. */
  memory: z.string().min(1),
  /** Keys of the Secret `generated` in its namespace, each with a random value. */
  secrets: z.array(z.string().regex(/^[a-z0-9-]+$/)).default([]),
  /** Those of them that kubedrill itself needs: each is written to a file of its name, beside the stack file. */
  files: z.array(z.string()).default([]),
  /** Whether its pods post to this machine: the Secret `generated` then has `host-address`, too. */
  postsToHost: z.boolean().default(false),
  /** What of it is reached from this machine, by a port-forward to the same port. */
  forward: z.array(z.strictObject({service: z.string(), port: z.int(), what: z.string()})).default([]),
  /** What else a person should know once it runs. */
  notes: z.array(z.string()).default([]),
});
export type Definition = z.output<typeof Definition>;

/** A stack that can be installed: a folder that kustomize builds, and what is known of it. */
export interface InstallableStack extends Definition {
  name: string;
  dir: string;
}

/** The stacks that ship with kubedrill, by name. */
export const stackNames = (): string[] =>
  readdirSync(packaged('stacks'))
    .filter(name => existsSync(packaged('stacks', name, 'install.yaml')))
    .sort();

/**
 * A stack that ships with kubedrill.
 *
 * @throws DrillError (exit code 2) for a name that is none.
 */
export function installableStack(name: string): InstallableStack {
  const names = stackNames();
  if (!names.includes(name)) {
    const near = nearest(name, names);
    throw usageError(`there is no stack ${name}`, [near ? `did you mean ${near}?` : `stacks: ${names.join(', ')}`]);
  }
  const dir = packaged('stacks', name);
  const yaml = readYaml(join(dir, 'install.yaml'));
  const parsed = Definition.safeParse(yaml.values[0]);
  if (parsed.success) return {name, dir, ...parsed.data};
  throw usageError(explainIssues(yaml, yaml.values[0], parsed.error.issues).map(problemLine));
}
