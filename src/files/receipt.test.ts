import { describe, expect, test } from 'vitest';
import { layoutReceipt, RECEIPT_DOTS, type Receipt } from './receipt.ts';

/** As wide as a sans-serif's widest letters are on average: what fits so fits in any font of the devices. */
const measure = (text: string, size: number) => text.length * size * 0.62;

const slip: Receipt = {
  title: 'HTX Nông nghiệp Dịch vụ Tổng hợp Suối Vàng',
  subtitle: 'Phiếu bán hàng · 25/11/2026',
  lines: [
    { label: 'Người bán', value: 'Tẩn Láo Hín' },
    { label: 'Người mua', value: 'Hợp tác xã Nông nghiệp Dịch vụ Tổng hợp Suối Vàng, thôn Ngải Thầu Thượng' },
    { label: 'Thành tiền', value: '1.234.567.890 đ', bold: true },
  ],
  shortCode: 'K7MPQ2',
  qrText: 'https://so-mua.example/ban-hang/1',
};

describe.each(['80', '58'] as const)('[U45] a slip on a roll of %s mm', (paper) => {
  const { words, rules, qrTop = Number.NaN, height } = layoutReceipt(slip, paper, measure);

  test('says everything, and no line is wider than what the printer prints', () => {
    const said = words.map(({ text }) => text).join(' ');
    for (const word of `${slip.title} ${slip.lines[1]?.value} 1.234.567.890 đ K7MPQ2`.split(' '))
      expect(said).toContain(word);
    for (const { text, size } of words) expect(measure(text, size)).toBeLessThanOrEqual(RECEIPT_DOTS[paper]);
  });

  test('leaves a line and a half for each line, so that stacked marks keep their own', () => {
    const tops = [...new Set(words.map(({ top }) => top))].sort((left, right) => left - right);
    for (const [index, top] of tops.entries()) {
      const size = Math.max(...words.filter((word) => word.top === top).map((word) => word.size));
      const next = tops[index + 1];
      if (next !== undefined) expect(next - top).toBeGreaterThanOrEqual(size * 1.5);
    }
  });

  test('ends under its last word, and rules cut no word', () => {
    expect(qrTop).toBeGreaterThan(Math.max(...rules));
    const last = words.at(-1);
    expect(last?.text).toBe('K7MPQ2');
    expect(height).toBeGreaterThanOrEqual((last?.top ?? 0) + (last?.size ?? 0) * 1.5);
    for (const rule of rules)
      for (const { top, size } of words) expect(rule <= top || rule >= top + size * 1.2).toBe(true);
  });
});

test('a list has neither a code nor something to scan', () => {
  const { shortCode: _code, qrText: _text, ...list } = slip;
  const { words, qrTop } = layoutReceipt(list, '58', measure);
  expect(qrTop).toBeUndefined();
  expect(words.some(({ text }) => text === 'K7MPQ2')).toBe(false);
});
