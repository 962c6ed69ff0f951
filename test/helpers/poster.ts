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
    /** @returns the status that it was answered with */
    async send(id: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<number> {
      const posted = post(urls.get(id) ?? '', body, headers);
      posts.push(posted);
      return (await posted).status;
    },
  };
}
