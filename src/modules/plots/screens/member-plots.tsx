import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { AddForm } from '#hooks/add-form.tsx';
import { useCommand, useMay, useQuery } from '#hooks/device.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { areaToM2, groupDigits, isAreaUnit, type AreaUnit } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { memberLabel, members } from '#modules/members/index.ts';
import { DataTable } from '#ui-kit/data-table.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { QuantityField } from '#ui-kit/quantity-field.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { addPlot } from '../commands.ts';
import { plots } from '../index.ts';
import { areaText, COMMON_UNITS, plotsOf } from '../queries.ts';

/** One member's plots, for the office. */
export function MemberPlots() {
  const { t } = useTranslation(['plots', 'common', 'members']);
  const [, navigate] = useLocation();
  const { id: memberId } = useParams<{ id: string }>();
  const may = useMay();
  const found = useQuery(
    async (read) => ({ plots: await plotsOf(read, memberId), member: await read.get(members, memberId) }),
    `plots ${memberId}`,
  );
  if (found === undefined) return <Loading />;
  if (found.member === undefined)
    return <EmptyState title={t('members:empty.one')} text={t('members:empty.oneText')} />;
  const sum = found.plots.reduce((total, plot) => total + (plot.areaM2 ?? 0), 0);
  return (
    <>
      <h2>{memberLabel(found.member)}</h2>
      {found.plots.length === 0 ? (
        <EmptyState title={t('empty.own')} text={t('empty.officeText')} />
      ) : (
        <>
          <DataTable
            label={t('title.list')}
            rows={found.plots}
            keyOf={(plot) => plot.id}
            onOpen={(plot) => navigate(`/thua/${plot.id}`)}
            columns={[
              { key: 'name', title: t('field.name'), render: (plot) => plot.name, sortValue: (plot) => plot.name },
              {
                key: 'area',
                title: t('field.areaM2'),
                number: true,
                render: (plot) => (plot.areaM2 === undefined ? '–' : areaText(plot.areaM2, plot.areaUnit)),
                sortValue: (plot) => plot.areaM2 ?? 0,
                total: `${groupDigits(String(sum))} m²`,
              },
              { key: 'village', title: t('field.village'), render: (plot) => plot.village ?? '' },
              {
                key: 'state',
                title: t('field.state'),
                render: (plot) => <StateMark state={plot.conflicts.length > 0 ? 'attention' : stateOf(plot)} />,
              },
            ]}
          />
          <ListActions
            name={`${t('title.list')} ${found.member.name}`}
            rows={found.plots}
            columns={[
              [t('field.name'), (plot) => plot.name],
              [t('field.areaM2'), (plot) => plot.areaM2],
              [t('field.village'), (plot) => plot.village],
            ]}
          />
        </>
      )}
      {may(plots, 'create') && <AddPlot memberId={memberId} />}
    </>
  );
}

function AddPlot({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation(['plots', 'common']);
  const add = useCommand(addPlot);
  const [name, setName] = useState('');
  const [unit, setUnit] = useState<AreaUnit>('sao_bac');
  const [area, setArea] = useState<number | null>(null);
  const [refusal, setRefusal] = useState<Refusal>();
  const save = async (): Promise<void> => {
    const areaFields = area === null ? {} : { areaM2: areaToM2(area, unit), areaUnit: unit };
    const outcome = await add({ memberId, name: cleanText(name), ...areaFields });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    setName('');
    setArea(null);
  };
  const isReady = cleanText(name) !== '';
  return (
    <AddForm
      title={t('title.add')}
      label={t('action.add')}
      isReady={isReady}
      onAdd={save}
      refusal={refusal}
      namespace="plots"
    >
      <TextField label={t('field.name')} value={name} maxLength={120} onChange={setName} />
      <SelectField
        label={t('field.areaUnit')}
        value={unit}
        onChange={(id) => isAreaUnit(id) && setUnit(id)}
        options={COMMON_UNITS.map((id) => ({ value: id, label: t(`unit.${id}`) }))}
      />
      <QuantityField label={t('field.areaM2')} unit={t(`unit.${unit}`)} value={area} onChange={setArea} />
    </AddForm>
  );
}
