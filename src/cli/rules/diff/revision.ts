import {existsSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, relative, resolve, sep} from 'node:path';
import {environmentError, usageError} from '../../../lib/errors.js';
import {runGit} from '../../../lib/process/git.js';

/** A folder or file of rules, and how to name it; `give back` when it is read. */
export interface Checkout {
  path: string;
  /** As it was asked for: `main:rules`, `./rules`. */
  name: string;
  giveBack(): void;
}

const NEXT = ['name a folder of rules, or a revision of this repository: main, v1.2:rules'];

/**
 * Rules of a folder as they lie there, or of a revision as `git` has them: `main:rules`, or `main` for where `--head` lies.
 * A revision is written into a folder of its own by an index of its own: the repository's index and files are not touched.
 *
 * @param head what `--head` names, as it was typed
 * @throws DrillError (exit code 2) for what is neither, 3 when git cannot be asked
 */
export async function rulesAt(named: string, head: string, env: NodeJS.ProcessEnv): Promise<Checkout> {
  if (existsSync(named)) return {path: named, name: named, giveBack: () => {}};
  const [ref = '', path] = split(named);
  const commit = (await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], env)).trim();
  if (!/^[0-9a-f]{40,64}$/.test(commit))
    throw usageError(`${named} is neither a folder nor a revision that git knows here`, NEXT);
  const place = path ?? (await placeInRepository(head, env));
  const tree = place === '' ? commit : `${commit}:${place}`;
  const folder = mkdtempSync(join(tmpdir(), 'kubedrill-rules-'));
  const giveBack = () => rmSync(folder, {recursive: true, force: true});
  try {
    const kind = (await git(['cat-file', '-t', tree], env)).trim();
    if (kind === 'blob') throw usageError(`${named} is a file: name the folder of rules that it is in`, NEXT);
    if (kind === '') throw usageError(`${ref} has no folder ${place}`, NEXT);
    const own = {...env, GIT_INDEX_FILE: join(folder, 'index')};
    const rules = join(folder, 'rules');
    // A link of a tree may lead anywhere: it is written as the text that it is.
    const written =
      (await ran(['read-tree', tree], own)) &&
      (await ran(['-c', 'core.symlinks=false', 'checkout-index', '--all', '--quiet', `--prefix=${rules}${sep}`], own));
    if (!written || !existsSync(rules)) throw usageError(`git could not write ${named} to a folder of its own`, NEXT);
    return {path: rules, name: path === undefined ? `${ref}:${place}` : named, giveBack};
  } catch (error) {
    giveBack();
    throw error;
  }
}

function split(named: string): [string, string | undefined] {
  const at = named.indexOf(':');
  return at < 0 ? [named, undefined] : [named.slice(0, at), named.slice(at + 1).replace(/\/+$/, '')];
}

/** Where a path lies in the repository, with slashes; empty for its root. */
async function placeInRepository(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const root = (await git(['rev-parse', '--show-toplevel'], env)).trim();
  const way = relative(root, resolve(path));
  if (way.startsWith('..'))
    throw usageError(`${path} does not lie in this repository`, ['say where the rules of --base are: main:rules']);
  return way.split(sep).join('/');
}

/** What git says; nothing where it refuses. */
async function git(args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const said = await runGit(args, {env});
  if (said.ok) return said.stdout;
  if (said.why === 'missing')
    throw environmentError('there is no git on PATH, which --base needs for a revision', NEXT);
  if (said.why !== 'exit') throw environmentError(`git did not answer: ${said.command}`, ['try it by hand']);
  return '';
}

async function ran(args: readonly string[], env: NodeJS.ProcessEnv): Promise<boolean> {
  return (await runGit(args, {env})).ok;
}
