/** What kind of connection the device has, as far as its browser says. */
import * as z from 'zod/mini';

const connectionSchema = z.object({
  type: z.optional(z.string()),
  effectiveType: z.optional(z.string()),
  saveData: z.optional(z.boolean()),
});

/**
 * Whether it may cost the person money by the megabyte. Android says what it is; where a browser only says how fast it
 * is, a slow one and one that shall save data count as mobile; where it says nothing (Safari, Firefox), as free.
 */
export function isMobileData(connection: unknown): boolean {
  const parsed = connectionSchema.safeParse(connection);
  if (!parsed.success) return false;
  const { type, effectiveType, saveData = false } = parsed.data;
  if (type === 'cellular' || saveData) return true;
  if (type === 'wifi' || type === 'ethernet') return false;
  return effectiveType !== undefined && effectiveType !== '4g';
}

/** Calls the listener when the connection becomes another one, where the browser says so. */
export function onConnectionChange(listener: () => void): void {
  window.addEventListener('online', listener);
  const connection = readConnection();
  if (connection instanceof EventTarget) connection.addEventListener('change', listener);
}

/** Undefined where the browser says nothing. */
export function readConnection(): unknown {
  return Reflect.get(navigator, 'connection');
}
