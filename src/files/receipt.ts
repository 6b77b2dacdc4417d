import { encode } from 'uqr';
import { Fault } from '#kernel/result.ts';

/** A slip as a picture for a roll of 80 or 58 mm, black on white, at most 200 kB (U43, U45). It knows no business. */
export interface Receipt {
  readonly title: string;
  readonly subtitle?: string;
  readonly lines: readonly { readonly label: string; readonly value: string; readonly bold?: boolean }[];
  /** Six characters that find the record by typing (U47); absent for what is no record, such as a list. */
  readonly shortCode?: string;
  /** Absent: no code to scan. */
  readonly qrText?: string;
}

/** Dots in a line of a receipt printer, by the width of its roll in mm: eight to the millimetre of what it can print. */
export const RECEIPT_DOTS = { '80': 576, '58': 384 } as const;

const MARGIN = { '80': 24, '58': 8 } as const;
const MAX_BYTES = 200_000;
const FONT = 'system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif';

interface Words {
  readonly text: string;
  readonly size: number;
  readonly bold: boolean;
  readonly align: 'left' | 'right' | 'center';
  readonly top: number;
}

type Measure = (text: string, size: number, bold: boolean) => number;

export interface ReceiptLayout {
  readonly words: readonly Words[];
  readonly rules: readonly number[];
  /** Undefined without a code to scan. */
  readonly qrTop: number | undefined;
  readonly height: number;
}

const QR_PX = 232;

function wrap(text: string, fits: (line: string) => boolean): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/)) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (fits(longer) || line === '') line = longer;
    else {
      lines.push(line);
      line = word;
    }
  }
  return line === '' ? lines : [...lines, line];
}

/** Places every word, in pixels; a label and its value share a line where both fit. Line height is 1.5 for stacked marks. */
export function layoutReceipt(receipt: Receipt, paper: keyof typeof RECEIPT_DOTS, measure: Measure): ReceiptLayout {
  const room = RECEIPT_DOTS[paper] - 2 * MARGIN[paper];
  const words: Words[] = [];
  const rules: number[] = [];
  let top: number = MARGIN[paper];

  function put(text: string, look: Pick<Words, 'size' | 'bold' | 'align'>) {
    for (const line of wrap(text, (candidate) => measure(candidate, look.size, look.bold) <= room)) {
      words.push({ text: line, ...look, top });
      top += look.size * 1.5;
    }
  }

  put(receipt.title, { size: 36, bold: true, align: 'center' });
  if (receipt.subtitle !== undefined) put(receipt.subtitle, { size: 24, bold: false, align: 'center' });
  rules.push((top += 8));
  top += 12;
  for (const { label, value, bold = false } of receipt.lines) {
    const size = bold ? 32 : 26;
    if (measure(label, size, bold) + measure(value, size, bold) + 24 <= room) {
      words.push({ text: label, size, bold, align: 'left', top }, { text: value, size, bold, align: 'right', top });
      top += size * 1.5;
    } else {
      put(label, { size, bold, align: 'left' });
      put(value, { size, bold, align: 'right' });
    }
  }
  rules.push((top += 8));
  const qrTop = receipt.qrText === undefined ? undefined : top + 12;
  if (qrTop !== undefined) top = qrTop + QR_PX + 4;
  if (receipt.shortCode !== undefined) put(receipt.shortCode, { size: 32, bold: true, align: 'center' });
  return { words, rules, qrTop, height: Math.ceil(top + MARGIN[paper]) };
}

/** The slip as a PNG. Faults `receipt.notDrawn` without a canvas and `receipt.tooLarge` over 200 kB. */
export async function drawReceipt(receipt: Receipt, paper: keyof typeof RECEIPT_DOTS): Promise<Blob> {
  const width = RECEIPT_DOTS[paper];
  const margin = MARGIN[paper];
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Fault('receipt.notDrawn');
  const font = (size: number, bold: boolean) => `${bold ? 700 : 400} ${size}px ${FONT}`;
  const layout = layoutReceipt(receipt, paper, (text, size, bold) => {
    pen.font = font(size, bold);
    return pen.measureText(text).width;
  });

  canvas.width = width;
  canvas.height = layout.height;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, layout.height);
  pen.fillStyle = '#000000';
  pen.textBaseline = 'middle';
  for (const { text, size, bold, align, top } of layout.words) {
    pen.font = font(size, bold);
    pen.textAlign = align;
    pen.fillText(text, { left: margin, right: width - margin, center: width / 2 }[align], top + size * 0.75);
  }
  for (const top of layout.rules) pen.fillRect(margin, top, width - 2 * margin, 2);
  if (receipt.qrText !== undefined && layout.qrTop !== undefined)
    drawQr(pen, receipt.qrText, { top: layout.qrTop, width });

  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Fault('receipt.notDrawn');
  if (blob.size > MAX_BYTES) throw new Fault('receipt.tooLarge');
  return blob;
}

function drawQr(pen: CanvasRenderingContext2D, text: string, place: { readonly top: number; readonly width: number }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const module = Math.floor(QR_PX / size);
  const left = Math.floor((place.width - module * size) / 2);
  data.forEach((row, y) =>
    row.forEach((dark, x) => dark && pen.fillRect(left + x * module, place.top + y * module, module, module)),
  );
}
