/** A server with one co-op, and requests made by hand: sealed logs of operations that no app has checked. */
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import type { ChangeKind, Person, TableDefinition } from '#kernel/module.ts';
import { scopeOf } from '#kernel/module.ts';
import { registry } from '#modules/registry.ts';
import type { ServerStore } from '#server/store/store.ts';
import { chainOver, chainStart } from '#protocol/chain.ts';
import { encodeOperations } from '#protocol/columns.ts';
import { TOMBSTONE_FIELD, type Operation } from '#protocol/operation.ts';
import { sealMessage } from '#protocol/seal.ts';
import { fieldWrites } from '#protocol/shown-row.ts';
import {
  decodeResponse,
  encodeRequest,
  type Segment,
  type SyncRequestMessage,
  type SyncResponseMessage,
} from '#protocol/sync-message.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { handleSync, type SyncAnswer, type SyncServer } from '#server/sync/handle-sync.ts';
import { nodeSigner } from '../helpers/node-signer.ts';

export const COOP = 'c0ffee0000000001';
export const NOW = Date.UTC(2026, 10, 24, 2);

export class HandMade {
  readonly server: SyncServer;

  private constructor(store: ServerStore) {
    this.server = { store, registry, now: () => NOW };
  }

  /** Over an empty store. */
  static async on(store: ServerStore): Promise<HandMade> {
    const made = new HandMade(store);
    await made.addCoop(COOP);
    return made;
  }

  async close(): Promise<void> {
    await this.server.store.close();
  }

  async addCoop(coop: string): Promise<void> {
    await this.server.store.catalogue.addCoop({ coop, name: 'HTX Chè', createdAt: NOW });
  }

  /** A session of the person; gives its proof. */
  async session(person: Person, coop = COOP): Promise<string> {
    const token = hexOf(crypto.getRandomValues(new Uint8Array(16)));
    const session = { tokenHash: tokenHash(token), coop, person, deviceName: 'by hand', createdAt: NOW };
    await this.server.store.catalogue.addSession(session);
    return token;
  }

  /** The bytes that the server answers to these. */
  async answer(request: SyncRequestMessage): Promise<SyncAnswer> {
    return handleSync(this.server, encodeRequest(request));
  }

  async ask(request: SyncRequestMessage): Promise<SyncResponseMessage> {
    const { status, body } = await this.answer(request);
    if (status !== 200) throw new Error(`status ${status}`);
    return decodeResponse(body, encodeRequest(request));
  }

  /** Pushes a whole log; gives why each operation was put aside, by its number: undefined when it was stored. */
  async push(token: string, operations: readonly Operation[]): Promise<ReadonlyMap<number, string | undefined>> {
    const response = await this.ask(requestOf(token, { segments: [await sealed(operations)] }));
    const reasons = new Map<number, string | undefined>();
    for (const [, first, count] of response[2])
      for (let n = first; n < first + count; n += 1) reasons.set(n, undefined);
    for (const [, n, , reason] of response[3]) reasons.set(n, reason);
    if (reasons.size !== operations.length) throw new Error('every operation is stored or put aside');
    return reasons;
  }
}

export function requestOf(
  token: string,
  parts: {
    readonly coop?: string;
    readonly segments?: Segment[];
    readonly grants?: string[];
    readonly ids?: Uint8Array;
  } = {},
): SyncRequestMessage {
  const { coop = COOP, segments = [], grants, ids = null } = parts;
  const pull: [string[]] | null = grants === undefined ? null : [grants];
  const start: [number, Uint8Array] = [0, new Uint8Array(0)];
  return [1, 'hand', bytesOfHex(token), bytesOfHex(coop), start, 200_000, segments, null, null, ids, pull, null];
}

export async function sealed(operations: readonly Operation[]): Promise<Segment> {
  const writer = operations[0]?.writer ?? '';
  const hash = chainOver(chainStart(COOP, writer), operations);
  const { privateKey, publicKey } = await nodeSigner.createKey();
  const message = sealMessage({ coop: COOP, writer, n: operations.length, hash });
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
