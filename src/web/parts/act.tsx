import {type ReactNode, useEffect, useRef, useState} from 'react';
import {useLive} from './live.js';

/**
 * A button that does something. When it goes because it was done, the focus goes to the place that it was in, so that
 * nobody who uses a keyboard has to begin at the top.
 */
export function Act({
  command,
  input,
  label,
  isQuiet = false,
  isPressed,
  children,
}: {
  command: string;
  input?: Readonly<Record<string, unknown>>;
  /** For those who hear the page: what the button is about. */
  label?: string;
  isQuiet?: boolean;
  /** Of one that is chosen or not. */
  isPressed?: boolean;
  children: ReactNode;
}) {
  const {send} = useLive();
  const [isBusy, setBusy] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const own = button.current;
    const place = own?.closest<HTMLElement>('[tabindex="-1"]');
    return () => {
      if (own && document.activeElement === own) queueMicrotask(() => place?.focus());
    };
  }, []);
  const act = async () => {
    if (isBusy) return;
    setBusy(true);
    await send(command, input);
    setBusy(false);
  };
  return (
    <button
      ref={button}
      type="button"
      className={isQuiet ? 'quiet' : ''}
      aria-label={label}
      aria-pressed={isPressed}
      aria-disabled={isBusy}
      onClick={() => void act()}
    >
      {children}
    </button>
  );
}
