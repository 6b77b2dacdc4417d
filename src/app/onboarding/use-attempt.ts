import { useState } from 'react';
import { Fault, type Refusal } from '#kernel/result.ts';

/** Work that may fail: says when it runs, and keeps its fault as something that can be shown. */
export function useAttempt() {
  const [fault, setFault] = useState<Pick<Refusal, 'code' | 'values'>>();
  const [isBusy, setBusy] = useState(false);
  const attempt = (work: () => Promise<void>): void => {
    setFault(undefined);
    setBusy(true);
    work()
      .catch((cause: unknown) =>
        setFault(
          cause instanceof Fault ? { code: cause.code, values: cause.values } : { code: 'enrol.internal', values: {} },
        ),
      )
      .finally(() => setBusy(false));
  };
  return { attempt, isBusy, fault, forget: () => setFault(undefined) };
}
