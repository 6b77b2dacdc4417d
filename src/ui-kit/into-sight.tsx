import { type ReactNode, useLayoutEffect, useRef } from 'react';
import styles from './into-sight.module.css';

/** Moves the screen as far as it must for all of it to be seen, when it comes and whenever `about` is another value. */
export function IntoSight({ about, children }: { readonly about: unknown; readonly children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    // Newer browsers give a promise back, which an effect must not.
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [about]);
  return (
    <div ref={place} className={styles['place']}>
      {children}
    </div>
  );
}
