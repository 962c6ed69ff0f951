// Makes the page of drills with people: what `tsc` has left in `build/web` becomes one script, the style sheets one
// sheet, and the page names both by their content, so that browsers may keep them for ever.
import {createHash} from 'node:crypto';
import {mkdirSync, readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {rolldown} from 'rolldown';

const ROOT = join(import.meta.dirname, '..', '..');
const SOURCE = join(ROOT, 'src', 'web');

/**
 * Builds the page.
 *
 * @param out its folder `web` goes there
 * @param plugins of the bundler, such as the one that collects licences
 */
export async function buildPage(out, plugins) {
  const folder = join(out, 'web');
  mkdirSync(folder, {recursive: true});
  const script = await scriptInto(out, plugins);
  const sheet = named(folder, 'page', 'css', styles());
  const icon = named(folder, 'icon', 'svg', readFileSync(join(SOURCE, 'icon.svg'), 'utf8'));
  const page = readFileSync(join(SOURCE, 'page.html'), 'utf8');
  const names = {script, sheet, icon};
  writeFileSync(
    join(folder, 'index.html'),
    page.replaceAll(/\{\{(\w+)\}\}/g, (_, name) => `/${names[name]}`),
  );
}

async function scriptInto(out, plugins) {
  const bundle = await rolldown({
    cwd: ROOT,
    platform: 'browser',
    logLevel: 'warn',
    input: join(ROOT, 'build', 'web', 'main.js'),
    transform: {define: {'process.env.NODE_ENV': '"production"'}},
    plugins,
  });
  const {output} = await bundle.write({
    dir: out,
    format: 'esm',
    minify: true,
    entryFileNames: 'web/page-[hash].js',
    codeSplitting: false,
  });
  return basename(output[0].fileName);
}

/** All style sheets as one, in the order of their names, without comments and what else only people need. */
const styles = () =>
  readdirSync(join(SOURCE, 'style'))
    .filter(name => name.endsWith('.css'))
    .sort()
    .map(name => readFileSync(join(SOURCE, 'style', name), 'utf8'))
    .join('\n')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\n\s*/g, '\n')
    .replaceAll(/ ?([{;,])\n/g, '$1')
    .replaceAll(/;?\n?\}\n?/g, '}')
    .replaceAll(/([{;])([\w-]+): /g, '$1$2:')
    .replaceAll(/, (?=#)/g, ',')
    .trim();

/** Writes a file that is named by what is in it, and returns its name. */
function named(folder, name, extension, content) {
  const hash = createHash('sha256').update(content).digest('base64url').replaceAll(/[-_]/g, '').slice(0, 8);
  const file = `${name}-${hash}.${extension}`;
  writeFileSync(join(folder, file), content);
  return file;
}
