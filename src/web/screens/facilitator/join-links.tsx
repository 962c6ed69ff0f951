import {useState} from 'react';
import {codes as ask, type Codes} from '../../net/api.js';
import {useLive} from '../../parts/live.js';

/** How others join: a link and a picture of it for each role. Asked for when it is opened, because others may look on. */
export function JoinLinks({intro}: {intro?: string}) {
  const {words, tell} = useLive();
  const [{codes, pictures}, setCodes] = useState<Codes>(NONE);
  const show = async (isOpen: boolean) => {
    if (!isOpen) return setCodes(NONE);
    const answer = await ask().catch(() => undefined);
    if (answer?.ok) setCodes(answer.value);
    else tell(answer?.reason ?? words.join.unreachable);
  };
  return (
    <details className="card fold" onToggle={event => void show(event.currentTarget.open)}>
      <summary>
        <h2>{words.links.title}</h2>
      </summary>
      <p>{intro ?? words.links.intro}</p>
      <ul className="rows">
        {Object.entries(codes).map(([role, code]) => (
          <li key={role}>
            <details>
              <summary>
                <h3>{role}</h3>
              </summary>
              <Link url={`${location.origin}/#j=${code}`} picture={pictures[role]} />
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}

const NONE: Codes = {codes: {}, pictures: {}};

function Link({url, picture}: {url: string; picture: Codes['pictures'][string] | undefined}) {
  const {words, tell} = useLive();
  // A page that came neither over TLS nor from this machine may not use the clipboard at all.
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      tell(words.links.copied);
    } catch {
      tell(words.links.notCopied);
    }
  };
  return (
    <>
      <p className="clip">
        <code>{url}</code>
      </p>
      <button type="button" className="quiet" onClick={() => void copy()}>
        {words.links.copy}
      </button>
      {picture && (
        <svg className="qr" viewBox={`0 0 ${picture.size} ${picture.size}`} role="img" aria-label={words.links.picture}>
          <path d={picture.path} />
        </svg>
      )}
    </>
  );
}
