import {useState} from 'react';
import {encode} from 'uqr';
import {codes as ask} from '../../net/api.js';
import {useLive} from '../../parts/live.js';

/** How others join: a link and a picture of it for each role. Asked for when it is opened, because others may look on. */
export function JoinLinks({intro}: {intro?: string}) {
  const {words, tell} = useLive();
  const [codes, setCodes] = useState<Readonly<Record<string, string>>>({});
  const show = async (isOpen: boolean) => {
    if (!isOpen) return setCodes({});
    const answer = await ask().catch(() => undefined);
    if (answer?.ok) setCodes(answer.value.codes);
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
              <Link url={`${location.origin}/#j=${code}`} />
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Link({url}: {url: string}) {
  const {words, tell} = useLive();
  const {data, size} = encode(url, {border: 2});
  const path = data.flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
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
      <svg className="qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={words.links.picture}>
        <path d={path} />
      </svg>
    </>
  );
}
