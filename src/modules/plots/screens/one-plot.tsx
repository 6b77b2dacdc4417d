import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { useCommand, useMay, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { areaInUnit, areaToM2, isAreaUnit } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { productList, type Product } from '#modules/products/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { FormGrid } from '#ui-kit/form-grid.tsx';
import { EditIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { QuantityField } from '#ui-kit/quantity-field.tsx';
import { SelectField } from '#ui-kit/select-field.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import { editPlot } from '../commands.ts';
import { plots } from '../index.ts';
import { areaText, COMMON_UNITS, type Plot } from '../queries.ts';

/** One plot, and a form for what changes; a field in which two people disagree says so. */
export function OnePlot() {
  const { t } = useTranslation(['plots', 'common']);
  const { id } = useParams<{ id: string }>();
  const [, navigate] = useLocation();
  const may = useMay();
  const [isEditing, setEditing] = useState(false);
  const found = useQuery(
    async (read) => ({ plot: await read.get(plots, id), products: await productList(read) }),
    `plot ${id}`,
  );
  if (found === undefined) return <Loading />;
  const { plot } = found;
  if (plot === undefined) return <EmptyState title={t('empty.one')} text={t('empty.oneText')} />;
  if (isEditing) return <EditPlot plot={plot} products={found.products} onDone={() => setEditing(false)} />;
  return (
    <>
      <StateMark state={plot.conflicts.length > 0 ? 'attention' : stateOf(plot)} />
      {plot.conflicts.length > 0 && (
        <Notice kind="warning" title={t('disagree')}>
          {may(plots, 'resolve') && (
            <Button label={t('common:attention.action.open')} onPress={() => navigate('/can-xem-lai')} />
          )}
        </Notice>
      )}
      <Details
        label={t('title.one')}
        entries={[
          [t('field.name'), plot.name],
          [t('field.areaM2'), plot.areaM2 === undefined ? undefined : areaText(plot.areaM2, plot.areaUnit)],
          [t('field.productId'), found.products.find((product) => product.id === plot.productId)?.name],
          [t('field.village'), plot.village],
          [t('field.note'), plot.note],
        ]}
      />
      {may(plots, 'set') && <Button wide icon={EditIcon} label={t('action.edit')} onPress={() => setEditing(true)} />}
    </>
  );
}

function EditPlot(props: { readonly plot: Plot; readonly products: readonly Product[]; readonly onDone: () => void }) {
  const { plot, products, onDone } = props;
  const { t } = useTranslation(['plots', 'common']);
  const edit = useCommand(editPlot);
  const firstUnit = isAreaUnit(plot.areaUnit) ? plot.areaUnit : 'm2';
  const [unit, setUnit] = useState(firstUnit);
  const [area, setArea] = useState(plot.areaM2 === undefined ? null : areaInUnit(plot.areaM2, firstUnit));
  const [name, setName] = useState(plot.name);
  const [productId, setProductId] = useState(plot.productId ?? '');
  const [village, setVillage] = useState(plot.village ?? '');
  const [note, setNote] = useState(plot.note ?? '');
  const [refusal, setRefusal] = useState<Refusal>();
  const given = (text: string): string | undefined => (cleanText(text) === '' ? undefined : cleanText(text));
  const isAreaTouched = plot.areaM2 === undefined || unit !== firstUnit || area !== areaInUnit(plot.areaM2, firstUnit);
  const save = async (): Promise<void> => {
    const outcome = await edit({
      id: plot.id,
      fields: {
        name: cleanText(name),
        productId: given(productId),
        village: given(village),
        note: given(note),
        // An area in sào that nobody touched is not rounded anew.
        ...(isAreaTouched ? { areaM2: area === null ? undefined : areaToM2(area, unit), areaUnit: unit } : {}),
      },
    });
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) onDone();
  };
  return (
    <>
      <FormGrid
        onSubmit={() => void save()}
        actions={
          <>
            <Button type="submit" kind="primary" label={t('common:save')} disabled={cleanText(name) === ''} />
            <Button kind="quiet" label={t('common:cancel')} onPress={onDone} />
          </>
        }
      >
        <TextField label={t('field.name')} value={name} maxLength={120} onChange={setName} />
        <SelectField
          label={t('field.areaUnit')}
          value={unit}
          onChange={(id) => isAreaUnit(id) && setUnit(id)}
          options={[...new Set([...COMMON_UNITS, firstUnit])].map((id) => ({ value: id, label: t(`unit.${id}`) }))}
        />
        <QuantityField
          label={t('field.areaM2')}
          unit={t(`unit.${unit}`)}
          value={area}
          onChange={setArea}
          hint={area === null ? undefined : areaText(areaToM2(area, unit), 'm2')}
        />
        <SelectField
          label={t('field.productId')}
          value={productId}
          onChange={setProductId}
          options={[
            { value: '', label: t('noProduct') },
            ...products.map((product) => ({ value: product.id, label: product.name })),
          ]}
        />
        <TextField label={t('field.village')} value={village} maxLength={120} onChange={setVillage} />
        <TextField label={t('field.note')} value={note} maxLength={500} onChange={setNote} />
      </FormGrid>
      <RefusalNotice refusal={refusal} namespace="plots" />
    </>
  );
}
