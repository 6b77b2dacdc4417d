import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FARM_ROLES, hasRole } from '#kernel/roles.ts';
import { cleanText } from '#kernel/text.ts';
import type { ReadInvitation } from '#protocol/signed-invitation.ts';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { TextField } from '#ui-kit/text-field.tsx';
import type { Book } from '../profile.ts';
import { ProductChoice, useProductChoice } from './product-choice.tsx';
import { startSigned } from './start-signed.ts';
import type { StepProps } from './steps.ts';

/** By an invitation that was signed without a connection: who it is for, what is grown, and work begins at once. */
export function JoinSigned(
  props: StepProps & {
    readonly text: string;
    readonly invitation: ReadInvitation;
    /** What this person wrote alone until now. */
    readonly bringing?: Book | undefined;
    readonly onNotMe: () => void;
  },
) {
  const { text, invitation, bringing, attempt, isBusy, onEnter, onNotMe } = props;
  const { t } = useTranslation(['onboarding', 'members', 'common']);
  const [ownName, setOwnName] = useState('');
  const products = useProductChoice();
  const { member, coopName, roles } = invitation;
  const isFarm = hasRole({ roles }, FARM_ROLES);
  const personName = member?.name ?? cleanText(ownName);
  // Who brings a book along has products in it.
  const asksProducts = isFarm && bringing === undefined;
  const jobs = roles.map((role) => t(`members:job.${role}.name`)).join(', ');
  const who = member?.name ?? jobs;
  const details = [member?.code, member?.village, coopName].filter((part) => part !== undefined);
  const start = async (): Promise<void> =>
    onEnter(
      await startSigned({ text, invitation, personName, productNames: asksProducts ? products.wanted : [], bringing }),
    );
  return (
    <>
      <Notice kind="info" title={`${t('welcome.youAre')}: ${who}`}>
        <p>{details.join(' · ')}</p>
        <p>{t('signed.text')}</p>
      </Notice>
      {member === undefined && (
        <TextField label={t('welcome.yourName')} value={ownName} maxLength={120} onChange={setOwnName} />
      )}
      {asksProducts && <ProductChoice choice={products} />}
      {bringing !== undefined && <p>{t('welcome.bringsBook')}</p>}
      <Button
        wide
        kind="primary"
        label={t('welcome.isMe')}
        disabled={isBusy || personName === '' || (asksProducts && products.wanted.length === 0)}
        onPress={() => attempt(start)}
      />
      <Button wide kind="quiet" label={t('welcome.isNotMe')} onPress={onNotMe} />
    </>
  );
}
