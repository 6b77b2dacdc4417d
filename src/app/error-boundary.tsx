import { Component, type ReactNode } from 'react';
import { Translation } from 'react-i18next';
import { Fault } from '#kernel/result.ts';
import { Button } from '#ui-kit/button.tsx';
import { Notice } from '#ui-kit/notice.tsx';
import { Screen } from '#ui-kit/screen.tsx';
import { HelpButton } from './safety/help-button.tsx';

/** How Chromium, Firefox and Safari say that a part of the app could not be fetched, and the bundler that its styles could not. */
const PART_MISSING = /dynamically imported module|Importing a module script failed|Unable to preload CSS/;
const PART_MISSING_CODE = 'app.partMissing';

/** A screen that broke: says that what was saved is safe, and what to do. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly code: string | undefined }> {
  override state: { readonly code: string | undefined } = { code: undefined };

  static getDerivedStateFromError(cause: unknown): { readonly code: string } {
    if (cause instanceof Fault) return { code: cause.code };
    if (!(cause instanceof Error)) return { code: 'unknown' };
    return { code: PART_MISSING.test(cause.message) ? PART_MISSING_CODE : cause.message.slice(0, 80) };
  }

  override componentDidMount(): void {
    window.addEventListener('online', this.fetchAgain);
  }

  override componentWillUnmount(): void {
    window.removeEventListener('online', this.fetchAgain);
  }

  /** The network is back while nothing but the missing part keeps the person from his work. */
  readonly fetchAgain = (): void => {
    if (this.state.code === PART_MISSING_CODE) window.location.reload();
  };

  /** Without a network the page is not left: the browser might have nothing to show instead. */
  readonly goHome = (): void => {
    if (navigator.onLine) {
      window.location.assign('/');
      return;
    }
    window.history.pushState(null, '', '/');
    this.setState({ code: undefined });
  };

  override render(): ReactNode {
    const { code } = this.state;
    if (code === undefined) return this.props.children;
    const kind = code === PART_MISSING_CODE ? 'missing' : 'broken';
    return (
      <Translation>
        {(t) => (
          <Screen title={t('app')}>
            <Notice
              kind="warning"
              title={t(`fault.${kind}.title`)}
              safe={t('fault.safe')}
              whatToDo={t(`fault.${kind}.do`)}
              code={code}
            >
              <Button label={t('fault.action')} onPress={this.goHome} />
              <HelpButton code={code} />
            </Notice>
          </Screen>
        )}
      </Translation>
    );
  }
}
