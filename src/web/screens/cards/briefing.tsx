import {useLive} from '../../parts/live.js';

/** What people hear before it begins, and what their part is. Open until it begins. */
export function Briefing({isOpen}: {isOpen: boolean}) {
  const {view, words, hello} = useLive();
  const {briefing, roles = []} = view.opened ?? {};
  const role = roles.find(({id}) => id === hello.role);
  if (!briefing) return null;
  return (
    <details className="card fold" open={isOpen}>
      <summary>
        <h2>{words.briefing.title}</h2>
      </summary>
      <p className="said">{briefing.text}</p>
      {role && (
        <>
          <h3>
            {words.briefing.part}: {role.id}
          </h3>
          <ul>
            {role.duties.map(duty => (
              <li key={duty}>{duty}</li>
            ))}
          </ul>
        </>
      )}
      {briefing.rules.length > 0 && (
        <>
          <h3>{words.briefing.rules}</h3>
          <ul>
            {briefing.rules.map(rule => (
              <li key={rule}>{rule}</li>
            ))}
          </ul>
        </>
      )}
      <p>
        <strong>{words.briefing.stop(briefing.stopWord)}</strong>
      </p>
    </details>
  );
}
