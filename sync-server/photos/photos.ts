/**
 * Photos in and out; no HTTP. Whoever may hold a row that names a photo may bring and get its bytes, and nothing else can
 * be brought than what the row names. What is forbidden is answered like what is not there.
 */
import { createHash } from 'node:crypto';
import { dateAt } from '#kernel/calendar.ts';
import { holds } from '#kernel/grants.ts';
import { isRowId } from '#kernel/ids.ts';
import type { ModuleDefinition } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { PHOTO_SIDE, type PhotoRow } from '#kernel/system-rows.ts';
import { isDeleted } from '#protocol/merge.ts';
import { CHUNK_BYTES, type PhotoError } from '#protocol/photos.ts';
import { pictureOf, type Picture } from '#protocol/picture.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { PhotoStore } from '../store/photo-store.ts';
import type { ServerSession, ServerStore } from '../store/store.ts';
import { accessOf } from '../sync/access.ts';
import { rulesOf, type Rules } from '../sync/rules.ts';

/** What is begun and got no further is thrown away. */
const UNFINISHED_MS = 7 * 86_400_000;
/** Two a day of each member of a large co-op; 300 MB at most. */
const PER_DAY = 2_000;

export interface PhotosParts {
  readonly store: ServerStore;
  readonly photos: PhotoStore;
  readonly registry: readonly ModuleDefinition[];
  readonly now: () => number;
  /** How many a co-op may begin in a day. */
  readonly perDay?: number | undefined;
}

/** How much of a photo is here. */
export interface Progress {
  readonly offset: number;
  readonly length: number;
}

export interface Piece extends Progress {
  readonly bytes: Uint8Array;
}

/** Its faults are `PhotoError`s, and those of the stores. */
export class Photos {
  readonly #parts: PhotosParts;
  readonly #rules: Rules;

  constructor(parts: PhotosParts) {
    this.#parts = parts;
    this.#rules = rulesOf(parts.registry);
  }

  /** Fault `photos.unknown`. */
  async progress(session: ServerSession, row: string): Promise<Progress> {
    return this.#progressOf(session.coop, await this.#named(session, row));
  }

  /** The bytes and what they are. Fault `photos.unknown`, also while they are not whole. */
  async read(session: ServerSession, row: string): Promise<{ readonly bytes: Uint8Array; readonly type: string }> {
    const { sha } = await this.#named(session, row);
    const bytes = await this.#parts.photos.read(session.coop, sha);
    const type = bytes === undefined ? undefined : pictureOf(bytes)?.type;
    if (bytes === undefined || type === undefined) throw new Fault('photos.unknown');
    return { bytes, type };
  }

  /**
   * Takes a piece. With the last one the photo is checked and durable when this returns; a piece of what is whole already
   * changes nothing. Fault `photos.elsewhere` with the offset to go on from.
   */
  async take(session: ServerSession, row: string, piece: Piece): Promise<Progress> {
    const { photos } = this.#parts;
    const { coop } = session;
    const named = await this.#named(session, row);
    const { sha, bytes: length } = named;
    if (piece.bytes.length === 0 || piece.bytes.length > CHUNK_BYTES) throw refused('photos.malformed');
    if (piece.length !== length || piece.offset + piece.bytes.length > length) throw refused('photos.malformed');
    const standing = await this.#progressOf(coop, named);
    if (standing.offset === length) return standing;
    if (standing.offset !== piece.offset) throw elsewhere(standing.offset);
    if (piece.offset === 0) await this.#begin(coop, sha);
    const offset = await photos.append(coop, sha, piece);
    if (offset !== piece.offset + piece.bytes.length) throw elsewhere(offset);
    if (offset === length) await this.#finish(coop, named);
    return { offset, length };
  }

  async #progressOf(coop: string, named: PhotoRow): Promise<Progress> {
    const { photos } = this.#parts;
    const { sha, bytes: length } = named;
    if (await photos.has(coop, sha)) return { offset: length, length };
    const begun = (await photos.begun(coop, sha))?.length ?? 0;
    if (begun < length) return { offset: begun, length };
    // Whole and not kept: a process ended in between, or is about to keep it.
    await this.#finish(coop, named);
    return { offset: length, length };
  }

  /** The row, when there is one that this person may hold and that stands. */
  async #named({ coop, person }: ServerSession, id: string): Promise<PhotoRow> {
    const rules = this.#rules;
    const table = rules.byRole.get('photo');
    const found = await this.#parts.store.read(coop, (reader) => {
      const state = isRowId(id) ? reader.row(id) : undefined;
      const { grants } = accessOf(reader, rules, person);
      if (state === undefined || table === undefined || state.table !== table.number || isDeleted(state))
        return undefined;
      return holds(grants, person, { scope: state.scope, year: 0 }) ? shownRow(table, state) : undefined;
    });
    if (found === undefined) throw refused('photos.unknown');
    // The row passed the table's schema when it was stored.
    return found as unknown as PhotoRow;
  }

  async #begin(coop: string, sha: string): Promise<void> {
    const { photos, now, perDay = PER_DAY } = this.#parts;
    await photos.expire(coop, now() - UNFINISHED_MS);
    if ((await photos.begun(coop, sha)) !== undefined) return;
    if (!(await photos.begin(coop, sha, { day: dateAt(now()), limit: perDay }))) throw refused('photos.dayIsFull');
  }

  async #finish(coop: string, named: PhotoRow): Promise<void> {
    const { photos } = this.#parts;
    const bytes = await photos.begun(coop, named.sha);
    if (bytes === undefined) {
      // Another request has finished it, or thrown it away.
      if (await photos.has(coop, named.sha)) return;
      throw elsewhere(0);
    }
    const wrong = whatIsWrong(named, bytes);
    if (wrong === undefined) await photos.put(coop, named.sha, bytes);
    else {
      await photos.giveUp(coop, named.sha);
      throw refused(wrong);
    }
  }
}

/** Faults with one of the errors that are told to a device. */
function refused(code: PhotoError): Fault {
  return new Fault(code);
}

function elsewhere(offset: number): Fault {
  return new Fault('photos.elsewhere', { values: { offset } });
}

function whatIsWrong(named: PhotoRow, bytes: Uint8Array): PhotoError | undefined {
  if (createHash('sha256').update(bytes).digest('hex') !== named.sha) return 'photos.damaged';
  const picture = pictureOf(bytes);
  return picture !== undefined && isAllowed(picture) ? undefined : 'photos.notPicture';
}

function isAllowed({ width, height, hasMetadata }: Picture): boolean {
  const sides = [width, height];
  return !hasMetadata && sides.every((side) => side > 0 && side <= PHOTO_SIDE);
}
