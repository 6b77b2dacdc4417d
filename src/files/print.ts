const COPY_ID = 'print-copy';
/** Set when it is printed: sheets of two sizes in one style sheet are mixed up by old Chromiums. */
const A5_SHEET = '@page { size: A5; margin: 10mm; }';

/**
 * Prints the page once its fonts and pictures are there (U46): a book on A4, a slip on A5, or a slip twice on one A4, one
 * for either side. ui-kit/print.css holds the sheets.
 */
export async function printPage(sheet: 'a4' | 'a5' | 'a4-twice'): Promise<void> {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  const root = document.documentElement;
  root.classList.add(`print-${sheet}`);
  const size = document.createElement('style');
  size.textContent = sheet === 'a5' ? A5_SHEET : '';
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
