/** Prints the page on A4 or A5 once its fonts and pictures are there (U46); ui-kit/print.css holds the sheets. */
export async function printPage(sheet: 'a4' | 'a5'): Promise<void> {
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
  const root = document.documentElement;
  root.classList.add(`print-${sheet}`);
  window.addEventListener('afterprint', () => root.classList.remove(`print-${sheet}`), { once: true });
  window.print();
}
