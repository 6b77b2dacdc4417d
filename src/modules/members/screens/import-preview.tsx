import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { columnLetters } from '#files/import/table.ts';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { ImportDone } from '#hooks/import/import-done.tsx';
import type { OpenedFile } from '#hooks/import/import-file.tsx';
import { OldLetters, RepairedCells } from '#hooks/import/repaired-cells.tsx';
import { SaveRowsToMend } from '#hooks/import/save-rows-to-mend.tsx';
import { useTaking } from '#hooks/import/use-taking.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { cellText } from '#kernel/parse/cell.ts';
import { isAreaUnit, type AreaUnit } from '#kernel/quantity.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { IMPORT_CHUNK, importMembers, undoImport } from '../commands.ts';
import {
  againstRegister,
  IMPORT_FIELDS,
  readMembers,
  type ImportField,
  type ImportProblem,
  type ImportRow,
} from '../import.ts';
import { members, type MemberRow } from '../index.ts';
import { ImportRows } from './import-rows.tsx';
import { useImportWords } from './import-words.ts';

const AREA_UNITS: readonly AreaUnit[] = ['sao_bac', 'm2', 'ha', 'sao_trung', 'cong_nam'];

/** What each column means, every row with its doubts, and which rows are taken. */
export function ImportPreview({ opened }: { readonly opened: OpenedFile<ImportField> }) {
  const { t } = useTranslation('members');
  const words = useImportWords();
  const [fields, setFields] = useState<readonly (ImportField | undefined)[]>(() =>
    opened.table.columns.map((column) => column.field),
  );
  const [areaUnit, setAreaUnit] = useState<AreaUnit>('sao_bac');
  const taking = useTaking<MemberRow>({
    file: opened.name,
    chunk: IMPORT_CHUNK,
    add: useCommand(importMembers),
    undo: useCommand(undoImport),
  });
  const { left, saved, refusal } = taking;
  const register = useQuery((reader) => reader.list(members), 'the register');
  const columns = opened.table.columns.map((column, index) => ({ ...column, field: fields[index] }));
  const { read, known } = useMemo(
    () => againstRegister(readMembers({ ...opened.table, columns }, areaUnit), register ?? [], columns),
    // The columns are made of the fields.
    [fields, areaUnit, opened, register],
  );
  const isKnown = ({ row }: ImportRow): boolean => known.has(row);
  const taken = read.rows.filter((row) => row.isImportable && !left.has(row.row) && !isKnown(row));
  const isOut = (row: ImportRow): boolean => !isKnown(row) && (!row.isImportable || left.has(row.row));
  const toMend = <SaveRowsToMend file={opened.name} table={opened.table} reasons={words.reasons(read, isOut)} />;

  if (saved !== undefined) {
    return (
      <ImportDone
        count={saved.rows.length}
        namespace="members"
        refusal={refusal}
        takenBack={taking.takenBack}
        onUndo={() => void taking.takeBack()}
      >
        {toMend}
      </ImportDone>
    );
  }
  const save = (): void => void taking.save(taken.map(({ value }) => value).filter(hasName));
  const repairs = words.repairs(read, { ...opened.table, columns });
  const weighty = read.problems.filter((problem) => problem.level !== 'repair');
  return (
    <>
      <Details
        label={opened.name}
        entries={[
          [t('import.file'), opened.name],
          [t('import.sheet'), opened.table.sheet],
          [t('import.ignored'), opened.ignored.join(', ')],
          [t('import.rows'), String(read.rows.length)],
          [t('import.errors'), String(countOf(weighty, 'error'))],
          [t('import.warnings'), String(countOf(weighty, 'warning'))],
          [t('import.repairs'), String(repairs.length)],
          [t('import.skipped'), opened.table.skipped.map(({ row, why }) => `${row} (${t(`skip.${why}`)})`).join(', ')],
        ]}
      />
      <Notice kind="info" title={t('import.nothingYet')} />
      <OldLetters encodings={opened.table.repaired.map(({ encoding }) => encoding)} />
      <h2>{t('import.columns')}</h2>
      <FormGrid onSubmit={save} actions={null}>
        {columns.map((column, index) =>
          column.heading === '' ? null : (
            <SelectField
              key={column.index}
              label={`${columnLetters(column.index)}: ${column.heading.replace(/\s+/g, ' ')}`}
              hint={sampleOf(column.index)}
              value={column.field ?? ''}
              onChange={(id) =>
                setFields(
                  changed(
                    fields,
                    index,
                    IMPORT_FIELDS.find((field) => field === id),
                  ),
                )
              }
              options={[
                { value: '', label: t('import.leaveOut') },
                ...IMPORT_FIELDS.map((field) => ({ value: field, label: t(`field.${field}`) })),
              ]}
            />
          ),
        )}
        <SelectField
          label={t('import.areaUnit')}
          hint={t('import.areaUnitHint')}
          value={areaUnit}
          onChange={(id) => isAreaUnit(id) && setAreaUnit(id)}
          options={AREA_UNITS.map((id) => ({ value: id, label: t(`unit.${id}`) }))}
        />
      </FormGrid>
      <ImportRows read={read} taken={new Set(taken.map((row) => row.row))} isKnown={isKnown} onToggle={taking.toggle} />
      <RepairedCells cells={repairs} />
      {toMend}
      <RefusalNotice refusal={refusal} namespace="members" />
      <Button
        wide
        kind="primary"
        label={t('action.importRows', { count: taken.length })}
        disabled={taken.length === 0 || register === undefined}
        onPress={save}
      />
    </>
  );

  function sampleOf(index: number): string {
    const samples = opened.table.rows.map(({ cells }) => cellText(cells[index] ?? null)).filter((text) => text !== '');
    return samples.slice(0, 3).join(' · ');
  }
}

function countOf(problems: readonly ImportProblem[], level: ImportProblem['level']): number {
  return problems.filter((problem) => problem.level === level).length;
}

function changed<T>(list: readonly T[], at: number, value: T): readonly T[] {
  return list.map((each, index) => (index === at ? value : each));
}

function hasName(value: Partial<MemberRow>): value is MemberRow {
  return value.name !== undefined;
}
