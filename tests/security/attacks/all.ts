/** Every attack on HTTP with what is right: tests try them in the same process, `npm run prove -- attack` on the built server. */
import { enrolErrorSchema } from '#protocol/enrol.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { problemsOf } from '../every-answer.ts';
import { requestBytes, speak, type Exchange, type RawAnswer } from '../raw-http.ts';
import { ADDRESSES } from './addresses.ts';
import { BODY_ATTACKS, type BodyAttack } from './bodies.ts';
import { PHOTO_ATTACKS, type PhotoAttack } from './photos.ts';
import { HEADER_TRICKS, type HeaderTrick } from './headers.ts';

export interface Outcome {
  /** Empty when it was refused as it should be. */
  readonly problems: readonly string[];
  readonly exchange: Exchange;
}

export interface Attack {
  readonly name: string;
  readonly run: (port: number) => Promise<Outcome>;
}

const tried = (exchange: Exchange, problems: readonly string[]): Outcome => ({
  exchange,
  problems: [...problems, ...exchange.answers.flatMap(problemsOf)],
});

function addressAttack(address: string, accept: string): Attack {
  return {
    name: `the address ${JSON.stringify(address.slice(0, 60))} for ${accept}`,
    run: async (port) => {
      const exchange = await speak(port, [requestBytes({ target: address, headers: { accept } })]);
      const isRefused = exchange.answers.every(isPageOrRefusal) && exchange.answers.length === 1;
      return tried(exchange, isRefused ? [] : [`answered by ${statuses(exchange)}`]);
    },
  };
}

/** The app's page says of every address that it does not know it; other kinds of content are refused. */
function isPageOrRefusal({ status, body }: RawAnswer): boolean {
  return (
    [400, 401, 403, 404, 431].includes(status) || (status === 200 && body.toString().startsWith('<!doctype html>'))
  );
}

function headerAttack({ name, bytes, statuses: right }: HeaderTrick): Attack {
  return {
    name,
    run: async (port) => {
      const exchange = await speak(port, [bytes]);
      const { answers, isClosed } = exchange;
      const isRight =
        answers.length === right.length &&
        answers.every(({ status }, index) => right[index]?.includes(status) === true);
      return tried(exchange, [
        ...(isRight ? [] : [`answered by ${statuses(exchange)}`]),
        ...(isClosed ? [] : ['the connection stays open']),
      ]);
    },
  };
}

const ENDLESS = 1_048_576;

function bodyAttack({ name, path, headers = {}, body, status, code }: BodyAttack): Attack {
  return {
    name,
    run: async (port) => {
      const bytes = requestBytes({ method: 'POST', target: path, headers, body: body() });
      const exchange = await speak(port, [bytes]);
      // Whoever goes on sending when the server has hung up may not hear why.
      if (bytes.length > ENDLESS && exchange.answers.length === 0 && exchange.isClosed) return tried(exchange, []);
      const said = exchange.answers.map((answer) => `${answer.status} ${codeIn(path, answer)}`).join(', ');
      return tried(exchange, said === `${status} ${code}` ? [] : [`answered by ${said}`]);
    },
  };
}

function photoAttack({ name, method, target, headers, body, status }: PhotoAttack): Attack {
  return {
    name,
    run: async (port) => {
      const bytes = requestBytes({ method, target, headers, ...(body === undefined ? {} : { body: body() }) });
      const exchange = await speak(port, [bytes], { wanted: 1 });
      const said = statuses(exchange);
      if (bytes.length > ENDLESS && said === 'nothing') return tried(exchange, []);
      return tried(exchange, said === String(status) ? [] : [`answered by ${said}`]);
    },
  };
}

function codeIn(path: string, { body }: RawAnswer): string {
  if (path === '/v1/sync') return decodeSyncError(body).code;
  return enrolErrorSchema.parse(JSON.parse(body.toString())).error;
}

function statuses({ answers }: Exchange): string {
  return answers.length === 0 ? 'nothing' : answers.map(({ status }) => status).join(', ');
}

export const ALL_ATTACKS: readonly Attack[] = [
  ...ADDRESSES.flatMap((address) => [addressAttack(address, '*/*'), addressAttack(address, 'text/html')]),
  ...HEADER_TRICKS.map(headerAttack),
  ...BODY_ATTACKS.map(bodyAttack),
  ...PHOTO_ATTACKS.map(photoAttack),
];
