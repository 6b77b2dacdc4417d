import { useEffect, useState } from 'react';
import { waitOf, type Pin } from './pin.ts';

/** How long nothing may be tried, in whole seconds, going down while it is looked at. */
export function useWaitSeconds(pin: Pin): number {
  const [now, setNow] = useState(() => Date.now());
  const seconds = Math.ceil(waitOf(pin, now) / 1_000);
  useEffect(() => {
    setNow(Date.now());
    if (waitOf(pin, Date.now()) === 0) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [pin, seconds === 0]);
  return seconds;
}

/** `1:05`. */
export function waitText(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
