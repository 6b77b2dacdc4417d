import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { useMay, usePerson, useQuery } from '#hooks/device.tsx';
import { formatDate } from '#kernel/calendar.ts';
import type { TableDefinition } from '#kernel/module.ts';
import { hasRole, READING_ROLES } from '#kernel/roles.ts';
import { Button } from '#ui-kit/button.tsx';
import { AddIcon } from '#ui-kit/icon.tsx';
import { List } from '#ui-kit/list.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { findings } from '../index.ts';
import { findingsAbout } from '../queries.ts';
import { pathToWriteAbout } from './about.ts';
import { shortened } from './shortened.ts';

/** The findings about one record, and the way to write one; nothing for who reads none and where there are none to read. */
export function RecordFindings({ on }: { readonly on: { readonly table: TableDefinition; readonly id: string } }) {
  const person = usePerson();
  return hasRole(person, READING_ROLES) ? <Findings {...on} /> : null;
}

function Findings({ table, id }: { readonly table: TableDefinition; readonly id: string }) {
  const { t } = useTranslation('findings');
  const [, navigate] = useLocation();
  const mayWrite = useMay()(findings, 'create');
  const found = useQuery((read) => findingsAbout(read, id), `findings about ${id}`);
  if (found === undefined || (found.length === 0 && !mayWrite)) return null;
  return (
    <section data-print="hide" aria-label={t('title.about')}>
      <Stack>
        {found.length > 0 && <h2>{t('title.about')}</h2>}
        {found.length > 0 && (
          <List
            label={t('title.about')}
            items={found}
            keyOf={({ finding }) => finding.id}
            renderItem={({ finding, progress }) => (
              <ListRow
                title={shortened(finding.what)}
                detail={`${formatDate(finding.foundOn)} · ${t(`progress.${progress}`)}`}
                onPress={() => navigate(`/kien-nghi/${finding.id}`)}
              />
            )}
          />
        )}
        {mayWrite && (
          <Button
            wide
            icon={AddIcon}
            label={t('action.newAbout')}
            onPress={() => navigate(pathToWriteAbout({ table: table.number, id }))}
          />
        )}
      </Stack>
    </section>
  );
}
