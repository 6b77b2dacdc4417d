/** How often things happened, over many runs. */
export class Marks {
  readonly counts = new Map<string, number>();

  add(marks: Iterable<readonly [name: string, count: number]>): void {
    for (const [name, count] of marks) this.counts.set(name, (this.counts.get(name) ?? 0) + count);
  }

  /** By name, on one line. */
  toString(): string {
    const sorted = [...this.counts].sort(([left], [right]) => (left < right ? -1 : 1));
    return sorted.map(([name, count]) => `${name} ${count}`).join(' · ');
  }
}
