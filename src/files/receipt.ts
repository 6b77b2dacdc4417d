import { encode } from 'uqr';
import { Fault } from '#kernel/result.ts';

/** A slip as a picture, 576 px wide (80 mm paper), black on white, at most 200 kB (U43, U45). It knows no business. */
export interface Receipt {
  readonly title: string;
  readonly subtitle?: string;
  readonly lines: readonly { readonly label: string; readonly value: string; readonly bold?: boolean }[];
  /** Six characters that find the record by typing (U47). */
  readonly shortCode: string;
  readonly qrText: string;
}

const WIDTH = 576;
const MARGIN = 24;
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
  readonly qrTop: number;
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
export function layoutReceipt(receipt: Receipt, measure: Measure): ReceiptLayout {
  const room = WIDTH - 2 * MARGIN;
  const words: Words[] = [];
  const rules: number[] = [];
  let top = MARGIN;

  function put(text: string, look: Pick<Words, 'size' | 'bold' | 'align'>) {
    for (const line of wrap(text, (candidate) => measure(candidate, look.size, look.bold) <= room)) {
      words.push({ text: line, ...look, top });
      top += look.size * 1.5;
    }
  }

  put(receipt.title, { size: 36, bold: true, align: 'center' });
  if (receipt.subtitle) put(receipt.subtitle, { size: 24, bold: false, align: 'center' });
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
  const qrTop = top + 12;
  top = qrTop + QR_PX + 4;
  put(receipt.shortCode, { size: 32, bold: true, align: 'center' });
  return { words, rules, qrTop, height: Math.ceil(top + MARGIN) };
}

/** The slip as a PNG. Faults `receipt.notDrawn` without a canvas and `receipt.tooLarge` over 200 kB. */
export async function drawReceipt(receipt: Receipt): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Fault('receipt.notDrawn');
  const font = (size: number, bold: boolean) => `${bold ? 700 : 400} ${size}px ${FONT}`;
  const layout = layoutReceipt(receipt, (text, size, bold) => {
    pen.font = font(size, bold);
    return pen.measureText(text).width;
  });

  canvas.width = WIDTH;
  canvas.height = layout.height;
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, WIDTH, layout.height);
  pen.fillStyle = '#000000';
  pen.textBaseline = 'middle';
  for (const { text, size, bold, align, top } of layout.words) {
    pen.font = font(size, bold);
    pen.textAlign = align;
    pen.fillText(text, { left: MARGIN, right: WIDTH - MARGIN, center: WIDTH / 2 }[align], top + size * 0.75);
  }
  for (const top of layout.rules) pen.fillRect(MARGIN, top, WIDTH - 2 * MARGIN, 2);
  drawQr(pen, receipt.qrText, layout.qrTop);

  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Fault('receipt.notDrawn');
  if (blob.size > MAX_BYTES) throw new Fault('receipt.tooLarge');
  return blob;
}

function drawQr(pen: CanvasRenderingContext2D, text: string, top: number) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const module = Math.floor(QR_PX / size);
  const left = Math.floor((WIDTH - module * size) / 2);
  data.forEach((row, y) =>
    row.forEach((dark, x) => dark && pen.fillRect(left + x * module, top + y * module, module, module)),
  );
}
