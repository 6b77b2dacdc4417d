import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { Notice, Screen } from '#ui-kit/basic/kit.tsx';

/** A screen that broke: says that what was saved is safe, and what to do. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly hasBroken: boolean }> {
  override state = { hasBroken: false };

  static getDerivedStateFromError(): { readonly hasBroken: boolean } {
    return { hasBroken: true };
  }

  override render(): ReactNode {
    if (!this.state.hasBroken) return this.props.children;
    return (
      <Translation>
        {(t) => (
          <Screen title={t('app')}>
            <Notice title={t('fault.title')} isDanger>
              {t('fault.safe')}
            </Notice>
          </Screen>
        )}
      </Translation>
    );
  }
}
