import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { Fault } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Screen } from '#ui-kit/screen.tsx';

/** A screen that broke: says that what was saved is safe, and what to do. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly code: string | undefined }> {
  override state: { readonly code: string | undefined } = { code: undefined };

  static getDerivedStateFromError(cause: unknown): { readonly code: string } {
    return {
      code: cause instanceof Fault ? cause.code : cause instanceof Error ? cause.message.slice(0, 80) : 'unknown',
    };
  }

  override render(): ReactNode {
    const { code } = this.state;
    if (code === undefined) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <Screen title={t('app')}>
            <Notice kind="warning" title={t('fault.title')} safe={t('fault.safe')} whatToDo={t('fault.do')} code={code}>
              <Button label={t('fault.action')} onPress={() => window.location.assign('/')} />
              <Button
                label={t('fault.help')}
                onPress={() => window.location.assign(`/an-toan?loi=${encodeURIComponent(code)}`)}
              />
            </Notice>
          </Screen>
        )}
      </Translation>
    );
  }
}
