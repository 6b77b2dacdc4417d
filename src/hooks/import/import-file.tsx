import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findTable, ownHeading, type ColumnRule, type Table } from '#files/import/table.ts';
import type { TemplateColumn } from '#files/import/write-template.ts';
import { readSpreadsheet, type Sheet } from '#files/spreadsheet.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { Fault, refuse, type Refusal } from '#kernel/result.ts';
import { FileButton } from '#ui-kit/file-button.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { SaveTemplate } from './save-template.tsx';

export interface OpenedFile<Field extends string> {
  readonly name: string;
  readonly table: Table<Field>;
  /** Sheets without a table of this kind. */
  readonly ignored: readonly string[];
}

export interface TemplateField<Field extends string> extends Omit<TemplateColumn, 'heading'> {
  /** Its heading is its label, `field.<name>` of the module. */
  readonly field: Field;
}

export interface ImportFileProps<Field extends string> {
  /** How the module's columns are known by their headings. */
  readonly columns: readonly ColumnRule<Field>[];
  /** Without this column there is no table. */
  readonly required: Field;
  /** The empty file that is offered to who has none, and what it lists. */
  readonly template: { readonly name: string; readonly columns: readonly TemplateField<Field>[] };
  /** The module's texts for its fields and for what it refuses. */
  readonly namespace: string;
  /** What stands there before a file is chosen. */
  readonly before: ReactNode;
  readonly children: (opened: OpenedFile<Field>) => ReactNode;
}

/** Any module's import begins so: choose a file, have it read, see the largest table that has the module's columns. */
export function ImportFile<Field extends string>(props: ImportFileProps<Field>) {
  const { template, namespace } = props;
  const { t } = useTranslation(['common', namespace]);
  const columns = template.columns.map(({ field, ...column }) => ({
    ...column,
    field,
    heading: t(`${namespace}:field.${field}`),
  }));
  const [opened, setOpened] = useState<OpenedFile<Field>>();
  const [isReading, setReading] = useState(false);
  const [refusal, setRefusal] = useState<Refusal>();
  const open = async (file: File): Promise<void> => {
    setReading(true);
    setOpened(undefined);
    setRefusal(undefined);
    try {
      const rules = [...columns.map(ownHeading), ...props.columns];
      setOpened(openedFile(file.name, await readSpreadsheet(file), { columns: rules, required: props.required }));
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      setRefusal(refuse(cause.code, cause.values));
    } finally {
      setReading(false);
    }
  };
  return (
    <>
      <FileButton
        label={t(opened === undefined ? 'import.chooseFile' : 'import.otherFile')}
        accept=".xlsx,.xls,.ods,.csv,.tsv,.txt"
        onFile={(file) => void open(file)}
      />
      {isReading && <Loading />}
      <RefusalNotice refusal={refusal} namespace={namespace} />
      {opened === undefined ? (
        <>
          <SaveTemplate name={template.name} columns={columns} />
          {props.before}
        </>
      ) : (
        props.children(opened)
      )}
    </>
  );
}

function openedFile<Field extends string>(
  name: string,
  sheets: readonly Sheet[],
  { columns, required }: Pick<ImportFileProps<Field>, 'columns' | 'required'>,
): OpenedFile<Field> {
  const tables = sheets.flatMap((sheet) => findTable(sheet, columns, required) ?? []);
  const [largest] = [...tables].sort((left, right) => right.rows.length - left.rows.length);
  if (largest === undefined) throw new Fault('file.noHeading');
  const ignored = sheets.map((sheet) => sheet.name).filter((sheet) => sheet !== largest.sheet);
  return { name, table: largest, ignored };
}
