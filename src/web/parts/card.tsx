import {type ReactNode, useId} from 'react';

/** A part of a screen with a heading of its own. */
export function Card({
  title,
  aside,
  className = '',
  place,
  children,
}: {
  title: string;
  aside?: ReactNode;
  className?: string;
  /** By which links lead to it. */
  place?: string;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section
      id={place}
      tabIndex={place === undefined ? undefined : -1}
      className={`card ${className}`}
      aria-labelledby={id}
    >
      <header>
        <h2 id={id}>{title}</h2>
        {aside !== undefined && <span className="quiet">{aside}</span>}
      </header>
      {children}
    </section>
  );
}

/** A part that is closed until it is needed. */
export function Fold({
  title,
  aside,
  place,
  isOpen = false,
  children,
}: {
  title: string;
  aside?: ReactNode;
  /** By which links lead to it. */
  place?: string;
  /** Whether it is open at first. */
  isOpen?: boolean;
  children: ReactNode;
}) {
  return (
    <details className="card fold" id={place} open={isOpen}>
      <summary>
        <h2>{title}</h2>
        {aside !== undefined && <span className="quiet">{aside}</span>}
      </summary>
      {children}
    </details>
  );
}

/** Text where a list is empty. */
export const Nothing = ({children}: {children: ReactNode}) => <p className="quiet">{children}</p>;
