import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useParams } from 'wouter';
import { useCommand, useDevice, useKeptQuery, useMay, useQuery, useToday } from '#hooks/device.tsx';
import { BookBegins, WhenFilled } from '#hooks/filled.tsx';
import { ListActions } from '#hooks/list-actions.tsx';
import { SlipActions } from '#hooks/slip-actions.tsx';
import { stateOf } from '#hooks/record-state.ts';
import { formatDate } from '#kernel/calendar.ts';
import type { StatementLine } from '#kernel/module.ts';
import { moneyText } from '#kernel/money.ts';
import type { Result } from '#kernel/result.ts';
import { quantityText } from '#kernel/quantity.ts';
import { CASH_ACCOUNT, customerAccount, memberAccount, statement } from '#modules/ledger/index.ts';
import { Button } from '#ui-kit/button.tsx';
import { DataTable, type Column } from '#ui-kit/data-table.tsx';
import { DateField } from '#ui-kit/date-field.tsx';
import { Details } from '#ui-kit/details.tsx';
import { EmptyState } from '#ui-kit/empty-state.tsx';
import { EditIcon } from '#ui-kit/icon.tsx';
import { Loading } from '#ui-kit/loading.tsx';
import { Stack } from '#ui-kit/stack.tsx';
import { OnPaperTop } from '#ui-kit/paper-top.tsx';
import { PaperHeading } from '#ui-kit/paper-heading.tsx';
import { Signatures } from '#ui-kit/signatures.tsx';
import { StateMark } from '#ui-kit/state-mark.tsx';
import type { Receipt } from '#files/receipt.ts';
import { editCustomer } from '../commands.ts';
import { customers, type CustomerRow } from '../index.ts';
import { confirmedSales, namesForSales } from '../queries.ts';
import { CustomerForm } from './customer-form.tsx';
import { documentPath } from './document-path.ts';

export function MemberStatement() {
  const { id } = useParams<{ id: string }>();
  return <AccountStatement accountKey={memberAccount(id)} partyId={id} kind="member" />;
}

export function CustomerStatement() {
  const { id } = useParams<{ id: string }>();
  return (
    <>
      <AccountStatement accountKey={customerAccount(id)} partyId={id} kind="customer" />
      <EditCustomer key={id} id={id} />
    </>
  );
}

function EditCustomer({ id }: { readonly id: string }) {
  const { t } = useTranslation('sales');
  const edit = useCommand(editCustomer);
  const [isEditing, setEditing] = useState(false);
  const mayEdit = useMay()(customers, 'set');
  const customer = useQuery((read) => read.get(customers, id), `customer ${id}`);
  if (customer === undefined || !mayEdit) return null;
  if (!isEditing) {
    return (
      <div data-print="hide">
        <Button icon={EditIcon} label={t('action.editCustomer')} onPress={() => setEditing(true)} />
      </div>
    );
  }
  const save = async (fields: CustomerRow): Promise<Result<unknown>> => {
    const outcome = await edit({ id, fields });
    if (outcome.ok) setEditing(false);
    return outcome;
  };
  return <CustomerForm customer={customer} label={t('action.saveCustomer')} onSave={save} />;
}

export function CashBook() {
  return <AccountStatement accountKey={CASH_ACCOUNT} partyId="" kind="cash" />;
}

/** A picture of these stays under 200 kB (U43). */
const RECEIPT_LINES = 40;

type Kind = 'member' | 'customer' | 'cash';

/** Opening + lines = closing, in figures and on paper; each line opens its document (architecture 3.4.1). */
function AccountStatement(props: { readonly accountKey: string; readonly partyId: string; readonly kind: Kind }) {
  const { accountKey, partyId, kind } = props;
  const { t } = useTranslation(['sales', 'common']);
  const { coopName } = useDevice();
  const today = useToday();
  const [, navigate] = useLocation();
  const [from, setFrom] = useState<string | null>(`${today.slice(0, 4)}-01-01`);
  const [to, setTo] = useState<string | null>(today);
  // While a day is half typed, or the last stands before the first, the account stays as it was.
  const [days, setDays] = useState({ from: from ?? today, to: to ?? today });
  const next = { from: from ?? days.from, to: to ?? days.to };
  const isReversed = next.from > next.to;
  if (!isReversed && (next.from !== days.from || next.to !== days.to)) setDays(next);
  const found = useKeptQuery(
    async (read) => ({
      days,
      statement: await statement(read, accountKey, days),
      names: await namesForSales(read),
      confirmed: await confirmedSales(read),
    }),
    `statement ${accountKey} ${days.from} ${days.to}`,
  );
  if (found === undefined) return <Loading />;
  const { opening, lines, closing } = found.statement;
  if (kind !== 'cash' && lines.length === 0 && !found.names.parties.has(partyId))
    return <EmptyState title={t('empty.party')} text={t('empty.partyText')} />;
  let running = opening['balanceDong'] ?? 0;
  const rows = lines.map((line) => {
    if (line.column !== 'attention') running += line.amounts['balanceDong'] ?? 0;
    return { line, running };
  });
  const party = kind === 'cash' ? '' : ` · ${found.names.parties.get(partyId) ?? '…'}`;
  const title = kind === 'cash' ? t('title.cash') : `${t('title.statement')}${party}`;
  const period = `${formatDate(found.days.from)} – ${formatDate(found.days.to)}`;
  const closingText = moneyText(closing['balanceDong'] ?? 0);
  const pending = (closing['pendingDong'] ?? 0) + (closing['pendingCashDong'] ?? 0);
  return (
    <>
      <OnPaperTop>
        <PaperHeading owner={coopName} title={title} />
      </OnPaperTop>
      <h2 data-print="hide">{`${coopName}${party}`}</h2>
      <div data-print="hide">
        <Stack isRow>
          <DateField hasChips={false} label={t('field.from')} value={from} onChange={setFrom} today={today} />
          <DateField
            hasChips={false}
            label={t('field.to')}
            value={to}
            onChange={setTo}
            today={today}
            error={isReversed ? t('field.toBeforeFrom') : undefined}
          />
        </Stack>
      </div>
      <BookBegins />
      <WhenFilled>
        <Details
          label={t('title.statement')}
          entries={[
            [t('period'), period],
            [t('opening'), moneyText(opening['balanceDong'] ?? 0)],
            [t(`closing.${kind}`), closingText],
            [t('account.pending'), pending === 0 ? undefined : moneyText(pending)],
            [t('account.cash'), kind === 'member' ? moneyText(closing['cashDong'] ?? 0) : undefined],
          ]}
        />
        {lines.length === 0 ? (
          <p>{t('empty.statement')}</p>
        ) : (
          <DataTable
            label={t('title.statement')}
            rows={rows}
            keyOf={({ line }) => line.id}
            onOpen={({ line }) => navigate(documentPath(line))}
            columns={columns()}
          />
        )}
      </WhenFilled>
      <WhenFilled>
        <ListActions name={title} rows={rows} columns={sheetColumns()} sheet="own" />
        <SlipActions
          fileName={title}
          title={title}
          text={`${title}, ${period}: ${t(`closing.${kind}`)} ${closingText}`}
          receipt={async () => receipt()}
          sheet="a4"
        />
      </WhenFilled>
      <Signatures names={[t('signature.office'), t(`signature.${kind}`)]} />
    </>
  );

  function columns(): readonly Column<(typeof rows)[number]>[] {
    const change = (measure: string) => (row: { readonly line: StatementLine }) => {
      const amount = row.line.amounts[measure] ?? 0;
      return amount === 0 ? '' : moneyText(amount);
    };
    return [
      { key: 'day', title: t('field.day'), render: ({ line }) => formatDate(line.on) },
      { key: 'what', title: t('field.what'), render: ({ line }) => whatOf(line) },
      {
        key: 'change',
        title: t(`change.${kind}`),
        number: true,
        render: change('balanceDong'),
        total: moneyText((closing['balanceDong'] ?? 0) - (opening['balanceDong'] ?? 0)),
      },
      ...(kind === 'member'
        ? [
            { key: 'cash', title: t('change.paid'), number: true, render: change('cashDong') },
            { key: 'pending', title: t('change.pending'), number: true, render: change('pendingDong') },
          ]
        : []),
      { key: 'balance', title: t('field.balance'), number: true, render: (row) => moneyText(row.running) },
      { key: 'state', title: t('field.state'), render: ({ line }) => <StateMark state={lineState(line)} /> },
    ];
  }

  function sheetColumns() {
    const dong = (measure: string) => (row: (typeof rows)[number]) => ({ dong: row.line.amounts[measure] ?? 0 });
    type Row = (typeof rows)[number];
    return [
      [t('field.day'), ({ line }: Row) => ({ day: line.on })],
      [t('field.what'), ({ line }: Row) => whatOf(line)],
      [t(`change.${kind}`), dong('balanceDong')],
      ...(kind === 'member'
        ? ([
            [t('change.paid'), dong('cashDong')],
            [t('change.pending'), dong('pendingDong')],
          ] as const)
        : []),
      [t('field.balance'), (row: Row) => ({ dong: row.running })],
      [t('field.state'), ({ line }: Row) => t(`ui-kit:state.${lineState(line)}`)],
    ] as const;
  }

  /** On a roll of paper the last lines do; what came before them is one sum. */
  function receipt(): Receipt {
    const shown = rows.slice(-RECEIPT_LINES);
    const before = rows.length - shown.length;
    return {
      title: coopName,
      subtitle: `${title} · ${period}`,
      lines: [
        { label: t('opening'), value: moneyText(opening['balanceDong'] ?? 0) },
        ...(before === 0 ? [] : [{ label: t('common:slip.more'), value: String(before) }]),
        ...shown.map(({ line }) => ({
          label: `${formatDate(line.on)} ${whatOf(line)}${isOnlyPending(line) ? ` · ${t('change.pending')}` : ''}`,
          value: moneyText(line.amounts[isOnlyPending(line) ? 'pendingDong' : 'balanceDong'] ?? 0),
        })),
        ...(pending === 0 ? [] : [{ label: t('account.pending'), value: moneyText(pending) }]),
        { label: t(`closing.${kind}`), value: closingText, bold: true },
      ],
    };
  }

  function isOnlyPending({ amounts }: StatementLine): boolean {
    return (amounts['balanceDong'] ?? 0) === 0 && (amounts['pendingDong'] ?? 0) !== 0;
  }

  function lineState(line: StatementLine) {
    const isAwaiting = line.details['kind'] === 'member-coop' && found?.confirmed.has(line.documentId) !== true;
    const state = stateOf(line);
    return isAwaiting && state === 'received' ? ('awaiting' as const) : state;
  }

  function whatOf(line: StatementLine): string {
    const kindText = t(`kind.${String(line.details['kind'])}`);
    const product = found?.names.products.get(String(line.details['productId'])) ?? '…';
    const quantity = quantityText(Number(line.details['quantityMilli'] ?? 0), String(line.details['unit'] ?? ''));
    const words = line.details['reversesId'] === undefined ? kindText : t('undoneKind', { kind: kindText });
    return `${words} · ${product} · ${quantity}`;
  }
}
