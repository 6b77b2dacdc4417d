/** A server with one co-op, and requests made by hand over HTTP: sealed logs of operations that no app has checked. */
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import type { ChangeKind, Person, TableDefinition } from '#kernel/module.ts';
import { scopeOf } from '#kernel/module.ts';
import { required } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import type { ServerStore } from '#server/store/store.ts';
import { chainOver, chainStart } from '#protocol/chain.ts';
import { encodeOperations } from '#protocol/columns.ts';
import { provenPath } from '#protocol/photos.ts';
import { digestOf, PROOF_BYTES, proofHeader, proofMessage, windowAt } from '#protocol/request-proof.ts';
import { TOMBSTONE_FIELD, type Operation } from '#protocol/operation.ts';
import { sealMessage } from '#protocol/seal.ts';
import { fieldWrites } from '#protocol/shown-row.ts';
import {
  decodeResponse,
  encodeProvenRequest,
  encodeRequest,
  type LogMark,
  type Segment,
  type SyncRequestMessage,
  type SyncResponseMessage,
} from '#protocol/sync-message.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { createServer, type SoMuaServer } from '#server/server.ts';
import type { PhotoStore } from '#server/store/photo-store.ts';
import type { SyncAnswer, SyncServer } from '#server/sync/handle-sync.ts';
import { requestKeyOf, sessionKeyOf, type KeyOwner } from '../helpers/known-key.ts';
import { nodeSigner } from '../helpers/node-signer.ts';

export const COOP = 'c0ffee0000000001';
export const NOW = Date.UTC(2026, 10, 24, 2);

/** What a server has, empty. */
export interface OpenedStores {
  readonly store: ServerStore;
  readonly photos: PhotoStore;
}

export interface HandMadeOptions {
  readonly photos?: PhotoStore;
  /** Where the server writes its log; absent: it has none. */
  readonly logTo?: { write(line: string): void };
}

/** What the server answered, all of it but the time of day. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export class HandMade {
  readonly server: SyncServer;
  readonly #http: SoMuaServer;
  /** Where it listens. */
  readonly origin: string;
  /** The devices with a request key, by their token. */
  readonly #owners = new Map<string, KeyOwner>();

  private constructor(server: SyncServer, http: SoMuaServer, origin: string) {
    this.server = server;
    this.#http = http;
    this.origin = origin;
  }

  /** Over an empty store, listening on a port of its own. */
  static async on(store: ServerStore, options: HandMadeOptions = {}): Promise<HandMade> {
    const made = await HandMade.joining(store, options);
    await made.addCoop(COOP);
    return made;
  }

  /** Over a store that has the co-op already. */
  static async joining(store: ServerStore, { photos, logTo }: HandMadeOptions = {}): Promise<HandMade> {
    const server: SyncServer = { store, registry, now: () => NOW };
    const http = createServer({
      ...server,
      ...(photos === undefined ? {} : { photos: { store: photos } }),
      ...(logTo === undefined ? {} : { logTo, logLevel: 'info' }),
    });
    const origin = await http.http.listen({ host: '127.0.0.1', port: 0 });
    return new HandMade(server, http, origin);
  }

  async close(): Promise<void> {
    await this.end();
    await this.server.store.close();
  }

  /** The server ends; its store stays open. */
  async end(): Promise<void> {
    await this.#http.end();
  }

  async addCoop(coop: string): Promise<void> {
    await this.server.store.catalogue.addCoop({ coop, name: 'HTX Chè', createdAt: NOW });
  }

  /** A session of the person, as it is before its device has a request key; gives its token. */
  async session(person: Person, coop = COOP): Promise<string> {
    const token = hexOf(crypto.getRandomValues(new Uint8Array(16)));
    const session = { tokenHash: tokenHash(token), coop, person, deviceName: 'by hand', createdAt: NOW };
    await this.server.store.catalogue.addSession(session);
    return token;
  }

  /** A session with a request key: every request of its token is proven, and the token alone is worth nothing. */
  async device(person: Person, coop = COOP): Promise<string> {
    const token = await this.session(person, coop);
    const owner = { coop, user: person.userId, token };
    await this.server.store.catalogue.bindKey(tokenHash(token), sessionKeyOf(owner));
    this.#owners.set(token, owner);
    return token;
  }

  /** The bytes that the server answers to these, over a socket. */
  async answer(request: SyncRequestMessage): Promise<SyncAnswer> {
    return this.send(await this.#bytesOf(request));
  }

  async send(body: Uint8Array): Promise<SyncAnswer> {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await fetch(`${this.origin}/v1/sync`, { method: 'POST', headers, body: Buffer.from(body) });
    return { status: response.status, body: await response.bytes() };
  }

  async ask(request: SyncRequestMessage): Promise<SyncResponseMessage> {
    const bytes = await this.#bytesOf(request);
    const { status, body } = await this.send(bytes);
    if (status !== 200) throw new Error(`status ${status}`);
    return decodeResponse(body, bytes);
  }

  /** Any other route, proven by a device's key. `headers`: besides what the body is and whose it is. */
  async request(
    token: string,
    method: 'GET' | 'HEAD' | 'POST' | 'PUT',
    path: string,
    sent: {
      readonly json?: object;
      readonly bytes?: Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ): Promise<HttpAnswer> {
    const body = sent.json === undefined ? sent.bytes : new TextEncoder().encode(JSON.stringify(sent.json));
    const owner = required(this.#owners.get(token), 'a device');
    const content = {
      path: path.startsWith('/v1/photos/') ? provenPath(method, path) : path,
      digest: digestOf(body ?? new Uint8Array(0)),
    };
    const mac = await requestKeyOf(owner).mac(proofMessage(content, windowAt(NOW)));
    const type = sent.json === undefined ? 'application/octet-stream' : 'application/json';
    const response = await fetch(this.origin + path, {
      method,
      headers: {
        authorization: proofHeader(owner.coop, owner.user, mac),
        ...(body === undefined ? {} : { 'content-type': type }),
        ...sent.headers,
      },
      ...(body === undefined ? {} : { body: Buffer.from(body) }),
    });
    const kept = [...response.headers].filter(([name]) => name !== 'date');
    return { status: response.status, headers: Object.fromEntries(kept), body: await response.text() };
  }

  /** Pushes a whole log; gives why each operation was put aside, by its number: undefined when it was stored. */
  async push(
    token: string,
    operations: readonly Operation[],
    coop = COOP,
  ): Promise<ReadonlyMap<number, string | undefined>> {
    const reasons = new Map<number, string | undefined>();
    const response = await this.ask(requestOf(token, { coop, segments: [await sealed(operations, coop)] }));
    for (const [, first, count] of response[2])
      for (let n = first; n < first + count; n += 1) reasons.set(n, undefined);
    for (const [, n, , reason] of response[3]) reasons.set(n, reason);
    if (reasons.size !== operations.length) throw new Error('every operation is stored or put aside');
    return reasons;
  }

  async #bytesOf(request: SyncRequestMessage): Promise<Uint8Array> {
    const owner = this.#owners.get(hexOf(request[2]));
    if (owner === undefined) return encodeRequest(request);
    const withUser = new Uint8Array(PROOF_BYTES);
    withUser.set(bytesOfHex(owner.user));
    const proven: SyncRequestMessage = [...request];
    proven[2] = withUser;
    const key = requestKeyOf(owner);
    return encodeProvenRequest(proven, (digest) => key.mac(proofMessage({ path: '/v1/sync', digest }, windowAt(NOW))));
  }
}

export function requestOf(
  token: string,
  parts: {
    readonly coop?: string;
    readonly segments?: Segment[];
    readonly grants?: string[];
    readonly ids?: Uint8Array;
    readonly marks?: LogMark[];
  } = {},
): SyncRequestMessage {
  const { coop = COOP, segments = [], grants, ids = null, marks = null } = parts;
  const pull: [string[]] | null = grants === undefined ? null : [grants];
  const start: [number, Uint8Array] = [0, new Uint8Array(0)];
  return [1, 'hand', bytesOfHex(token), bytesOfHex(coop), start, 200_000, segments, marks, null, ids, pull, null];
}

export async function sealed(operations: readonly Operation[], coop = COOP): Promise<Segment> {
  const writer = operations[0]?.writer ?? '';
  const hash = chainOver(chainStart(coop, writer), operations);
  const { privateKey, publicKey } = await nodeSigner.createKey();
  const message = sealMessage({ coop, writer, n: operations.length, hash });
  const seal = await nodeSigner.sign(privateKey, message);
  const columns = encodeOperations(operations);
  return [bytesOfHex(writer), 1, operations.length, new Uint8Array(0), columns, seal, publicKey, null];
}

/** Fields by name. */
export type Row = Readonly<Record<string, unknown>>;

/** A log in the making. Every operation stands alone, so that each gets a verdict of its own. */
export class Log {
  readonly operations: Operation[] = [];
  readonly #writer: string;

  constructor(writer: string) {
    this.#writer = writer;
  }

  /** A row of its own: create, post, reverse. Gives the row's id. */
  add(table: TableDefinition, kind: ChangeKind, row: Row): string {
    const id = this.#nextId();
    this.#append({ table, kind, id, scope: scopeOf(table, id, row), fields: fieldWrites(table, row, () => []) });
    return id;
  }

  /** A change of a row that somebody wrote: set, resolve, delete. */
  change(
    table: TableDefinition,
    kind: ChangeKind,
    at: { readonly id: string; readonly row: Row; readonly fields: Row },
  ): void {
    const { id, row, fields } = at;
    const scope = scopeOf(table, id, row);
    const tombstone = [{ no: TOMBSTONE_FIELD, value: [{ ref: id }], preds: [] }];
    const writes = kind === 'delete' ? tombstone : fieldWrites(table, fields, () => [id]);
    this.#append({ table, kind, id, scope, fields: writes });
  }

  #nextId(): string {
    return `${this.#writer}-${this.operations.length + 1}`;
  }

  #append(made: {
    readonly table: TableDefinition;
    readonly kind: ChangeKind;
    readonly id: string;
    readonly scope: string;
    readonly fields: Operation['fields'];
  }): void {
    const n = this.operations.length + 1;
    this.operations.push({
      writer: this.#writer,
      n,
      kind: made.kind,
      table: made.table.number,
      schemaVersion: made.table.upgrades.length + 1,
      scope: made.scope,
      time: { ms: NOW - 1_000_000 + n, counter: 0 },
      clockQuality: 1,
      group: 0,
      row: made.id,
      fields: made.fields,
    });
  }
}
