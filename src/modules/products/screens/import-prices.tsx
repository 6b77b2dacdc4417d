import { useTranslation } from 'react-i18next';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { ImportFile, type TemplateField } from '#hooks/import/import-file.tsx';
import { PastImportList } from '#hooks/import/past-imports.tsx';
import { undoProductImport } from '../commands.ts';
import { PRICE_COLUMNS, type PriceField } from '../import.ts';
import { pastProductImports } from '../queries.ts';
import { PricePreview } from './price-preview.tsx';

const COMMON_UNITS = ['kg', 'tấn', 'con', 'quả', 'bó', 'thùng', 'bao', 'lít'];

const TEMPLATE: readonly TemplateField<PriceField>[] = [
  { field: 'name', kind: 'text' },
  { field: 'code', kind: 'text' },
  { field: 'unit', kind: 'text', choices: COMMON_UNITS },
  { field: 'buyDong', kind: 'number' },
  { field: 'retailDong', kind: 'number' },
  { field: 'validFrom', kind: 'day' },
  { field: 'note', kind: 'text' },
];

/** A price list from a file: choose it, look at every row, take the good ones, and take all back if it was wrong. */
export function ImportPrices() {
  const { t } = useTranslation('products');
  const undo = useCommand(undoProductImport);
  const past = useQuery(pastProductImports, 'past imports of products');
  return (
    <>
      <p>{t('import.text')}</p>
      <ImportFile
        columns={PRICE_COLUMNS}
        required="name"
        namespace="products"
        template={{ name: t('title.list'), columns: TEMPLATE }}
        before={<PastImportList found={past} namespace="products" undo={undo} />}
      >
        {(opened) => <PricePreview key={opened.name} opened={opened} />}
      </ImportFile>
    </>
  );
}
