/** Questions to the JSON routes in the name of this device's person (rule P35). */
import type * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { clockOffset } from '#local-db/index.ts';
import { provenHeader } from '#sync/index.ts';
import { askJson, type Authorise, type JsonQuestion } from './enrolling.ts';
import { requestKeys, type RequestKeyParts } from './request-keys.ts';

/** Asked again with the server's own time, and a renewed key, when the proof was not taken. Faults: `enrol.…`, `sync.offline`. */
export async function askProven<T>(
  parts: RequestKeyParts,
  question: JsonQuestion,
  schema: z.ZodMiniType<T>,
): Promise<T> {
  const { database, token } = parts;
  const ask = async (authorise: Authorise): Promise<T> => askJson(question, schema, authorise);
  const keys = requestKeys(parts);
  const key = await keys?.current();
  if (keys === undefined || key === undefined) return ask(async () => `Bearer ${token}`);
  const serverTime = database.env.now() + (await clockOffset(database));
  try {
    return await ask(async (sent) => provenHeader(key, { ...sent, serverTime }));
  } catch (cause) {
    const time = cause instanceof Fault ? cause.values['serverTime'] : undefined;
    if (typeof time !== 'number') throw cause;
    const renewed = (await keys.renewed()) ?? key;
    return ask(async (sent) => provenHeader(renewed, { ...sent, serverTime: time }));
  }
}
