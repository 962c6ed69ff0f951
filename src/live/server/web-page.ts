import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {extname, join} from 'node:path';

/** The page that is served, held in memory: nothing outside of its folder can be asked for. */
export interface WebPage {
  /** The file at a path of the server; the page itself for every other path. */
  answer(path: string): Response;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Reads a built page. @param folder where the build has put it */
export function webPage(folder: string): WebPage {
  const names = existsSync(folder) ? readdirSync(folder, {recursive: true}).map(String) : [];
  const files = new Map<string, Buffer>(
    names
      .filter(name => extname(name) !== '')
      .map(name => [`/${name.replaceAll('\\', '/')}`, readFileSync(join(folder, name))] as const),
  );
  const start = files.get('/index.html');
  return {
    answer(path) {
      const file = path === '/' ? undefined : files.get(path);
      if (file)
        return respond(file, TYPES[extname(path)] ?? 'application/octet-stream', 'public, max-age=31536000, immutable');
      if (extname(path) !== '') return new Response('not found', {status: 404});
      if (start) return respond(start, 'text/html; charset=utf-8', 'no-cache');
      return new Response('The page was not built: run `npm run build` where kubedrill comes from.', {status: 404});
    },
  };
}

const respond = (body: Buffer, type: string, cache: string): Response =>
  new Response(new Uint8Array(body), {headers: {'Content-Type': type, 'Cache-Control': cache}});
