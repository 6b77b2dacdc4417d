/** Something that somebody may wait for; it stays rung until it is cleared. */
export class Bell {
  #isRung = false;
  #rung: Promise<void>;
  #ring: () => void = () => undefined;

  constructor() {
    this.#rung = this.#next();
  }

  get isRung(): boolean {
    return this.#isRung;
  }

  rung(): Promise<void> {
    return this.#rung;
  }

  ring(): void {
    this.#isRung = true;
    this.#ring();
  }

  clear(): void {
    if (!this.#isRung) return;
    this.#isRung = false;
    this.#rung = this.#next();
  }

  #next(): Promise<void> {
    return new Promise((resolve) => {
      this.#ring = resolve;
    });
  }
}
