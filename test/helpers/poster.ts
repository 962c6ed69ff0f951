import type {DrillEvent} from '../../src/events/events.js';
import {post} from './post.js';

/** Posts to the receivers of a drill, whose addresses its preflight tells. */
export function poster() {
  const urls = new Map<string, string>();
  const posts: Promise<unknown>[] = [];
  return {
    hear(event: DrillEvent): void {
      if (event.type !== 'preflight.checked' || event.check !== 'sources') return;
      const [, id = '', url] = /^source (\S+) .*listens on (http:[^,; ]+)/.exec(`${event.title} ${event.detail}`) ?? [];
      if (url) urls.set(id, url);
    },
    send(id: string, body: unknown): void {
      posts.push(post(urls.get(id) ?? '', body));
    },
  };
}
