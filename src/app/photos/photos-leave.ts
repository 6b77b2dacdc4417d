/** Photos leave the device with the rows that name them (docs/protocol.md P33). */
import { readerOver, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import type { PhotoBox, PhotoStanding } from '#local-db/photos/index.ts';
import { photos } from '#modules/attachments/index.ts';
import { rowsNaming } from '#modules/attachments/queries.ts';

export class PhotosLeave {
  readonly #database: LocalDatabase;
  readonly #box: PhotoBox;
  #held: string | undefined;

  constructor(database: LocalDatabase, box: PhotoBox) {
    this.#database = database;
    this.#box = box;
  }

  /** Whenever what the device holds has changed, and at the start. */
  async look(): Promise<void> {
    const held = (await unsentSummary(this.#database)).cursor.held.join();
    if (held === this.#held) return;
    this.#held = held;
    await this.#box.dropUnnamed((sha) => this.#standingOf(sha));
  }

  async #standingOf(sha: string): Promise<PhotoStanding> {
    const { reader } = this.#database.store;
    if ((await rowsNaming(readerOver(reader), sha)).length > 0) return 'named';
    const removed = await reader.count(photos.name, { index: 'sha', equals: sha });
    return removed > 0 ? 'removed' : 'unnamed';
  }
}
