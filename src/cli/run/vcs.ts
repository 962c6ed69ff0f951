import type {VcsState} from '../../events/nightly.js';
import {runGit} from '../../lib/process/git.js';

/** A repository that takes longer to answer is left out: a run waits for nothing that is only good to know. */
const PATIENCE_MS = 10_000;
/** CI servers check out a commit, and say here which branch or tag it is of. */
const REFS = ['GITHUB_HEAD_REF', 'GITHUB_REF_NAME', 'CI_COMMIT_REF_NAME', 'BRANCH_NAME', 'BUILD_SOURCEBRANCHNAME'];

/**
 * What `git` says of a folder; undefined where it is under no version control, or `git` is not there or cannot say.
 * Files that git does not follow do not make it dirty: the folder of runs is one.
 */
export async function vcsState(folder: string, env: NodeJS.ProcessEnv): Promise<VcsState | undefined> {
  const git = async (...args: string[]) => {
    const said = await runGit(['-C', folder, ...args], {env, timeout: PATIENCE_MS});
    return said.ok ? said.stdout.trim() : undefined;
  };
  const commit = await git('rev-parse', '--verify', 'HEAD').catch(() => undefined);
  if (commit === undefined) return undefined;
  const [branch, changes, remote] = await Promise.all([
    git('symbolic-ref', '--short', '-q', 'HEAD'),
    git('status', '--porcelain', '--untracked-files=no'),
    git('remote', 'get-url', 'origin'),
  ]);
  if (changes === undefined) return undefined;
  const ref = branch || REFS.map(name => env[name]).find(Boolean);
  return {
    ...(remote && {repo: withoutCredentials(remote)}),
    ...(ref && {ref}),
    commit,
    dirty: changes !== '',
  };
}

/** The address of a repository without user, password and query: tokens stand in any of them. */
export function withoutCredentials(address: string): string {
  const url = address.includes('://') ? URL.parse(address) : null;
  if (!url) return address.slice(address.lastIndexOf('@') + 1);
  Object.assign(url, {username: '', password: '', search: '', hash: ''});
  return url.href;
}
