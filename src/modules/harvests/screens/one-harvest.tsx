import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import type { Receipt } from '#files/receipt.ts';
import { useCommand, useDevice, useMay, useQuery } from '#hooks/device.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { SlipActions } from '#hooks/slip-actions.tsx';
import { formatDate } from '#kernel/calendar.ts';
import { shortCode, splitId } from '#kernel/ids.ts';
import { quantityText } from '#kernel/quantity.ts';
import type { Refusal } from '#kernel/result.ts';
import { RecordPhotos } from '#modules/attachments/screens/index.ts';
import { RecordFindings } from '#modules/findings/screens/index.ts';
import { members } from '#modules/members/index.ts';
import { nameOfWriter } from '#modules/people/index.ts';
import { plots } from '#modules/plots/index.ts';
import { products } from '#modules/products/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { UndoIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { PaperHeading } from '#ui-kit/paper-heading.tsx';
import { PaperQr } from '#ui-kit/paper-qr.tsx';
import { Signatures } from '#ui-kit/signatures.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import { reverseHarvest } from '../commands.ts';
import { harvests } from '../index.ts';

/** One slip with all that it says; what was written can be taken back for ever (rule U28). */
export function OneHarvest() {
  const { t } = useTranslation(['harvests', 'common']);
  const { id } = useParams<{ id: string }>();
  const { coopName, database } = useDevice();
  const may = useMay();
  const reverse = useCommand(reverseHarvest);
  const [refusal, setRefusal] = useState<Refusal>();
  const found = useQuery(async (read) => {
    const harvest = await read.get(harvests, id);
    if (harvest === undefined) return { harvest };
    const reversals = await read.list(harvests, { index: 'reversesId', equals: id });
    return {
      harvest,
      isReversed: reversals.some((reversal) => reversal.column !== 'attention'),
      member: await read.get(members, harvest.memberId),
      product: await read.get(products, harvest.productId),
      writtenBy: await nameOfWriter(read, splitId(id).writer),
      plot: harvest.plotId === undefined ? undefined : await read.get(plots, harvest.plotId),
    };
  }, `harvest ${id}`);
  if (found === undefined) return <Loading />;
  const { harvest } = found;
  if (harvest === undefined) return <EmptyState title={t('empty.one')} text={t('empty.oneText')} />;
  const isReversed = found.isReversed === true || harvest.reversesId !== undefined;
  const state = isReversed ? 'undone' : stateOf(harvest);
  const code = shortCode(database.session.coop, id);
  const address = `${window.location.origin}/thu-hoach/${id}`;
  const quantity = quantityText(harvest.quantityMilli, harvest.unit);
  const entries: readonly (readonly [string, string | undefined])[] = [
    [t('field.product'), found.product?.name],
    [t('field.quantity'), quantity],
    [t('field.day'), formatDate(harvest.harvestedOn)],
    [t('field.member'), found.member?.name],
    [t('field.plot'), found.plot?.name],
    [t('field.note'), harvest.note],
    [t('field.writtenBy'), found.writtenBy === found.member?.name ? undefined : found.writtenBy],
  ];
  const receipt = async (): Promise<Receipt> => ({
    title: coopName,
    subtitle: `${t('title.one')} · ${formatDate(harvest.harvestedOn)}`,
    lines: [
      ...entries.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value, bold: value === quantity }])),
      { label: t('field.state'), value: t(`ui-kit:state.${state}`) },
    ],
    shortCode: code,
    qrText: address,
  });
  return (
    <>
      <PaperHeading owner={coopName} title={t('title.one')} />
      <StateMark state={state} />
      <Details label={t('title.one')} entries={[...entries, [t('field.code'), code]]} />
      <SlipActions
        fileName={code}
        title={t('title.one')}
        text={t('slipLine', { who: found.member?.name ?? '', product: found.product?.name, quantity, code })}
        receipt={receipt}
        sheet="a5"
      />
      {!isReversed && may(harvests, 'reverse') && (
        <div data-print="hide">
          <Button
            wide
            icon={UndoIcon}
            label={t('action.undo')}
            onPress={() => void reverse(id).then((outcome) => setRefusal(outcome.ok ? undefined : outcome))}
          />
        </div>
      )}
      {/* Below the buttons: they come later, and must not move them under a finger. */}
      <Suspense fallback={null}>
        <RecordPhotos on={{ table: harvests, id, memberId: harvest.memberId }} />
        <RecordFindings on={{ table: harvests, id }} />
      </Suspense>
      <Signatures names={[found.member?.name ?? '', t('signature.keeper')]} />
      <PaperQr text={address} label={code} />
      <RefusalNotice refusal={refusal} namespace="harvests" />
    </>
  );
}
