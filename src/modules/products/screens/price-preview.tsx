import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { columnLetters } from '#files/import/table.ts';
import { useCommand, useQuery, useToday } from '#hooks/device.tsx';
import { batchName } from '#hooks/import/batch-name.ts';
import type { OpenedFile } from '#hooks/import/import-file.tsx';
import { OldLetters, RepairedCells, type RepairedCell } from '#hooks/import/repaired-cells.tsx';
import { SaveRowsToMend } from '#hooks/import/save-rows-to-mend.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { moneyText } from '#kernel/money.ts';
import { cellText } from '#kernel/parse/cell.ts';
import type { Refusal } from '#kernel/result.ts';
import { foldText } from '#kernel/text.ts';
import { Button } from '#ui-kit/button.tsx';
import { CheckField } from '#ui-kit/check-field.tsx';
import { DataTable } from '#ui-kit/data-table.tsx';
import { Details } from '#ui-kit/details.tsx';
import { AttentionIcon, DangerIcon } from '#ui-kit/icon.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SavedCard } from '#ui-kit/saved-card.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { IMPORT_CHUNK, importProducts, undoProductImport, type ImportedProduct } from '../commands.ts';
import {
  keptPrice,
  PRICE_KINDS,
  readPriceList,
  type PriceField,
  type PriceKind,
  type PriceListProblem,
  type PriceListRow,
} from '../import.ts';
import { products } from '../index.ts';

/** Every row of a price list with its questions, which price is kept, and which rows are taken. */
export function PricePreview({ opened }: { readonly opened: OpenedFile<PriceField> }) {
  const { t } = useTranslation(['products', 'common']);
  const today = useToday();
  const [kind, setKind] = useState<PriceKind>('buyDong');
  const [left, setLeft] = useState<ReadonlySet<number>>(() => new Set());
  const [saved, setSaved] = useState<{ readonly batch: string; readonly count: number }>();
  const [refusal, setRefusal] = useState<Refusal>();
  const add = useCommand(importProducts);
  const undo = useCommand(undoProductImport);
  const known = useQuery(async (read) => new Set((await read.list(products)).map(keyOf)), 'names of products');
  const read = useMemo(() => readPriceList(opened.table), [opened]);
  const isKnown = ({ value }: PriceListRow): boolean => known?.has(keyOf(value)) === true;
  const taken = read.rows.filter((row) => row.isImportable && !left.has(row.row) && !isKnown(row));
  const takenRows = new Set(taken.map((row) => row.row));

  const words = ({ row, column, field, code, raw }: PriceListProblem): string => {
    const stood = cellText(raw) === '' ? '' : ` (“${cellText(raw)}”)`;
    return `${column === undefined ? '' : columnLetters(column)}${row} ${t(`field.${field}`)}: ${t(`problem.${code}`)}${stood}`;
  };
  const weighty = (row: number) => read.problems.filter((each) => each.row === row && each.level !== 'repair');
  const reasons = new Map(
    read.rows
      .filter((row) => !isKnown(row) && !takenRows.has(row.row))
      .map(({ row }) => [row, weighty(row).map(words).join('; ') || t('common:import.leftOut')]),
  );
  const toMend = <SaveRowsToMend file={opened.name} table={opened.table} reasons={reasons} />;

  if (saved !== undefined) {
    return (
      <SavedCard
        sentence={t('import.done', { count: saved.count })}
        state="device"
        onUndo={() =>
          void undo(saved.batch).then((outcome) => {
            setRefusal(outcome.ok ? undefined : outcome);
            if (outcome.ok) setSaved(undefined);
          })
        }
      >
        <p>{t('import.undoText')}</p>
        {toMend}
        <RefusalNotice refusal={refusal} namespace="products" />
      </SavedCard>
    );
  }
  const save = async (): Promise<void> => {
    const batch = batchName(opened.name, Date.now());
    const rows = taken.flatMap((row) => importedProduct(row, kind) ?? []);
    for (let start = 0; start < rows.length; start += IMPORT_CHUNK) {
      const outcome = await add({ batch, rows: rows.slice(start, start + IMPORT_CHUNK) });
      if (!outcome.ok) {
        setRefusal(outcome);
        return;
      }
    }
    setSaved({ batch, count: rows.length });
  };
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
                onChange={(isTaken) => {
                  const next = new Set(left);
                  if (isTaken) next.delete(row);
                  else next.add(row);
                  setLeft(next);
                }}
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
                {weighty(row.row).map((problem) => (
                  <p key={`${problem.field} ${problem.code}`}>
                    {problem.level === 'error' ? (
                      <DangerIcon aria-hidden size={18} />
                    ) : (
                      <AttentionIcon aria-hidden size={18} />
                    )}{' '}
                    {words(problem)}
                  </p>
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
        disabled={taken.length === 0 || known === undefined}
        onPress={() => void save()}
      />
    </>
  );

  function repairedCells(): readonly RepairedCell[] {
    const valueOf = new Map(read.rows.map(({ row, value }) => [row, value]));
    const letters = opened.table.repaired.map(({ encoding, ...cell }) => ({
      ...cell,
      why: t(`common:import.encoding.${encoding}`),
    }));
    const values = read.problems.flatMap(({ row, column, field, level, code, raw }): readonly RepairedCell[] => {
      if (level !== 'repair' || column === undefined) return [];
      const after = String(valueOf.get(row)?.[field] ?? t('common:import.leftEmpty'));
      return [{ row, column, before: cellText(raw), after, why: t(`problem.${code}`) }];
    });
    return [...letters, ...values];
  }
}

function keyOf({ name = '', unit = '' }: { readonly name?: string; readonly unit?: string }): string {
  return `${foldText(name)} ${foldText(unit)}`;
}

function importedProduct({ value }: PriceListRow, kind: PriceKind): ImportedProduct | undefined {
  const { name, unit, active, note, validFrom } = value;
  if (name === undefined || unit === undefined) return undefined;
  const unitPriceDong = keptPrice(value, kind);
  return {
    product: { name, unit, ...(active ? {} : { isRetired: true }) },
    ...(unitPriceDong === undefined ? {} : { unitPriceDong }),
    ...(validFrom === undefined ? {} : { effectiveOn: validFrom }),
    ...(note === undefined ? {} : { note: note.slice(0, 500) }),
  };
}
