const COPY_ID = 'print-copy';
export type PaperSheet = 'a4' | 'a4-wide' | 'a5' | 'a4-twice';

/** A slip is one sheet. */
const NO_NUMBER = '@bottom-right { content: none; }';

/** Set when it is printed: sheets of two sizes in one style sheet are mixed up by old Chromiums. A4 upright needs none. */
const SIZES: Partial<Record<PaperSheet, string>> = {
  a5: `@page { size: A5; margin: 10mm; ${NO_NUMBER} }`,
  'a4-twice': `@page { ${NO_NUMBER} }`,
  'a4-wide': '@page { size: A4 landscape; margin: 12mm; }',
};

/**
 * Prints the page once its fonts and pictures are there (U46): a book on A4, a table of many columns on A4 laid
 * on its side, a slip on A5, or a slip twice on one A4, one for either party. ui-kit/print.css holds the sheets.
 */
export async function printPage(sheet: PaperSheet): Promise<void> {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  const root = document.documentElement;
  root.classList.add(`print-${sheet}`);
  const size = document.createElement('style');
  size.textContent = SIZES[sheet] ?? '';
  document.head.append(size);
  if (sheet === 'a4-twice') addCopy();
  const tidy = (): void => {
    root.classList.remove(`print-${sheet}`);
    size.remove();
    document.getElementById(COPY_ID)?.remove();
  };
  window.addEventListener('afterprint', tidy, { once: true });
  window.print();
}

/** The same once more, on paper only. */
function addCopy(): void {
  const main = document.querySelector('main');
  if (main === null) return;
  const copy = document.createElement('div');
  copy.id = COPY_ID;
  copy.setAttribute('aria-hidden', 'true');
  copy.append(main.cloneNode(true));
  document.body.append(copy);
}
