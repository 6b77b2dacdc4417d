import { useCommand, useQuery } from '#hooks/device.tsx';
import { PastImportList } from '#hooks/import/past-imports.tsx';
import { undoImport } from '../commands.ts';
import { pastImports } from '../queries.ts';

/** Registers that were imported and still stand. */
export function PastImports() {
  const undo = useCommand(undoImport);
  return <PastImportList found={useQuery(pastImports, 'past imports')} namespace="members" undo={undo} />;
}
