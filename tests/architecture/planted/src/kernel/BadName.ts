export default 1;
export const a: any = Math.random();
export function now(): number { return Date.now(); }
export function later(work: () => Promise<void>): void { work(); setTimeout(() => undefined, 1); }
export function first(list: readonly string[]): string { return list[0]!; }
export function pick(kind: 'x' | 'y'): number { switch (kind) { case 'x': return 1; } return 0; }
export function same(a: number, b: number): boolean { return a == b; }
export function quiet(): void { try { now(); } catch {} }
export const reader = new BarcodeDetector();
