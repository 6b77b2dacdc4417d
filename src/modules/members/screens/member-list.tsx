import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Fault, type Refusal } from '#kernel/result.ts';
import { cleanText } from '#kernel/text.ts';
import { useCommand, useDevice, useQuery } from '#hooks/device.tsx';
import { RefusalNotice } from '#hooks/refusal.tsx';
import { BigCode, Button, EmptyState, ListRow, Notice, Rows, TextField } from '#ui-kit/basic/kit.tsx';
import { addMember } from '../commands.ts';
import { searchMembers, type Member } from '../queries.ts';

/** The register: search without marks, add, and a tap gives a member the code that joins the member's own phone. */
export function MemberList() {
  const { t } = useTranslation(['members', 'common']);
  const { invite } = useDevice();
  const add = useCommand(addMember);
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [code, setCode] = useState('');
  const [given, setGiven] = useState<{ readonly name: string; readonly code: string }>();
  const [refusal, setRefusal] = useState<Pick<Refusal, 'code' | 'values'>>();
  const found = useQuery((read) => searchMembers(read, text), `search ${text}`);
  const save = async (): Promise<void> => {
    const outcome = await add({ name: cleanText(name), ...(code.trim() === '' ? {} : { code: cleanText(code) }) });
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    setName('');
    setCode('');
  };
  const giveCode = async (member: Member): Promise<void> => {
    setRefusal(undefined);
    try {
      const optional = {
        ...(member.code === undefined ? {} : { memberCode: member.code }),
        ...(member.village === undefined ? {} : { memberVillage: member.village }),
      };
      const made = await invite({ role: 'member', memberId: member.id, memberName: member.name, ...optional });
      setGiven({ name: member.name, code: made.code });
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
      setRefusal({ code: cause.code, values: {} });
    }
  };
  return (
    <>
      <RefusalNotice refusal={refusal} namespace="members" />
      {given !== undefined && (
        <Notice title={t('codeFor', { name: given.name })}>
          <BigCode code={given.code} />
        </Notice>
      )}
      <TextField label={t('search')} value={text} onChange={setText} />
      {found?.length === 0 && <EmptyState text={t('empty')} />}
      <Rows>
        {found?.map((member) => (
          <ListRow
            key={member.id}
            title={member.name}
            detail={[member.code, member.village].filter((part) => part !== undefined).join(' · ')}
            state={member.column === 'waiting' ? 'device' : 'received'}
            onPress={() => void giveCode(member)}
          />
        ))}
      </Rows>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <TextField label={t('field.name')} value={name} onChange={setName} />
        <TextField label={t('field.code')} value={code} onChange={setCode} />
        <Button type="submit" isDisabled={name.trim() === ''}>
          {t('action.add')}
        </Button>
      </form>
    </>
  );
}
