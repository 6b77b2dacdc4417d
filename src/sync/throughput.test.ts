import { expect, test } from 'vitest';
import { LIMITS } from '#protocol/operation.ts';
import {
  afterAnswer,
  afterNoAnswer,
  afterTooLarge,
  FEWEST_OPERATIONS,
  FIRST_THROUGHPUT,
  LARGEST_BYTES,
  REQUEST_MS,
  SMALLEST_BYTES,
  type Throughput,
} from './throughput.ts';

interface Link {
  readonly kilobitsPerSecond: number;
  readonly roundTripMs: number;
}

const GPRS = { kilobitsPerSecond: 20, roundTripMs: 900 };
const SLOW_2G = { kilobitsPerSecond: 50, roundTripMs: 600 };
const WIFI = { kilobitsPerSecond: 20_000, roundTripMs: 20 };

/** How long full requests take, each with what the one before allowed; `both` also fills the way up. */
function requestsOver(
  link: Link,
  options: { readonly from?: Throughput; readonly count: number; readonly both?: boolean },
): { readonly took: readonly number[]; readonly last: Throughput } {
  let throughput = options.from ?? FIRST_THROUGHPUT;
  const took: number[] = [];
  for (let index = 0; index < options.count; index += 1) {
    const operations = options.both === true ? throughput.operationLimit : 0;
    const [bytesUp, bytesDown] = [60 + operations * 16, throughput.byteBudget];
    const tookMs = link.roundTripMs + ((bytesUp + bytesDown) * 8) / link.kilobitsPerSecond;
    throughput = afterAnswer(throughput, { bytesUp, bytesDown, operations, tookMs, hasMoreToSend: true });
    took.push(tookMs);
  }
  return { took, last: throughput };
}

test('[TP1] on a village phone at 20 kbit/s a page is 16 to 32 KiB, and no request takes longer than 15 s', () => {
  const { took, last } = requestsOver(GPRS, { count: 5 });
  expect(Math.max(...took)).toBeLessThan(REQUEST_MS);
  expect(last.byteBudget).toBeGreaterThanOrEqual(16 * 1024);
  expect(last.byteBudget).toBeLessThanOrEqual(32 * 1024);
});

test('[TP1] with both ways full, requests at 50 kbit/s settle below 15 s', () => {
  const { took } = requestsOver(SLOW_2G, { count: 6, both: true });
  expect(Math.max(...took.slice(1))).toBeLessThan(REQUEST_MS);
  expect(took.at(-1)).toBeGreaterThan(REQUEST_MS / 2);
});

test('[TP2] on Wi-Fi the third page is a whole one of 512 KiB', () => {
  expect(requestsOver(WIFI, { count: 2 }).last.byteBudget).toBe(LARGEST_BYTES);
});

test('[TP2] who walks from Wi-Fi into the field has small pages again after one slow answer', () => {
  const { last } = requestsOver(WIFI, { count: 3 });
  expect(requestsOver(GPRS, { from: last, count: 1 }).last.byteBudget).toBeLessThanOrEqual(32 * 1024);
});

test('[TP3] before anything is known, an evening of a thousand harvests goes in one request', () => {
  expect(FIRST_THROUGHPUT.operationLimit).toBeGreaterThanOrEqual(1_000);
});

test('[TP3] long notes make fewer operations go at once, and never fewer than fifty by measuring', () => {
  const carried = { bytesUp: 60_000, bytesDown: 60, operations: 100, tookMs: 10_600, hasMoreToSend: true };
  expect(afterAnswer(FIRST_THROUGHPUT, carried).operationLimit).toBe(70);
  expect(afterAnswer(FIRST_THROUGHPUT, { ...carried, tookMs: 120_000 }).operationLimit).toBe(FEWEST_OPERATIONS);
});

test('[TP3] one record, whose message is mostly the frame around it, says nothing about a thousand', () => {
  const carried = { bytesUp: 190, bytesDown: 60, operations: 1, tookMs: 650, hasMoreToSend: false };
  expect(afterAnswer(FIRST_THROUGHPUT, carried)).toEqual({ ...FIRST_THROUGHPUT, roundTripMs: 650 });
});

test('[TP4] too large halves what was sent until one operation is left, and is forgotten when all is sent', () => {
  const halved = afterTooLarge(FIRST_THROUGHPUT, 1_000);
  expect(halved.operationLimit).toBe(500);
  expect(afterTooLarge(halved, 3).operationLimit).toBe(2);
  expect(afterTooLarge(halved, 1).operationLimit).toBe(1);
  const carried = { bytesUp: 9_000, bytesDown: 60, operations: 500, tookMs: 300, hasMoreToSend: true };
  expect(afterAnswer(halved, carried).operationLimit).toBe(500);
  const atEnd = afterAnswer(halved, { ...carried, hasMoreToSend: false });
  expect(atEnd.operationLimit).toBe(LIMITS.operationsPerRequest);
});

test('[TP5] no answer at once says nothing; one that died on a long way halves the next, down to 16 KiB', () => {
  expect(afterNoAnswer(FIRST_THROUGHPUT, 40)).toBe(FIRST_THROUGHPUT);
  const once = afterNoAnswer(FIRST_THROUGHPUT, 40_000);
  expect(once.byteBudget).toBe(SMALLEST_BYTES);
  expect(afterNoAnswer(once, 40_000).byteBudget).toBe(SMALLEST_BYTES);
});

test('[TP6] a clock that was set back during a request changes nothing', () => {
  const carried = { bytesUp: 60, bytesDown: 30_000, operations: 0, tookMs: -86_400_000, hasMoreToSend: false };
  expect(afterAnswer(FIRST_THROUGHPUT, carried)).toEqual(FIRST_THROUGHPUT);
  expect(afterNoAnswer(FIRST_THROUGHPUT, -86_400_000)).toBe(FIRST_THROUGHPUT);
});

test('[TP7] whatever is measured, what is asked for stays within the limits', () => {
  let throughput = FIRST_THROUGHPUT;
  for (const tookMs of [0.001, 1, 1e9, Number.NaN, Number.POSITIVE_INFINITY, 0]) {
    for (const bytesUp of [0, 1, 2_000_000]) {
      const carried = { bytesUp, bytesDown: 8_000_000, operations: 2_000, tookMs, hasMoreToSend: true };
      throughput = afterAnswer(throughput, carried);
      expect(throughput.byteBudget).toBeGreaterThanOrEqual(SMALLEST_BYTES);
      expect(throughput.byteBudget).toBeLessThanOrEqual(LARGEST_BYTES);
      expect(Number.isInteger(throughput.byteBudget)).toBe(true);
      expect(throughput.operationLimit).toBeGreaterThanOrEqual(1);
      expect(throughput.operationLimit).toBeLessThanOrEqual(LIMITS.operationsPerRequest);
    }
  }
});
