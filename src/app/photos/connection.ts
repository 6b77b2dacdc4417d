/** What kind of connection the device has, as far as its browser says. */
import * as z from 'zod/mini';
import type { Cost } from '#sync/photos/index.ts';

const connectionSchema = z.object({
  type: z.optional(z.string()),
  effectiveType: z.optional(z.string()),
  saveData: z.optional(z.boolean()),
});

/**
 * Whether it may cost the person money by the megabyte. Android says what it is; where a browser only says how fast it
 * is, a slow one and one that shall save data count as mobile. Where it says nothing (Safari, Firefox) a PC's is free,
 * and of a phone's nobody knows.
 */
export function costOf(connection: unknown, device: { readonly isPhone: boolean }): Cost {
  const parsed = connectionSchema.safeParse(connection);
  if (!parsed.success) return device.isPhone ? 'unknown' : 'free';
  const { type, effectiveType, saveData = false } = parsed.data;
  if (type === 'cellular' || saveData) return 'mobile';
  if (type === 'wifi' || type === 'ethernet') return 'free';
  if (effectiveType === undefined) return device.isPhone ? 'unknown' : 'free';
  return effectiveType === '4g' ? 'free' : 'mobile';
}

/** Held in the hand, or at least touched. */
export function isPhone(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}

/** Calls the listener when the connection is gone, is back, or becomes another one, where the browser says so. */
export function onConnectionChange(listener: () => void): void {
  window.addEventListener('offline', listener);
  window.addEventListener('online', listener);
  const connection = readConnection();
  if (connection instanceof EventTarget) connection.addEventListener('change', listener);
}

/** Undefined where the browser says nothing. */
export function readConnection(): unknown {
  return Reflect.get(navigator, 'connection');
}
