import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKeptQuery } from '#hooks/device.tsx';
import { ListRow } from '#ui-kit/list-row.tsx';
import { List } from '#ui-kit/list.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { SearchField } from '#ui-kit/search-field.tsx';
import { members } from '../index.ts';
import { searchMembers } from '../queries.ts';

const SHOWN = 30;

/** Which member: those of lately first, everybody else by a few letters without marks; namesakes by code and village (rules U14, U15). */
export function ChooseMember(props: {
  /** Members, the latest first; who is gone is left out. */
  readonly recent: readonly string[];
  readonly onChoose: (memberId: string) => void;
}) {
  const { t } = useTranslation('members');
  const [text, setText] = useState('');
  const { recent, onChoose } = props;
  const found = useKeptQuery(
    async (read) => {
      const lately = await Promise.all(recent.map(async (id) => read.get(members, id)));
      return {
        lately: lately.flatMap((member) => member ?? []),
        members: await searchMembers(read, text, SHOWN),
      };
    },
    `choose ${text} ${recent.join(' ')}`,
  );
  if (found === undefined) return <Loading />;
  const isRecent = text === '' && found.lately.length > 0;
  return (
    <>
      <SearchField
        label={t('search')}
        hint={t('searchHint')}
        value={text}
        onChange={setText}
        found={found.members.length}
      />
      {isRecent && <h2>{t('title.lately')}</h2>}
      {!isRecent && text === '' && found.members.length === 0 && <p>{t('empty.list')}</p>}
      <List
        label={t(isRecent ? 'title.lately' : 'title.list')}
        items={isRecent ? found.lately : found.members}
        keyOf={(member) => member.id}
        renderItem={(member) => (
          <ListRow
            title={member.name}
            detail={[member.code, member.village, member.phone].filter((part) => part !== undefined).join(' · ')}
            onPress={() => onChoose(member.id)}
          />
        )}
      />
    </>
  );
}
