import {createRoot} from 'react-dom/client';
import {App} from './app.js';

/** The code of a role stands behind `#`, which is sent to no server. It goes from the address bar at once. */
function takeCode(): string {
  const code = /^#j=([\w-]{1,40})$/.exec(location.hash)?.[1] ?? '';
  if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  return code;
}

const place = document.getElementById('app');
const language = new URLSearchParams(location.search).get('lang') ?? undefined;
if (place) createRoot(place).render(<App code={takeCode()} {...(language !== undefined && {language})} />);
