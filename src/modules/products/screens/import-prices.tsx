import { useTranslation } from 'react-i18next';
import { useCommand, useQuery } from '#hooks/device.tsx';
import { ImportFile } from '#hooks/import/import-file.tsx';
import { PastImportList } from '#hooks/import/past-imports.tsx';
import { undoProductImport } from '../commands.ts';
import { PRICE_COLUMNS } from '../import.ts';
import { pastProductImports } from '../queries.ts';
import { PricePreview } from './price-preview.tsx';

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
        before={<PastImportList found={past} namespace="products" undo={undo} />}
      >
        {(opened) => <PricePreview key={opened.name} opened={opened} />}
      </ImportFile>
    </>
  );
}
