/** The record that a finding is about: how it is named in an address, what it is called, and where it is seen. */
import { useTranslation } from 'react-i18next';
import { useDevice } from '#hooks/device.tsx';
import { isRowId, shortCode } from '#kernel/ids.ts';
import type { FindingRow } from '../records.ts';

const NAME = 've';

/** Pages of records by their table's name. A record of another table is named, and opened from nowhere. */
const PAGES: Readonly<Record<string, string>> = { harvests: '/thu-hoach', sales: '/ban-hang' };

export interface RecordNamed {
  readonly table: number;
  readonly id: string;
}

/** Where a finding about this record is written. */
export function pathToWriteAbout({ table, id }: RecordNamed): string {
  return `/kien-nghi/moi?${NAME}=${table}.${id}`;
}

/** The record that an address's search names, or undefined when it names none. */
export function recordIn(search: string): RecordNamed | undefined {
  const match = /^(\d{1,5})\.(.+)$/.exec(new URLSearchParams(search).get(NAME) ?? '');
  const [, table, id] = match ?? [];
  return table === undefined || id === undefined || !isRowId(id) ? undefined : { table: Number(table), id };
}

/** The record that a finding names. */
export function recordOf({ onTable, onRow }: FindingRow): RecordNamed | undefined {
  return onTable === undefined || onRow === undefined ? undefined : { table: onTable, id: onRow };
}

/** What a record is called, with the code that stands on its slip, and its page. */
export function useRecordNames(): (record: RecordNamed) => { readonly label: string; readonly path?: string } {
  const { t } = useTranslation(['findings', 'common']);
  const { catalogue, session } = useDevice().database;
  return ({ table, id }) => {
    const name = catalogue.byNumber.get(table)?.name;
    const code = shortCode(session.coop, id);
    if (name === undefined) return { label: code };
    const label = t('aboutRecord', { record: t(`common:records.${name}`), code });
    const page = PAGES[name];
    return page === undefined ? { label } : { label, path: `${page}/${id}` };
  };
}
