import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { columnLetters } from '#files/import/table.ts';
import { useCommand, useQuery, useToday } from '#hooks/device.tsx';
import { Doubt } from '#hooks/import/doubt.tsx';
import { ImportDone } from '#hooks/import/import-done.tsx';
import type { OpenedFile } from '#hooks/import/import-file.tsx';
import { OldLetters, RepairedCells, repairedLetters, type RepairedCell } from '#hooks/import/repaired-cells.tsx';
import { SaveRowsToMend } from '#hooks/import/save-rows-to-mend.tsx';
import { useTaking } from '#hooks/import/use-taking.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { cellText } from '#kernel/parse/cell.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { Details } from '#ui-kit/details.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { IMPORT_CHUNK, importProducts, undoProductImport, type ImportedProduct } from '../commands.ts';
import {
  againstBook,
  keptPrice,
  PRICE_KINDS,
  readPriceList,
  type NewPrice,
  type PriceField,
  type PriceKind,
  type PriceListProblem,
  type PriceListRow,
} from '../import.ts';
import { bookProducts } from '../queries.ts';

/** Every row of a price list with its questions, which price is kept, and which rows are taken. */
export function PricePreview({ opened }: { readonly opened: OpenedFile<PriceField> }) {
  const { t } = useTranslation(['products', 'common']);
  const today = useToday();
  const [kind, setKind] = useState<PriceKind>('buyDong');
  const taking = useTaking<ImportedProduct>({
    file: opened.name,
    chunk: IMPORT_CHUNK,
    add: useCommand(importProducts),
    undo: useCommand(undoProductImport),
  });
  const { left, saved, refusal } = taking;
  const book = useQuery(bookProducts, 'products with all prices');
  const { read, known, repriced } = useMemo(
    () => againstBook(readPriceList(opened.table), book ?? [], { kind, today, columns: opened.table.columns }),
    [opened, book, kind, today],
  );
  const isKnown = ({ row }: PriceListRow): boolean => known.has(row);
  const taken = read.rows.filter((row) => row.isImportable && !left.has(row.row) && !isKnown(row));
  const takenRows = new Set(taken.map((row) => row.row));

  const words = ({ row, column, field, code, raw, bookUnit }: PriceListProblem): string => {
    const stood = cellText(raw) === '' ? '' : ` (“${cellText(raw)}”)`;
    return `${column === undefined ? '' : columnLetters(column)}${row} ${t(`field.${field}`)}: ${t(`problem.${code}`, { unit: bookUnit })}${stood}`;
  };
  const weighty = (row: number) => read.problems.filter((each) => each.row === row && each.level !== 'repair');
  const reasons = new Map(
    read.rows
      .filter((row) => !isKnown(row) && !takenRows.has(row.row))
      .map(({ row }) => [row, weighty(row).map(words).join('; ') || t('common:import.leftOut')]),
  );
  const toMend = <SaveRowsToMend file={opened.name} table={opened.table} reasons={reasons} />;

  if (saved !== undefined) {
    const priced = saved.rows.filter(({ productId }) => productId !== undefined).length;
    return (
      <ImportDone
        count={saved.rows.length}
        namespace="products"
        refusal={refusal}
        takenBack={taking.takenBack}
        onUndo={priced === saved.rows.length ? undefined : () => void taking.takeBack()}
      >
        {priced > 0 && <p>{t('import.pricesStay', { count: priced })}</p>}
        {toMend}
      </ImportDone>
    );
  }
  const save = (): void =>
    void taking.save(taken.flatMap((row) => importedProduct(row, kind, repriced.get(row.row)) ?? []));
  return (
    <>
      <Details
        label={opened.name}
        entries={[
          [t('import.file'), opened.name],
          [t('import.sheet'), opened.table.sheet],
          [t('import.ignored'), opened.ignored.join(', ')],
          [t('import.rows'), String(read.rows.length)],
          [t('import.questions'), String(read.problems.filter(({ level }) => level !== 'repair').length)],
        ]}
      />
      <Notice kind="info" title={t('import.nothingYet')} />
      <OldLetters encodings={opened.table.repaired.map(({ encoding }) => encoding)} />
      <SelectField
        label={t('import.kind')}
        hint={t('import.kindHint')}
        value={kind}
        onChange={(id) => setKind(PRICE_KINDS.find((each) => each === id) ?? 'buyDong')}
        options={PRICE_KINDS.map((each) => ({ value: each, label: t(`field.${each}`) }))}
      />
      <DataTable
        label={t('import.preview')}
        rows={read.rows}
        keyOf={(row) => String(row.row)}
        columns={[
          {
            key: 'row',
            title: t('import.row'),
            render: ({ row }) => (
              <CheckField
                label={String(row)}
                checked={takenRows.has(row)}
                onChange={(isTaken) => taking.toggle(row, isTaken)}
              />
            ),
          },
          { key: 'name', title: t('field.name'), render: ({ value }) => value.name ?? '' },
          { key: 'unit', title: t('field.unit'), render: ({ value }) => value.unit ?? '' },
          {
            key: 'price',
            title: t('field.price'),
            number: true,
            render: ({ value }) => {
              const dong = keptPrice(value, kind);
              return dong === undefined ? t('noPrice') : moneyText(dong);
            },
          },
          {
            key: 'since',
            title: t('field.since'),
            render: ({ value }) => (keptPrice(value, kind) === undefined ? '' : formatDate(value.validFrom ?? today)),
          },
          {
            key: 'look',
            title: t('import.look'),
            render: (row) => (
              <Stack>
                {isKnown(row) && <p>{t('import.known')}</p>}
                {newPriceWords(repriced.get(row.row))}
                {weighty(row.row).map((problem) => (
                  <Doubt key={`${problem.field} ${problem.code}`} level={problem.level} words={words(problem)} />
                ))}
              </Stack>
            ),
          },
        ]}
      />
      <RepairedCells cells={repairedCells()} />
      {toMend}
      <RefusalNotice refusal={refusal} namespace="products" />
      <Button
        wide
        kind="primary"
        label={t('action.importRows', { count: taken.length })}
        disabled={taken.length === 0 || book === undefined}
        onPress={save}
      />
    </>
  );

  function newPriceWords(price: NewPrice | undefined): ReactNode {
    if (price === undefined) return null;
    const { beforeDong } = price;
    return (
      <p>
        {beforeDong === undefined ? t('import.firstPrice') : t('import.newPrice', { price: moneyText(beforeDong) })}
      </p>
    );
  }

  function repairedCells(): readonly RepairedCell[] {
    const valueOf = new Map(read.rows.map(({ row, value }) => [row, value]));
    const values = read.problems.flatMap(({ row, column, field, level, code, raw }): readonly RepairedCell[] => {
      if (level !== 'repair' || column === undefined) return [];
      const after = String(valueOf.get(row)?.[field] ?? t('common:import.leftEmpty'));
      return [{ row, column, before: cellText(raw), after, why: t(`problem.${code}`) }];
    });
    return [...repairedLetters(opened.table.repaired, t), ...values];
  }
}

function importedProduct(
  { value }: PriceListRow,
  kind: PriceKind,
  price: NewPrice | undefined,
): ImportedProduct | undefined {
  const { name, unit, active, note, validFrom } = value;
  if (name === undefined || unit === undefined) return undefined;
  const unitPriceDong = keptPrice(value, kind);
  return {
    product: { name, unit, ...(active ? {} : { isRetired: true }) },
    ...(price === undefined ? {} : { productId: price.productId }),
    ...(unitPriceDong === undefined ? {} : { unitPriceDong }),
    ...(validFrom === undefined ? {} : { effectiveOn: validFrom }),
    ...(note === undefined ? {} : { note: note.slice(0, 500) }),
  };
}
